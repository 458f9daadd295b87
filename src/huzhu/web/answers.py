"""How pages answer: a form that was refused comes back filled in, with what is wrong; tables leave as harmless CSV."""

from __future__ import annotations

import csv
from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import contextmanager
from typing import Any

from django import forms
from django.core.exceptions import NON_FIELD_ERRORS, ValidationError
from django.http import HttpRequest, HttpResponse, StreamingHttpResponse
from django.shortcuts import redirect, render

REFUSED = 422
FORMULA_STARTS = ("=", "+", "-", "@", "\t", "\r", "＝", "＋", "－", "＠")


def form_page(request: HttpRequest, template: str, form: forms.BaseForm, **context: Any) -> HttpResponse:
    """The page of a form: 200 when it is shown, 422 when it comes back with what is wrong."""
    status = REFUSED if form.is_bound and form.errors else 200
    return render(request, template, {"form": form, **context}, status=status)


def one_form(
    request: HttpRequest, form: forms.BaseForm, act: Callable[[dict[str, Any]], str], **page: Any
) -> HttpResponse:
    """A page with one form: when it is good, `act` does the one thing and gives the address to go to."""
    if request.method == "POST" and form.is_valid():
        with refusals(form):
            return redirect(act(form.cleaned_data))
    return form_page(request, page.pop("template", "forms/page.html"), form, **page)


@contextmanager
def refusals(form: forms.BaseForm) -> Iterator[None]:
    """What a verb refuses is said at the field it names, or on top where the form has no such field."""
    try:
        yield
    except ValidationError as error:
        for field, problems in _by_field(error).items():
            form.add_error(field if field in form.fields else None, problems)


def _by_field(error: ValidationError) -> dict[str, list[ValidationError]]:
    return error.error_dict if hasattr(error, "error_dict") else {NON_FIELD_ERRORS: error.error_list}


def harmless(value: Any) -> Any:
    """A cell that a spreadsheet program will not take for a formula. Numbers stay numbers."""
    if isinstance(value, str) and value.lstrip(" ").startswith(FORMULA_STARTS):
        return "'" + value
    return "" if value is None else value


class _Line:
    """csv.writer writes here; what it wrote is the line."""

    def write(self, line: str) -> str:
        return line


def csv_file(name: str, header: Sequence[str], rows: Iterable[Sequence[Any]]) -> StreamingHttpResponse:
    """A CSV download in UTF-8 with BOM, which Excel opens rightly; rows are written as they come."""
    writer = csv.writer(_Line())

    def lines() -> Iterator[str]:
        yield "\ufeff" + writer.writerow([harmless(cell) for cell in header])
        for row in rows:
            yield writer.writerow([harmless(cell) for cell in row])

    response = StreamingHttpResponse(lines(), content_type="text/csv; charset=utf-8")
    response["Content-Disposition"] = f'attachment; filename="{name}"'
    return response
