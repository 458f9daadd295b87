"""Re-exports every room's tables, because Django looks for models here."""

from huzhu.adoptions.models import Adoption, Guardrail, Measurement
from huzhu.aid.models import GivenBack, Material, Need, Offer, Posting, Stock, Transfer
from huzhu.cards.models import Answer, Card, Deputy, Photo
from huzhu.competitions.decided import Dispute, Gate
from huzhu.competitions.lasting import Confirmation, Holding
from huzhu.competitions.models import Round, RoundComment, Standing
from huzhu.conferences.attached import Attachment
from huzhu.conferences.decided import Approval, Minutes, Resolution, ResolutionNote, Vote
from huzhu.conferences.models import AgendaPoint, Conference, Delegate, ExchangedItem, ItemAnswer
from huzhu.contracts.models import (
    Contract,
    ContractItem,
    ContractSignature,
    ContractVersion,
    Inspection,
    ItemNote,
    Party,
    Promise,
    Sheet,
)
from huzhu.delegation.models import Delegation
from huzhu.experiences.models import Experience, Version
from huzhu.express.issues import ExpressIssue, StoryPlace
from huzhu.express.models import Announcement, Story, StoryReceipt
from huzhu.hazards.models import Call, Hazard, Origin, Sighting, Signature
from huzhu.journal.models import Entry, Head, Receipt
from huzhu.metrics.models import Batch, Code, Comparison, Definition, Metric, Part, Refresh, Series, Source
from huzhu.notices.models import Channel, Delivery, Message, Notice
from huzhu.people.models import Person, Seat, Token
from huzhu.search.models import SearchText
from huzhu.visits.models import (
    Visit,
    VisitAction,
    VisitFinding,
    VisitQuestion,
    VisitSignUp,
    VisitStep,
    VisitThanks,
)
from huzhu.workshops.models import Alliance, Equipment, Flow, Plant, SizeBand, Trade, Workshop

__all__ = [
    "Adoption",
    "AgendaPoint",
    "Alliance",
    "Announcement",
    "Answer",
    "Approval",
    "Attachment",
    "Batch",
    "Call",
    "Card",
    "Channel",
    "Code",
    "Comparison",
    "Conference",
    "Confirmation",
    "Contract",
    "ContractItem",
    "ContractSignature",
    "ContractVersion",
    "Definition",
    "Delegate",
    "Delegation",
    "Delivery",
    "Deputy",
    "Dispute",
    "Entry",
    "Equipment",
    "ExchangedItem",
    "Experience",
    "ExpressIssue",
    "Flow",
    "Gate",
    "GivenBack",
    "Guardrail",
    "Hazard",
    "Head",
    "Holding",
    "Inspection",
    "ItemAnswer",
    "ItemNote",
    "Material",
    "Measurement",
    "Message",
    "Metric",
    "Minutes",
    "Need",
    "Notice",
    "Offer",
    "Origin",
    "Part",
    "Party",
    "Person",
    "Photo",
    "Plant",
    "Posting",
    "Promise",
    "Receipt",
    "Refresh",
    "Resolution",
    "ResolutionNote",
    "Round",
    "RoundComment",
    "SearchText",
    "Seat",
    "Series",
    "Sheet",
    "Sighting",
    "Signature",
    "SizeBand",
    "Source",
    "Standing",
    "Stock",
    "Story",
    "StoryPlace",
    "StoryReceipt",
    "Token",
    "Trade",
    "Transfer",
    "Version",
    "Visit",
    "VisitAction",
    "VisitFinding",
    "VisitQuestion",
    "VisitSignUp",
    "VisitStep",
    "VisitThanks",
    "Vote",
    "Workshop",
]
