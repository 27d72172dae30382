"""Whatever else the orders of one answer need, read in a constant number of statements."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from datetime import datetime
from decimal import Decimal
from uuid import UUID
from zoneinfo import ZoneInfo

from django.db.models import Prefetch

from access.callers import Caller
from access.models import User
from common.actors import ActorKind
from common.money import format_amount
from dialects.common.aliases import Aliases
from dialects.common.times import with_offset
from dialects.lunasoft.filters import NAME
from orders.models import Adjustment, ExternalKind, Note, Order, OrderItem, PaymentMethod, Shipment, StatusChange
from orders.models.status_names import StatusName, names_in
from orders.querysets import OrderQuerySet
from payments.models import Payment


def with_parts(orders: OrderQuerySet) -> OrderQuerySet:
    """The orders with everything that an answer shows of them."""
    joined = orders.select_related("channel", "customer", "shipping_address", "billing_address")
    return joined.prefetch_related(
        Prefetch("items", OrderItem.objects.order_by("position")),
        Prefetch("adjustments", Adjustment.objects.order_by("position")),
        Prefetch("payments", Payment.objects.order_by("id")),
        Prefetch("shipments", Shipment.objects.order_by("id").prefetch_related("lines")),
        Prefetch("statuses", StatusChange.objects.order_by("id")),
        Prefetch("notes", Note.objects.order_by("id")),
    )


class Page:
    """What the orders of one answer share: imported ids, users, the channels' status names, and the caller."""

    def __init__(self, orders: Sequence[Order], caller: Caller) -> None:
        self.sees_payments = caller.sees_payments
        self.sees_internal = caller.rights.internal
        channels = {order.channel_id for order in orders}
        methods = PaymentMethod.objects.filter(channel__in=channels)
        self.payment_methods = {(method.channel_id, method.code): method for method in methods}
        users = {user for order in orders for user in _users(order)}
        self._serials = dict(User.objects.filter(pk__in=users).values_list("pk", "serial"))
        rows = [key for order in orders for key in _keys(order)]
        rows += [*users, *(method.pk for method in self.payment_methods.values())]
        self._aliases = Aliases(NAME, rows=rows)
        self._names: dict[UUID, tuple[StatusName, ...]] = {}

    def number(self, kind: ExternalKind, key: UUID, otherwise: object) -> str:
        """The number of a row, as a text: imported, or else computed."""
        return self._aliases.text(kind, key, otherwise)

    def has_imported_number(self, kind: ExternalKind, key: UUID) -> bool:
        """Whether the row came from Lunasoft, with its number."""
        return bool(self._aliases.text(kind, key, ""))

    def user(self, kind: str, id: str) -> str | None:
        """The number of a member of staff or of a customer's user; None for programs."""
        key = _user(kind, id)
        return self.number(ExternalKind.USER, key, self._serials.get(key, "")) or None if key else None

    def customer(self, order: Order) -> str:
        """The number of the customer."""
        return self.number(ExternalKind.CUSTOMER, order.customer_id, order.customer.serial)

    def names(self, order: Order) -> tuple[StatusName, ...]:
        """What statuses are called in the order's channel."""
        if order.channel_id not in self._names:
            self._names[order.channel_id] = names_in(order.channel.status_names)
        return self._names[order.channel_id]


def money(amount: Decimal, order: Order) -> str:
    """An amount as a text, in the order's currency."""
    return format_amount(amount, order.currency)


def written(moment: datetime, order: Order) -> str:
    """A time in the channel's zone."""
    return with_offset(moment, ZoneInfo(order.channel.time_zone))


def _users(order: Order) -> Iterator[UUID]:
    """The users who made, changed and moved an order."""
    written_down = [order.created_by.partition(":")[::2], order.modified_by.partition(":")[::2]]
    written_down += [(entry.actor_kind, entry.actor_id) for entry in order.statuses.all()]
    for kind, id in written_down:
        key = _user(kind, id)
        if key:
            yield key


def _user(kind: str, id: str) -> UUID | None:
    if kind not in {ActorKind.STAFF, ActorKind.CUSTOMER}:
        return None
    try:
        return UUID(id)
    except ValueError:
        return None


def _keys(order: Order) -> Iterable[UUID]:
    """The keys of all rows of an order that may have an imported number."""
    yield from (order.pk, order.customer_id)
    for rows in (order.items, order.adjustments, order.statuses):
        yield from (row.pk for row in rows.all())
