"""The house stands as docs/architecture.md draws it: the order line holds, for imports and for foreign keys."""

from __future__ import annotations

import ast
from pathlib import Path

import pytest
from django.apps import apps

import huzhu

SOURCE = Path(huzhu.__file__).parent
# "->" in docs/architecture.md: each may import only what stands after it.
ORDER = (
    "cli",
    "demo",
    "api",
    "web",
    "competitions",
    "express",
    "hazards",
    "adoptions",
    "visits",
    "aid",
    "contracts",
    "conferences",
    "cards",
    "experiences",
    "metrics",
    "delegation",
    "notices",
    "people",
    "workshops",
    "journal",
    "search",
    "effects",
)
DOORS = ("web", "api", "cli", "demo", "config")
ROOT_MODULES = {"words", "moves", "work", "models", "apps", "migrations", "locale", "kept_keys"}


def imported_rooms(path: Path) -> set[str]:
    """Rooms imported by a file, also inside functions; imports for type checking only do not count."""
    tree = ast.parse(path.read_text(encoding="utf-8"))
    skipped: set[int] = set()
    for node in ast.walk(tree):
        if isinstance(node, ast.If) and getattr(node.test, "id", "") == "TYPE_CHECKING":
            skipped.update(id(inner) for inner in ast.walk(node))
    rooms = set()
    for node in ast.walk(tree):
        if id(node) in skipped:
            continue
        names = []
        if isinstance(node, ast.ImportFrom) and node.module:
            names = [f"{node.module}.{alias.name}" for alias in node.names]
        elif isinstance(node, ast.Import):
            names = [alias.name for alias in node.names]
        rooms.update(name.split(".")[1] for name in names if name.startswith("huzhu."))
    return rooms


def rooms() -> list[str]:
    return [room for room in ORDER if (SOURCE / room).is_dir()]


@pytest.mark.parametrize("room", rooms())
def test_a_room_imports_only_what_stands_after_it(room: str) -> None:
    allowed = set(ORDER[ORDER.index(room) :]) | ROOT_MODULES
    if room in DOORS:
        allowed |= set(DOORS)
    for path in (SOURCE / room).rglob("*.py"):
        wrong = imported_rooms(path) - allowed
        assert not wrong, f"{path.relative_to(SOURCE)} imports {sorted(wrong)}"


def test_every_package_has_its_place_in_the_order() -> None:
    packages = {path.name for path in SOURCE.iterdir() if (path / "__init__.py").exists()}
    assert packages <= set(ORDER) | {"config", "migrations"}


def test_foreign_keys_point_to_earlier_facts() -> None:
    for model in apps.get_app_config("huzhu").get_models():
        room = model.__module__.split(".")[1]
        for field in model._meta.get_fields():
            if field.auto_created or not field.is_relation or field.related_model is None:
                continue
            target = field.related_model.__module__.split(".")
            if target[0] == "huzhu":
                assert ORDER.index(target[1]) >= ORDER.index(room), f"{model.__name__}.{field.name}"


def test_effects_need_neither_django_nor_files() -> None:
    forbidden = {"django", "pandas", "polars", "duckdb", "matplotlib", "datetime", "pathlib", "os", "time", "random"}
    for path in (SOURCE / "effects").rglob("*.py"):
        tree = ast.parse(path.read_text(encoding="utf-8"))
        for node in ast.walk(tree):
            names = []
            if isinstance(node, ast.ImportFrom) and node.module:
                names = [node.module]
            elif isinstance(node, ast.Import):
                names = [alias.name for alias in node.names]
            assert not {name.split(".")[0] for name in names} & forbidden, path.name


def test_writes_happen_in_verbs_only() -> None:
    """Outside a room's actions (and the engine rooms that store what they computed) nothing saves."""
    may_write = {"actions.py", "loading.py", "refreshing.py", "measuring.py", "work.py"}
    may_write |= {"receipts.py", "models.py", "moves.py"}
    for path in SOURCE.rglob("*.py"):
        if path.name in may_write or "migrations" in path.parts:
            continue
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            if isinstance(node, ast.Attribute) and node.attr in {"bulk_create", "bulk_update", "update_or_create"}:
                raise AssertionError(f"{path.relative_to(SOURCE)}:{node.lineno} writes outside a verb")
            if (
                isinstance(node, ast.Call)
                and isinstance(node.func, ast.Attribute)
                and node.func.attr == "create"
                and isinstance(node.func.value, ast.Attribute)
                and node.func.value.attr == "objects"
            ):
                raise AssertionError(f"{path.relative_to(SOURCE)}:{node.lineno} writes outside a verb")
