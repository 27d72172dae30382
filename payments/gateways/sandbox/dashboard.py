"""What a merchant can do in the sandbox's own dashboard, bypassing this service, and a gateway that changes its
mind."""

from __future__ import annotations

import sqlite3
import time
from decimal import Decimal, InvalidOperation
from uuid import uuid4

from payments.gateways.sandbox.books import Row, add, change, find
from payments.gateways.sandbox.provider import Provider, Refused, payment_in
from payments.gateways.sandbox.webhook_queue import queue_dispute_webhook, queue_payment_webhook, queue_refund_webhook


class Dashboard:
    """Everything that can be done with a payment at the gateway itself. Each sends a webhook."""

    def __init__(self, provider: Provider) -> None:
        self.provider = provider
        self.books = provider.books

    def capture(self, payment_id: str, amount: str = "") -> Row:
        """Capture an authorized payment, or a part of it."""
        return self.provider.capture(payment_id, _checked(amount) if amount else "")

    def cancel(self, payment_id: str) -> Row:
        """Cancel a payment, even one that was captured."""
        with self.books.changing() as connection:
            payment = payment_in(connection, payment_id)
            if payment["status"] == "captured":
                add(connection, "movements", payment=payment_id, amount=f"-{payment['captured']}")
            change(connection, "payments", payment, status="cancelled")
            queue_payment_webhook(connection, payment)
            return payment

    def take(self, payment_id: str, amount: str, currency: str = "") -> Row:
        """Capture another amount than was asked for, or another currency."""
        with self.books.changing() as connection:
            payment = payment_in(connection, payment_id)
            if payment["status"] not in ("open", "authorized"):
                raise Refused(409, "not_open", f"The payment is {payment['status']}.")
            captured = _checked(amount)
            columns = {"status": "captured", "captured": captured, "currency": currency or payment["currency"]}
            change(connection, "payments", payment, **columns)
            add(connection, "movements", payment=payment_id, amount=captured)
            queue_payment_webhook(connection, payment)
            return payment

    def refund(self, payment_id: str, amount: str) -> Row:
        """Refund a part of a payment, without this service's knowledge."""
        order = {"payment": payment_id, "amount": _checked(amount), "reference": ""}
        return self.provider.refund(f"dashboard:{uuid4().hex}", order)

    def turn_refund(self, refund_id: str) -> Row:
        """Change a refund's mind: what had succeeded fails, what had failed succeeds."""
        with self.books.changing() as connection:
            refund = find(connection, "refunds", id=refund_id)
            if refund is None or refund["status"] == "pending":
                raise Refused(409, "not_settled", "There is no such settled refund.")
            succeeded = refund["status"] == "succeeded"
            turned = {"status": "failed", "failure": "returned_by_bank"} if succeeded else {"status": "succeeded"}
            change(connection, "refunds", refund, **turned)
            sign = "" if succeeded else "-"
            add(connection, "movements", payment=refund["payment"], amount=f"{sign}{refund['amount']}")
            queue_refund_webhook(connection, payment_in(connection, refund["payment"]), refund)
            return refund

    def dispute(self, payment_id: str, amount: str, reason: str = "fraudulent") -> Row:
        """The customer's bank disputes an amount, and holds it."""
        dispute = {
            "id": f"dispute_{uuid4().hex}",
            "payment": payment_id,
            "amount": _checked(amount),
            "status": "open",
            "reason": reason,
            "created": time.time(),
        }
        with self.books.changing() as connection:
            payment = payment_in(connection, payment_id)
            add(connection, "disputes", **dispute)
            add(connection, "movements", payment=payment_id, amount=f"-{dispute['amount']}")
            queue_dispute_webhook(connection, payment, dispute)
        return dispute

    def close_dispute(self, dispute_id: str, outcome: str) -> Row:
        """The bank decides: `won` gives the money back, `lost` keeps it."""
        with self.books.changing() as connection:
            dispute = _open_dispute(connection, dispute_id)
            change(connection, "disputes", dispute, status=outcome)
            if outcome == "won":
                add(connection, "movements", payment=dispute["payment"], amount=dispute["amount"])
            queue_dispute_webhook(connection, payment_in(connection, dispute["payment"]), dispute)
            return dispute

    def refunds(self, payment_id: str) -> list[Row]:
        """A payment's refunds."""
        return [row for row in self.books.rows("refunds") if row["payment"] == payment_id]

    def disputes(self, payment_id: str) -> list[Row]:
        """A payment's disputes."""
        return [row for row in self.books.rows("disputes") if row["payment"] == payment_id]


def _open_dispute(connection: sqlite3.Connection, dispute_id: str) -> Row:
    dispute = find(connection, "disputes", id=dispute_id)
    if dispute is None or dispute["status"] != "open":
        raise Refused(409, "not_open", "There is no such open dispute.")
    return dispute


def _checked(amount: str) -> str:
    try:
        number = Decimal(amount)
    except InvalidOperation:
        number = Decimal(0)
    if not number.is_finite() or number <= 0:
        raise Refused(422, "bad_amount", "Say an amount greater than zero.")
    return str(number)
