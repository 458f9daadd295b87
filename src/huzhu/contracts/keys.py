"""A signing key for each plant, under HUZHU_HOME, readable by the program alone."""

from __future__ import annotations

from pathlib import Path

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from cryptography.hazmat.primitives.serialization import Encoding, NoEncryption, PrivateFormat, load_pem_private_key
from django.conf import settings

from huzhu.kept_keys import kept_key
from huzhu.workshops.models import Plant


def key_of(plant: Plant) -> Ed25519PrivateKey:
    """The plant's key; made when it is first needed."""
    path = _folder() / f"{plant.slug}.pem"
    key = load_pem_private_key(kept_key(path, _new_pem).encode(), password=None)
    if not isinstance(key, Ed25519PrivateKey):
        raise ValueError(f"{path} holds another kind of key.")
    return key


def _folder() -> Path:
    folder = Path(settings.HUZHU_HOME) / "keys"
    folder.mkdir(mode=0o700, parents=True, exist_ok=True)
    return folder


def _new_pem() -> str:
    pem = Ed25519PrivateKey.generate().private_bytes(Encoding.PEM, PrivateFormat.PKCS8, NoEncryption())
    return pem.decode()
