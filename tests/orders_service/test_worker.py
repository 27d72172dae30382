"""The worker does what is due, and one bad job never stops the rest."""

import json
import time
from pathlib import Path
from threading import Barrier, Event

import pytest

from orders_service.logs import formatter
from orders_service.worker import Job, jobs, run_due, work

pytestmark = pytest.mark.django_db


def test_every_job_of_the_settings_can_be_run(settings):
    found = jobs()

    assert [job.name for job in found] == list(settings.WORKER_JOBS)
    run_due(found)
    assert all(job.due > 0 for job in found)


def test_the_documented_number_of_connections_is_that_of_all_threads():
    deploying = Path("docs/deploy.md").read_text(encoding="utf-8")

    assert f"and {sum(job.threads for job in jobs())} at most" in deploying


def test_a_job_runs_again_when_its_time_has_passed():
    runs = []
    job = Job("count", 10, runs.append)

    for now in (100, 105, 109.9, 110, 125):
        job.run_if_due(now)

    assert len(runs) == 3


def test_a_failure_is_logged_and_the_others_go_on(caplog):
    caplog.handler.setFormatter(formatter())
    done, tried, stop = [], Event(), Event()

    def broken(at):
        tried.set()
        raise RuntimeError("no power")

    def last(at):
        assert tried.wait(10)
        done.append(at)
        stop.set()

    work([Job("broken", 60, broken), Job("last", 60, last)], stop)

    assert len(done) == 1
    line = json.loads(caplog.text)
    assert (line["event"], line["job"]) == ("job_failed", "broken")
    assert "no power" in line["exception"]


@pytest.mark.timeout(30)
def test_a_slow_job_delays_none_of_the_others():
    done, stop = [], Event()

    def quick(at):
        done.append(at)
        if len(done) == 2:
            stop.set()

    work([Job("slow", 60, lambda at: stop.wait(20)), Job("quick", 0, quick)], stop)

    assert len(done) == 2


@pytest.mark.timeout(30)
def test_a_job_of_several_threads_is_done_at_once():
    together, stop = Barrier(3), Event()

    def meet(at):
        together.wait(10)
        stop.set()

    work([Job("meet", 60, meet, threads=3)], stop)

    assert not together.broken


@pytest.mark.timeout(30)
def test_what_has_begun_is_ended_before_the_worker_ends():
    stop, done = Event(), []

    def slow(at):
        stop.set()
        time.sleep(0.2)
        done.append(at)

    work([Job("slow", 60, slow)], stop)

    assert len(done) == 1


@pytest.mark.timeout(10)
def test_it_ends_when_it_is_told_to():
    stop = Event()
    stop.set()

    work([Job("never", 1, lambda at: pytest.fail("It ran."))], stop)
