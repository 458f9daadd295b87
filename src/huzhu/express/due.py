"""What the express has to do by itself: send what waited its turn, draft what is new, compile the issue of the week."""

from __future__ import annotations

from huzhu.express.drafting import draft_from_facts
from huzhu.express.publishing import compile_when_due
from huzhu.express.sending import send_next_held


def do_due() -> int:
    """How much was done."""
    return send_next_held() + draft_from_facts() + (compile_when_due() is not None)
