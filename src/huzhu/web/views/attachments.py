"""Attachments of a conference: added with a form, read as a file, taken off again."""

from __future__ import annotations

from typing import Any

from django.http import FileResponse, Http404, HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import get_object_or_404
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from huzhu.conferences import attaching, rules
from huzhu.conferences.attached import Attachment
from huzhu.web.forms import conferences as forms
from huzhu.web.policy import members, open_to
from huzhu.web.verbs import FORM
from huzhu.web.views.conferences import conference_of, verbs

TYPES = {
    Attachment.Kind.PDF: "application/pdf",
    Attachment.Kind.JPG: "image/jpeg",
    Attachment.Kind.XLSX: "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
    Attachment.Kind.ODS: "application/vnd.oasis.opendocument.spreadsheet",
}


@open_to(members)
@FORM
def conference_attach(request: HttpRequest, conference: str) -> HttpResponse:
    found, person = conference_of(request, conference), request.user
    if not rules.may_attach(person, found):
        raise Http404

    def act(said: dict[str, Any]) -> None:
        attaching.add_attachment(found, said.pop("file"), by=person, **said)

    return verbs.form_page(
        request,
        found,
        forms.AttachForm(request.POST or None, request.FILES or None, person=person, conference=found),
        act,
        heading=_("Attach a file"),
        intro=_("Whoever may read this page may read it. The printed minutes name it."),
        submit_word=_("Attach it"),
        has_file=True,
    )


@open_to(members)
@require_safe
def conference_attachment(request: HttpRequest, conference: str, attachment: int) -> HttpResponseBase:
    """Pictures open in the page; everything else is saved, and opened by a program that the reader chooses."""
    found = conference_of(request, conference)
    one = get_object_or_404(Attachment.objects.visible_to(request.user), conference=found, pk=attachment)
    path = attaching.path_of(one)
    if not path.exists():
        raise Http404
    is_picture = one.kind == Attachment.Kind.JPG
    name = f"{one.title}.{one.kind}"
    response = FileResponse(
        path.open("rb"), as_attachment=not is_picture, filename=name, content_type=TYPES[Attachment.Kind(one.kind)]
    )
    response["Cache-Control"] = "private, max-age=86400"
    return response


@open_to(members)
@require_POST
def conference_attachment_drop(request: HttpRequest, conference: str, attachment: int) -> HttpResponse:
    found = conference_of(request, conference)
    one = get_object_or_404(Attachment.objects.visible_to(request.user), conference=found, pk=attachment)
    if not rules.may_attach(request.user, found):
        raise Http404
    return verbs.done_or_refused(
        request, found, lambda: attaching.drop_attachment(one, by=request.user), "#attachments"
    )
