"""Disputes that a gateway reported before the payment that they are about."""

from __future__ import annotations

from decimal import Decimal

from events.models import Event
from events.types import EventType
from orders.change import Change
from orders.money.reserve import reserve_disputed
from payments.models import Payment, Refund
from payments.statuses import Attention


def hold_disputed(change: Change, payment: Payment) -> None:
    """Reserve what the bank holds of a payment that was just completed.

    Call under the order's lock. If a dispute was decided meanwhile, the gateway's own list says so.
    """
    if payment.attention != Attention.DISPUTED:
        return
    booked = set(Refund.objects.filter(payment=payment).values_list("transaction_id", flat=True))
    told = Event.objects.filter(
        order=change.order, type=EventType.PAYMENT_DISPUTED, data__payment__in=_ids_of_attempts(payment)
    )
    for facts in told.order_by("sequence").values_list("data", flat=True):
        dispute = facts.get("dispute", "")
        if dispute and dispute not in booked and facts["currency"] == payment.currency:
            reserve_disputed(change, payment, Decimal(facts["amount"]), dispute=dispute, reason=facts["reason"])
            booked.add(dispute)


def late_key(attempt: Payment) -> str:
    """The key of the row for money that came after its attempt had been given up."""
    return f"{attempt.pk}{_LATE}"


def _ids_of_attempts(payment: Payment) -> list[str]:
    """The ids under which a gateway knew of a payment: its own, and that of the attempt whose money came late."""
    key = payment.idempotency_key or ""
    return [str(payment.pk), *([key.removesuffix(_LATE)] if key.endswith(_LATE) else [])]


_LATE = ":late"
