"""Every state and every verb of rounds, standings, gates and the banner, and who may, against the domain paper."""

from __future__ import annotations

import datetime
from collections.abc import Callable
from typing import Any

import pytest
from django.core.exceptions import PermissionDenied, ValidationError
from django.db import IntegrityError, transaction

from huzhu.competitions import awarding, counting, disputing, drafting, due, gating, rules, running
from huzhu.competitions.decided import Gate
from huzhu.competitions.lasting import Holding
from huzhu.competitions.models import Round, Standing
from huzhu.contracts.sealing import hash_of
from huzhu.express import receiving
from huzhu.express.models import Story, StoryReceipt
from huzhu.hazards import actions as hazard_actions
from huzhu.journal.models import Entry
from huzhu.journal.queries import verify
from huzhu.people.models import Person
from huzhu.words import words
from tests import make
from tests.competitions import staging

LEADS = {
    ("drafted", "consult"): "consulted",
    ("consulted", "publish"): "published",
    ("published", "begin"): "running",
    ("running", "freeze"): "frozen",
    ("frozen", "appraise"): "appraised",
    ("appraised", "open_objections"): "objection",
    ("objection", "finalise"): "final",
    ("final", "award"): "awarded",
    ("awarded", "close"): "closed",
    **{(state, "annul"): "annulled" for state in staging.ORDER if state not in ("awarded", "closed")},
}
STANDING_LEADS = {
    ("provisional", "dispute"): "contested",
    ("contested", "dispute"): "contested",
    ("contested", "settle"): "provisional",
    ("provisional", "lack"): "insufficient_data",
    ("insufficient_data", "lack"): "insufficient_data",
    ("insufficient_data", "regain"): "provisional",
    **{(state, "veto"): "vetoed" for state in ("provisional", "contested", "insufficient_data", "final")},
    ("vetoed", "lift"): "provisional",
    ("provisional", "finalise"): "final",
}
GATE_LEADS = {
    **{(state, "uphold"): "upheld" for state in ("proposed", "appealed")},
    **{(state, "dismiss"): "dismissed" for state in ("proposed", "appealed")},
    ("upheld", "appeal"): "appealed",
}
BANNER_LEADS = {
    **{(state, "pass_on"): "passed" for state in ("held", "retained", "vacant")},
    **{(state, "retain"): "retained" for state in ("held", "retained")},
    **{(state, "retire"): "retired" for state in ("held", "retained", "vacant")},
}
DO: dict[str, Callable[[Round], Any]] = {
    "consult": lambda round_: drafting.consult(round_, by=None),
    "publish": lambda round_: drafting.publish(round_, by=None),
    "begin": running.begin,
    "freeze": lambda round_: running.freeze(round_, by=None),
    "appraise": lambda round_: running.appraise(round_, by=None),
    "open_objections": lambda round_: running.open_objections(round_, by=None),
    "finalise": lambda round_: running.finalise(round_, by=None),
    "award": lambda round_: running.award(round_, by=None),
    "close": lambda round_: running.close(round_, by=None),
    "annul": lambda round_: running.annul(round_, by=None, why="the mills stood still"),
}
RIGHT_DAY = {
    "begin": staging.STARTS,
    "freeze": staging.ENDS + datetime.timedelta(days=4),
    "finalise": staging.ENDS + datetime.timedelta(days=14),
}
MAY = {
    "consult": {"alliance-secretariat"},
    "publish": {"alliance-secretariat", "alliance-committee"},
    "freeze": {"alliance-secretariat"},
    "appraise": {"alliance-secretariat"},
    "open_objections": {"alliance-secretariat"},
    "finalise": {"alliance-committee"},
    "award": {"alliance-committee"},
    "close": {"alliance-secretariat"},
    "annul": {"alliance-committee"},
}
ASK: dict[str, Callable[[Person], bool]] = {
    "consult": rules.may_draft, "publish": rules.may_publish, "freeze": rules.may_run, "appraise": rules.may_run,
    "open_objections": rules.may_run, "finalise": rules.may_decide, "award": rules.may_decide, "close": rules.may_run,
    "annul": rules.may_decide,
}  # fmt: skip


