"""What every test shares: passwords are hashed quickly, readings go to a fresh home, the demo loaded once for all."""

from __future__ import annotations

import fcntl
import gc
import os
import subprocess
import sys
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


@pytest.fixture(scope="session")
def loaded_home(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A home with the four-plant demo in it, to be copied and never served, and what the loading said in `said`.

    It is loaded once, by whichever process comes first; HUZHU_DEMO_HOME names one that is loaded already.
    """
    loaded = os.environ.get("HUZHU_DEMO_HOME")
    if loaded is not None:
        return Path(loaded)
    base = tmp_path_factory.getbasetemp()
    shared = (base.parent if "PYTEST_XDIST_WORKER" in os.environ else base) / "demo"
    with shared.with_suffix(".lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        if not (shared / "said").exists():
            done = subprocess.run(
                [str(Path(sys.executable).with_name("huzhu")), "demo"],
                env={**os.environ, "HUZHU_HOME": str(shared), "HUZHU_DATABASE_URL": "", "COLUMNS": "200"},
                capture_output=True,
                text=True,
                timeout=1800,
                check=False,
            )
            assert done.returncode == 0, done.stdout[-4000:] + done.stderr[-4000:]
            (shared / "said").write_text(done.stderr + done.stdout)
    return shared


@pytest.hookimpl(optionalhook=True)
def pytest_xdist_auto_num_workers() -> int:
    """One more than there are processors: what drives a browser, or kills and waits, leaves them idle by turns."""
    return len(os.sched_getaffinity(0)) + 1


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """First whoever loads the demo, then files with slow tests, then the browser's: nobody waits for the one, and no
    process is left alone with one of the others at the end."""
    loading = {item.path for item in items if "demo" in getattr(item, "fixturenames", ())}
    slow = {item.path for item in items if item.get_closest_marker("slow")}

    def turn(item: pytest.Item) -> tuple[bool, bool, bool]:
        in_browser = item.path.parent.name == "browser"
        return item.path not in loading, item.path not in slow or in_browser, not in_browser

    items.sort(key=turn)


def pytest_collection_finish() -> None:
    """What was imported and collected stays to the end: it is not looked through for garbage again and again."""
    gc.collect()
    gc.freeze()
    gc.set_threshold(10_000, 20, 20)
