"""Planning, agenda, delegates, ways handed in, resolutions, minutes. Answers are given with the form of the Express."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from huzhu.conferences import rules
from huzhu.conferences.models import Conference, ExchangedItem
from huzhu.experiences.models import Experience
from huzhu.people.models import Person
from huzhu.web.forms import DayField, SeveralField, WordsField
from huzhu.workshops.models import Plant


class DaysForm(forms.Form):
    starts_on = DayField(label=_("First day"))
    ends_on = DayField(label=_("Last day"))


class PlanForm(DaysForm):
    host = forms.ModelChoiceField(label=_("At which plant?"), queryset=Plant.objects.none())
    ordinal = forms.IntegerField(
        label=_("Its number"), min_value=1, max_value=999, required=False, help_text=_("Empty: the next one.")
    )
    place = WordsField(label=_("Where do they meet?"), required=False)

    field_order = ("host", "starts_on", "ends_on", "ordinal", "place")

    def __init__(self, *args: Any, person: Person, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        plants = Plant.objects.all()
        self.fields["host"].queryset = plants if person.holds("secretariat") else plants.filter(pk__in=person.plants)


class AgendaForm(forms.Form):
    text = WordsField(label=_("What is to be talked about?"))
    address = forms.CharField(
        label=_("The page it is about"), required=False, max_length=300, help_text=_("For instance /hazards")
    )


class SaidForm(forms.Form):
    said = WordsField(label=_("What was said, and what came of it?"), is_long=True)


class DelegateForm(forms.Form):
    person = forms.ModelChoiceField(label=_("Who comes?"), queryset=Person.objects.none())
    is_head = forms.BooleanField(label=_("Heads the delegation and has its vote"), required=False)
    from_afar = forms.BooleanField(label=_("Takes part from afar: calls in"), required=False)

    def __init__(self, *args: Any, person: Person, conference: Conference, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        own = Person.objects.visible_to(person).filter(seats__plant__in=person.plants)
        self.fields["person"].queryset = own.distinct()
        self.fields["is_head"].initial = not conference.delegates.filter(plant__in=person.plants, is_head=True).exists()


class CallInForm(forms.Form):
    call_in = forms.CharField(
        label=_("How do they call in?"),
        max_length=300,
        help_text=_("A number or a link. Only the delegates and who holds the meeting read it."),
    )


class AttachForm(forms.Form):
    title = WordsField(label=_("What is it?"))
    file = forms.FileField(
        label=_("File"),
        help_text=_("PDF, JPEG, PNG, WebP, XLSX or ODS, up to 20 MB. Pictures are made smaller."),
        error_messages={"required": _("Choose a file."), "empty": _("The file is empty.")},
        widget=forms.FileInput(attrs={"accept": ".pdf,.jpg,.jpeg,.png,.webp,.xlsx,.ods"}),
    )
    item = forms.ModelChoiceField(
        label=_("A way to which it belongs"),
        queryset=ExchangedItem.objects.none(),
        required=False,
        to_field_name="number",
        empty_label=_("None: to the conference"),
    )

    def __init__(self, *args: Any, person: Person, conference: Conference, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        known = ExchangedItem.objects.visible_to(person).filter(conference=conference).select_related("experience")
        self.fields["item"].queryset = known  # type: ignore[attr-defined]
        if not known.exists():
            del self.fields["item"]


class HandInForm(forms.Form):
    experiences = SeveralField(
        label=_("Which ways can others use?"),
        queryset=Experience.objects.none(),
        widget=forms.CheckboxSelectMultiple,
        error_messages={"required": _("Choose at least one.")},
    )

    def __init__(self, *args: Any, person: Person, conference: Conference, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        shared = Experience.objects.visible_to(person).exclude(state__in=("draft", "retired"))
        open_ones = shared.exclude(exchanged__conference=conference).select_related("origin__plant")
        may = [each.pk for each in open_ones if rules.may_hand_in(person, each)]
        self.fields["experiences"].queryset = Experience.objects.filter(pk__in=may)


class ItemsForm(forms.Form):
    """Several items taken one step on at once."""

    items = SeveralField(
        label=_("Which?"),
        queryset=ExchangedItem.objects.none(),
        widget=forms.CheckboxSelectMultiple,
        error_messages={"required": _("Choose at least one.")},
    )

    def __init__(self, *args: Any, conference: Conference, state: str, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        found = conference.items.filter(state=state).select_related("experience")
        self.fields["items"].queryset = found
        self.fields["items"].initial = found


class ResolutionForm(forms.Form):
    text = WordsField(label=_("What is to be decided?"))
    because = WordsField(label=_("Why?"), required=False, is_long=True)


class AssignForm(forms.Form):
    owner = forms.ModelChoiceField(label=_("Who sees to it?"), queryset=Person.objects.none())
    due_on = DayField(label=_("By when?"))

    def __init__(self, *args: Any, person: Person, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["owner"].queryset = Person.objects.visible_to(person).filter(seats__isnull=False).distinct()


class ReportForm(forms.Form):
    text = WordsField(label=_("How does it go?"))
    address = forms.CharField(
        label=_("The page of what it brought about"),
        required=False,
        max_length=300,
        help_text=_("For instance /delegations"),
    )
    at = forms.ModelChoiceField(
        label=_("Reported at a later conference?"),
        queryset=Conference.objects.none(),
        required=False,
        empty_label=_("No, in between"),
    )

    def __init__(self, *args: Any, person: Person, conference: Conference, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        later = Conference.objects.visible_to(person).filter(ordinal__gt=conference.ordinal, state__in=rules.NAMING)
        self.fields["at"].queryset = later
        if not later.exists():
            del self.fields["at"]


class FinishForm(forms.Form):
    evidence = WordsField(label=_("By what is it seen?"))


class LapseForm(forms.Form):
    evidence = WordsField(label=_("Why will it not be done?"))


class MinutesForm(forms.Form):
    text = WordsField(
        label=_("The minutes"),
        is_long=True,
        help_text=_("A line that begins with “# ” is a heading, one that begins with “- ” a point of a list."),
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for widget in self.fields["text"].widget.widgets:
            widget.attrs["rows"] = 30
