"""Contracts: the board, one contract, writing, signing, keeping, inspecting; the file and the paper."""

from __future__ import annotations

import datetime
from collections.abc import Callable
from typing import Any

from django.contrib import messages
from django.forms import Form
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_POST, require_safe

from huzhu.adoptions.promising import keep_promise
from huzhu.cards.models import Card
from huzhu.contracts import actions, drafting, fulfilling, inspecting, queries, rules, signing, writing
from huzhu.contracts.acting import promise_of, promised_in
from huzhu.contracts.models import Contract, ContractItem, ContractVersion, Inspection, Sheet
from huzhu.contracts.sealing import written_file
from huzhu.people.models import Person
from huzhu.web.answers import one_form
from huzhu.web.forms import ReasonForm
from huzhu.web.forms import contracts as forms
from huzhu.web.policy import members, open_to
from huzhu.web.presenting import beginnings, contract_acts, contract_texts, contracts
from huzhu.web.presenting import contract as presenting
from huzhu.web.verbs import FORM, Verbs, plain
from huzhu.workshops.clocks import today
from huzhu.workshops.models import Workshop

V = ContractVersion.State
HALF_A_YEAR = datetime.timedelta(days=182)


def those_who_draft(request: HttpRequest) -> bool:
    """Heads, engineers, chief engineers, directors."""
    return members(request) and rules.may_draft(request.user)


def contract_of(request: HttpRequest, number: str) -> Contract:
    return get_object_or_404(Contract.objects.visible_to(request.user), number=number)


def item_of(contract: Contract, number: int) -> ContractItem:
    return get_object_or_404(contract.items.select_related("contract"), number=number)


verbs = Verbs(
    name="contract",
    find=contract_of,
    back=lambda found: (_("Contract no. %(number)s") % {"number": found.number}, found.address),
    template="contracts/page.html",
    page=presenting.page,
)


def _may(verb: str) -> Callable[[Person, Contract], bool]:
    return lambda person, found: contract_acts.may(verb, found, person)


@open_to(members)
@require_safe
def contract_list(request: HttpRequest) -> HttpResponse:
    return render(request, "contracts/list.html", contracts.listing(request.user))


@open_to(members)
@require_safe
def contract_page(request: HttpRequest, contract: str) -> HttpResponse:
    found = contract_of(request, contract)
    return render(request, "contracts/page.html", presenting.page(found, request.user))


@open_to(those_who_draft)
@FORM
def contract_new(request: HttpRequest) -> HttpResponse:
    """By hand, or `?from=` the journal name of a card, visit, indicator compared, item or resolution of a conference;
    `?for=`, `?with=` name the two workshops."""
    person = request.user
    thing = _begun_with(request)
    sides = [_workshop(request, name) for name in ("for", "with")]
    card = thing if isinstance(thing, Card) else None
    start = {"starts_on": today(), "ends_on": today() + HALF_A_YEAR}
    start |= beginnings.draft_values(thing, *sides) if thing else {}

    def act(said: dict[str, Any]) -> str:
        sides = [side for name in ("first", "other", "third") if (side := said.pop(name))]
        if said.pop("of_plants", False):
            sides = list(dict.fromkeys(side.plant for side in sides))
        came_from = None if card else thing
        made = drafting.draft_contract(sides[0], sides[1:], by=person, card=card, came_from=came_from, **said)
        messages.success(request, _("Drafted. Write the items now: who helps whom, with what, by when."))
        return reverse("contract_item_new", args=[made.number]) if thing else made.address

    return one_form(
        request,
        forms.DraftForm(request.POST or None, person=person, initial=start),
        act,
        heading=_("Draft a contract"),
        intro=_(
            "Promise little and exactly: every item has an indicator, a baseline, a target, a day and an acceptor."
        ),
        submit_word=_("Draft it"),
        back_url=reverse("contract_list"),
    )


def _begun_with(request: HttpRequest) -> beginnings.Thing | None:
    """What the address names; what there is not, and what this person may not read, is not found."""
    name = request.GET.get("from", "")
    thing = beginnings.thing_of(name, request.user) if name else None
    if name and thing is None:
        raise Http404
    return thing


def _workshop(request: HttpRequest, name: str) -> Workshop | None:
    return Workshop.objects.visible_to(request.user).filter(slug=request.GET.get(name, "")).first()


def _written_by(request: HttpRequest, contract: Contract) -> ContractVersion:
    """The version that this person's side is writing."""
    version = contract.versions.filter(state=V.WRITING).select_related("contract", "written_for__plant").first()
    if version is None or not rules.may_change(request.user, version):
        raise Http404
    return version


