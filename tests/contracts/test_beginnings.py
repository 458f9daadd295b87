"""A contract begins with a card, a visit, a comparison or a conference; its page tells that to those who may know."""

from __future__ import annotations

from urllib.parse import parse_qs, urlsplit

import pytest
from django.core.exceptions import PermissionDenied, ValidationError
from django.test import Client

from huzhu.cards import actions as card_actions
from huzhu.conferences.decided import Resolution
from huzhu.contracts.models import Contract, Promise
from huzhu.people.models import Person
from huzhu.web.presenting import beginnings
from huzhu.words import words
from tests import make
from tests.conferences import staging as sitting
from tests.contracts import staging

pytestmark = pytest.mark.django_db
LEVELS = {"dalian": 200.0, "benxi": 60.0, "plant-c": 150.0, "plant-d": 155.0}
DATES = {"starts_on": staging.DAY.isoformat(), "ends_on": staging.END.isoformat(), "inspect_every": "3"}


@pytest.fixture
def made() -> make.Made:
    made = make.alliance()
    staging.it_is(staging.DAY)
    staging.delegate_both(made)
    return made


def window(person: Person) -> Client:
    client = Client(headers={"accept-language": "en"})
    client.force_login(person)
    return client


def head(made: make.Made, plant: str = "dalian") -> Person:
    return made.person(plant, "workshop_head")


def links(page: str) -> list[str]:
    """The addresses under which a contract can be drafted from this page."""
    found = [part.split('"')[0] for part in page.split('href="')[1:]]
    return [each.replace("&amp;", "&") for each in found if each.startswith("/contracts/new?")]


def drafted(client: Client, address: str, **said: object) -> Contract:
    """Follow the link, take the form as it is offered."""
    form = client.get(address).context["form"]
    values = {name: form[name].value() for name in ("first", "other")} | DATES
    title = form["title"].value()
    values |= {"title_zh": title.get("zh", ""), "title_en": title.get("en", "")}
    answer = client.post(address, values | said)
    assert answer.status_code == 302, answer.context["form"].errors
    return Contract.objects.latest("pk")


def answered(made: make.Made, **values: object) -> object:
    card = make.card(made, metric=made.metrics["roll-change-time"], value_now=62.0, value_wanted=31.0, **values)
    card_actions.answer_card(
        card,
        by=head(made, "benxi"),
        text=words(en="Make the rolls ready while the mill runs"),
        preconditions=words(en="Spare chocks"),
        risk=words(en="Fingers"),
    )
    card.refresh_from_db()
    return card


def test_from_a_card_once_somebody_is_on_it(made: make.Made) -> None:
    alone = make.card(made)
    client = window(head(made))
    assert links(client.get(alone.address).content.decode()) == []
    card = answered(made)
    (address,) = links(client.get(card.address).content.decode())
    contract = drafted(client, address)
    assert contract.card == card
    assert [each.code for each in contract.parties.all()] == ["dalian-medium-section", "benxi-medium-section"]
    offered = client.get(f"{contract.address}/items/new").context["form"]
    assert (offered["baseline"].value(), offered["target"].value()) == (62.0, 31.0)
    helper, helped = offered["direction"].value().split("-")
    assert int(helper) == staging.side(contract, "benxi").pk
    assert int(helped) == staging.side(contract, "dalian").pk
    assert f'href="{contract.address}"' in client.get(card.address).content.decode()
    assert f'href="{card.address}"' in client.get(contract.address).content.decode()


def test_whoever_may_not_draft_is_not_asked_to(made: make.Made) -> None:
    card = answered(made)
    for place, role in (("dalian", "operator"), ("plant-c", "workshop_head"), ("alliance", "secretariat")):
        page = window(made.person(place, role)).get(card.address)
        assert page.status_code == 404 or links(page.content.decode()) == []
    assert len(links(window(head(made, "benxi")).get(card.address).content.decode())) == 1


def test_from_a_visit(made: make.Made) -> None:
    visit = make.meeting(made)  # Benxi at Dalian
    client = window(head(made, "benxi"))
    address = f"/meetings/{visit.slug}"
    (link,) = links(client.get(address).content.decode())
    contract = drafted(client, link)
    assert contract.came_from == visit.journal_name
    offered = client.get(f"{contract.address}/items/new").context["form"]
    assert offered["direction"].value().startswith(f"{staging.side(contract, 'dalian').pk}-")
    assert offered["metric"].value() == visit.metric_id
    assert f'href="{contract.address}"' in client.get(address).content.decode()
    assert f'href="{address}"' in client.get(contract.address).content.decode()


