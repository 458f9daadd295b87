"""`python -m tests.faults.delivery_writer HOME COUNT SECONDS`: tells everybody who has a channel until COUNT are
owed, spread over SECONDS. Run by test_delivery.py as a process of its own."""

from __future__ import annotations

import os
import sys
import time


def main(home: str, count: int, seconds: float) -> None:
    os.environ.update(HUZHU_HOME=home, DJANGO_SETTINGS_MODULE="huzhu.config.settings")
    import django

    django.setup()
    from huzhu.notices.actions import tell
    from huzhu.notices.models import Channel, Notice
    from huzhu.people.models import Person
    from huzhu.words import words

    people = list(Person.objects.filter(pk__in=Channel.objects.values("person")))
    rounds = -(-count // len(people))
    for number in range(rounds):
        text = words(f"第{number}件", f"Number {number}")
        tell(people, about=f"fault:{number}", text=text, address=f"/x/{number}", urgency=Notice.Urgency.DANGER)
        time.sleep(seconds / rounds)


if __name__ == "__main__":
    main(sys.argv[1], int(sys.argv[2]), float(sys.argv[3]))