@pytest.fixture
def made(db: None) -> make.Made:
    return make.alliance()


def flat(moves: Any) -> dict[tuple[str, str], str]:
    return {(str(state), verb): str(to) for verb, (states, to) in moves.items() for state in states}


def test_the_tables_in_the_code_are_those_of_the_domain() -> None:
    assert flat(rules.MOVES) == LEADS
    assert flat(rules.STANDING_MOVES) == STANDING_LEADS
    assert flat(rules.GATE_MOVES) == GATE_LEADS
    assert flat(rules.HOLDING_MOVES) == BANNER_LEADS
    assert set(Round.State.values) == {*staging.ORDER, "annulled"}
    assert set(Standing.State.values) == {"provisional", "contested", "final", "vetoed", "insufficient_data"}
    assert set(Holding.State.values) == {"held", "passed", "retained", "vacant", "retired"}


def test_every_verb_from_every_state(made: make.Made) -> None:
    """All pairs: what the table allows happens on its day, everything else is refused and changes nothing."""
    round_ = staging.in_state(made, "drafted")
    counting.try_out(round_)
    for state in staging.ORDER:
        staging.to(made, round_, state)
        if state == "frozen":
            staging.check_all(made, round_)
        today = made.alliance.__class__.objects.get().clock_on
        for verb, act in DO.items():
            with staging.undone():
                staging.it_is(RIGHT_DAY.get(verb, today))
                wanted = LEADS.get((state, verb))
                if wanted is None:
                    with pytest.raises(ValidationError):
                        act(Round.objects.get())
                    assert Round.objects.get().state == state, (state, verb)
                else:
                    assert act(Round.objects.get()).state == wanted, (state, verb)
    with staging.undone():
        Round.objects.update(state="annulled")
        for verb, act in DO.items():
            with pytest.raises(ValidationError):
                act(Round.objects.get())
            assert Round.objects.get().state == "annulled", verb
    assert verify().whole


def test_who_may_do_what(made: make.Made) -> None:
    for verb, allowed in MAY.items():
        who = {name for name, person in made.people.items() if ASK[verb](Person.objects.get(pk=person.pk))}
        assert who == allowed, verb


def test_strangers_to_a_verb_are_refused(made: make.Made) -> None:
    round_ = staging.in_state(made, "running")
    staging.it_is(RIGHT_DAY["freeze"])
    for name in ("dalian-workshop_head", "alliance-committee", "alliance-administrator"):
        with pytest.raises(PermissionDenied):
            running.freeze(round_, by=made.people[name])
    assert Round.objects.get().state == "running"


def test_conditions_are_fixed_by_their_hash(made: make.Made) -> None:
    round_ = staging.in_state(made, "published")
    assert round_.hash == hash_of(round_.conditions)
    with pytest.raises(ValidationError):
        drafting.revise_conditions(
            round_,
            by=None,
            why="better so",
            weights={"improvement": 100.0, "level": 0.0, "fulfilment": 0.0, "help": 0.0},
        )
    assert Round.objects.get().hash == round_.hash
    assert Entry.objects.filter(verb="publish", details__conditions=round_.hash).count() == 1


def test_every_comment_is_answered_before_publication(made: make.Made) -> None:
    round_ = staging.in_state(made, "consulted")
    head = made.person("dalian", "workshop_head")
    said = drafting.comment(round_, staging.mill(made, "dalian"), by=head, text=words(en="Help should count"))
    with pytest.raises(ValidationError, match="1 comments have no answer"):
        drafting.publish(round_, by=None)
    with pytest.raises(PermissionDenied):
        drafting.answer_comment(said, by=head, answer=words(en="It does"))
    with pytest.raises(PermissionDenied):
        drafting.comment(round_, staging.mill(made, "benxi"), by=head, text=words(en="For others"))
    drafting.answer_comment(said, by=made.person("alliance", "secretariat"), answer=words(en="It brings half"))
    assert drafting.publish(round_, by=None).state == "published"
    assert round_.standings.count() == 3


