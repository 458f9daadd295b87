"""How long do the four main pages take with three years of data from forty workshops?

    python benchmarks/pages.py [--workshops 40] [--years 3] [--requests 200] [--keep HOME]

Builds an alliance of ten plants through the rooms' verbs (readings are loaded as files, comparisons and effects
computed by the worker), starts `huzhu serve` on a free port, and asks for each page one request at a time on loopback.
Printed per page: p50 and p99 of the wall time, processor milliseconds of all serving processes per request, bytes.
Nothing is timed in the test suite; this is where the README's figures come from.
"""

from __future__ import annotations

import argparse
import datetime
import http.client
import os
import re
import socket
import subprocess
import sys
import tempfile
import time
from io import BytesIO
from pathlib import Path
from urllib.parse import urlencode

TRADE = "section-rolling"
METRICS = (
    ("roll-change-time", "duration", "down", 90.0),
    ("surface-rejects", "share", "down", 3.0),
    ("mill-availability", "share", "up", 75.0),
    ("fuel-per-tonne", "level", "down", 4.0),
    ("metal-yield", "share", "up", 92.0),
    ("output", "level", "up", 40.0),
    ("cobbles", "level", "down", 2.0),
    ("people-hurt", "count", "down", 0.05),
)
UNTIL = datetime.date(2026, 8, 31)
PASSWORD = "benchmarks-are-not-tests"


def build(workshops: int, years: int) -> None:
    """An alliance with everything on its pages: plants, people, readings, experiences, adoptions, effects."""
    import numpy as np
    import pyarrow as pa
    import pyarrow.parquet as pq

    from huzhu.adoptions import actions as adoptions
    from huzhu.experiences import actions as experiences
    from huzhu.metrics.actions import define_metric, load_batch, receive_file
    from huzhu.people import actions as people
    from huzhu.words import words
    from huzhu.work import do_due_work
    from huzhu.workshops import actions as house
    from huzhu.workshops.models import Workshop

    house.found_alliance(name=words("基准", "Benchmark"), by=None, clock_on=UNTIL)
    trade = house.name_trade(slug=TRADE, name=words("型材", "Section rolling"), by=None)
    metrics = {
        slug: define_metric(
            slug=slug,
            name=words(slug, slug.replace("-", " ").capitalize()),
            unit=words("单位", "unit"),
            kind=kind,
            direction=direction,
            grain="day",
            trades=[trade],
            text=words("定义", "Definition"),
            about_safety=kind == "count",
            by=None,
        )
        for slug, kind, direction, _ in METRICS
    }
    for number in range(10):
        plant = house.found_plant(slug=f"plant-{number}", name=words(f"{number}厂", f"Plant {number}"), by=None)
        for shop in range(workshops // 10):
            house.open_workshop(
                plant,
                trade=trade,
                name=words(f"车间{shop}", f"Mill {shop}"),
                slug=f"plant-{number}-mill-{shop}",
                by=None,
            )
    head = people.register(username="head", name=words("李", "Li"), password=PASSWORD, by=None)
    people.seat(head, "workshop_head", workshop=Workshop.objects.get(slug="plant-0-mill-0"), by=None)

    rng = np.random.default_rng(1)
    days = years * 365
    first = np.datetime64(UNTIL) - days
    moments = (first + np.arange(days)).astype("datetime64[us]")
    for shop in Workshop.objects.order_by("pk"):
        tables = []
        for slug, kind, _, level in METRICS:
            if kind == "count":
                values = rng.poisson(level, days).astype(float)
            else:
                noise = np.cumsum(rng.normal(0, 0.004, days))
                values = level * np.exp(rng.normal(0, 0.1) + noise - noise.mean() + rng.normal(0, 0.05, days))
                values = np.minimum(values, 99.9) if kind == "share" else values
            if slug == "roll-change-time" and shop.pk % 8 == 1:
                values[-250:] *= 0.6
            exposure = np.full(days, 500.0)
            tables.append(
                pa.table(
                    {
                        "metric": [slug] * days,
                        "workshop": [shop.slug] * days,
                        "started_at": moments,
                        "value": values,
                        "exposure": exposure,
                    }
                )
            )
        file = BytesIO()
        pq.write_table(pa.concat_tables(tables), file)
        load_batch(receive_file(file.getvalue(), name=f"{shop.slug}.parquet", plant=shop.plant, by=None), by=None)
        print(f"\rloaded {shop.slug}   ", end="", flush=True)
    origin = Workshop.objects.get(slug="plant-1-mill-1")
    way = experiences.draft_experience(
        title=words("快速换辊", "Quick roll change"),
        slug="quick-roll-change",
        trade=trade,
        origin=origin,
        metric=metrics["roll-change-time"],
        touches=[metrics[slug] for slug in ("surface-rejects", "cobbles", "metal-yield", "fuel-per-tonne")],
        by=None,
    )
    experiences.write_version(
        way, mechanism=words("预装", "Made ready before"), steps=words(["一"], ["One"]), needs=[], by=None
    )
    experiences.share_experience(way, by=None)
    for shop in Workshop.objects.filter(pk__gt=0):
        if shop.pk % 8 == 1:
            taken = adoptions.take_up(way, shop, starts_on=UNTIL - datetime.timedelta(days=250), by=None)
            adoptions.start(adoptions.review_risk(taken, by=None), by=None)
    started = time.perf_counter()
    done = do_due_work()
    print(f"\r{done} pieces of due work (comparisons, effects) in {time.perf_counter() - started:.1f} s")


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]


