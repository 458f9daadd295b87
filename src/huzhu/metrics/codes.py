"""What products and tasks are called: the codes in readings are data, and so are their names."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

from huzhu.metrics.models import Code, Series
from huzhu.words import Words


@dataclass(frozen=True)
class CodeNames:
    """The names of all codes; a code nobody named is called by itself."""

    found: Mapping[tuple[str, str], Words] = field(default_factory=dict)

    def __call__(self, sort: str, code: str) -> str:
        return str(self.found.get((sort, code)) or code)


def code_names() -> CodeNames:
    return CodeNames({(each.sort, each.code): each.name for each in Code.objects.all()})


def codes_in_use() -> list[tuple[str, str]]:
    """(sort, code) of every product and task that came in readings or has a name, those without a name first."""
    came: set[tuple[str, str]] = set()
    for sort in Code.Sort.values:
        codes = Series.objects.exclude(**{sort: ""}).order_by().values_list(sort, flat=True).distinct()
        came.update((sort, code) for code in codes)
    named = {(each.sort, each.code) for each in Code.objects.all()}
    return sorted(came | named, key=lambda pair: (pair in named, pair))
