"""Cards on the pages: three answers make one, each step is one tap, nothing leaves a plant that should not."""

from __future__ import annotations

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from tests import make
from tests.web.conftest import Visit

from huzhu.adoptions.models import Adoption
from huzhu.cards import actions
from huzhu.cards.models import Answer, Card
from huzhu.metrics.models import Metric
from huzhu.notices.models import Notice
from huzhu.words import words

ASKED = {
    "title": "精轧机架把氧化皮压进钢材，你们怎么除？",
    "tried": "人工刷",
    "machine": "精轧机架",
    "reach": "trade",
    "urgency": "ordinary",
    "wanted_help": "advice",
    "may_quote": "on",
}
SAID = {"text": "机架前装喷嘴", "preconditions": "水压稳", "risk": "轴承溅水"}


def text(client: Client, address: str) -> str:
    answer = client.get(address)
    assert answer.status_code == 200, address
    return answer.content.decode()


def test_what_is_refused_is_said_on_the_cards_own_page(made: make.Made, visit: Visit) -> None:
    card = make.card(made)
    benxi = visit("benxi", "workshop_head")
    assert benxi.post(f"{card.address}/acknowledge")["Location"] == card.address
    assert "They know that you are on it" in text(benxi, card.address)
    again = benxi.post(f"{card.address}/acknowledge")
    assert again.status_code == 422
    page = again.content.decode()
    assert "There is a problem" in page
    assert "This cannot be done now" in page
    assert card.title["en"] in page
    operator = visit("dalian", "operator")
    rubbish = operator.post(f"{card.address}/photos", {"photo": SimpleUploadedFile("a.jpg", b"rubbish", "image/jpeg")})
    assert rubbish.status_code == 422
    assert "There is a problem" in rubbish.content.decode()


def test_three_answers_are_a_card_under_the_language_they_were_typed_in(made: make.Made, visit: Visit) -> None:
    operator = visit("dalian", "operator")
    sent = operator.post("/cards/new", ASKED)
    assert sent.status_code == 302
    card = Card.objects.get()
    assert sent["Location"] == f"/cards/{card.number}"
    assert card.title == words(zh=ASKED["title"])
    assert card.waits_for_head
    page = text(operator, card.address)
    assert "One tap of the head" in page
    assert 'lang="zh-Hans"' in page
    assert "Send it to the other plants" not in page


def test_from_dalian_to_benxi_and_back(made: make.Made, visit: Visit) -> None:
    """Asked, tapped, taken on, answered, tried, taken up, closed; everybody told."""
    way = make.experience(made)
    operator, head, benxi = (
        visit("dalian", "operator"),
        visit("dalian", "workshop_head"),
        visit("benxi", "workshop_head"),
    )
    operator.post("/cards/new", {**ASKED, "to": ["benxi-medium-section"], "about": "roll-change-time"})
    address = Card.objects.get().address
    assert benxi.get(address).status_code == 404
    assert "Send it to the other plants" in text(head, address)
    head.post(address + "/across")
    assert "We are on it" in text(benxi, address)
    benxi.post(address + "/acknowledge")
    refused = benxi.post(address + "/answer", {**SAID, "risk": ""})
    assert refused.status_code == 422
    assert "机架前装喷嘴" in refused.content.decode()
    benxi.post(address + "/answer", {**SAID, "experience": way.slug})
    answer = Answer.objects.get()
    assert "Try this" in text(operator, address)
    assert "Try this" not in text(benxi, address)
    tried = head.post(f"{address}/answers/{answer.pk}/try")
    assert tried["Location"].startswith(f"/experiences/{way.slug}/take-up")
    assert "card=1" in tried["Location"]
    form = text(head, tried["Location"])
    assert "whoever answered hears" in form
    taken = head.post(
        tried["Location"],
        {
            "condition_crane": "yes",
            "owner": made.people["dalian-operator"].pk,
            "starts_on": "1958-09-01",
            "metric": made.metrics["roll-change-time"].pk,
            "ramp_weeks": "6",
            "limit_surface-rejects": "5",
        },
    )
    assert taken.status_code == 302, taken.content.decode()[:2000]
    assert Adoption.objects.get().card == Card.objects.get()
    assert "Quick roll change" in text(head, address)
    assert operator.post(address + "/close", {"outcome": "solved"}).status_code == 422
    assert operator.post(address + "/close", {"outcome": "solved", "result": "好了"}).status_code == 302
    assert Card.objects.get().state == "closed_solved"
    heard = Notice.objects.filter(person=made.people["benxi-workshop_head"]).values_list("text__en", flat=True)
    for said in ("asks for help", "tries your answer", "takes up", "Your answer was tried"):
        assert any(said in each for each in heard), said


def test_the_form_carries_who_is_asked_and_about_what(made: make.Made, visit: Visit) -> None:
    page = text(visit("dalian", "operator"), "/cards/new?to=benxi-medium-section&about=roll-change-time")
    assert '<option value="benxi-medium-section" selected>' in page
    assert '<option value="roll-change-time" selected>' in page
    assert (
        'value="workshops" required id="id_reach_0" checked' in page
        or "checked" in page.split('value="workshops"')[1][:60]
    )


