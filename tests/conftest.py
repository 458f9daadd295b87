"""What every test shares: passwords are hashed quickly, readings go to a fresh home, a made alliance on request."""

from __future__ import annotations

import os
import tempfile
from pathlib import Path

import pytest

os.environ.setdefault("HUZHU_HOME", tempfile.mkdtemp(prefix="huzhu-test-"))


@pytest.fixture(autouse=True)
def _fresh_home(settings: pytest.FixtureRequest, tmp_path: Path) -> None:
    settings.PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]
    settings.HUZHU_HOME = tmp_path
    settings.READINGS = tmp_path / "readings"
    settings.INBOX = tmp_path / "inbox"


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Files with slow tests first, then the browser's: no process is left alone with one of them at the end."""
    slow = {item.path for item in items if item.get_closest_marker("slow")}
    items.sort(key=lambda item: 0 if item.path in slow else 1 if item.path.parent.name == "browser" else 2)
