"""The sandbox's API: decides by card and amount, keeps its books, and queues webhooks."""

from __future__ import annotations

import sqlite3
import time
from decimal import Decimal
from uuid import uuid4

from common.money import smallest_unit
from payments.gateways.sandbox.books import Books, Row, add, change, find
from payments.gateways.sandbox.cards import CARDS, DECLINED_AT_ONCE, CardBehaviour
from payments.gateways.sandbox.webhook_queue import about_money, queue_payment_webhook, queue_refund_webhook


class Refused(Exception):
    """The request is not carried out; nothing has happened."""

    def __init__(self, status: int, code: str, detail: str = "") -> None:
        self.status = status
        self.code = code
        self.detail = detail
        super().__init__(code)


class Provider:
    """The provider's side of each operation."""

    def __init__(self, books: Books) -> None:
        self.books = books

    def start(self, key: str, order: Row) -> Row:
        """Begin a payment that the customer finishes on the page; the same key always means the same payment."""
        with self.books.changing() as connection:
            known = find(connection, "payments", key=key)
            if known:
                return known
            payment = {
                "id": f"attempt_{uuid4().hex}",
                "key": key,
                "transaction_id": f"money_{uuid4().hex}",
                "reference": order["reference"],
                "amount": order["amount"],
                "currency": order["currency"],
                "manual": int(order.get("capture") == "manual"),
                "status": "open",
                "description": order.get("description", ""),
                "return_url": order.get("return_url", ""),
                "webhook_url": order.get("webhook_url", ""),
            }
            if units(order) == DECLINED_AT_ONCE:
                payment |= {"status": "declined", "failure": "declined_at_once"}
            add(connection, "payments", **payment)
            return payment_in(connection, payment["id"])

    def pay(self, payment_id: str, number: str) -> Row:
        """The customer gives a card."""
        card = CARDS.get(number.replace(" ", ""))
        if card is None:
            raise Refused(422, "unknown_card", "The sandbox knows its own test cards only.")
        with self.books.changing() as connection:
            payment = payment_in(connection, payment_id)
            if payment["status"] != "open":
                raise Refused(409, "not_open", f"The payment is {payment['status']}.")
            change(connection, "payments", payment, brand=card.brand, last4=card.number[-4:], card=card.number)
            for operation, trick, seconds in card.tricks:
                row = {"operation": operation, "payment": payment_id, "trick": trick, "seconds": seconds, "times": 1}
                add(connection, "tricks", **row)
            self._decide(connection, payment, card)
            return payment

    def _decide(self, connection: sqlite3.Connection, payment: Row, card: CardBehaviour) -> None:
        if card.unfinished:
            return
        if card.refusal:
            change(connection, "payments", payment, status="declined", failure=card.refusal)
        elif payment["manual"]:
            change(connection, "payments", payment, status="authorized")
        else:
            self._take(connection, payment)
        queue_payment_webhook(connection, payment)

    def capture(self, payment_id: str, amount: str = "") -> Row:
        """Capture the money that is held, or a part of it; capturing it again changes nothing."""
        with self.books.changing() as connection:
            payment = payment_in(connection, payment_id)
            if payment["status"] == "authorized":
                self._take(connection, payment, amount)
                queue_payment_webhook(connection, payment)
            elif payment["status"] != "captured":
                raise Refused(409, "not_authorized", f"The payment is {payment['status']}.")
            return payment

    def cancel(self, payment_id: str) -> Row:
        """Void the payment if no money was taken; the answer is its state."""
        with self.books.changing() as connection:
            payment = payment_in(connection, payment_id)
            if payment["status"] in ("open", "authorized"):
                change(connection, "payments", payment, status="cancelled")
                queue_payment_webhook(connection, payment)
            return payment

    def look_up(self, payment_id: str) -> Row:
        """A payment by the sandbox's id or by the key under which it was begun."""
        with self.books.changing() as connection:
            return find(connection, "payments", key=payment_id) or payment_in(connection, payment_id)

    def refund(self, key: str, order: Row) -> Row:
        """Refund money; the same key always means the same refund."""
        with self.books.changing() as connection:
            known = find(connection, "refunds", key=key)
            if known:
                return _same(known, order)
            payment = payment_in(connection, order["payment"])
            status, failure = _judge_refund(connection, payment, Decimal(order["amount"]))
            refund = {
                "id": f"refund_{uuid4().hex}",
                "key": key,
                "reference": order["reference"],
                "payment": payment["id"],
                "amount": order["amount"],
                "status": status,
                "failure": failure,
                "created": time.time(),
            }
            add(connection, "refunds", **refund)
            if status == "succeeded":
                add(connection, "movements", payment=payment["id"], amount=f"-{order['amount']}")
            queue_refund_webhook(connection, payment, refund)
            return refund

    def look_up_refund(self, key: str) -> Row:
        """A refund by its key. A slow one has succeeded by the time of the question."""
        with self.books.changing() as connection:
            refund = find(connection, "refunds", key=key)
            if refund is None:
                raise Refused(404, "unknown_refund")
            if refund["status"] == "pending":
                payment = payment_in(connection, refund["payment"])
                change(connection, "refunds", refund, status="succeeded")
                add(connection, "movements", payment=payment["id"], amount=f"-{refund['amount']}")
                queue_refund_webhook(connection, payment, refund)
            return refund

    def recent(self, since: float) -> Row:
        """Refunds and disputes that began since then, each with its payment."""
        with self.books.changing() as connection:
            refunds, disputes = (_since(connection, table, since) for table in ("refunds", "disputes"))
            return {"refunds": refunds, "disputes": disputes}

    def _take(self, connection: sqlite3.Connection, payment: Row, amount: str = "") -> None:
        captured = amount or payment["amount"]
        change(connection, "payments", payment, status="captured", captured=captured)
        add(connection, "movements", payment=payment["id"], amount=captured)


