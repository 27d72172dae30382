"""Reserving money of a payment for a refund."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from decimal import Decimal
from typing import Any
from uuid import UUID

from common.money import ZERO
from common.rows import new
from events.types import EventType
from orders.change import Change
from orders.money.about import about_refund
from payments.balance_updates import reserve_refund
from payments.gateways.registry import gateways
from payments.models import Payment, Refund
from payments.statuses import Attention, RefundOrigin


def reserved(
    change: Change,
    payment: Payment,
    amount: Decimal,
    *,
    reason: str,
    key: str | None = None,
    command: UUID | None = None,
    lines: Sequence[Mapping[str, Any]] = (),
    **columns: Any,
) -> Refund:
    """Reserve money of a payment for a refund that is not sent yet; `command` is the first refund of its command,
    unless this is the first. `columns` are others of the row: `origin`, `manual`, `excess`, …

    Raises:
        RefundExceedsPaid: so much is not left.
    """
    reserve_refund(payment, amount)
    refund = new_refund(change, payment, amount, reason=reason, idempotency_key=key, lines=list(lines), **columns)
    refund.needs_human = refund.manual or waits_for_a_person(payment)
    refund.command = command or refund.pk
    change.writes.insert([refund])
    change.writes.send()
    change.record(EventType.REFUND_RESERVED, **about_refund(refund), reason=reason)
    return refund


def new_refund(change: Change, payment: Payment, amount: Decimal, **columns: Any) -> Refund:
    """A refund's row in memory, with who caused it."""
    return new(
        Refund,
        payment=payment,
        amount=amount,
        actor_kind=change.actor.kind,
        actor_name=change.actor.name[:150],
        created_at=change.at,
        updated_at=change.at,
        **columns,
    )


def waits_for_a_person(payment: Payment) -> bool:
    """Whether no gateway can refund it."""
    provider = gateways().get(payment.method)
    return provider is None or not provider.asks_a_provider


def reserve_excess(change: Change, payment: Payment, amount: Decimal, *, reason: str) -> Refund | None:
    """Reserve money that came without being owed, to be refunded at once."""
    amount = min(amount, payment.refundable_amount)
    if amount <= ZERO:
        return None
    return reserved(change, payment, amount, reason=reason, origin=RefundOrigin.EXCESS, excess=amount)


def reserve_disputed(change: Change, payment: Payment, amount: Decimal, *, dispute: str, reason: str) -> Refund | None:
    """Reserve what the customer's bank holds, as far as it is still here. A person answers at the gateway."""
    amount = min(amount, payment.refundable_amount)
    if amount <= ZERO:
        return None
    why = f"Dispute: {reason}"[:500]
    refund = reserved(change, payment, amount, reason=why, origin=RefundOrigin.DISPUTE, transaction_id=dispute)
    refund.needs_human, refund.attention = True, Attention.DISPUTED
    refund.save(update_fields=["needs_human", "attention"])
    return refund