@open_to(members)
@FORM
def contract_item_new(request: HttpRequest, contract: str) -> HttpResponse:
    found = contract_of(request, contract)
    return _write_item(request, found, _written_by(request, found), None)


@open_to(members)
@FORM
def contract_item_write(request: HttpRequest, contract: str, item: int) -> HttpResponse:
    found = contract_of(request, contract)
    return _write_item(request, found, _written_by(request, found), item_of(found, item))


@open_to(members)
@FORM
def contract_item_replace(request: HttpRequest, contract: str, item: int) -> HttpResponse:
    """Another item in the place of one in force: the form begins with what stands there."""
    found = contract_of(request, contract)
    old = item_of(found, item)
    intro = _("Item %(number)s stays in force until all sides have signed, and readable after.") % {"number": item}
    return _write_item(request, found, _written_by(request, found), None, replaces=old, intro=intro)


def _write_item(
    request: HttpRequest,
    contract: Contract,
    version: ContractVersion,
    item: ContractItem | None,
    replaces: ContractItem | None = None,
    intro: str = "",
) -> HttpResponse:
    standing = version.promises.filter(item=item or replaces).first() if item or replaces else None
    initial = {"due_on": contract.ends_on} | beginnings.first_promise(version, request.user)
    if standing:
        initial = forms.item_values(standing)
    form = forms.ItemForm(request.POST or None, person=request.user, version=version, initial=initial)
    return verbs.form_page(
        request,
        contract,
        form,
        lambda said: writing.write_item(version, by=request.user, item=item, replaces=replaces, **said),
        heading=_("One promise"),
        intro=intro or _("Whoever is helped accepts, never the helper."),
        submit_word=_("Write it down"),
    )


@open_to(members)
@require_POST
def contract_item_out(request: HttpRequest, contract: str, item: int) -> HttpResponse:
    found = contract_of(request, contract)
    version = _written_by(request, found)
    return verbs.done_or_refused(
        request, found, lambda: writing.take_item_out(version, item_of(found, item), by=request.user)
    )


@open_to(members)
@FORM
def contract_sign(request: HttpRequest, contract: str) -> HttpResponse:
    """The whole text, its hash, and one button. The hash goes along: nobody signs a text they have not seen."""
    found = contract_of(request, contract)
    if not contract_acts.may("sign", found, request.user):
        raise Http404
    version = found.versions.get(state=V.PROPOSED)
    side = signing.signing_side(request.user, version)
    form = forms.SignForm(request.POST or None, initial={"agreed_hash": version.hash})

    def act(said: dict[str, Any]) -> str:
        assert side is not None
        signing.sign(version, side, by=request.user, **said)
        messages.success(request, _("Signed."))
        return found.address

    rows = [contract_texts.promise_lines(each) for each in promised_in(version)]
    facts = presenting.facts(found) + beginnings.signed_rows(version.content)
    shown = {"contract": found, "version": version, "side": side, "facts": facts, "rows": rows}
    return one_form(request, form, act, template="contracts/sign.html", **shown)


def _writing(contract: Contract) -> ContractVersion:
    return contract.versions.get(state=V.WRITING)


def _refused_version(contract: Contract, person: Person) -> ContractVersion:
    """One's own that is being written, else the amendment on offer."""
    own = contract.versions.filter(state=V.WRITING, number__gt=1).select_related("written_for__plant").first()
    if own is not None and rules.may_change(person, own):
        return own
    return contract.versions.get(state=V.PROPOSED)


