"""What an order's page shows, read in a constant number of queries."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal

from django.utils.functional import Promise
from django.utils.translation import gettext, pgettext_lazy
from django.utils.translation import gettext_lazy as _

from cancellations.models import CancellationPlan
from cancellations.statuses import PlanType
from common.errors import Refusal
from orders.cancelling.ask_return import why_not_returned
from orders.cancelling.cancel import why_not_cancelled
from orders.cancelling.plan_rows import available
from orders.cancelling.withdrawable import why_not_withdrawn, withdrawable, withdrawable_until
from orders.correct_address import address_to_correct
from orders.models import Order, OrderItem, Shipment, Withdrawal
from orders.money.complete import watched_by_people
from orders.money.pay_options import PaymentMethod, payment_methods
from orders.statuses import TERMINATED, OrderStatus, ShipmentState, ShippingStatus
from payments.models import Payment, Refund
from payments.statuses import PaymentState
from shopper.labels import HEADLINES

SENT = frozenset({ShippingStatus.SHIPPED, ShippingStatus.DELIVERED})


@dataclass(frozen=True, slots=True)
class Step:
    """A step of the order's way to the customer; `current` is the one that comes next."""

    label: Promise
    is_done: bool
    is_current: bool


@dataclass(frozen=True, slots=True)
class Item:
    """An item, what has become of its units, and how many can be cancelled or returned."""

    row: OrderItem
    progress: str
    cancellable: int
    returnable: int


@dataclass(frozen=True, slots=True)
class OrderContents:
    """Everything on the page."""

    order: Order
    headline: Promise
    steps: list[Step]
    items: list[Item]
    shipments: list[Shipment]
    payments: list[Payment]
    refunds: list[Refund]
    plans: list[CancellationPlan]
    methods: list[PaymentMethod]
    why_not_cancelled: Refusal | None
    why_not_returned: Refusal | None
    why_not_withdrawn: Refusal | None
    can_correct_address: bool
    withdrawable_until: datetime | None
    withdrawals: list[Withdrawal]

    @property
    def amount_due(self) -> Decimal:
        """What is still to be paid, in units of the order's currency; never below zero."""
        return max(Decimal(0), self.order.amount_outstanding)

    @property
    def awaits_confirmation(self) -> bool:
        """Whether a payment was made or begun whose outcome the gateway has not reported yet."""
        newest = self._newest_under_way
        return newest is not None and newest.method not in watched_by_people()

    @property
    def awaited_payment(self) -> Payment | None:
        """The newest payment if a person at the shop has to see its money arrive."""
        newest = self._newest_under_way
        return newest if newest is not None and newest.method in watched_by_people() else None

    @property
    def is_payment_under_way(self) -> bool:
        """Whether the newest payment may still bring the money, so that another one might be one too many."""
        return self._newest_under_way is not None

    @property
    def last_payment_declined(self) -> bool:
        """Whether the newest attempt to pay was declined, and something is still to be paid."""
        return bool(self.methods and self.payments) and self.payments[-1].status == PaymentState.FAILED

    @property
    def _newest_under_way(self) -> Payment | None:
        newest = self.payments[-1] if self.payments else None
        return newest if newest is not None and newest.status == PaymentState.PROCESSING else None


def contents_of(order: Order, *, at: datetime) -> OrderContents:
    """What the page of an order shows at a moment."""
    items = list(OrderItem.objects.filter(order=order).order_by("position"))
    shipments = list(
        Shipment.objects.filter(order=order)
        .exclude(state=ShipmentState.CANCELLED)
        .prefetch_related("lines__item")
        .order_by("id")
    )
    plans = list(CancellationPlan.objects.filter(order=order).prefetch_related("lines__item").order_by("id"))
    return OrderContents(
        order=order,
        headline=HEADLINES[order.status],
        steps=list(_steps(order)),
        items=[_item(row) for row in items],
        shipments=shipments,
        payments=list(Payment.objects.filter(order=order).order_by("id")),
        refunds=list(Refund.objects.filter(payment__order=order).select_related("payment").order_by("id")),
        plans=plans,
        methods=[method for method in payment_methods(order) if method.error is None],
        why_not_cancelled=why_not_cancelled(order, items),
        why_not_returned=why_not_returned(order, items, shipments, at=at),
        why_not_withdrawn=why_not_withdrawn(order, withdrawable(items, plans), items, shipments, at=at),
        can_correct_address=_can_correct_address(order),
        withdrawable_until=withdrawable_until(order, items, shipments),
        withdrawals=list(Withdrawal.objects.filter(order=order).order_by("id")),
    )


def _can_correct_address(order: Order) -> bool:
    try:
        address_to_correct(order)
    except Refusal:
        return False
    return True


def _item(row: OrderItem) -> Item:
    return Item(
        row,
        progress=", ".join(_progress(row)),
        cancellable=available(row, PlanType.CANCEL),
        returnable=available(row, PlanType.REFUND),
    )


def _progress(row: OrderItem) -> Iterator[str]:
    counts: Sequence[tuple[int, str]] = (
        (row.quantity_shipped - row.quantity_delivered, gettext("{count} sent")),
        (row.quantity_delivered - row.quantity_returned, gettext("{count} delivered")),
        (row.quantity_returned, gettext("{count} returned")),
        (row.quantity_cancelled, gettext("{count} cancelled")),
        (row.quantity_refunded_unsent, gettext("{count} refunded and not sent")),
    )
    return (text.format(count=count) for count, text in counts if count > 0)


def _steps(order: Order) -> Iterator[Step]:
    if order.status in TERMINATED:
        yield Step(pgettext_lazy("step", "Ordered"), is_done=True, is_current=False)
        yield Step(HEADLINES[order.status], is_done=True, is_current=False)
        return
    passed = (
        (pgettext_lazy("step", "Ordered"), order.date_placed is not None),
        (_("Paid"), order.is_paid and order.status != OrderStatus.NEW),
        (_("Packed"), order.shipping_status in SENT or order.status >= OrderStatus.PACKAGED),
        (_("Sent"), order.shipping_status in SENT),
        (_("Delivered"), order.shipping_status == ShippingStatus.DELIVERED),
    )
    next_step = next((label for label, is_done in passed if not is_done), None)
    for label, is_done in passed:
        yield Step(label, is_done, is_current=label is next_step)
