"""`huzhu serve`: the pages and the worker, kept running.

This process holds the listening socket, imports everything once and forks the others: web processes that share the
socket, and one worker. Forked, they start at once and share the memory of what is imported. A child that dies is
started again; because the socket stays open here, those who come meanwhile wait a moment and are not refused. It ends
within five seconds of INT or TERM, and its children end with it even if it is killed.
"""

from __future__ import annotations

import gc
import http.client
import os
import signal
import socket
import sys
import time
import traceback
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from typing import Annotated

import typer

from huzhu.cli import web
from huzhu.cli.house import migrate, open_house
from huzhu.cli.saying import Refusal, console
from huzhu.cli.saying import gettext as _

GRACE = 4.0  # seconds a child has to end by itself
FIRST_PAUSE, LONGEST_PAUSE = 0.2, 15.0  # before a child that died is started again
STEADY = 10.0  # seconds after which a child counts as healthy
REST_AFTER = 60.0  # idle seconds after which a worker that computed makes place for a light one


def serve(
    port: Annotated[int, typer.Option(min=0, max=65535, help="The port; 0 takes a free one.")] = 8000,
    host: Annotated[str, typer.Option(help="The address to listen on; 0.0.0.0 for all.")] = "localhost",
    processes: Annotated[int, typer.Option(min=0, help="Web processes; 0 means one per processor, at most 4.")] = 0,
) -> None:
    """Serve what is there: pages, API and the worker, until stopped."""
    with open_house(tables=False):
        from huzhu.workshops.models import Alliance

        migrate()
        if not Alliance.objects.exists():
            console(error=True).print(_("There is no alliance here yet: stop, and run `huzhu init` or `huzhu demo`."))
    run(port, host, processes or min(os.cpu_count() or 1, 4))


def run(port: int, host: str, processes: int, announce: Sequence[str] = ()) -> None:
    """Listen, start the children, say where, and watch until told to stop."""
    sockets = _listen(host, port)
    port = sockets[0].getsockname()[1]
    shown = "localhost" if host in {"localhost", "127.0.0.1", "::1", "0.0.0.0", "::"} else host
    _import_once()
    children = [Child(lambda: web.run(sockets)) for _ in range(processes)]
    children.append(Child(_work))
    watch = Watch(children)
    watch.start()
    if watch.wait_for_answer(sockets[0]):
        out = console()
        for line in announce:
            out.print(line, markup=False)
        out.print(
            _("Huzhu is at %(address)s (stop with Ctrl-C)") % {"address": f"http://{shown}:{port}/"}, markup=False
        )
        sys.stdout.flush()
    watch.run()


def _listen(host: str, port: int) -> list[socket.socket]:
    """`localhost` means both 127.0.0.1 and, where the machine has it, ::1."""
    addresses = ["127.0.0.1", "::1"] if host == "localhost" else [host]
    sockets: list[socket.socket] = []
    for address in addresses:
        family = socket.AF_INET6 if ":" in address else socket.AF_INET
        try:
            made = socket.socket(family, socket.SOCK_STREAM)
            made.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
            if family == socket.AF_INET6:
                made.setsockopt(socket.IPPROTO_IPV6, socket.IPV6_V6ONLY, 1)
            made.bind((address, port))
        except OSError as problem:
            if sockets and address == "::1":
                continue  # a machine without IPv6
            why = "the port is taken" if problem.errno == 98 else (problem.strerror or str(problem))
            raise Refusal(f"Cannot listen on {address}, port {port}: {why}.", code=1) from None
        made.listen(512)
        sockets.append(made)
        port = made.getsockname()[1]
    return sockets


def _import_once() -> None:
    """What every page needs, before the fork: modules, addresses, the frame's template, both languages."""
    from django.db import connections
    from django.template.loader import get_template
    from django.urls import reverse
    from django.utils import translation

    import huzhu.config.asgi  # noqa: F401

    get_template("home/page.html")
    for language in ("zh-hans", "en"):
        with translation.override(language):
            reverse("home")
            translation.gettext("Home")
    connections.close_all()
    gc.collect()
    gc.freeze()  # what the collector does not touch stays shared


