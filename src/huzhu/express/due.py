"""What the express has to do by itself: send what waited its turn, remind those who must answer, draft what is new,
compile the issue of the week."""

from __future__ import annotations

from huzhu.express.drafting import draft_from_facts
from huzhu.express.publishing import compile_when_due
from huzhu.express.reminding import remind_next
from huzhu.express.sending import send_next_held


def do_due() -> int:
    """How much was done."""
    return send_next_held() + remind_next() + draft_from_facts() + (compile_when_due() is not None)
