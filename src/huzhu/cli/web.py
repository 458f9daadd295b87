"""One web process of `huzhu serve`, on sockets that are open already: `python -m huzhu.cli.web FD ...`."""

from __future__ import annotations

import socket
import sys


def run(descriptors: list[int]) -> None:
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
    uvicorn.Server(settings).run(sockets=[socket.socket(fileno=each) for each in descriptors])


if __name__ == "__main__":
    run([int(each) for each in sys.argv[1:]])