def web_processes(parent: int) -> list[int]:
    """The serving process and its children."""
    found, ring = [parent], [parent]
    while ring:
        children = Path(f"/proc/{ring[0]}/task/{ring[0]}/children").read_text().split()
        ring = ring[1:] + [int(child) for child in children]
        found += [int(child) for child in children]
    return found


def processor_ms(pids: list[int]) -> float:
    tick, total = os.sysconf("SC_CLK_TCK"), 0
    for pid in pids:
        fields = Path(f"/proc/{pid}/stat").read_text().rsplit(")", 1)[1].split()
        total += int(fields[11]) + int(fields[12])
    return total * 1000 / tick


class Visitor:
    """One kept connection with a session."""

    def __init__(self, port: int) -> None:
        self.connection = http.client.HTTPConnection("127.0.0.1", port, timeout=30)
        self.cookies: dict[str, str] = {"lang": "en"}

    def ask(self, method: str, address: str, fields: dict[str, str] | None = None) -> tuple[int, bytes]:
        headers = {"Cookie": "; ".join(f"{name}={value}" for name, value in self.cookies.items())}
        body = None
        if fields is not None:
            body = urlencode(fields)
            headers |= {"Content-Type": "application/x-www-form-urlencoded", "Referer": "http://127.0.0.1/"}
        self.connection.request(method, address, body, headers)
        answer = self.connection.getresponse()
        content = answer.read()
        for cookie in answer.headers.get_all("Set-Cookie") or []:
            name, value = cookie.split(";")[0].split("=", 1)
            self.cookies[name] = value
        return answer.status, content

    def sign_in(self) -> None:
        _, page = self.ask("GET", "/accounts/login/")
        token = re.search(rb'name="csrfmiddlewaretoken" value="([^"]+)"', page)
        assert token, "no sign-in form"
        fields = {"csrfmiddlewaretoken": token[1].decode(), "login": "head", "password": PASSWORD}
        status, _ = self.ask("POST", "/accounts/login/", fields)
        assert status == 302, status


def measure(home: Path, requests: int) -> None:
    port = free_port()
    started = time.perf_counter()
    server = subprocess.Popen(
        [str(Path(sys.executable).with_name("huzhu")), "serve", "--port", str(port)],
        env={**os.environ, "HUZHU_HOME": str(home)},
        stdout=subprocess.DEVNULL,
    )
    try:
        visitor = None
        while visitor is None:
            assert server.poll() is None, "huzhu serve ended"
            try:
                visitor = Visitor(port)
                visitor.ask("GET", "/accounts/login/")
            except OSError:
                visitor = None
                time.sleep(0.02)
        print(f"first page after {time.perf_counter() - started:.2f} s")
        visitor.sign_in()
        pages = {
            "Home": "/",
            "Compare": f"/compare/{TRADE}",
            "Experience": "/experiences/quick-roll-change",
            "Effect": "/adoptions/plant-0-mill-0/quick-roll-change",
        }
        print(f"{'page':<12}{'p50 ms':>9}{'p99 ms':>9}{'CPU ms':>9}{'bytes':>10}")
        for name, address in pages.items():
            status, content = visitor.ask("GET", address)
            assert status == 200, f"{address}: {status}"
            pids = web_processes(server.pid)
            before, walls = processor_ms(pids), []
            for _ in range(requests):
                at = time.perf_counter()
                visitor.ask("GET", address)
                walls.append((time.perf_counter() - at) * 1000)
            walls.sort()
            cpu = (processor_ms(pids) - before) / requests
            p50, p99 = walls[len(walls) // 2], walls[min(len(walls) - 1, int(len(walls) * 0.99))]
            print(f"{name:<12}{p50:>9.1f}{p99:>9.1f}{cpu:>9.1f}{len(content):>10}")
        memory = sum(int(Path(f"/proc/{pid}/statm").read_text().split()[1]) for pid in web_processes(server.pid))
        print(f"resident memory of all processes: {memory * os.sysconf('SC_PAGE_SIZE') / 2**20:.0f} MiB")
    finally:
        server.terminate()
        server.wait(15)


def main() -> None:
    asked = argparse.ArgumentParser(description=(__doc__ or "").splitlines()[0])
    asked.add_argument("--workshops", type=int, default=40)
    asked.add_argument("--years", type=int, default=3)
    asked.add_argument("--requests", type=int, default=200)
    asked.add_argument("--keep", type=Path, help="a folder for the built alliance; used again when it holds one")
    given = asked.parse_args()
    with tempfile.TemporaryDirectory() as folder:
        home = (given.keep or Path(folder)).resolve()
        os.environ["HUZHU_HOME"] = str(home)
        os.environ.setdefault("DJANGO_SETTINGS_MODULE", "huzhu.config.settings")
        import django

        django.setup()
        from django.core.management import call_command
        from django.db import connections

        call_command("migrate", verbosity=0)
        from huzhu.workshops.models import Alliance

        if not Alliance.objects.exists():
            build(given.workshops, given.years)
        connections.close_all()
        measure(home, given.requests)


if __name__ == "__main__":
    main()
