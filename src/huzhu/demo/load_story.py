"""The story told through the verbs: experiences written and shared by those they come from, taken up by others."""

import datetime
from collections.abc import Callable

from django.db import transaction

from huzhu.adoptions import actions as taking
from huzhu.adoptions.models import Adoption
from huzhu.demo import story
from huzhu.demo.load_cards import ask_about_roll_change, card_behind
from huzhu.demo.load_visits import action_behind, hold_meeting
from huzhu.demo.plants import Said
from huzhu.demo.saying import told
from huzhu.demo.timeline import LAST
from huzhu.experiences import actions as writing
from huzhu.experiences.models import Experience
from huzhu.metrics.models import Metric
from huzhu.people.models import Person
from huzhu.words import Words, words
from huzhu.workshops.models import Equipment, Trade, Workshop

STATED = Said("文章所载", "In the article")


@transaction.atomic
def retell(say: Callable[[int, int], None]) -> None:
    """Write the experiences down, then take up what was taken up, in the order of the dates."""
    written = list(story.experiences())
    taken = sorted(story.ADOPTIONS, key=lambda each: each.starts_on)
    for number, one in enumerate(written, start=1):
        _write(one)
        say(number, len(written) + len(taken))
    ask_about_roll_change()
    hold_meeting()
    for number, each in enumerate(taken, start=1):
        _take_up(each)
        say(len(written) + number, len(written) + len(taken))


def _head(workshop: str) -> Person | None:
    return Person.objects.get(username=story.head_of(workshop)) if workshop else None


def _write(one: story.Experience) -> None:
    """Draft, versions, share, and, where there is enough to try it, describe."""
    by = _head(one.origin)
    found = Experience.objects.filter(slug=one.slug).first() or writing.draft_experience(
        slug=one.slug,
        title=told(one.title),
        trade=Trade.objects.get(slug=one.trade),
        by=by,
        origin=Workshop.objects.filter(slug=one.origin).first(),
        origin_note=told(one.origin_note),
        summary=told(one.summary),
        metric=Metric.objects.filter(slug=one.metric).first(),
        product=one.product,
        touches=Metric.objects.filter(slug__in=one.touches),
        equipment=Equipment.objects.filter(slug__in=one.equipment),
        is_illustrative=one.stated is None,
    )
    for text in one.texts[found.versions.count() :]:
        writing.write_version(
            found,
            by=by,
            mechanism=told(text.mechanism),
            steps=words([step.zh for step in text.steps], [step.en for step in text.steps]),
            needs=_needs(one),
            conditions=[{"code": c.code, "question": told(c.question), "must": c.must} for c in one.conditions],
            expected=one.expected,
            why=told(text.why),
            written_on=text.written_on,
        )
    if found.state == Experience.State.DRAFT:
        found = writing.share_experience(found, by=by)
    if one.is_described and found.state == Experience.State.SUBMITTED:
        writing.describe_experience(found, by=by)


def _needs(one: story.Experience) -> list[dict[str, Words]]:
    stated = ((STATED, one.stated),) if one.stated else ()
    return [{"label": told(label), "text": told(text)} for label, text in (*one.needs, *stated)]


def _take_up(each: story.Adoption) -> None:
    """Decided, looked over by the safety officer, begun. The program enters the decision, as of its day."""
    experience = Experience.objects.get(slug=each.experience)
    workshop = Workshop.objects.select_related("plant").get(slug=each.workshop)
    head = _head(each.workshop)
    adoption = Adoption.objects.filter(
        experience=experience, workshop=workshop, line=each.line
    ).first() or taking.take_up(
        experience,
        workshop,
        by=None,
        owner=head,
        starts_on=each.starts_on,
        decided_on=each.decided_on,
        line=each.line,
        answers={c["code"]: "yes" for c in experience.version.conditions} if experience.version else {},
        target=each.target,
        ramp_weeks=each.weeks,
        learned_from=Workshop.objects.filter(slug=each.learned_from).first(),
        card=card_behind(each.experience, each.workshop),
        visit_action=action_behind(each.experience, each.workshop, each.line),
    )
    if each.state == "abandoned":  # planned, and given up when the danger was known (load_dangers.py)
        return
    officer = Person.objects.get(seats__role="safety_officer", seats__plant=workshop.plant)
    if adoption.state == Adoption.State.PLANNED:
        adoption = taking.review_risk(adoption, by=officer, on=adoption.decided_on)
    if adoption.state == Adoption.State.RISK_REVIEWED:
        adoption = taking.start(adoption, by=head)
    if adoption.state == Adoption.State.TRIAL and each.state != "trial":
        taking.put_into_use(adoption, by=head, on=after_ramp(adoption))


def after_ramp(adoption: Adoption) -> datetime.date:
    """The day from which it is used in full, or the demo's last."""
    return min(adoption.starts_on + datetime.timedelta(weeks=adoption.ramp_weeks), LAST)


def settle(say: Callable[[int, int], None]) -> None:
    """After measuring: what its workshop made a standard. The verb refuses what does harm as measured."""
    kept = [each for each in story.ADOPTIONS if each.state == "standardised"]
    for number, each in enumerate(kept, start=1):
        adoption = Adoption.objects.get(experience__slug=each.experience, workshop__slug=each.workshop, line=each.line)
        if adoption.state == Adoption.State.IN_USE:
            taking.keep(adoption, by=_head(each.workshop))
        say(number, len(kept))
