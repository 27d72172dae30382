"""The guard that no payment's refunds come to more than the payment says."""

from __future__ import annotations

from typing import Any

from common.guards import Guard, Trigger


class RefundsCovered(Guard):
    """After such a statement on such rows, a payment's refunds that have not failed come to no more than its sums say.

    The sums are within its amount, so its refunds are, whoever writes them. Whoever reserves writes the sums first;
    whoever releases writes them last. `payment` is the payment's id.
    """

    def __init__(self, model_name: str, name: str, at: str, when: str, payment: str) -> None:
        super().__init__(model_name)
        self.name = name
        self.at = at
        self.when = when
        self.payment = payment

    def describe(self) -> str:
        return f"Never refund beyond what a payment says ({self.name})"

    def trigger(self, model: Any) -> Trigger:
        table = model._meta.db_table
        return Trigger(
            table,
            f"{table}_{self.name}_covered",
            f"AFTER {self.at}",
            f"{table}: the payment's refunds come to more than it says.",
            when=self.when,
            unless=_COVERED.format(payment=self.payment),
        )


_COVERED = """(
    SELECT COALESCE(SUM("amount"), 0) FROM "payments_refund" WHERE "payment_id" = {payment} AND "status" <> 'failed'
) <= (
    SELECT "refunded_amount" + "refund_reserved" + "refunded_beyond" FROM "payments_payment" WHERE "id" = {payment}
)"""
