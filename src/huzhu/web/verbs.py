"""Views of verbs: on the page of one thing, a verb is a button, or it opens a page with one form."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from django.contrib import messages
from django.db import transaction
from django.forms import Form
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_http_methods, require_POST

from huzhu.people.models import Person
from huzhu.web.answers import REFUSED, one_form, refusals
from huzhu.web.policy import members, open_to

FORM = require_http_methods(["GET", "HEAD", "POST"])
May = Callable[[Person, Any], bool]
WRITTEN = gettext_lazy("Written down.")


def plain(form: type[Form]) -> Callable[..., Form]:
    """For forms that need to know neither who fills them in nor about what."""
    return lambda data, **_unused: form(data)


@dataclass(frozen=True)
class Verbs:
    """The verbs of one kind of thing.

    `find(request, *parts of the address)`: the thing, or Http404. `page(thing, person)`: what `template` reads, for the
    page that comes back with what was refused. `back(thing)`: (words, address) of that page. `name`: under which forms
    take the thing.
    """

    name: str
    find: Callable[..., Any]
    back: Callable[[Any], tuple[str, str]]
    template: str
    page: Callable[[Any, Person], dict[str, Any]]

    def button(self, may: May, act: Callable[[Any, Person], Any], said: Any = WRITTEN) -> Any:
        """A verb that needs no words, posted from the page itself. `act` takes (thing, person); `said`: what the reader
        hears when it is done, or a function that says it of what `act` gave back."""

        @open_to(members)
        @require_POST
        def view(request: HttpRequest, **address: Any) -> HttpResponse:
            found = self._found(request, may, address)
            return self.done_or_refused(request, found, lambda: act(found, request.user), said=said)

        return view

    def form(
        self,
        may: May,
        form_of: Callable[..., Form],
        act: Callable[..., Any],
        heading: Any,
        submit_word: Any,
        intro: Any = "",
        done: Any = WRITTEN,
    ) -> Any:
        """A page with the form of one verb. `form_of` takes (data, person=, <name>=), `act` (thing, person, said);
        `heading` may be a function of the thing; `done`: what the reader hears then."""

        @open_to(members)
        @FORM
        def view(request: HttpRequest, **address: Any) -> HttpResponse:
            found, person = self._found(request, may, address), request.user
            form = form_of(request.POST or None, person=person, **{self.name: found})
            return self.form_page(
                request,
                found,
                form,
                lambda said: act(found, person, said),
                heading=heading(found) if callable(heading) else heading,
                submit_word=submit_word,
                intro=intro,
                done=done,
            )

        return view

    def _found(self, request: HttpRequest, may: May, address: dict[str, Any]) -> Any:
        found = self.find(request, *address.values())
        if not may(request.user, found):
            raise Http404
        return found

    def form_page(
        self,
        request: HttpRequest,
        found: Any,
        form: Form,
        act: Callable[[dict[str, Any]], Any],
        done: Any = WRITTEN,
        **words: Any,
    ) -> HttpResponse:
        """The page of one form, all of which is done or nothing; back on the thing's page when it is done."""
        title, address = self.back(found)

        def do(said: dict[str, Any]) -> str:
            with transaction.atomic():
                act(said)
            messages.success(request, str(done))
            return address

        kicker = [{"text": title, "url": address}]
        said = {name: str(text) for name, text in words.items()}
        return one_form(request, form, do, back_url=address, kicker=kicker, **said)

    def done_or_refused(
        self, request: HttpRequest, found: Any, act: Callable[[], Any], anchor: str = "", said: Any = WRITTEN
    ) -> HttpResponse:
        """Do it and go back to the page; what is refused is said on top of it."""
        form = Form(request.POST)
        if form.is_valid():
            with refusals(form):
                given = act()
                messages.success(request, str(said(given) if callable(said) else said))
                return redirect(self.back(found)[1] + anchor)
        return self.refused(request, found, form)

    def refused(self, request: HttpRequest, found: Any, form: Form) -> HttpResponse:
        """The page of the thing with what is wrong on top."""
        fresh = type(found)._default_manager.get(pk=found.pk)
        return render(request, self.template, self.page(fresh, request.user) | {"form": form}, status=REFUSED)
