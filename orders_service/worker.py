"""The worker: runs the due jobs, each in a thread of its own, so that none waits for a slow one. All state is in the
database, so any number of workers may run, and the next one finds everything that a killed one left."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterable
from dataclasses import dataclass, field, replace
from datetime import datetime
from threading import Event, Thread

import structlog
from django.conf import settings
from django.db import close_old_connections, connections
from django.utils import timezone
from django.utils.module_loading import import_string

log = structlog.get_logger(__name__)

LONGEST_SLEEP = 1.0
"""Seconds between two looks at what is due, at most."""


@dataclass(slots=True)
class Job:
    """A job: its interval in seconds and its threads. It is given the time, and returns how much it did."""

    name: str
    seconds: float
    run: Callable[[datetime], object]
    threads: int = 1
    due: float = field(default=0.0)

    def run_if_due(self, now: float) -> None:
        """Do it, if it is time. A failure is logged and does not stop the others."""
        if now < self.due:
            return
        self.due = now + self.seconds
        try:
            done = self.run(timezone.now())
        except Exception:
            log.exception("job_failed", job=self.name)
        else:
            if done:
                log.info("job_done", job=self.name, done=str(done))


def jobs() -> list[Job]:
    """The jobs of `WORKER_JOBS`."""
    threads = settings.WORKER_THREADS
    return [
        Job(path, seconds, import_string(path), threads.get(path, 1)) for path, seconds in settings.WORKER_JOBS.items()
    ]


def work(jobs: Iterable[Job], stop: Event) -> None:
    """Do jobs as they become due, until told to stop. What has begun by then is ended."""
    threads = [
        Thread(target=_repeat, args=(replace(job), stop), name=job.name) for job in jobs for _ in range(job.threads)
    ]
    for thread in threads:
        thread.start()
    stop.wait()
    for thread in threads:
        thread.join()


def run_due(jobs: Iterable[Job]) -> None:
    """Do every job that is due, once."""
    for job in jobs:
        close_old_connections()
        job.run_if_due(time.monotonic())


def _repeat(job: Job, stop: Event) -> None:
    while not stop.is_set():
        run_due([job])
        if job.seconds > LONGEST_SLEEP:
            connections.close_all()  # a rare job keeps none in between
        stop.wait(LONGEST_SLEEP)
    connections.close_all()
