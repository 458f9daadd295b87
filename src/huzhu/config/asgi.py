"""The one ASGI tree: `/events` is answered here, everything else through a2wsgi by Django's WSGI handler.

Django's own ASGI handler costs about six times the processor time per request, and an open line three times the memory
of a raw route. Nothing is started at import: `huzhu serve` forks its web processes afterwards.
"""

from __future__ import annotations

import os
from collections.abc import Awaitable, Callable
from typing import Any

from a2wsgi import WSGIMiddleware
from django.core.wsgi import get_wsgi_application

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "huzhu.config.settings")

wsgi_application = get_wsgi_application()

from huzhu.web.events import events  # noqa: E402  (after the applications are loaded)

pages = WSGIMiddleware(wsgi_application, workers=int(os.environ.get("HUZHU_THREADS", "4")))


async def application(
    scope: dict[str, Any],
    receive: Callable[[], Awaitable[dict[str, Any]]],
    send: Callable[[dict[str, Any]], Awaitable[None]],
) -> None:
    """One route beside all pages."""
    if scope["type"] == "http" and scope["path"] == "/events":
        await events(scope, receive, send)
    else:
        await pages(scope, receive, send)  # type: ignore[arg-type]
