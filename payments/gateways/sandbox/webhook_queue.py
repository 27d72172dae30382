"""The sandbox's webhooks, queued in its books."""

from __future__ import annotations

import sqlite3
import time
from typing import Any
from uuid import uuid4

from payments.gateways.sandbox.books import Row, add, written
from payments.gateways.sandbox.cards import CARDS

LATE = 10.0
"""Delay of late webhooks, in seconds."""


def queue_payment_webhook(connection: sqlite3.Connection, payment: Row) -> None:
    """Queue a webhook about the state of a payment."""
    shown = {name: value for name, value in payment.items() if name not in ("card", "webhook_url", "return_url")}
    earlier = {**shown, "status": "open"}
    _queue(
        connection, payment, f"payment.{payment['status']}", {"payment": shown}, ("payment.open", {"payment": earlier})
    )


def queue_refund_webhook(connection: sqlite3.Connection, payment: Row, refund: Row) -> None:
    """Queue a webhook about the state of a refund."""
    refund = about_money(payment, refund)
    earlier = {**refund, "status": "pending"}
    _queue(
        connection, payment, f"refund.{refund['status']}", {"refund": refund}, ("refund.pending", {"refund": earlier})
    )


def queue_dispute_webhook(connection: sqlite3.Connection, payment: Row, dispute: Row) -> None:
    """Queue a webhook about the state of a dispute."""
    dispute = about_money(payment, dispute)
    kind = f"dispute.{dispute['status']}"
    _queue(
        connection, payment, kind, {"dispute": dispute}, ("dispute.open", {"dispute": {**dispute, "status": "open"}})
    )


def about_money(payment: Row, row: Row) -> Row:
    """A refund or dispute with the money that it is about."""
    return {**row, "currency": payment["currency"], "transaction_id": payment["transaction_id"]}


def _queue(
    connection: sqlite3.Connection, payment: Row, kind: str, about: Row, earlier: tuple[str, dict[str, Any]]
) -> None:
    """Queue a webhook as the card has it: once, late, twice, before the one that should precede it, or never."""
    way, now = CARDS[payment["card"]].webhooks if payment["card"] in CARDS else "once", time.time()
    if way == "never" or not payment["webhook_url"]:
        return
    webhooks = [(kind, about)] + ([earlier] if way == "reversed" else [])
    for place, (event_type, what) in enumerate(webhooks):
        event = {"id": f"event_{uuid4().hex}", "type": event_type, **what}
        due = now + place + (LATE if way == "late" else 0)
        for _ in range(2 if way == "twice" else 1):
            add(connection, "webhooks", id=event["id"], url=payment["webhook_url"], body=written(event), due=due)