def test_from_a_comparison_with_figures_that_the_reader_has() -> None:
    made = make.alliance(tuple(LEVELS))
    for plant, level in LEVELS.items():
        rows = make.weekly_rows("roll-change-time", f"{plant}-medium-section", level=level, weeks=80, until=make.TODAY)
        make.load(made, plant, rows)
    staging.delegate_both(made)
    client = window(head(made))
    page = client.get("/compare/section-rolling/roll-change-time").content.decode()
    link = next(each for each in links(page) if "with=benxi-medium-section" in each)
    contract = drafted(client, link)
    assert contract.came_from == "metric:roll-change-time"
    assert str(contract.title["en"]) == "Roll change time: Benxi Medium section helps Dalian Medium section"
    offered = client.get(f"{contract.address}/items/new").context["form"]
    assert offered["direction"].value().startswith(f"{staging.side(contract, 'benxi').pk}-")
    assert offered["baseline"].value() == pytest.approx(200, rel=0.05)
    assert offered["target"].value() == pytest.approx(60, rel=0.15)
    assert "52 weeks" in offered["baseline_source"].value()
    assert 'href="/compare/section-rolling/roll-change-time"' in client.get(contract.address).content.decode()


def test_a_comparison_without_a_clear_difference_offers_no_figures(made: make.Made) -> None:
    contract = staging.draft(made, came_from=made.metrics["roll-change-time"], by=head(made))
    found = beginnings.first_promise(contract.versions.get(), head(made))
    assert found["metric"] == made.metrics["roll-change-time"].pk
    assert "baseline" not in found
    assert "target" not in found


def test_from_what_was_exchanged_and_from_a_resolution(made: make.Made) -> None:
    conference = sitting.at_state(made, "follow_up")
    sitting.answer_all(conference)
    client = window(head(made))
    page = client.get(conference.address).content.decode()
    item, resolution = conference.items.get(), Resolution.objects.get()
    by_thing = {parse_qs(urlsplit(each).query)["from"][0]: each for each in links(page)}
    assert by_thing.keys() == {item.journal_name, resolution.journal_name}
    contract = drafted(client, by_thing[item.journal_name], ends_on=staging.END.replace(year=1960).isoformat())
    assert contract.came_from == item.journal_name
    promised = client.get(f"{contract.address}/items/new").context["form"]
    assert promised["experience"].value() == item.experience_id
    other = made.workshops["benxi-medium-section"].pk
    second = drafted(client, by_thing[resolution.journal_name], other=other, ends_on="1960-01-01")
    assert second.came_from == resolution.journal_name
    page = client.get(conference.address).content.decode()
    assert f'href="{contract.address}"' in page
    assert f'href="{second.address}"' in page


def test_what_one_may_not_read_begins_nothing_and_is_not_told(made: make.Made) -> None:
    hidden = answered(made, title=words(en="A secret of two mills"))
    stranger = made.person("plant-c", "workshop_head")
    for name in (
        hidden.journal_name,
        "card:999",
        "visit:none",
        "conference:x/items/1",
        "metric:none",
        "nonsense",
        "card:²",
    ):
        assert window(stranger).get("/contracts/new", {"from": name}).status_code == 404, name
    with pytest.raises(PermissionDenied):
        staging.draft(made, card=hidden, by=made.person("plant-c", "chief_engineer"))
    assert not Contract.objects.exists()
    contract = staging.draft(made, card=hidden, by=head(made))
    staging.promise(made, contract)
    staging.offer(contract)
    for place, role, knows in (("benxi", "operator", True), ("dalian", "safety_officer", True)):
        page = window(made.person(place, role)).get(contract.address).content.decode()
        assert ("A secret of two mills" in page) is knows
    Contract.objects.update(card=None, came_from="visit:not-for-you")
    page = window(head(made, "benxi")).get(contract.address).content.decode()
    assert "not-for-you" not in page
    assert "A visit" in page


def test_the_plants_themselves_may_be_the_parties(made: make.Made) -> None:
    director = made.person("dalian", "plant_director")
    assert "of_plants" not in window(head(made)).get("/contracts/new").context["form"].fields
    first, other = (made.workshops[f"{plant}-medium-section"].pk for plant in ("dalian", "benxi"))
    said = {"first": first, "other": other, **DATES, "title_en": "Two plants", "of_plants": "on"}
    assert window(director).post("/contracts/new", said).status_code == 302
    contract = Contract.objects.get()
    assert contract.level == Contract.Level.PLANT
    assert [each.code for each in contract.parties.all()] == ["dalian", "benxi"]


def test_a_third_side_may_take_part(made: make.Made) -> None:
    mills = {plant: made.workshops[f"{plant}-medium-section"].pk for plant in ("dalian", "benxi", "plant-c")}
    said = {"first": mills["dalian"], "other": mills["benxi"], **DATES, "title_en": "Three mills"}
    twice = window(head(made)).post("/contracts/new", said | {"third": mills["benxi"]})
    assert twice.context["form"].errors["third"]
    assert window(head(made)).post("/contracts/new", said | {"third": mills["plant-c"]}).status_code == 302
    assert {each.code for each in Contract.objects.get().parties.all()} == {
        f"{plant}-medium-section" for plant in mills
    }


def test_a_period_that_is_over_and_a_fall_below_nothing_are_refused(made: make.Made) -> None:
    with pytest.raises(ValidationError, match="over already"):
        staging.draft(made, by=head(made), starts_on=staging.DAY.replace(year=1957), ends_on=staging.DAY)
    contract = staging.draft(made)
    with pytest.raises(ValidationError, match="hundred per cent"):
        staging.promise(made, contract, target_kind=Promise.Kind.CHANGE, target=-1.5)
