"""One web process of `huzhu serve`, on sockets that are open already. uvicorn takes uvloop and httptools by itself."""

from __future__ import annotations

import socket


def run(sockets: list[socket.socket]) -> None:
    """Serve until INT or TERM."""
    import uvicorn

    settings = uvicorn.Config(
        "huzhu.config.asgi:application",
        lifespan="off",
        log_level="warning",
        access_log=False,
        server_header=False,
        timeout_graceful_shutdown=3,
        backlog=512,
    )
    uvicorn.Server(settings).run(sockets=sockets)
