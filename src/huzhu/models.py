"""Re-exports every room's tables, because Django looks for models here."""

from huzhu.adoptions.models import Adoption, Guardrail, Measurement
from huzhu.experiences.models import Experience, Version
from huzhu.journal.models import Entry, Head, Receipt
from huzhu.metrics.models import Batch, Comparison, Definition, Metric, Part, Refresh, Series, Source
from huzhu.notices.models import Notice
from huzhu.people.models import Person, Seat, Token
from huzhu.workshops.models import Alliance, Flow, Plant, SizeBand, Trade, Workshop

__all__ = [
    "Adoption",
    "Alliance",
    "Batch",
    "Comparison",
    "Definition",
    "Entry",
    "Experience",
    "Flow",
    "Guardrail",
    "Head",
    "Measurement",
    "Metric",
    "Notice",
    "Part",
    "Person",
    "Plant",
    "Receipt",
    "Refresh",
    "Seat",
    "Series",
    "SizeBand",
    "Source",
    "Token",
    "Trade",
    "Version",
    "Workshop",
]
