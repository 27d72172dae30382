"""The worker does what is due, and one bad job never stops the rest."""

import json
from threading import Event

import pytest

from orders_service.logs import formatter
from orders_service.worker import Job, jobs, run_due, work

pytestmark = pytest.mark.django_db


def test_every_job_of_the_settings_can_be_run(settings):
    found = jobs()

    assert [job.name for job in found] == list(settings.WORKER_JOBS)
    run_due(found)
    assert all(job.due > 0 for job in found)


def test_a_job_runs_again_when_its_time_has_passed():
    runs = []
    job = Job("count", 10, runs.append)

    for now in (100, 105, 109.9, 110, 125):
        job.run_if_due(now)

    assert len(runs) == 3


def test_a_failure_is_logged_and_the_others_go_on(caplog):
    caplog.handler.setFormatter(formatter())
    done = []

    def broken(at):
        raise RuntimeError("no power")

    stop = Event()

    def last(at):
        done.append(at)
        stop.set()

    work([Job("broken", 60, broken), Job("last", 60, last)], stop)

    assert len(done) == 1
    line = json.loads(caplog.text)
    assert (line["event"], line["job"]) == ("job_failed", "broken")
    assert "no power" in line["exception"]


@pytest.mark.timeout(10)
def test_it_ends_when_it_is_told_to():
    stop = Event()
    stop.set()

    work([Job("never", 1, lambda at: pytest.fail("It ran."))], stop)