contract_propose = verbs.button(_may("propose"), lambda c, p: drafting.propose(_writing(c), by=p))
contract_allow_late = verbs.button(
    _may("allow_late"), lambda c, p: signing.allow_late(c.versions.get(state=V.PROPOSED), by=p)
)
contract_appraise = verbs.button(_may("appraise"), lambda c, p: actions.appraise(c, by=p))
contract_conclude = verbs.button(_may("conclude"), lambda c, p: actions.conclude(c, by=p))
contract_write_version = verbs.form(
    _may("write_version"),
    plain(ReasonForm),
    lambda c, p, said: drafting.write_version(c, rules.writing_side(p, c), by=p, **said),
    gettext_lazy("Write what you would change"),
    gettext_lazy("Begin my version"),
    gettext_lazy("The text before stays in view beside yours; nothing changes until both sides have signed."),
)
contract_drop_version = verbs.form(
    _may("drop_version"),
    plain(ReasonForm),
    lambda c, p, said: drafting.drop_version(_refused_version(c, p), by=p, **said),
    gettext_lazy("Refuse the change"),
    gettext_lazy("Refuse it"),
)
contract_reject = verbs.form(
    _may("reject"),
    plain(ReasonForm),
    lambda c, p, said: actions.reject(c, rules.binding_side(p, c), by=p, **said),
    gettext_lazy("Decline the contract"),
    gettext_lazy("Decline it with this reason"),
)
contract_suspend = verbs.form(
    _may("suspend"),
    plain(forms.SuspendForm),
    lambda c, p, said: actions.suspend(c, by=p, **said),
    gettext_lazy("Suspend for safety"),
    gettext_lazy("Suspend it now"),
    gettext_lazy("It holds at once, for all sides. Look at it again together within five working days."),
)
contract_resume = verbs.form(
    _may("resume"),
    plain(ReasonForm),
    lambda c, p, said: actions.resume(c, by=p, **said),
    gettext_lazy("What was done about the danger?"),
    gettext_lazy("Let it go on"),
)
contract_terminate = verbs.form(
    _may("terminate"),
    plain(ReasonForm),
    lambda c, p, said: actions.terminate(c, rules.ending_side(p, c), by=p, **said),
    gettext_lazy("End the contract early"),
    gettext_lazy("Give notice, or agree to the notice"),
    gettext_lazy("It ends when every other side agrees, or when the committee decides; what is owed stays written."),
)
contract_object = verbs.form(
    _may("object"),
    plain(ReasonForm),
    lambda c, p, said: signing.object_to(contract_acts.objectable(c, p)[0], by=p, **said),
    gettext_lazy("Object, as the plant"),
    gettext_lazy("Object with this reason"),
)
contract_inspect = verbs.form(
    _may("inspect"),
    lambda data, *, person, contract: forms.InspectionForm(data, person=person, contract=contract),
    lambda c, p, said: inspecting.call_inspection(c, by=p, **said),
    gettext_lazy("Call a joint inspection"),
    gettext_lazy("Call it"),
)

ITEM_FORMS: dict[str, tuple[type[Form], Any]] = {
    "begin_item": (Form, gettext_lazy("Begin")),
    "report_progress": (forms.TextForm, gettext_lazy("Report progress")),
    "block": (ReasonForm, gettext_lazy("It is held up")),
    "unblock": (Form, gettext_lazy("It goes on")),
    "claim": (forms.ClaimForm, gettext_lazy("It is done")),
    "accept": (Form, gettext_lazy("Accept")),
    "send_back": (ReasonForm, gettext_lazy("Send back")),
    "find_not_met": (ReasonForm, gettext_lazy("Not met")),
    "waive": (ReasonForm, gettext_lazy("Let it go")),
}


@open_to(members)
@FORM
def contract_item_act(request: HttpRequest, contract: str, item: int, verb: str) -> HttpResponse:
    """Every step of an item: a page where words are asked for, else a button."""
    found, name = contract_of(request, contract), verb.replace("-", "_")
    one = item_of(found, item)
    promise = promise_of(one)
    if name not in ITEM_FORMS or not contract_acts.may_item(name, one, promise, found, request.user):
        raise Http404
    kind, heading = ITEM_FORMS[name]

    def act(said: dict[str, Any]) -> None:
        if name == "waive":
            sides = (promise.helper, promise.helped)
            said["party"] = next(each for each in sides if rules.may_bind(request.user, each))
        getattr(fulfilling, name)(one, by=request.user, **said)

    if request.method == "POST" and kind is Form:
        return verbs.done_or_refused(request, found, lambda: act({}))
    return verbs.form_page(
        request, found, kind(request.POST or None), act, heading=heading, submit_word=heading, intro=promise.subject
    )


@open_to(members)
@FORM
def contract_item_keep(request: HttpRequest, contract: str, item: int) -> HttpResponse:
    """The helped side says which adoption keeps the promise; what is measured stands beside it."""
    found = contract_of(request, contract)
    one = item_of(found, item)
    promise = promise_of(one)
    if not contract_acts.may_keep(one, promise, found, request.user):
        raise Http404
    return verbs.form_page(
        request,
        found,
        forms.KeepForm(request.POST or None, person=request.user, promise=promise),
        lambda said: keep_promise(said["adoption"], one, by=request.user),
        heading=_("What was taken up for it?"),
        intro=_("Its measured effect stands beside the promise; once it reaches the target, acceptance is proposed."),
        submit_word=_("It keeps this promise"),
    )


