"""Opening the house: Django and its tables, for the commands that need them."""

from __future__ import annotations

import os
import re
from collections.abc import Iterator
from contextlib import contextmanager
from typing import TYPE_CHECKING, Any

from huzhu.cli.saying import Refusal, reading_language
from huzhu.cli.saying import gettext as _

if TYPE_CHECKING:
    from django.db.models import Model

    from huzhu.people.models import Person
    from huzhu.words import Words

HAN = re.compile(r"[\u3400-\u9fff]")


@contextmanager
def open_house(*, tables: bool = True) -> Iterator[None]:
    """Django is set up inside; what the rooms refuse leaves as one sentence. `tables`: they must be there already."""
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "huzhu.config.settings")
    try:
        import django

        django.setup()
    except (ValueError, OSError) as problem:
        raise Refusal(f"{problem}", code=1) from None
    from django.core.exceptions import PermissionDenied, ValidationError
    from django.db import Error
    from django.utils import translation

    translation.activate(reading_language())
    try:
        if tables and (left := unapplied()):
            raise Refusal(_not_ready(left), code=1)
        yield
    except PermissionDenied as problem:
        raise Refusal(str(problem) or _("This person does not hold a seat that may do this."), code=1) from None
    except ValidationError as problem:
        raise Refusal(spoken(problem), code=1) from None
    except Error as problem:
        raise Refusal(_("The database says: %(why)s") % {"why": str(problem).strip().splitlines()[0]}, code=1) from None


def _not_ready(left: int) -> str:
    from django.conf import settings

    from huzhu.journal.models import Head

    if Head._meta.db_table in _tables():
        behind = _(
            "The database is %(left)s step(s) behind this version of Huzhu; "
            "run `huzhu serve` or `huzhu manage migrate`."
        )
        return behind % {"left": left}
    empty = _("There is no alliance in %(home)s yet; run `huzhu init`, or `huzhu demo` for the four plants.")
    return empty % {"home": settings.HUZHU_HOME}


def _tables() -> list[str]:
    from django.db import connection

    return connection.introspection.table_names()


def by_field(problem: Exception) -> list[tuple[str, str]]:
    """A ValidationError as (field, what is wrong with it); "" for what is wrong with the whole."""
    from huzhu.words import run_together

    if not hasattr(problem, "error_dict"):
        return [("", run_together(getattr(problem, "messages", [problem])))]
    said = problem.message_dict  # type: ignore[attr-defined]
    return [("" if field == "__all__" else field, run_together(sentences)) for field, sentences in said.items()]


def spoken(problem: Exception) -> str:
    """A ValidationError as one line: `field: sentence`, several joined."""
    return "; ".join(f"{field}: {said}" if field else said for field, said in by_field(problem))


def unapplied() -> int:
    """How many migrations the database still lacks."""
    from django.db import connection
    from django.db.migrations.executor import MigrationExecutor

    executor = MigrationExecutor(connection)
    return len(executor.migration_plan(executor.loader.graph.leaf_nodes()))


def migrate() -> int:
    """Bring the tables up to this version, and make the folders. How many steps that took."""
    from django.conf import settings
    from django.core.management import call_command

    settings.STATIC_ROOT.mkdir(parents=True, exist_ok=True)
    steps = unapplied()
    if steps:
        call_command("migrate", verbosity=0, interactive=False)
    return steps


def as_words(text: str, english: str = "") -> Words:
    """A name as given on the command line: text with Chinese characters is Chinese, other text English."""
    from huzhu.words import words

    text, english = text.strip(), english.strip()
    if HAN.search(text):
        return words(text, english)
    return words("", english or text) if not (english and text) else words(text, english)


def named(model: type[Model], text: str, option: str) -> Any:
    """By address word, else by a name in either language; None when nothing is called so."""
    several = list(model._default_manager.all())
    found = [each for each in several if each.slug == text] or [
        each for each in several if text in each.name.values() or text in getattr(each, "short_name", {}).values()
    ]
    if len(found) > 1:
        choices = ", ".join(each.slug for each in found)
        raise Refusal(f"{option}: “{text}” may be any of {choices}; use the address word.")
    return found[0] if found else None


def person_named(username: str) -> Person:
    from huzhu.people.models import Person

    found = Person.objects.filter(username=username, is_active=True).first()
    if found is None:
        raise Refusal(_("There is nobody with the sign-in name “%(name)s”.") % {"name": username})
    return found
