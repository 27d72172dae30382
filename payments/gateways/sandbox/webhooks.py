"""Delivering the sandbox's webhooks until they are accepted."""

from __future__ import annotations

import sqlite3
import threading
import time

import requests

from payments.gateways.sandbox.books import Books, Row
from payments.gateways.sandbox.signature import HEADER, signed

MOST_TRIES = 10


class Deliverer:
    """Sends what is due, from a thread of its own."""

    def __init__(self, books: Books, secret: str, *, pause: float = 0.25) -> None:
        self.books = books
        self.secret = secret
        self.pause = pause
        self._stop = threading.Event()

    def start(self) -> threading.Thread:
        thread = threading.Thread(target=self._run, name="sandbox-webhooks", daemon=True)
        thread.start()
        return thread

    def stop(self) -> None:
        self._stop.set()

    def deliver_due(self) -> int:
        """Send everything that is due, and return how many were accepted."""
        return sum(self._deliver(row) for row in self._claim_due())

    def _run(self) -> None:
        while not self._stop.wait(self.pause):
            try:
                self.deliver_due()
            except sqlite3.Error:  # the books are locked for long, or gone: there is another time
                continue

    def _claim_due(self) -> list[Row]:
        """What is due, claimed against other deliverers: it is due again later if it is not accepted now."""
        now = time.time()
        with self.books.changing() as connection:
            rows = connection.execute(
                "SELECT * FROM webhooks WHERE delivered = 0 AND due <= ? AND tries < ? ORDER BY due, number LIMIT 50",
                (now, MOST_TRIES),
            ).fetchall()
            for row in rows:
                later = now + min(2.0 ** row["tries"], 600)
                connection.execute(
                    "UPDATE webhooks SET tries = tries + 1, due = ? WHERE number = ?", (later + 5, row["number"])
                )
        return [dict(row) for row in rows]

    def _deliver(self, row: Row) -> bool:
        body = row["body"].encode()
        headers = {"Content-Type": "application/json", HEADER: signed(body, self.secret, at=int(time.time()))}
        try:
            taken = requests.post(row["url"], data=body, headers=headers, timeout=5, allow_redirects=False).ok
        except requests.RequestException:
            return False
        if taken:
            with self.books.changing() as connection:
                connection.execute("UPDATE webhooks SET delivered = 1 WHERE number = ?", (row["number"],))
        return taken
