"""What the page of a customer shows, read with the same number of queries for every customer."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import datetime
from decimal import Decimal
from uuid import UUID

from django.db.models import Count, Max, Min, Q, Sum

from access.callers import Caller
from addresses.models import Customer, CustomerAddress
from common.money import ZERO
from orders.models import CustomerHistoryEntry, ExternalId, Note, Order
from orders.querysets import OrderQuerySet
from orders.statuses import TERMINATED, OrderStatus
from payments.models import Payment, Refund
from payments.statuses import OPEN_PAYMENTS, PENDING_REFUNDS

MOST_ORDERS = 10
MOST_NOTES = 20
NOTES_OF_ORDERS = 50
MOST_ADDRESSES = 20
MOST_HISTORY = 10


@dataclass(slots=True)
class Sums:
    """A customer's money in one currency: what came and went back, what is owed, and what is under way."""

    currency: str
    orders: int = 0
    paid: Decimal = ZERO
    refunded: Decimal = ZERO
    owed: Decimal = ZERO
    expected: Decimal = ZERO
    going_back: Decimal = ZERO

    @property
    def spend(self) -> Decimal:
        """What was paid and not refunded."""
        return self.paid - self.refunded


@dataclass(frozen=True, slots=True)
class CustomerOrders:
    """A customer's orders in a caller's reach, without drafts: the newest ones, and sums over all by currency."""

    newest: list[Order] = field(default_factory=list)
    notes: list[Note] = field(default_factory=list)
    sums: list[Sums] = field(default_factory=list)
    first: datetime | None = None
    last: datetime | None = None

    @property
    def count(self) -> int:
        return sum(row.orders for row in self.sums)


def orders_of(customer: Customer, caller: Caller) -> CustomerOrders:
    """The orders of a customer as the caller may see them, in three queries; in five with their payments."""
    if not caller.may("orders:read"):
        return CustomerOrders()
    placed = Order.objects.visible_to(caller).filter(customer=customer).exclude(status=OrderStatus.NEW)
    sums: dict[str, Sums] = {}
    owed = Q(amount_outstanding__gt=0) & ~Q(status__in=TERMINATED)
    moments: list[datetime] = []
    for row in (
        placed.order_by()
        .values("currency")
        .annotate(
            orders=Count("*"),
            paid=Sum("amount_paid"),
            refunded=Sum("amount_refunded"),
            owed=Sum("amount_outstanding", filter=owed, default=ZERO),
            first=Min("date_placed"),
            last=Max("date_placed"),
        )
    ):
        moments += [at for at in (row["first"], row["last"]) if at]
        sums[row["currency"]] = Sums(row["currency"], row["orders"], row["paid"], row["refunded"], row["owed"])
    if caller.sees_payments:
        _add_what_is_under_way(sums, placed)
    newest = list(placed.order_by("-date_placed", "-id")[:MOST_ORDERS])
    return CustomerOrders(
        newest=newest,
        notes=_notes(placed),
        sums=sorted(sums.values(), key=lambda row: (-row.orders, row.currency)),
        first=min(moments, default=None),
        last=max(moments, default=None),
    )


def addresses_of(customer: Customer) -> list[CustomerAddress]:
    """The newest addresses, those in use before those that were replaced."""
    rows = CustomerAddress.objects.filter(customer=customer).order_by("-is_active", "-id")
    return list(rows.select_related("township", "district")[:MOST_ADDRESSES])


def history_of(customer: Customer) -> list[CustomerHistoryEntry]:
    """The newest orders elsewhere."""
    entries = CustomerHistoryEntry.objects.filter(customer=customer)
    return list(entries.order_by("-order_date", "-id")[:MOST_HISTORY])


def external_ids_of(customer: Customer) -> list[ExternalId]:
    """The ids under which other systems know the customer."""
    return list(ExternalId.objects.filter(object_id=customer.pk).order_by("dialect", "kind"))


def _add_what_is_under_way(sums: dict[str, Sums], orders: OrderQuerySet) -> None:
    """Payments that may still bring money, and refunds without an outcome."""
    coming = Payment.objects.filter(order__in=orders.values("pk"), status__in=OPEN_PAYMENTS)
    going = Refund.objects.filter(payment__order__in=orders.values("pk"), status__in=PENDING_REFUNDS)
    for currency, amount in coming.order_by().values_list("currency").annotate(Sum("amount")):
        sums.setdefault(currency, Sums(currency)).expected = amount
    for currency, amount in going.order_by().values_list("payment__currency").annotate(Sum("amount")):
        sums.setdefault(currency, Sums(currency)).going_back = amount


def _notes(orders: OrderQuerySet) -> list[Note]:
    """The newest notes on the newest orders."""
    newest: list[UUID] = list(orders.order_by("-date_placed", "-id").values_list("pk", flat=True)[:NOTES_OF_ORDERS])
    return list(Note.objects.filter(order__in=newest).select_related("order").order_by("-id")[:MOST_NOTES])
