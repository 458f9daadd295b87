"""A risk borne by two names: which signatures still wait for the other office, and its end."""

from __future__ import annotations

import datetime

from django.db.models import Max

from huzhu.hazards.models import Hazard, Signature, SignatureQuerySet
from huzhu.words import Words


def signed_from(hazard: Hazard) -> datetime.datetime:
    """Since when a signature counts: since it was last contained, a remedy sought, or the risk borne by both. What was
    signed before was signed under another danger."""
    both = hazard.signatures.filter(is_countersigned=True).aggregate(last=Max("at"))["last"]
    return max(filter(None, (hazard.raised_at, hazard.contained_at, hazard.sought_at, both)))


def waiting(hazard: Hazard) -> SignatureQuerySet:
    """Signatures that wait for the other office, the oldest first."""
    return hazard.signatures.filter(is_countersigned=False, at__gte=signed_from(hazard)).order_by("at", "pk")


def countersigned(signed: Signature) -> Signature | None:
    """The last signature of the other office that still waits, if it is somebody else's and says the same."""
    last = waiting(signed.hazard).exclude(role=signed.role).last()
    if last is None or last.person_id == signed.person_id:
        return None
    return last if (dict(last.why), last.review_on) == (dict(signed.why), signed.review_on) else None


def begin_anew(hazard: Hazard) -> None:
    """Contained, or its remedy sought: no risk is borne any longer, and no remedy counts yet. Does not save."""
    hazard.sought_at = hazard.tried_at = hazard.remedied_at = None
    hazard.remedy = hazard.remedy_adoption = None
    hazard.risk_officer = hazard.risk_director = hazard.review_on = None
    hazard.risk_reason = Words()
