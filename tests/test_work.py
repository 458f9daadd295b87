"""Due work is claimed by one worker at a time, survives a killed one, and waits longer after each failure."""

from __future__ import annotations

import datetime
import threading

import pytest
from django.db import OperationalError, connection, connections
from django.utils import timezone

from huzhu import work
from huzhu.metrics import refreshing
from huzhu.metrics.models import Refresh
from tests import make


def due(made: make.Made, name: str = "roll-change-time") -> Refresh:
    return Refresh.objects.create(
        metric=made.metrics[name], trade=made.trades["section-rolling"], due_at=timezone.now()
    )


@pytest.mark.django_db
def test_what_one_worker_holds_another_does_not_get() -> None:
    row = due(make.alliance())
    first = work.claim(Refresh.objects.all())
    assert first == row
    assert work.claim(Refresh.objects.all()) is None


@pytest.mark.django_db
def test_the_lease_of_a_killed_worker_runs_out() -> None:
    row = due(make.alliance())
    work.claim(Refresh.objects.all())  # and the worker is killed
    Refresh.objects.update(leased_until=timezone.now() - datetime.timedelta(seconds=1))
    again = work.claim(Refresh.objects.all())
    assert again == row
    assert again.attempts == 2


@pytest.mark.django_db
def test_done_work_is_due_no_more_and_what_came_meanwhile_stays_due() -> None:
    due(make.alliance())
    row = work.claim(Refresh.objects.all())
    work.clear(row)
    assert not Refresh.objects.exclude(due_at=None).exists()
    Refresh.objects.update(due_at=timezone.now())
    row = work.claim(Refresh.objects.all())
    Refresh.objects.update(due_at=timezone.now() + datetime.timedelta(microseconds=1))  # new readings while it ran
    work.clear(row)
    left = Refresh.objects.get()
    assert left.due_at is not None
    assert left.leased_until is None


@pytest.mark.django_db
def test_a_worker_whose_lease_ran_out_clears_nothing_of_the_next_one() -> None:
    due(make.alliance())
    slow = work.claim(Refresh.objects.all())
    Refresh.objects.update(leased_until=timezone.now() - datetime.timedelta(seconds=1))
    work.claim(Refresh.objects.all())
    work.clear(slow)
    assert Refresh.objects.get().due_at is not None


@pytest.mark.django_db
def test_failed_work_waits_longer_each_time_and_says_why(monkeypatch: pytest.MonkeyPatch) -> None:
    due(make.alliance())

    def fail(row: Refresh) -> None:
        raise ValueError("no such file")

    monkeypatch.setattr(refreshing, "refresh", fail)
    waits = []
    for _ in range(3):
        before = timezone.now()
        assert work.do_next()
        row = Refresh.objects.get()
        assert "no such file" in row.error
        waits.append((row.due_at - before).total_seconds())
        assert work.do_next() is None
        Refresh.objects.update(due_at=timezone.now())
    assert waits == pytest.approx([60, 240, 960], abs=5)
    monkeypatch.undo()
    assert work.do_due_work() == 1
    row = Refresh.objects.get()
    assert (row.due_at, row.error, row.attempts) == (None, "", 0)


@pytest.mark.django_db(transaction=True)
def test_two_workers_at_once_do_each_piece_once() -> None:
    made = make.alliance()
    for name in made.metrics:
        due(made, name)
    for trade in ("blooming", "ingot-casting"):
        Refresh.objects.create(metric=made.metrics["people-hurt"], trade=made.trades[trade], due_at=timezone.now())
    wanted = Refresh.objects.count()
    taken: list[int] = []
    start = threading.Barrier(2)

    def worker() -> None:
        start.wait()
        try:
            while True:
                try:
                    row = work.claim(Refresh.objects.all())
                except OperationalError:  # the tests' SQLite lives in memory, where a held table answers at once
                    continue
                if row is None:
                    break
                taken.append(row.pk)
        finally:
            connections.close_all()

    workers = [threading.Thread(target=worker) for _ in range(2)]
    for each in workers:
        each.start()
    for each in workers:
        each.join()
    assert len(taken) == len(set(taken)) == wanted
    connection.close()
