"""Measuring a scenario: by the service over HTTP, and by SQL alone."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from http.client import HTTPConnection

from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from orders_service.bench.processes import cpu_seconds
from orders_service.bench.scenarios import Call, Scenario

WARM_UP = 30
"""Requests that are not counted: caches, prepared statements and the code itself have to settle."""


@dataclass(frozen=True, slots=True)
class Measured:
    """One row of the table. CPU is of web server and database together, where the database can be seen."""

    name: str
    per_second: float
    cpu_ms: float
    queries: int
    size: int
    sql_per_second: float
    sql_cpu_ms: float


def measure(
    scenario: Scenario, *, seconds: float, token: str, port: int, server: int, database: int | None
) -> Measured:
    """Run a scenario for a number of seconds by the service, and then by SQL."""
    calls = scenario.calls()
    queries, size = _once(next(calls), scenario, token)
    web = HTTPConnection("127.0.0.1", port, timeout=30)
    rate, cpu = _run(lambda: _send(web, next(calls), scenario, token), seconds, [server, database])
    by_sql = scenario.by_sql()
    sql_rate, sql_cpu = _run(lambda: next(by_sql), seconds, [database])
    return Measured(scenario.name, rate, cpu, queries, size, sql_rate, sql_cpu)


def _run(step: Callable[[], object], seconds: float, processes: list[int | None]) -> tuple[float, float]:
    """Steps a second, and CPU milliseconds a step in the given processes."""
    for _ in range(WARM_UP):
        step()
    seen = [process for process in processes if process is not None]
    used = sum(map(cpu_seconds, seen))
    start, done = time.monotonic(), 0
    while time.monotonic() - start < seconds:
        step()
        done += 1
    took = time.monotonic() - start
    return done / took, (sum(map(cpu_seconds, seen)) - used) * 1000 / done


def _send(web: HTTPConnection, call: Call, scenario: Scenario, token: str) -> None:
    web.request(call.method, call.path, call.body, _headers(call, token))
    answer = web.getresponse()
    body = answer.read()
    if answer.status != scenario.status:
        raise RuntimeError(f"{scenario.name}: {answer.status} {body[:500]!r}")


def _once(call: Call, scenario: Scenario, token: str) -> tuple[int, int]:
    """Queries and bytes of one request, counted in this process."""
    headers = {name: value for name, value in _headers(call, token).items() if name != "Content-Type"}
    with CaptureQueriesContext(connection) as captured:
        answer = Client().generic(
            call.method,
            call.path,
            call.body or b"",
            content_type="application/json",
            headers={**headers, "Host": "localhost"},
        )
    if answer.status_code != scenario.status:
        raise RuntimeError(f"{scenario.name}: {answer.status_code} {answer.content[:500]!r}")
    return len(captured), len(answer.content)


def _headers(call: Call, token: str) -> dict[str, str]:
    return {"Authorization": f"Bearer {token}", "Content-Type": "application/json", **call.headers}


def table(rows: Iterator[Measured] | list[Measured]) -> str:
    """The rows as a Markdown table, each with its ratio to SQL alone."""
    lines = [
        "| What | requests/s | CPU ms | queries | bytes | SQL alone: /s | SQL alone: CPU ms | CPU ratio |",
        "|---|---:|---:|---:|---:|---:|---:|---:|",
    ]
    for row in rows:
        ratio = f"{row.cpu_ms / row.sql_cpu_ms:.1f}" if row.sql_cpu_ms else "–"
        lines.append(
            f"| {row.name} | {row.per_second:.0f} | {row.cpu_ms:.2f} | {row.queries} | {row.size} "
            f"| {row.sql_per_second:.0f} | {row.sql_cpu_ms:.2f} | {ratio} |"
        )
    return "\n".join(lines)