def test_a_changed_draft_is_tried_anew_before_it_goes_out(made: make.Made) -> None:
    round_ = staging.in_state(made, "drafted")
    with pytest.raises(ValidationError, match="tried on last year"):
        drafting.consult(round_, by=None)
    counting.do(round_)
    assert Round.objects.get().trial["entrants"]["dalian-medium-section"]["status"] == "ranked"
    drafting.revise_conditions(
        round_, by=None, why="the crews want it", indicators=[(made.metrics["roll-change-time"], 1.0)]
    )
    assert Round.objects.get().due_at is not None
    with pytest.raises(ValidationError, match="tried on last year"):
        drafting.consult(round_, by=None)


@pytest.mark.parametrize(
    ("change", "field"),
    [
        ({"baseline": (datetime.date(1957, 9, 2), datetime.date(1958, 8, 3))}, "baseline_until_on"),
        ({"baseline": (datetime.date(1958, 5, 5), datetime.date(1958, 6, 29))}, "baseline_until_on"),
        ({"weights": {"improvement": 50.0, "level": 10.0, "fulfilment": 10.0, "help": 50.0}}, "weights"),
        ({"weights": {"improvement": 0.0, "level": 40.0, "fulfilment": 10.0, "help": 50.0}}, "weights"),
        ({"ends_on": staging.STARTS}, "ends_on"),
        ({"indicators": []}, "indicators"),
        ({"title": words()}, "title"),
    ],
)
def test_bad_conditions_name_the_field(made: make.Made, change: dict[str, Any], field: str) -> None:
    with pytest.raises(ValidationError) as refused:
        staging.draft(made, **change)
    assert field in refused.value.message_dict


def test_people_hurt_and_hidden_values_are_no_indicators(made: make.Made) -> None:
    with pytest.raises(ValidationError, match="never ranked"):
        staging.draft(made, indicators=[(made.metrics["people-hurt"], 1.0)])
    made.metrics["surface-rejects"].disclosure = "hidden"
    made.metrics["surface-rejects"].save()
    with pytest.raises(ValidationError, match="may not leave its plant"):
        staging.draft(made)


def test_the_clocks_begin_and_freeze_by_themselves(made: make.Made) -> None:
    round_ = staging.in_state(made, "published")
    assert due.keep_clocks() == ""
    staging.it_is(staging.STARTS)
    assert due.keep_clocks() == "round autumn"
    staging.it_is(datetime.date(1958, 12, 2))
    assert due.keep_clocks() == "", "three working days for late corrections"
    staging.it_is(datetime.date(1958, 12, 4))
    assert due.keep_clocks() == "round autumn"
    round_.refresh_from_db()
    assert round_.state == "frozen"


def test_objections_have_their_time_and_their_answer(made: make.Made) -> None:
    round_ = staging.in_state(made, "objection")
    standing = round_.standings.get(workshop__plant__slug="benxi")
    said = disputing.dispute(standing, by=made.person("dalian", "workshop_head"), why="a roll change counted twice")
    assert said.is_objection
    assert Standing.objects.get(pk=standing.pk).state == "contested"
    with pytest.raises(ValidationError, match="may still come in"):
        running.finalise(round_, by=None)
    staging.it_is(RIGHT_DAY["finalise"])
    with pytest.raises(ValidationError, match="a seat at neither plant"):
        running.finalise(round_, by=None)
    with pytest.raises(PermissionDenied):
        disputing.decide_dispute(said, by=made.person("alliance", "secretariat"), is_upheld=False, decision="no")
    committee = made.person("alliance", "committee")
    disputing.decide_dispute(said, by=committee, is_upheld=False, decision="counted once, as the log shows")
    assert running.finalise(round_, by=None).state == "final"
    assert Standing.objects.get(pk=standing.pk).state == "final"


def test_a_standing_is_checked_by_another_plant(made: make.Made) -> None:
    round_ = staging.in_state(made, "frozen")
    standing = round_.standings.get(workshop__plant__slug="dalian")
    with pytest.raises(PermissionDenied):
        running.check_standing(standing, by=made.person("dalian", "chief_engineer"), finding="fine")
    with pytest.raises(PermissionDenied):
        running.check_standing(standing, by=made.person("benxi", "operator"), finding="fine")
    with pytest.raises(ValidationError, match="Not checked by another plant"):
        running.appraise(round_, by=None)
    checked = running.check_standing(standing, by=made.person("benxi", "workshop_engineer"), finding="fine")
    assert checked.checked_for == made.plants["benxi"]