def test_a_draft_is_kept_changed_and_sent(made: make.Made, visit: Visit) -> None:
    operator = visit("dalian", "operator")
    operator.post("/cards/new", {**ASKED, "keep": "draft"})
    card = Card.objects.get()
    assert card.state == "draft"
    assert ASKED["title"] in text(operator, "/cards")
    assert visit("dalian", "team_leader").get(card.address + "/edit").status_code == 404
    changed = operator.post(card.address + "/edit", {**ASKED, "title": "换个说法", "keep": "draft"})
    assert changed.status_code == 302
    operator.post(card.address + "/issue")
    card.refresh_from_db()
    assert (card.state, str(card.title)) == ("issued", "换个说法")
    assert operator.get(card.address + "/edit").status_code == 404


def test_sent_twice_with_one_key_it_is_one_card(made: make.Made, visit: Visit) -> None:
    """What the phone does that does not know whether its first attempt arrived."""
    operator = visit("dalian", "operator")
    answers = [
        operator.post("/cards/new", ASKED, headers={"Idempotency-Key": "phone-1"}),
        operator.post("/cards/new", ASKED, headers={"Idempotency-Key": "phone-1"}),
    ]
    assert [each.status_code for each in answers] == [302, 302]
    assert answers[0]["Location"] == answers[1]["Location"]
    assert Card.objects.count() == 1


def test_the_board_shows_four_columns_and_filters(made: make.Made, visit: Visit) -> None:
    waiting = make.card(made, title=words(en="Cooling bed jams"))
    tried = make.card(made, title=words(en="Guides wear"))
    actions.try_answer(make.answer(made, tried), by=made.people["dalian-operator"])
    solved = make.card(made, title=words(en="Roll change"))
    actions.try_answer(make.answer(made, solved), by=made.people["dalian-operator"])
    actions.close_card(solved, by=made.people["dalian-operator"], outcome="solved", result=words(en="Half"))
    benxi = visit("benxi", "workshop_head")
    page = text(benxi, "/cards")
    assert "One card waits for someone like you." in page
    order = [page.index(name) for name in ("Waiting for help", "Cooling bed", "Guides wear", "Roll change")]
    assert order == sorted(order)
    assert "asked of you" in page
    fitting = text(benxi, "/cards?fit=1")
    assert "Cooling bed" in fitting
    assert "Guides wear" not in fitting
    assert "No cards wait for you." in text(visit("plant-c", "workshop_head"), "/cards")
    assert "Cooling bed" not in text(visit("plant-c", "workshop_head"), "/cards")
    assert waiting.address in text(benxi, "/cards/clinic")
    assert "<svg" in text(benxi, "/cards/board")
    assert "<svg" in text(benxi, waiting.address + "/print")


def test_like_cards_show_while_typing(made: make.Made, visit: Visit) -> None:
    make.card(made, title=words(zh="换辊太慢"))
    assert "换辊太慢" in text(visit("dalian", "operator"), "/cards/alike?title=换辊慢")
    assert "换辊太慢" not in text(visit("plant-c", "operator"), "/cards/alike?title=换辊慢")


@pytest.mark.parametrize(
    ("disclosure", "is_shown"), [("open", True), ("summary", True), ("change", False), ("hidden", False)]
)
def test_the_askers_value_is_shown_as_its_indicator_is_disclosed(
    made: make.Made, visit: Visit, disclosure: str, is_shown: bool
) -> None:
    Metric.objects.filter(slug="roll-change-time").update(disclosure=disclosure)
    card = make.card(made, metric=made.metrics["roll-change-time"], value_now=76.53, value_wanted=31.47)
    assert "76.5" in text(visit("dalian", "operator"), card.address)
    page = text(visit("benxi", "workshop_head"), card.address)
    assert ("76.5" in page) is is_shown
    assert ("31.5" in page) is is_shown


def test_home_has_the_cards(made: make.Made, visit: Visit) -> None:
    card = make.card(made)
    head = text(visit("benxi", "workshop_head"), "/")
    assert "You could help" in head
    assert f"Answer Dalian Medium section: “{card.title}”"[:20] in head
    assert "New for you" in head
    operator = text(visit("dalian", "operator"), "/")
    assert "Your cards" in operator
    assert 'href="/cards/new"' in operator


def test_what_i_was_told_is_mine_and_read_once_opened(made: make.Made, visit: Visit) -> None:
    make.card(made)
    told = Notice.objects.get(person=made.people["benxi-workshop_head"])
    benxi = visit("benxi", "workshop_head")
    assert "One thing is new to you." in text(benxi, "/notices")
    assert visit("dalian", "workshop_head").post(f"/notices/{told.pk}/read").status_code == 404
    opened = benxi.post(f"/notices/{told.pk}/read")
    assert opened["Location"] == "/cards/1"
    told.refresh_from_db()
    assert told.read_at is not None
    assert "You have read everything" in text(benxi, "/notices")


def test_the_worker_may_act_from_the_root_and_is_not_kept(made: make.Made) -> None:
    answer = Client().get("/worker.js")
    assert answer["Content-Type"].startswith("text/javascript")
    assert "no-cache" in answer["Cache-Control"]
    assert "default-src 'self'" in answer["Content-Security-Policy"]
