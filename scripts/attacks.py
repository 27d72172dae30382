"""Attack a service on this machine, and count what a neighbour is served meanwhile: `scripts/attacks.py URL [TOKEN]`.

The neighbour reads a list with its token, one request after the other; a probe asks `/health/live` with a time-out of
two seconds. Each attack lasts for `SECONDS`.
"""

import http.client
import json
import socket
import sys
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from urllib.parse import urlsplit

SECONDS = 20
PATIENCE = 2
HEAD = "POST /api/v1/orders/ HTTP/1.1\r\nHost: localhost\r\nContent-Type: application/json\r\n"
LOOPBACK = {"127.0.0.1", "localhost", "::1"}


@dataclass
class Attacked:
    """A service, and the token of somebody who may use it."""

    host: str
    port: int
    token: str
    over: threading.Event = field(default_factory=threading.Event)

    def connection(self, timeout: float = 60) -> http.client.HTTPConnection:
        """A connection of its own."""
        return http.client.HTTPConnection(self.host, self.port, timeout=timeout)

    def ask(self, method: str, path: str, body: str | None = None, *, token: str = "", timeout: float = 60) -> int:
        """Send one request; the status of the answer, or 0 if there is none in time."""
        headers = {"Content-Type": "application/json", "Idempotency-Key": "attack"}
        headers |= {"Authorization": f"Bearer {token}"} if token else {}
        connection = self.connection(timeout)
        try:
            connection.request(method, path, body, headers)
            answer = connection.getresponse()
            answer.read()
        except (OSError, http.client.HTTPException):
            return 0
        else:
            return answer.status
        finally:
            connection.close()


@dataclass
class Served:
    """The results of a neighbour and a probe."""

    answers: int = 0
    slowest: float = 0.0
    probes: int = 0
    healthy: int = 0


def main() -> int:
    """Run every attack and print a table."""
    address = urlsplit(sys.argv[1])
    if address.hostname not in LOOPBACK:
        print("Only a service on this machine is attacked.", file=sys.stderr)
        return 2
    token = sys.argv[2] if len(sys.argv) > 2 else ""
    print("| attack | neighbour's answers a second | slowest | probes answered | what the attacker got |")
    print("|---|---:|---:|---:|---|", flush=True)
    for attack in ATTACKS:
        attacked = Attacked(str(address.hostname), address.port or 80, token)
        began = time.monotonic()
        with neighbours(attacked) as served:
            said = attack(attacked)
        rate = served.answers / (time.monotonic() - began)
        probes = f"{served.healthy} of {served.probes}"
        print(f"| {attack.__doc__} | {rate:.1f} | {served.slowest:.2f} s | {probes} | {said} |", flush=True)
        time.sleep(3)
    return 0


@contextmanager
def neighbours(attacked: Attacked) -> Iterator[Served]:
    """A neighbour that uses the service, and a health probe."""
    served = Served()
    threads = [threading.Thread(target=one, args=(attacked, served)) for one in (_use, _probe)]
    for thread in threads:
        thread.start()
    try:
        yield served
    finally:
        attacked.over.set()
        for thread in threads:
            thread.join()


def _use(attacked: Attacked, served: Served) -> None:
    while not attacked.over.is_set():
        began = time.monotonic()
        status = attacked.ask("GET", "/api/v1/countries/", token=attacked.token, timeout=SECONDS)
        served.answers += status == 200
        served.slowest = max(served.slowest, time.monotonic() - began)


def _probe(attacked: Attacked, served: Served) -> None:
    while not attacked.over.wait(0.5):
        served.probes += 1
        served.healthy += attacked.ask("GET", "/health/live", timeout=PATIENCE) == 200


# --- attacks ---------------------------------------------------------------------------------------------------------


def nothing(attacked: Attacked) -> str:
    """none"""
    time.sleep(SECONDS)
    return ""


def dripping_heads(attacked: Attacked) -> str:
    """60 connections that send their heads byte by byte"""
    return _drip(attacked, 60, HEAD, "X-Drip: " + "x" * 100)


def dripping_bodies(attacked: Attacked) -> str:
    """12 bodies that come byte by byte"""
    return _drip(attacked, 12, f"{HEAD}Content-Length: 5000\r\n\r\n", "{" + " " * 4000)


def never_leaving(attacked: Attacked) -> str:
    """60 connections that are not closed after their answer"""
    request = "GET /health/ready HTTP/1.0\r\nHost: localhost\r\n\r\n"
    return _drip(attacked, 60, request, "")


def unknown_keys(attacked: Attacked) -> str:
    """4 at once, again and again: a body of 60,000 unknown keys"""
    return _hungry(attacked, json.dumps({f"k{number}": 1 for number in range(60_000)}))


def unknown_keys_in_parts(attacked: Attacked) -> str:
    """the same, spread over 500 items"""
    return _hungry(attacked, json.dumps({"items": [{f"k{number}": 1 for number in range(120)}] * 500}))


def without_credentials(attacked: Attacked) -> str:
    """300 requests without credentials"""
    statuses = [attacked.ask("GET", "/api/v1/orders/") for _ in range(300)]
    return f"{statuses.count(401)} × 401, {statuses.count(429)} × 429"


ATTACKS: list[Callable[[Attacked], str]] = [
    nothing,
    dripping_heads,
    dripping_bodies,
    never_leaving,
    unknown_keys,
    unknown_keys_in_parts,
    without_credentials,
]


def _drip(attacked: Attacked, count: int, first: str, rest: str) -> str:
    """Connections that send the beginning and then one byte per second, and reconnect when cut off."""
    cut_off, until = 0, time.monotonic() + SECONDS
    clients: list[socket.socket | None] = [None] * count
    letters = iter(rest)
    while time.monotonic() < until:
        letter = next(letters, "")
        for place, client in enumerate(clients):
            if client is None:
                clients[place] = _begin(attacked, first)
            elif not _goes_on(client, letter):
                cut_off += 1
                clients[place] = None
        time.sleep(1)
    for client in filter(None, clients):
        client.close()
    return f"{cut_off} cut off"


def _begin(attacked: Attacked, first: str) -> socket.socket | None:
    try:
        client = socket.create_connection((attacked.host, attacked.port), timeout=2)
        client.sendall(first.encode())
    except OSError:
        return None
    else:
        return client


def _goes_on(client: socket.socket, letter: str) -> bool:
    try:
        if letter:
            client.sendall(letter.encode())
        client.setblocking(False)
        while client.recv(65536):
            pass
    except BlockingIOError:
        return True
    except OSError:
        return False
    else:
        return not letter
    finally:
        client.settimeout(2)


def _hungry(attacked: Attacked, body: str) -> str:
    statuses: list[int] = []
    until = time.monotonic() + SECONDS

    def send() -> None:
        while time.monotonic() < until:
            statuses.append(attacked.ask("POST", "/api/v1/orders/", body, token=attacked.token))

    threads = [threading.Thread(target=send) for _ in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    return f"{len(statuses)} answers: {', '.join(str(status) for status in sorted(set(statuses)))}"


if __name__ == "__main__":
    sys.exit(main())
