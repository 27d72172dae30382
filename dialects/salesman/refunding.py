"""A POST to `refund/`: everything that is left of every payment is refunded."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal
from typing import Any

from django.db.models import QuerySet
from rest_framework.exceptions import ValidationError

from common.actors import Actor
from common.money import format_amount
from dialects.common.times import in_utc_exactly
from dialects.salesman.errors import WHOLE_BODY
from dialects.salesman.methods import Key, identifiers_in
from orders.models import Order
from orders.money.refund import RefundDeclined, RefundRequest, refund_order
from orders.money.refundable import NothingToRefund
from orders.statuses import OrderStatus
from payments.models import Payment, Refund
from payments.statuses import PENDING_REFUNDS

Part = tuple[Payment, Decimal]


@dataclass(frozen=True)
class Refunding:
    """What went back, and what did not: payments, each with the amount in question."""

    refunded: tuple[Part, ...] = ()
    failed: tuple[Part, ...] = ()

    @property
    def status(self) -> int:
        """Of the answer."""
        return 206 if self.failed else 200

    @property
    def shown(self) -> Mapping[str, Any]:
        """As the document prints it."""
        parts = (*self.refunded, *self.failed)
        named = identifiers_in(payment.order.channel_id for payment, _ in parts)
        refunded, failed = ([_shown(part, named) for part in found] for found in (self.refunded, self.failed))
        return {"refunded": refunded, "failed": failed}


def refund_everything(order: Order, *, actor: Actor, at: datetime, key: str = "") -> Refunding:
    """Refund everything that is left of every payment.

    What gateways declined, have not decided, or leave to a person counts as failed: also what an earlier command has
    set aside, which is not sent twice. An order with nothing to refund is left as it is.

    Raises:
        ValidationError: it is refunded already.
    """
    if order.status == OrderStatus.REFUNDED and not _is_begun(order, key):
        raise ValidationError({WHOLE_BODY: ["Order is already marked as Refunded."]})
    before = [refund.pk for refund in _pending(order)]
    try:
        outcome = refund_order(order, RefundRequest(), actor=actor, at=at, key=key)
    except NothingToRefund:
        return Refunding(failed=_parts(_pending(order)))
    except RefundDeclined as declined:
        refused = Refund.objects.filter(pk__in=declined.facts["failed"]).select_related("payment").order_by("id")
        return Refunding(failed=_parts([*refused, *_pending(order).filter(pk__in=before)]))
    done = {refund.pk for refund in outcome.refunded}
    missed = [refund for refund in outcome.refunds if refund.pk not in done]
    earlier = _pending(order).filter(pk__in=before).exclude(pk__in=[refund.pk for refund in outcome.refunds])
    return Refunding(refunded=_parts(outcome.refunded), failed=_parts([*missed, *earlier]))


def _is_begun(order: Order, key: str) -> bool:
    """Whether this very command was begun before."""
    begun = Refund.objects.filter(payment__order=order, idempotency_key__startswith=f"{key}#")
    return bool(key) and begun.exists()


def _pending(order: Order) -> QuerySet[Refund]:
    """Refunds whose money is set aside, and of which nobody knows yet whether it went back."""
    pending = Refund.objects.filter(payment__order=order, status__in=PENDING_REFUNDS)
    return pending.select_related("payment").order_by("id")


def _parts(refunds: Iterable[Refund]) -> tuple[Part, ...]:
    return tuple((refund.payment, refund.amount) for refund in refunds)


def _shown(part: Part, named: Mapping[Key, str]) -> Mapping[str, Any]:
    payment, amount = part
    return {
        "amount": format_amount(amount, payment.currency),
        "transaction_id": payment.transaction_id,
        "payment_method": named.get((payment.order.channel_id, payment.method), payment.method),
        "date_created": in_utc_exactly(payment.completed_at or payment.created_at),
    }