# Safety gates


def _gate(made: make.Made, state: str = "running") -> Gate:
    round_ = staging.in_state(made, state)
    standing = round_.standings.get(workshop__plant__slug="dalian")
    officer = made.person("benxi", "safety_officer")
    return gating.propose_gate(standing, by=officer, ground="concealment", facts="the first-aid book was rewritten")


def test_a_veto_takes_an_officer_of_another_plant_and_the_committee(made: make.Made) -> None:
    gate = _gate(made)
    committee = made.person("alliance", "committee")
    with pytest.raises(ValidationError, match="has to speak first"):
        gating.decide_gate(gate, by=committee, is_upheld=True, why="clear")
    with pytest.raises(PermissionDenied):
        gating.judge_gate(gate, by=made.person("dalian", "safety_officer"), is_upheld=False, why="not us")
    gating.judge_gate(gate, by=made.person("benxi", "safety_officer"), is_upheld=True, why="two pages are missing")
    gating.decide_gate(gate, by=committee, is_upheld=True, why="proven by the clinic's book")
    standing = Standing.objects.select_related("round").get(pk=gate.standing_id)
    assert standing.state == "vetoed"
    staging.it_is(staging.ENDS)
    standing.round = counting.count(standing.round)
    assert standing.counted["points"] is not None, "the points stay to be read"


def test_what_the_officer_does_not_find_the_committee_cannot_uphold(made: make.Made) -> None:
    gate = _gate(made)
    gating.judge_gate(gate, by=made.person("benxi", "safety_officer"), is_upheld=False, why="the book is whole")
    committee = made.person("alliance", "committee")
    with pytest.raises(ValidationError, match="both have to find one"):
        gating.decide_gate(gate, by=committee, is_upheld=True, why="still")
    assert gating.decide_gate(gate, by=committee, is_upheld=False, why="no ground").state == "dismissed"
    assert Standing.objects.get(pk=gate.standing_id).state != "vetoed"


def test_one_appeal(made: make.Made) -> None:
    gate = _gate(made)
    committee, head = made.person("alliance", "committee"), made.person("dalian", "workshop_head")
    gating.judge_gate(gate, by=made.person("benxi", "safety_officer"), is_upheld=True, why="missing pages")
    gating.decide_gate(gate, by=committee, is_upheld=True, why="proven")
    with pytest.raises(PermissionDenied):
        gating.appeal_gate(gate, by=made.person("benxi", "workshop_head"), why="for a friend")
    gating.appeal_gate(gate, by=head, why="the pages were found")
    assert gating.decide_appeal(gate, by=committee, is_upheld=True, why="they do not fit").state == "upheld"
    with pytest.raises((ValidationError, PermissionDenied)):
        gating.appeal_gate(gate, by=head, why="once more")
    assert Standing.objects.get(pk=gate.standing_id).state == "vetoed"


def test_a_lifted_veto_gives_the_standing_back(made: make.Made) -> None:
    gate = _gate(made)
    committee = made.person("alliance", "committee")
    counting.count(Round.objects.get())
    gating.judge_gate(gate, by=made.person("benxi", "safety_officer"), is_upheld=True, why="missing pages")
    gating.decide_gate(gate, by=committee, is_upheld=True, why="proven")
    gating.appeal_gate(gate, by=made.person("dalian", "plant_director"), why="the pages were found")
    gating.decide_appeal(gate, by=committee, is_upheld=False, why="they fit")
    assert Standing.objects.get(pk=gate.standing_id).state in ("provisional", "insufficient_data")


