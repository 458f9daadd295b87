"""`python -m tests.express.house HOME`: a home with four plants and one person for every role in each, for tests that
need the real server. Prints the session keys of everybody, so that nobody has to type a password."""

from __future__ import annotations

import json
import os
import sys
from pathlib import Path

PLANTS = ("dalian", "benxi", "plant-c", "plant-d")


def build(home: Path) -> dict[str, str]:
    os.environ["HUZHU_HOME"] = str(home)
    os.environ["DJANGO_SETTINGS_MODULE"] = "huzhu.config.settings"
    import django

    django.setup()
    from django.conf import settings

    settings.PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]
    from django.core.management import call_command
    from django.db import transaction

    call_command("migrate", verbosity=0)
    from tests import make

    with transaction.atomic():
        made = make.alliance(PLANTS)
        return {name: session_of(person) for name, person in made.people.items()}


def session_of(person: object) -> str:
    """As signing in leaves it."""
    from django.contrib.auth import BACKEND_SESSION_KEY, HASH_SESSION_KEY, SESSION_KEY
    from django.contrib.sessions.backends.db import SessionStore

    session = SessionStore()
    session[SESSION_KEY] = str(person.pk)  # type: ignore[attr-defined]
    session[BACKEND_SESSION_KEY] = "allauth.account.auth_backends.AuthenticationBackend"
    session[HASH_SESSION_KEY] = person.get_session_auth_hash()  # type: ignore[attr-defined]
    session.save()
    return str(session.session_key)


if __name__ == "__main__":
    print(json.dumps(build(Path(sys.argv[1]))))
