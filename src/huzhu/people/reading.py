"""Who reads what, where it follows from something else."""

from __future__ import annotations

from typing import TYPE_CHECKING, ClassVar, TypeVar

from django.db import models

if TYPE_CHECKING:
    from huzhu.people.models import Person

Row = TypeVar("Row", bound=models.Model)


class OfWhatIsKnown(models.QuerySet[Row]):
    """Rows that belong to something: whoever knows it knows them. `owner`: the path to it, as in `item__conference`."""

    owner: ClassVar[str]

    def visible_to(self, person: Person) -> OfWhatIsKnown[Row]:
        return self.filter(**{f"{self.owner}__in": self._owner_model()._default_manager.visible_to(person)})

    def _owner_model(self) -> type[models.Model]:
        model = self.model
        for step in self.owner.split("__"):
            model = model._meta.get_field(step).related_model
        return model