def test_the_data_proposes_a_danger_that_was_not_contained_and_never_a_count(made: make.Made) -> None:
    round_ = staging.in_state(made, "running")
    staging.it_is(datetime.date(1958, 9, 10))
    dangers = [make.hazard(made, severity="hurt", title=words(en=f"Danger {n}")) for n in range(4)]
    for danger in dangers[1:]:
        hazard_actions.acknowledge(danger, by=made.person("dalian", "safety_officer"))
        hazard_actions.contain(
            danger, by=made.person("dalian", "safety_officer"), measure="stop", how=words(en="Stopped")
        )
    assert gating.propose_from_data(round_) == [], "three people hurt and contained are no ground"
    staging.it_is(datetime.date(1958, 9, 12))
    (gate,) = gating.propose_from_data(round_)
    assert (gate.ground, gate.about, gate.proposed_by) == ("uncontained", dangers[0].journal_name, None)
    assert gating.propose_from_data(round_) == []


def test_the_data_proposes_a_refused_safety_alert(made: make.Made) -> None:
    round_ = staging.in_state(made, "running")
    story = make.story(made, at="benxi", urgency="safety")
    receipt = StoryReceipt.objects.filter(story=story, workshop=staging.mill(made, "dalian")).first()
    assert receipt is not None and story.urgency == Story.Urgency.SAFETY
    receiving.dispose(
        receipt, by=made.person("dalian", "workshop_head"), disposition="refuse", reason=words(en="No time")
    )
    (gate,) = gating.propose_from_data(round_)
    assert gate.ground == "refused_alert"
    assert gate.standing.workshop == staging.mill(made, "dalian")


# The banner


def _won(made: make.Made, slug: str, winner: str) -> Round:
    """A whole round that a plant clearly wins."""
    from huzhu.metrics.models import Series

    Series.objects.all().delete()
    staging.it_is(make.TODAY)
    staging.mills(made, {winner: 0.5})
    return staging.to(made, staging.draft(made, slug=slug), "awarded")


def test_the_banner_is_raised_kept_passed_on_and_retired(made: make.Made) -> None:
    first = _won(made, "one", "dalian")
    held = Holding.objects.current().get()
    assert (held.state, held.workshop, first.awards["biggest_improver"]) == (
        "held", staging.mill(made, "dalian"), "dalian-medium-section"
    )  # fmt: skip
    _won(made, "two", "dalian")
    assert Holding.objects.current().get().state == "retained"
    _won(made, "three", "benxi")
    assert Holding.objects.current().get().workshop == staging.mill(made, "benxi")
    assert [
        each.state
        for each in awarding.history(made.trades["section-rolling"], "workshop", made.person("benxi", "operator"))
    ] == ["held", "passed"]
    with pytest.raises(PermissionDenied):
        awarding.retire_banner(
            made.trades["section-rolling"], "workshop", by=made.person("benxi", "plant_director"), why="x"
        )
    awarding.retire_banner(made.trades["section-rolling"], "workshop", by=None, why="a new one is sewn")
    assert not Holding.objects.current().exists()


def test_where_the_first_is_withheld_the_banner_hangs_with_nobody(made: make.Made) -> None:
    staging.mills(made, {"dalian": 0.5})
    round_ = staging.to(made, staging.draft(made), "objection")
    dalian = round_.standings.get(workshop__plant__slug="dalian")
    others = round_.standings.exclude(pk=dalian.pk)
    for standing in others:  # all that could be first are withheld or surely behind
        assert standing.counted["place"][0] > 1 or standing.counted["place"] == [1, 3]
    gate = gating.propose_gate(dalian, by=None, ground="concealment", facts="proven")
    gating.judge_gate(gate, by=made.person("benxi", "safety_officer"), is_upheld=True, why="proven")
    gating.decide_gate(gate, by=made.person("alliance", "committee"), is_upheld=True, why="proven")
    round_ = staging.to(made, round_, "awarded")
    assert round_.awards["banner"] != "dalian-medium-section"
    assert Holding.objects.current().get().state == ("held" if round_.awards["banner"] else "vacant")


def test_the_tables_hold_what_no_verb_would_write(made: make.Made) -> None:
    round_ = staging.in_state(made, "published")
    for wrong in ({"hash": ""}, {"ends_on": round_.starts_on}, {"state": "frozen"}):
        with pytest.raises(IntegrityError), transaction.atomic():
            Round.objects.filter(pk=round_.pk).update(**wrong)
