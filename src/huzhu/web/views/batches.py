"""Data: what was loaded, loading a file, how it is read, what was refused, taking it back."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Any

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.core.files.uploadedfile import TemporaryUploadedFile, UploadedFile
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from huzhu.metrics.models import Batch, Metric, Source
from huzhu.metrics.rules import LOADERS, may_load, may_take_back
from huzhu.web.answers import csv_file, form_page, one_form, refusals
from huzhu.web.forms.batches import LoadForm, MappingForm, TakeBackForm
from huzhu.web.policy import members, open_to
from huzhu.web.presenting import batches as presenting
from huzhu.words import run_together

if TYPE_CHECKING:
    from huzhu.metrics.files.mapping import Mapping
    from huzhu.metrics.files.tables import Opened

FORM = require_http_methods(["GET", "HEAD", "POST"])
A_PAGE = 50
MOST_REFUSED = 1_000_000


def those_who_load(request: HttpRequest) -> bool:
    """Data stewards, chief engineers, heads and engineers of workshops, and the administrator."""
    return members(request) and (request.user.holds("administrator") or request.user.holds(*LOADERS))


def _batch(request: HttpRequest, batch: int) -> Batch:
    found = Batch.objects.visible_to(request.user).select_related("plant", "loaded_by", "source")
    return get_object_or_404(found, pk=batch)


@open_to(members)
@require_safe
def data_page(request: HttpRequest) -> HttpResponse:
    person = request.user
    batches = Batch.objects.visible_to(person).select_related("plant", "loaded_by")[:A_PAGE]
    context = {
        "batches": batches,
        "sources": Source.objects.visible_to(person).select_related("plant").order_by("-agreed_at")[:A_PAGE],
        "metrics": Metric.objects.visible_to(person),
        "may_load": those_who_load(request),
    }
    return render(request, "data/page.html", context)


@open_to(those_who_load)
@FORM
def load_file(request: HttpRequest) -> HttpResponse:
    """Take a file in. The same file twice is the same batch, so this needs no receipt, which would hold the database
    while the file is looked at."""
    from huzhu.metrics.actions import receive_file
    from huzhu.metrics.files.problems import FileRefused, explain

    form = LoadForm(request.POST or None, request.FILES or None, person=request.user)
    page: dict[str, Any] = {"template": "data/load.html", "metrics": Metric.objects.visible_to(request.user)}
    if request.method == "POST" and form.is_valid():
        file = form.cleaned_data["file"]
        try:
            batch = receive_file(_content(file), name=file.name, plant=form.cleaned_data["plant"], by=request.user)
        except FileRefused as refused:
            form.add_error("file", run_together(explain(refused.code, refused.params, _)))
        else:
            return _received(request, batch)
    return form_page(request, page.pop("template"), form, **page)


load_file.keeps_receipts = False  # type: ignore[attr-defined]


def _content(file: UploadedFile) -> bytes | Path:
    return Path(file.temporary_file_path()) if isinstance(file, TemporaryUploadedFile) else file.read()


def _received(request: HttpRequest, batch: Batch) -> HttpResponse:
    if not Batch.objects.visible_to(request.user).filter(pk=batch.pk).exists():
        messages.success(request, _("The file is taken in. Somebody of the plant confirms how it is read."))
        return redirect("data")
    if batch.state == Batch.State.LOADED:
        messages.success(request, _("This file was loaded before; nothing changed."))
        return redirect("batch_page", batch.pk)
    return redirect("batch_mapping", batch.pk)


@open_to(members)
@require_safe
def batch_page(request: HttpRequest, batch: int) -> HttpResponse:
    found = _batch(request, batch)
    may = may_take_back(request.user, found)
    answer = render(request, "data/batch.html", presenting.batch(found, request.user) | {"may_take_back": may})
    if found.is_in_line:
        answer["Refresh"] = "3"  # works without scripts
    return answer


@open_to(members)
@FORM
def mapping_page(request: HttpRequest, batch: int) -> HttpResponse:
    """How the file is read: shown, corrected, confirmed. Confirming twice loads once, so this needs no receipt."""
    found = _batch(request, batch)
    if not may_load(request.user, found.plant):
        raise Http404
    if found.state != Batch.State.WAITING or found.is_in_line:
        return redirect("batch_page", found.pk)
    opened, refusal = presenting.opened(found)
    if opened is None:
        return render(request, "data/unreadable.html", {"batch": found, "refusal": refusal})
    form = presenting.mapping_form(found, request.POST or None, request.user)
    if request.method == "POST" and form.is_valid():
        answer = _agreed(request, found, form)
        if answer is not None:
            return answer
    return _mapping(request, found, form, opened)


mapping_page.keeps_receipts = False  # type: ignore[attr-defined]


def _agreed(request: HttpRequest, batch: Batch, form: MappingForm) -> HttpResponse | None:
    """Remember the corrections; load when asked to, unless a question is open that was not passed over on purpose."""
    from huzhu.metrics.actions import agree_mapping, load_batch
    from huzhu.metrics.background import is_large, put_in_line
    from huzhu.metrics.files.problems import FileRefused, explain

    mapping: Mapping = form.corrected()
    go = request.POST.get("go", "")
    if go == "load":
        form.say_what_is_open(mapping)
        if form.errors:
            return None
    with refusals(form):
        agree_mapping(batch, mapping, by=request.user)
        if go not in ("load", "anyhow"):
            return redirect("batch_mapping", batch.pk)
        if is_large(batch):
            return redirect("batch_page", put_in_line(batch, by=request.user).pk)
        try:
            loaded = load_batch(batch, by=request.user)
        except FileRefused as refused:
            raise ValidationError(run_together(explain(refused.code, refused.params, _))) from refused
        return redirect("batch_page", loaded.pk)
    return None


def _mapping(request: HttpRequest, batch: Batch, form: MappingForm, opened: Opened) -> HttpResponse:
    context = presenting.mapping(batch, form, opened)
    return form_page(request, "data/mapping.html", form, **context)


@open_to(members)
@require_safe
def refused_file(request: HttpRequest, batch: int) -> HttpResponseBase:
    """Refused values as a table to mend and load again."""
    from huzhu.metrics.catalogue import refused_rows

    found = _batch(request, batch)
    header = [_("Sheet"), _("Row"), _("Column"), _("Value"), _("What is wrong"), _("How to mend it")]
    names = ("sheet", "row", "field", "value", "sentence", "mend")
    rows = ([row[name] for name in names] for row in refused_rows(found, request.user, _, MOST_REFUSED))
    return csv_file(f"refused-{found.pk}.csv", header, rows)


@open_to(members)
@FORM
def take_back(request: HttpRequest, batch: int) -> HttpResponse:
    from huzhu.metrics.actions import take_back_batch

    found = _batch(request, batch)
    if not may_take_back(request.user, found):
        raise Http404

    def act(said: dict[str, Any]) -> str:
        take_back_batch(found, by=request.user, why=said["why"])
        messages.success(request, _("Taken back. The file stays readable; its values do not count any longer."))
        return reverse("batch_page", args=[found.pk])

    return one_form(
        request,
        TakeBackForm(request.POST or None),
        act,
        heading=_("Take a load back"),
        intro=_("Its values stop counting at once; earlier values that it corrected count again."),
        submit_word=_("Take it back"),
        back_url=reverse("batch_page", args=[found.pk]),
        is_grave=True,
    )


@open_to(members)
@require_safe
def template_file(request: HttpRequest) -> HttpResponseBase:
    """A file to fill in for one indicator, with one worked line."""
    metrics = Metric.objects.visible_to(request.user)
    wanted = request.GET.get("metric", "")[:60]
    metric = get_object_or_404(metrics, slug=wanted) if wanted else metrics.first()
    header, row = presenting.template(metric, request.user)
    return csv_file(f"{metric.slug if metric else 'readings'}.csv", header, [row])