def _inspection(request: HttpRequest, contract: str, number: int) -> Inspection:
    found = contract_of(request, contract)
    return get_object_or_404(found.inspections.select_related("contract"), number=number)


@open_to(members)
@FORM
def contract_sheet(request: HttpRequest, contract: str, inspection: int, item: int) -> HttpResponse:
    found = _inspection(request, contract, inspection)
    one = item_of(found.contract, item)
    if not rules.is_inspector(request.user, found) or found.state != Inspection.State.CALLED:
        raise Http404
    sheet = found.sheets.filter(item=one).first()
    names = ("fact", "evidence", "gap", "why", "next_step")
    initial = {name: getattr(sheet, name) for name in names} if sheet else {}
    return verbs.form_page(
        request,
        found.contract,
        forms.SheetForm(request.POST or None, initial=initial),
        lambda said: inspecting.write_sheet(found, one, by=request.user, **said),
        heading=_("Item %(number)s: what was found") % {"number": one.number},
        intro=promise_of(one).subject,
        submit_word=_("Write it down"),
    )


@open_to(members)
@require_POST
def contract_inspection_hold(request: HttpRequest, contract: str, inspection: int) -> HttpResponse:
    found = _inspection(request, contract, inspection)
    if not rules.is_inspector(request.user, found):
        raise Http404
    return verbs.done_or_refused(request, found.contract, lambda: inspecting.hold_inspection(found, by=request.user))


def _sheet(request: HttpRequest, contract: str, inspection: int, item: int) -> Sheet:
    found = _inspection(request, contract, inspection)
    return get_object_or_404(found.sheets.select_related("inspection__contract", "item"), item__number=item)


@open_to(members)
@FORM
def contract_dispute(request: HttpRequest, contract: str, inspection: int, item: int) -> HttpResponse:
    sheet = _sheet(request, contract, inspection, item)
    side = rules.binding_side(request.user, sheet.inspection.contract)
    if side is None:
        raise Http404
    return verbs.form_page(
        request,
        sheet.inspection.contract,
        ReasonForm(request.POST or None),
        lambda said: inspecting.dispute(sheet, side, by=request.user, **said),
        heading=_("Dispute what was found"),
        quoted=sheet.fact,
        submit_word=_("Ask the committee"),
    )


@open_to(members)
@FORM
def contract_decide(request: HttpRequest, contract: str, inspection: int, item: int) -> HttpResponse:
    sheet = _sheet(request, contract, inspection, item)
    if not rules.may_decide_dispute(request.user, sheet):
        raise Http404
    return verbs.form_page(
        request,
        sheet.inspection.contract,
        forms.DecisionForm(request.POST or None),
        lambda said: inspecting.decide_dispute(sheet, by=request.user, **said),
        heading=_("Decide the dispute"),
        quoted=sheet.dispute,
        submit_word=_("Decide it"),
    )


def _fixed_version(request: HttpRequest, contract: Contract) -> ContractVersion:
    """The fixed text to hand out: of the wanted version, else the newest. Only to the parties' own people."""
    wanted = request.GET.get("version", "")
    found = contract.versions.exclude(hash="").order_by("-number")
    if wanted.isdecimal() and len(wanted) < 6:
        found = found.filter(number=int(wanted))
    version = found.first()
    if (
        version is None
        or not rules.belongs(request.user, contract)
        or version not in queries.versions_for(contract, request.user)
    ):
        raise Http404
    return version


def _signatures(version: ContractVersion) -> list[dict[str, Any]]:
    return [
        {"statement": each.statement, "public_key": each.public_key, "signature": each.signature}
        for each in signing.standing_signatures(version)
    ]


@open_to(members)
@require_safe
def contract_file(request: HttpRequest, contract: str) -> HttpResponse:
    """The text with its signatures, for `huzhu verify`."""
    found = contract_of(request, contract)
    version = _fixed_version(request, found)
    response = HttpResponse(written_file(version.content, _signatures(version)), content_type="application/json")
    response["Content-Disposition"] = f'attachment; filename="contract-{found.number}-v{version.number}.json"'
    return response


@open_to(members)
@require_safe
def contract_paper(request: HttpRequest, contract: str) -> HttpResponse:
    """The signed text on paper, in the reader's language."""
    from huzhu.web.paper import contract_pdf

    found = contract_of(request, contract)
    version = _fixed_version(request, found)
    response = HttpResponse(contract_pdf(version.content, _signatures(version)), content_type="application/pdf")
    response["Content-Disposition"] = f'inline; filename="contract-{found.number}-v{version.number}.pdf"'
    return response
