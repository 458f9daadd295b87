"""What is signed, and whether it is still what was signed. Needs no server, no database and no Django.

A contract's text is canonical JSON: sorted keys, UTF-8, no blanks, every number written as text. Its SHA-256 stands in
a statement of who signs, in which office, on whose authority, when, and at which place of the journal; the statement is
signed with the plant's Ed25519 key. The file holds text, statements, signatures and public keys, and is written in one
way only, so that a changed character anywhere is found.
"""

from __future__ import annotations

import hashlib
import json
from dataclasses import dataclass
from typing import Any

from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey, Ed25519PublicKey

TEXT_SCHEME = "huzhu-contract-2"  # 2 says what it began with, and how it is changed
TEXT_SCHEMES = ("huzhu-contract-1", TEXT_SCHEME)
STATEMENT_SCHEME = "huzhu-signature-1"
FILE_SCHEME = "huzhu-contract-file-1"
FILE_PARTS = {"scheme", "text", "hash", "signatures"}
SIGNATURE_PARTS = {"statement", "public_key", "signature"}


def canonical(content: Any) -> bytes:
    """The one way to write it down."""
    return json.dumps(content, sort_keys=True, ensure_ascii=False, separators=(",", ":"), allow_nan=False).encode()


def hash_of(text: dict[str, Any]) -> str:
    return hashlib.sha256(canonical(text)).hexdigest()


def fingerprint(public_key: str) -> str:
    """A short name of a key, to be compared with the one on paper: eight groups of four."""
    digest = hashlib.sha256(bytes.fromhex(public_key)).hexdigest()[:32]
    return " ".join(digest[at : at + 4] for at in range(0, 32, 4))


def sign(statement: dict[str, Any], key: Ed25519PrivateKey) -> tuple[str, str]:
    """(public key, signature), both in hex."""
    return key.public_key().public_bytes_raw().hex(), key.sign(canonical(statement)).hex()


def is_signed(statement: dict[str, Any], public_key: str, signature: str) -> bool:
    try:
        key = Ed25519PublicKey.from_public_bytes(bytes.fromhex(public_key))
        key.verify(bytes.fromhex(signature), canonical(statement))
    except (InvalidSignature, ValueError):
        return False
    return True


def written_file(text: dict[str, Any], signatures: list[dict[str, Any]]) -> bytes:
    """The file for download."""
    file = {"scheme": FILE_SCHEME, "text": text, "hash": hash_of(text), "signatures": signatures}
    return _rendered(file)


def _rendered(file: Any) -> bytes:
    return (json.dumps(file, sort_keys=True, ensure_ascii=False, indent=1, allow_nan=False) + "\n").encode()


@dataclass(frozen=True)
class Signed:
    """One good signature as the file tells it."""

    party: str
    person: str
    office: str
    authority: str
    signed_at: str
    journal: str
    fingerprint: str


@dataclass(frozen=True)
class Reading:
    """What a file is. `problem` is "" when everything in it holds; `missing`: parties that have not signed."""

    problem: str
    number: str = ""
    version: int = 0
    hash: str = ""
    signed: tuple[Signed, ...] = ()
    missing: tuple[str, ...] = ()

    @property
    def holds(self) -> bool:
        return not self.problem


def read_file(content: bytes) -> Reading:
    """Check a file from its bytes. Nothing outside it is asked; compare the fingerprints with the printed contract."""
    try:
        file = json.loads(content)
    except (ValueError, RecursionError):
        return Reading("this is not a contract file")
    if not isinstance(file, dict) or set(file) != FILE_PARTS or file["scheme"] != FILE_SCHEME:
        return Reading("this is not a contract file")
    try:
        return _read(file, content)
    except (KeyError, TypeError, ValueError, AttributeError):
        return Reading("a part of the file is missing or was changed")


def _read(file: dict[str, Any], content: bytes) -> Reading:
    text = file["text"]
    number, version = str(text["number"]), int(text["version"])
    said = {"number": number, "version": version, "hash": str(file["hash"])}
    if hash_of(text) != file["hash"]:
        return Reading("the text was changed after it was signed", **said)
    if text["scheme"] not in TEXT_SCHEMES:
        return Reading("the text is of a later form than this program knows", **said)
    parties = [str(each["code"]) for each in text["parties"]]
    signed: list[Signed] = []
    for each in file["signatures"]:
        statement = each["statement"]
        who = str(statement["party"])
        if set(each) != SIGNATURE_PARTS or not is_signed(statement, each["public_key"], each["signature"]):
            return Reading(f"the signature of {who} does not fit", **said)
        about = (statement["scheme"], statement["hash"], statement["contract"], statement["version"])
        if about != (STATEMENT_SCHEME, file["hash"], number, version):
            return Reading(f"the signature of {who} belongs to another text", **said)
        if who not in parties or who in {one.party for one in signed}:
            return Reading(f"the signature of {who} does not belong here", **said)
        signed.append(_signed(statement, each["public_key"]))
    if _rendered(file) != content:
        return Reading("the file was changed or written anew by another program", **said)
    there = {one.party for one in signed}
    return Reading("", signed=tuple(signed), missing=tuple(one for one in parties if one not in there), **said)


def _signed(statement: dict[str, Any], public_key: str) -> Signed:
    journal = statement["journal"]
    return Signed(
        party=statement["party"],
        person=statement["person"],
        office=statement["office"],
        authority=statement["authority"],
        signed_at=statement["signed_at"],
        journal=f"{journal['number']}:{journal['hash']}",
        fingerprint=fingerprint(public_key),
    )