def _work() -> None:
    from huzhu.cli.work import keep_working

    keep_working(REST_AFTER)


@dataclass
class Child:
    """One process that shall run: a fork of this one in which `act` is called."""

    act: Callable[[], None]
    pid: int | None = None
    started: float = 0.0
    pause: float = FIRST_PAUSE
    again_at: float = field(default=0.0)

    def start(self) -> None:
        self.started = time.monotonic()
        parent = os.getpid()
        sys.stdout.flush()
        sys.stderr.flush()
        self.pid = os.fork()
        if self.pid == 0:
            status = 1
            try:
                os.setsid()  # Ctrl-C comes to the parent alone, which then ends the others in order
                _end_with_parent(parent)
                for name in (signal.SIGINT, signal.SIGTERM):
                    signal.signal(name, signal.SIG_DFL)
                self.act()
                status = 0
            except SystemExit as end:
                status = end.code if isinstance(end.code, int) else 1
            except BaseException:
                traceback.print_exc()
            finally:
                sys.stdout.flush()
                sys.stderr.flush()
                os._exit(status)

    def is_running(self) -> bool:
        if self.pid is None:
            return False
        try:
            ended, _status = os.waitpid(self.pid, os.WNOHANG)
        except ChildProcessError:
            ended = self.pid
        if ended:
            self.pid = None
        return not ended

    def look_after(self) -> None:
        """Start it again if it ended, at once after a healthy run and ever later when it dies at once."""
        now = time.monotonic()
        if self.pid is not None and not self.is_running():
            healthy = now - self.started > STEADY
            self.pause = FIRST_PAUSE if healthy else min(self.pause * 2, LONGEST_PAUSE)
            self.again_at = now + self.pause
        if self.pid is None and now >= self.again_at:
            self.start()


class Watch:
    """Keeps the children running until INT or TERM."""

    def __init__(self, children: list[Child]) -> None:
        self.children = children
        self.stopping = False

    def start(self) -> None:
        for name in (signal.SIGINT, signal.SIGTERM):
            signal.signal(name, self._stop)
        for child in self.children:
            child.start()

    def _stop(self, *_: object) -> None:
        self.stopping = True

    def wait_for_answer(self, listening: socket.socket, patience: float = 60.0) -> bool:
        """True once a page was answered; False when told to stop before."""
        address, port = listening.getsockname()[:2]
        until = time.monotonic() + patience
        while not self.stopping and time.monotonic() < until:
            for child in self.children:
                child.look_after()
            try:
                line = http.client.HTTPConnection(address.replace("0.0.0.0", "127.0.0.1"), port, timeout=2)
                line.request("GET", "/", headers={"Host": "localhost"})
                line.getresponse()
                return True
            except (OSError, http.client.HTTPException):  # not there yet, or killed in the middle of its answer
                time.sleep(0.1)
        return not self.stopping

    def run(self) -> None:
        while not self.stopping:
            for child in self.children:
                child.look_after()
            time.sleep(0.1)
        self._end()

    def _end(self) -> None:
        for child in self.children:
            if child.is_running():
                os.kill(child.pid, signal.SIGTERM)  # type: ignore[arg-type]
        until = time.monotonic() + GRACE
        while any([child.is_running() for child in self.children]):
            if time.monotonic() > until:
                for child in self.children:
                    if child.pid is not None:
                        os.kill(child.pid, signal.SIGKILL)
            time.sleep(0.02)


def _end_with_parent(parent: int) -> None:
    """On Linux the kernel tells a child when its parent is gone; elsewhere an orphan must be ended by hand."""
    if sys.platform == "linux":
        import ctypes

        ctypes.CDLL(None).prctl(1, signal.SIGTERM)  # PR_SET_PDEATHSIG
        if os.getppid() != parent:
            os._exit(1)  # it was gone before the kernel was asked
