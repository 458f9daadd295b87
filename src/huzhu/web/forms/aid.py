"""Forms of material aid."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from huzhu.aid.models import Material, Need, Offer
from huzhu.aid.rules import may_ask, may_count_stock, may_offer
from huzhu.people.models import Person
from huzhu.web.forms import DayField, WordsField
from huzhu.workshops.models import Plant, Workshop


class Quantity(forms.DecimalField):
    """Up to three decimals."""

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(max_digits=15, decimal_places=3, min_value=kwargs.pop("min_value", 0), **kwargs)


def _plants(person: Person, may: Any) -> Any:
    pks = [plant.pk for plant in Plant.objects.visible_to(person) if may(person, plant)]
    return Plant.objects.visible_to(person).filter(pk__in=pks)


class PlantForm(forms.Form):
    """For which plant: asked only where somebody sits in several."""

    plant = forms.ModelChoiceField(label=_("Plant"), queryset=Plant.objects.none(), empty_label=None)

    def own_plants(self, person: Person, may: Any) -> None:
        found = _plants(person, may)
        self.fields["plant"].queryset = found
        self.fields["plant"].initial = found.first()
        if len(found) == 1:
            self.fields["plant"].widget = forms.HiddenInput()


class MaterialForm(forms.Form):
    name = WordsField(label=_("Name of the material"))
    grade = WordsField(label=_("Grade or specification"), required=False)
    unit = WordsField(label=_("Unit"), help_text=_("For instance t, kg or pieces."))


class NeedForm(PlantForm):
    workshop = forms.ModelChoiceField(
        label=_("Workshop that needs it"), queryset=Workshop.objects.none(), required=False, empty_label="–"
    )
    material = forms.ModelChoiceField(label=_("What is short?"), queryset=Material.objects.none())
    quantity = Quantity(label=_("How much?"))
    substitutes = WordsField(label=_("What else would do?"), required=False)
    needed_on = DayField(label=_("Needed by"))
    consequence = WordsField(label=_("What happens without it?"))
    is_safety_critical = forms.BooleanField(label=_("People can be hurt without it"), required=False)

    def __init__(self, *args: Any, person: Person, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.own_plants(person, may_ask)
        workshops = Workshop.objects.visible_to(person).select_related("plant")
        self.fields["workshop"].queryset = workshops.filter(plant__in=self.fields["plant"].queryset)
        self.fields["material"].queryset = Material.objects.visible_to(person)


class OfferForm(PlantForm):
    material = forms.ModelChoiceField(label=_("What do you offer?"), queryset=Material.objects.none())
    quantity = Quantity(label=_("How much can you spare?"), help_text=_("Never more than lies above your minimum."))
    mode = forms.ChoiceField(label=_("How is it given?"), choices=Offer.Mode.choices, initial="loan")
    return_on = DayField(label=_("Back by"), required=False, help_text=_("For a loan or an exchange."))
    exchange_material = forms.ModelChoiceField(
        label=_("In exchange for"), queryset=Material.objects.none(), required=False, empty_label="–"
    )
    exchange_share = Quantity(label=_("How much of it for one unit?"), required=False)
    certificate = forms.CharField(label=_("Certificate of quality"), max_length=120, required=False)
    where = WordsField(label=_("Where does it lie?"), required=False)
    until_on = DayField(label=_("The offer stands until"), required=False)
    terms = WordsField(label=_("What else is to be kept to?"), required=False)

    def __init__(self, *args: Any, person: Person, need: Need | None, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.own_plants(person, may_offer)
        materials = Material.objects.visible_to(person)
        self.fields["material"].queryset = materials
        self.fields["exchange_material"].queryset = materials
        if need is not None:
            self.fields["plant"].queryset = self.fields["plant"].queryset.exclude(pk=need.plant_id)
            self.fields["plant"].initial = self.fields["plant"].queryset.first()
            self.fields["material"].initial = need.material_id
            self.fields["quantity"].initial = need.missing
            del self.fields["until_on"]


class TakeForm(PlantForm):
    quantity = Quantity(label=_("How much do you take?"))
    need = forms.ModelChoiceField(
        label=_("For which of your needs?"), queryset=Need.objects.none(), required=False, empty_label="–"
    )

    def __init__(self, *args: Any, person: Person, offer: Offer, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.own_plants(person, may_ask)
        own = self.fields["plant"].queryset.exclude(pk=offer.giver_id)
        self.fields["plant"].queryset, self.fields["plant"].initial = own, own.first()
        needs = Need.objects.visible_to(person).filter(plant__in=own, state__in=Need.STANDING)
        self.fields["need"].queryset = needs.select_related("plant", "material")
        self.fields["need"].initial = needs.filter(material=offer.material_id).first()


class StockForm(PlantForm):
    material = forms.ModelChoiceField(label=_("Material"), queryset=Material.objects.none())
    quantity = Quantity(label=_("How much is there?"))
    minimum = Quantity(label=_("Minimum that is never given away"))
    head_may_give = Quantity(
        label=_("A head may give alone up to"), initial=0, help_text=_("More is approved by the chief engineer.")
    )

    def __init__(self, *args: Any, person: Person, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.own_plants(person, may_count_stock)
        self.fields["material"].queryset = Material.objects.visible_to(person)


class AgreeForm(forms.Form):
    quantity = Quantity(label=_("How much of it do you take?"))


class ShipForm(forms.Form):
    certificate = forms.CharField(label=_("Certificate of quality"), max_length=120)
    transport = forms.CharField(label=_("How does it travel?"), max_length=200, required=False)


class InspectForm(forms.Form):
    inspection = forms.CharField(
        label=_("What was inspected, and what was found?"), max_length=2000, widget=forms.Textarea(attrs={"rows": 3})
    )


class SendBackForm(forms.Form):
    quantity = Quantity(label=_("How much do you send back?"))


class HowForm(forms.Form):
    how = forms.CharField(label=_("How was it settled?"), max_length=2000, widget=forms.Textarea(attrs={"rows": 3}))


class ResultForm(forms.Form):
    result = WordsField(label=_("What did the help lead to?"), is_long=True, help_text=_("Everybody who gave is told."))