def _since(connection: sqlite3.Connection, table: str, since: float) -> list[Row]:
    rows = connection.execute(f"SELECT * FROM {table} WHERE created >= ? ORDER BY created", (since,))  # noqa: S608
    return [about_money(payment_in(connection, row["payment"]), dict(row)) for row in rows.fetchall()]


def units(order: Row) -> int:
    """The amount in the currency's smallest units."""
    return int(Decimal(order["amount"]) / smallest_unit(order["currency"]))


def payment_in(connection: sqlite3.Connection, payment_id: str) -> Row:
    payment = find(connection, "payments", id=payment_id)
    if payment is None:
        raise Refused(404, "unknown_payment")
    return payment


def _same(known: Row, order: Row) -> Row:
    if (known["payment"], Decimal(known["amount"])) != (order["payment"], Decimal(order["amount"])):
        raise Refused(422, "key_reused", "The key was used for another refund.")
    return known


def _judge_refund(connection: sqlite3.Connection, payment: Row, amount: Decimal) -> tuple[str, str]:
    """How a refund ends: its status, and why it failed."""
    moved = connection.execute("SELECT amount FROM movements WHERE payment = ?", (payment["id"],))
    left = sum((Decimal(row["amount"]) for row in moved), Decimal(0))
    pending = connection.execute(
        "SELECT amount FROM refunds WHERE payment = ? AND status = 'pending'", (payment["id"],)
    )
    left -= sum((Decimal(row["amount"]) for row in pending), Decimal(0))
    behaviour = CARDS[payment["card"]].refunds if payment["card"] in CARDS else "succeed"
    if amount > left:
        return "failed", "more_than_was_taken"
    if behaviour == "never":
        return "failed", "refund_refused"
    if behaviour == "not_in_part" and amount != Decimal(payment["captured"] or payment["amount"]):
        return "failed", "partial_refund_refused"
    return ("pending" if behaviour == "later" else "succeeded"), ""
