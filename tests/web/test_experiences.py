"""Experiences: written down in steps, shared, versioned, warned of; nothing typed is lost."""

from __future__ import annotations

import re
from typing import Any

from tests import make
from tests.web.conftest import Visit

from huzhu.experiences.models import Experience
from huzhu.words import words

VERSION = {
    "mechanism_en": "Rolls are made ready while the mill runs",
    "steps_en": "Make ready\nChange",
    "needs_en": "Spares: one set of chocks\nNot for: single-stand mills",
    "condition_1_en": "Is there a crane slot?",
    "must_1": "on",
    "expected_low": "-50",
    "expected_high": "-30",
}


def drafted(made: make.Made, visit: Visit) -> Experience:
    client = visit("dalian", "workshop_head")
    form = {
        "title_zh": "快速换辊",
        "title_en": "Quick roll change",
        "trade": made.trades["section-rolling"].pk,
        "origin": made.workshops["dalian-medium-section"].pk,
        "metric": made.metrics["roll-change-time"].pk,
        "touches": [made.metrics["surface-rejects"].pk],
    }
    answer = client.post("/experiences/new", form)
    assert answer["Location"] == "/experiences/quick-roll-change/edit"
    return Experience.objects.get()


def test_from_the_first_word_to_a_recommended_way(made: make.Made, visit: Visit) -> None:
    experience = drafted(made, visit)
    client = visit("dalian", "workshop_head")
    assert client.post("/experiences/quick-roll-change/edit", VERSION).status_code == 302
    version = experience.version
    assert version.conditions == [
        {"code": "is-there-a-crane-slot", "question": {"en": "Is there a crane slot?"}, "must": True}
    ]
    assert version.needs[0] == {"label": {"en": "Spares"}, "text": {"en": "one set of chocks"}}
    assert (version.expected_low, version.expected_high) == (-0.5, -0.3)
    assert visit("benxi", "workshop_head").get("/experiences/quick-roll-change").status_code == 404
    assert client.post("/experiences/quick-roll-change/share").status_code == 302
    assert client.post("/experiences/quick-roll-change/describe").status_code == 302
    page = visit("benxi", "workshop_head").get("/experiences/quick-roll-change").content.decode()
    assert "one set of chocks" in page
    assert "Take it up in my workshop" in page
    assert "Untried elsewhere." in page


def test_what_is_missing_is_said_at_the_field_and_nothing_typed_is_lost(made: make.Made, visit: Visit) -> None:
    drafted(made, visit)
    refused = visit("dalian", "workshop_head").post(
        "/experiences/quick-roll-change/edit", {"mechanism_en": "Kept words", "expected_low": "half"}
    )
    page = refused.content.decode()
    assert refused.status_code == 422
    assert "<title>Error: How it is done" in page
    assert "Kept words" in page
    assert 'value="half"' in page
    links = re.findall(r'<li><a href="#([^"]+)"', page)
    assert links
    for target in links:
        assert f'id="{target}"' in page


def test_a_verb_that_is_refused_says_what_to_do_first(made: make.Made, visit: Visit) -> None:
    drafted(made, visit)
    refused = visit("dalian", "workshop_head").post("/experiences/quick-roll-change/share", {"form_key": "a"})
    assert refused.status_code == 422
    assert "Write down how it is done before you share it." in refused.content.decode()


def test_a_new_version_shows_word_by_word_what_changed(made: make.Made, visit: Visit) -> None:
    drafted(made, visit)
    client = visit("dalian", "workshop_head")
    client.post("/experiences/quick-roll-change/edit", VERSION)
    prefilled = client.get("/experiences/quick-roll-change/edit").content.decode()
    assert "Spares: one set of chocks" in prefilled
    second = {**VERSION, "steps_en": "Make ready early\nChange\nNote the minutes", "why_en": "It was late"}
    assert client.post("/experiences/quick-roll-change/edit", VERSION).status_code == 422  # no reason given
    assert client.post("/experiences/quick-roll-change/edit", second).status_code == 302
    page = client.get("/experiences/quick-roll-change/versions/2").content.decode()
    assert "Make ready<ins> early</ins>" in page
    assert "<ins>Note the minutes</ins>" in page
    assert "It was late" in page
    assert client.get("/experiences/quick-roll-change/versions/3").status_code == 404


def test_written_words_stay_words(made: make.Made, visit: Visit) -> None:
    script = "<script>alert(1)</script>"
    make.experience(made, title=words(script, script), summary=words(en='"><img src=x onerror=alert(1)>'))
    client = visit("dalian", "workshop_head")
    slug = Experience.objects.get().slug
    for address in ("/experiences", f"/experiences/{slug}", f"/experiences/{slug}/take-up", "/search?q=script"):
        page = client.get(address).content.decode()
        assert "<script>alert" not in page, address
        assert "<img src=x" not in page, address


def test_a_warning_leads_to_the_remedy(made: make.Made, visit: Visit) -> None:
    way = make.experience(made)
    remedy = make.experience(made, title=words("翻钢板", "Turning plate"))
    form = {"flag": "caution", "why_en": "People were hurt", "remedy": remedy.pk}
    assert visit("plant-c", "safety_officer").post(f"/experiences/{way.slug}/flag", form).status_code == 302
    page = visit("dalian", "workshop_head").get(f"/experiences/{way.slug}").content.decode()
    assert "Do not start without the remedy." in page
    assert "First take up the remedy" in page
    listed = visit("dalian", "operator").get("/experiences?danger=open").content.decode()
    assert "Quick roll change" in listed
    assert listed.count('<a href="/experiences/turning-plate">') == 1  # as the remedy, not as a danger


def test_the_list_is_filtered_by_trade_and_state(made: make.Made, visit: Visit) -> None:
    make.experience(made)
    client = visit("dalian", "workshop_head")
    assert "Quick roll change" in client.get("/experiences?trade=section-rolling").content.decode()
    assert "Nothing fits this choice." in client.get("/experiences?trade=blooming").content.decode()
    assert "Nothing fits this choice." in client.get("/experiences?state=recommended").content.decode()
    assert client.get("/experiences?state=nonsense&trade=%00").status_code == 200


def test_a_withdrawn_way_says_why_over_the_old_text(made: make.Made, visit: Visit) -> None:
    way = make.experience(made, origin="dalian")
    answer: Any = visit("dalian", "workshop_engineer").post(f"/experiences/{way.slug}/retire", {"why_en": "Too dear"})
    assert answer.status_code == 302
    page = visit("benxi", "operator").get(f"/experiences/{way.slug}").content.decode()
    assert "This experience was withdrawn." in page
    assert "Too dear" in page
    assert "Make ready" in page
    assert "Take it up in my workshop" not in page
