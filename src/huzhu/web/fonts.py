"""Finds the Latin typefaces where their packages keep them and serves them under `fonts/`.

Only the four files that the style sheet names are found; where the packages are missing the style sheet falls back to
what the device has.
"""

from __future__ import annotations

import importlib.util
from collections.abc import Iterable
from pathlib import Path
from typing import Any

from django.contrib.staticfiles.finders import BaseFinder
from django.core.files.storage import FileSystemStorage, Storage

FACES = {
    "font_source_sans_pro": ("SourceSansPro-Regular.otf", "SourceSansPro-Semibold.otf"),
    "font_source_serif_pro": ("SourceSerifPro-Semibold.otf", "SourceSerifPro-Bold.otf"),
}
PREFIX = "fonts/"


def font_folder(package: str) -> Path | None:
    """Where a font package keeps its files; None where it is not installed."""
    found = importlib.util.find_spec(package)
    return Path(found.origin).parent / "files" if found and found.origin else None


class FontFinder(BaseFinder):
    """For STATICFILES_FINDERS."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        self.storages: dict[str, Storage] = {}
        self.faces: dict[str, str] = {}
        for package, names in FACES.items():
            folder = font_folder(package)
            if folder and folder.is_dir():
                storage = FileSystemStorage(location=str(folder))
                storage.prefix = PREFIX.rstrip("/")  # type: ignore[attr-defined]  # how collectstatic learns the folder
                self.storages[package] = storage
                self.faces.update({PREFIX + name: package for name in names if storage.exists(name)})

    def check(self, **kwargs: Any) -> list[Any]:
        return []

    def find(self, path: str, find_all: bool = False, **kwargs: Any) -> str | list[str]:
        """The file behind `fonts/<name>`, or an empty list."""
        package = self.faces.get(path)
        if package is None:
            return []
        full = self.storages[package].path(path.removeprefix(PREFIX))
        return [full] if find_all else full

    def list(self, ignore_patterns: Iterable[str] | None) -> Iterable[tuple[str, Storage]]:
        for path, package in self.faces.items():
            yield path.removeprefix(PREFIX), self.storages[package]
