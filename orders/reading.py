"""Reading orders: which rows an answer needs, fetched in a constant number of queries."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from uuid import UUID

from django.db.models import Model, Prefetch, Q, QuerySet

from access.callers import Caller, Rights
from access.permissions import ScopeMissing
from common.api.json_sql import Rows
from common.api.parameters import InvalidParameters
from common.api.suggestions import did_you_mean, quoted
from orders.models import Adjustment, Note, OrderItem, Shipment, ShipmentLine, StatusChange
from orders.querysets import OrderQuerySet
from payments.models import Payment, Refund

ADDRESSES = ("billing_address", "shipping_address")
PAYMENTS = "payments"
ROWS = (PAYMENTS, "shipments", "statuses", "notes")
EXPANDABLE = (*ADDRESSES, *ROWS)
"""Parts that a list leaves out, or gives by id, unless `?expand=` names them."""


@dataclass(frozen=True, slots=True)
class Shape:
    """Which of an order's fields an answer has, and whether it has addresses in full."""

    expand: frozenset[str] = frozenset(EXPANDABLE)
    fields: frozenset[str] | None = None

    def has(self, name: str) -> bool:
        """Whether the answer has this field."""
        if self.fields is not None and name not in self.fields:
            return False
        return name not in ROWS or name in self.expand

    def in_full(self, role: str) -> bool:
        """Whether the answer has this address in full."""
        return self.has(role) and role in self.expand


FULL = Shape()
PLAIN = Shape(expand=frozenset())
"""What a list has of an order, unless asked for more or less. All of it depends on the order's version alone."""


def shape_of(
    *, expand: str | None, fields: str | None, known: Iterable[str], default: frozenset[str], caller: Caller
) -> Shape:
    """What `?expand=` and `?fields=` ask for.

    Raises:
        InvalidParameters: a name that is not known, on its parameter.
        ScopeMissing: payments, for a caller who does not see them.
    """
    picked, added = _words(fields, "fields", known), _words(expand, "expand", EXPANDABLE)
    if PAYMENTS in picked | added and not caller.sees_payments:
        raise ScopeMissing("payments:read", caller)
    return Shape(added | default | (picked & set(ROWS)), picked or None)


def visible(shape: Shape, rights: Rights) -> Shape:
    """The part of a shape that these rights show."""
    return shape if rights.payments else replace(shape, expand=shape.expand - {PAYMENTS})


def etag(version: int, rights: Rights) -> str:
    """A strong ETag, made of the order's version and whether the answer includes payments."""
    return f'"{version}"' if rights.payments else f'"{version}-w"'


def by_reference(reference: str) -> Q:
    """An order by its ref or its id."""
    column, value = reference_in(reference)
    return Q(**{column: value})


def reference_in(reference: str) -> tuple[str, UUID | str]:
    """The column that a reference is a value of: an order's `id` or its `ref`."""
    try:
        return "id", UUID(reference)
    except ValueError:
        return "ref", reference


def readable(orders: OrderQuerySet, rights: Rights, shape: Shape) -> OrderQuerySet:
    """The orders with all rows of the shape that these rights show. Customers see public notes only."""
    shape = visible(shape, rights)
    wanted = [lookup for name, lookup in _prefetches(rights).items() if shape.has(name)]
    joined = [role for role in ADDRESSES if shape.in_full(role)]
    return orders.select_related("channel", *joined).prefetch_related(*wanted)


RELATIONS = {
    "order.items": Rows(OrderItem, "order", "position"),
    "order.own_adjustments": Rows(Adjustment, "order", "position", {"item": None}),
    "order.payments": Rows(Payment, "order", "id"),
    "order.shipments": Rows(Shipment, "order", "id"),
    "order.statuses": Rows(StatusChange, "order", "-id"),
    "order.visible_notes": Rows(Note, "order", "-id", {"public": True}),
    "orderitem.adjustments": Rows(Adjustment, "item", "position"),
    "payment.refunds": Rows(Refund, "payment", "id"),
    "shipment.lines": Rows(ShipmentLine, "shipment", "id"),
}
"""The rows that belong to an order and its parts, as customers may see them."""


WITH_ALL_NOTES = RELATIONS | {"order.visible_notes": Rows(Note, "order", "-id")}
"""The same for staff and clients that write orders: they see notes that are not public too."""


def relations_for(rights: Rights) -> Mapping[str, Rows]:
    """The rows that belong to an order and to its parts, as these rights show them."""
    return WITH_ALL_NOTES if rights.internal else RELATIONS


def _prefetches(rights: Rights) -> dict[str, Prefetch]:
    relations = relations_for(rights)

    def rows(name: str, *nested: Prefetch) -> QuerySet[Model]:
        of = relations[name]
        return of.model._default_manager.filter(**of.where).order_by(of.order).prefetch_related(*nested)

    return {
        "items": Prefetch("items", rows("order.items", Prefetch("adjustments", rows("orderitem.adjustments")))),
        "adjustments": Prefetch("adjustments", rows("order.own_adjustments"), to_attr="own_adjustments"),
        "payments": Prefetch("payments", rows("order.payments", Prefetch("refunds", rows("payment.refunds")))),
        "shipments": Prefetch("shipments", rows("order.shipments", Prefetch("lines", rows("shipment.lines")))),
        "statuses": Prefetch("statuses", rows("order.statuses")),
        "notes": Prefetch("notes", rows("order.visible_notes"), to_attr="visible_notes"),
    }


def _words(text: str | None, parameter: str, known: Iterable[str]) -> frozenset[str]:
    words = frozenset(text.split(",")) if text else frozenset()
    for word in sorted(words - set(known)):
        sentence = f"There is no {quoted(word)} to choose.{did_you_mean(word, known)}"
        raise InvalidParameters.on(parameter, code="unknown_field", sentence=sentence)
    return words
