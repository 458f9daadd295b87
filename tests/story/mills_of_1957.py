"""The four mills as they stood in June 1957, for the stories of the roll change, as a test and in a browser.

python -m tests.story.mills_of_1957 found HOME FOLDER     until June; later readings as files; prints session keys
python -m tests.story.mills_of_1957 day HOME 1957-07-15   the alliance's clock goes on
"""

from __future__ import annotations

import datetime
import json
import os
import sys
from io import BytesIO
from pathlib import Path

CARD, HELD, DECIDED = datetime.date(1957, 6, 11), datetime.date(1957, 6, 20), datetime.date(1957, 7, 1)
STARTS, LATER = datetime.date(1957, 7, 15), datetime.date(1958, 1, 31)
BEGUN = datetime.date(1956, 9, 1)
MEASURED = ("roll-change-time", "surface-rejects", "people-hurt", "hours-worked")
PLANTS = ("dalian", "benxi", "plant-c", "plant-d")


def it_is(day: datetime.date) -> None:
    from huzhu.workshops.actions import found_alliance
    from huzhu.workshops.models import Alliance

    found_alliance(name=Alliance.objects.get().name, clock_on=day, by=None)


def found_plants() -> None:
    from huzhu.demo import load

    for step in ("Plants and workshops", "People and seats", "Indicators"):
        load.STEPS[step](lambda done, known: None)


def readings_of(plant: str, first: datetime.date, before: datetime.date) -> bytes:
    """What the plant's steward sends about the section mills for these days, as a Parquet file."""
    import pyarrow as pa
    import pyarrow.compute as pc
    import pyarrow.parquet as pq

    from huzhu.demo.load import AS_SENT
    from huzhu.demo.simulation import simulate

    rows = pa.concat_tables([batch.table for batch in simulate() if batch.plant == plant and not batch.is_correction])
    at = rows["started_at"]
    day = [pa.scalar(datetime.datetime.combine(each, datetime.time()), at.type) for each in (first, before)]
    wanted = pc.and_(pc.match_substring(rows["workshop"], "-section"), pc.is_in(rows["metric"], pa.array(MEASURED)))
    wanted = pc.and_(wanted, pc.and_(pc.greater_equal(at, day[0]), pc.less(at, day[1])))
    file = BytesIO()
    pq.write_table(rows.filter(wanted).select(AS_SENT), file)
    return file.getvalue()


def steward_of(plant: str):
    from huzhu.people.models import Seat

    return Seat.objects.get(role="data_steward", plant__slug=plant).person


def readings_come_in(first: datetime.date, before: datetime.date) -> None:
    """Every plant's steward sends the section mills' readings of these days, and what became due is done."""
    from huzhu.metrics.actions import load_batch, receive_file
    from huzhu.work import do_due_work

    for plant in PLANTS:
        steward = steward_of(plant)
        name = f"{plant}-until-{before}.parquet"
        batch = receive_file(readings_of(plant, first, before), name=name, plant=steward.plant, by=steward)
        assert load_batch(batch, by=steward).refused == 0
    do_due_work()


def benxi_writes_down_how_it_changes_rolls():
    from huzhu.experiences import actions
    from huzhu.metrics.models import Metric
    from huzhu.people.models import Seat
    from huzhu.words import words
    from huzhu.workshops.models import Workshop

    head = Seat.objects.get(role="workshop_head", workshop__slug="benxi-medium-section").person
    mill = Workshop.objects.get(slug="benxi-medium-section")
    way = actions.draft_experience(
        title=words("快速换辊", "Quick roll change"),
        trade=mill.trade,
        origin=mill,
        metric=Metric.objects.get(slug="roll-change-time"),
        touches=Metric.objects.filter(slug="surface-rejects"),
        by=head,
    )
    actions.write_version(
        way,
        by=head,
        mechanism=words("停机前备好，停机时只换辊", "What does not need a standing mill is done beforehand"),
        steps=words(["备好", "换辊"], ["Set the next rolls in spare chocks", "Change by the step card"]),
        needs=[{"label": words("备件", "Spares"), "text": words("一套轴承座", "One set of chocks")}],
        conditions=[{"code": "crane", "question": words("有天车吗？", "Is the crane free?"), "must": True}],
    )
    return actions.share_experience(way, by=head)


def _found(folder: Path) -> dict[str, str]:
    from django.core.management import call_command
    from tests.express.house import session_of

    from huzhu.people.models import Person

    call_command("migrate", verbosity=0)
    found_plants()
    it_is(CARD)
    readings_come_in(BEGUN, CARD)
    benxi_writes_down_how_it_changes_rolls()
    for plant in PLANTS:
        (folder / f"{plant}.parquet").write_bytes(readings_of(plant, CARD, LATER))
    keys = {each.username: session_of(each) for each in Person.objects.all()}
    return keys | {f"{plant}-steward": steward_of(plant).username for plant in PLANTS}


def main(act: str, home: str, said: str) -> None:
    os.environ.update(HUZHU_HOME=home, HUZHU_DATABASE_URL="", DJANGO_SETTINGS_MODULE="huzhu.config.settings")
    import django

    django.setup()
    if act == "day":
        it_is(datetime.date.fromisoformat(said))
    else:
        print(json.dumps(_found(Path(said))))


if __name__ == "__main__":
    main(*sys.argv[1:])
