"""Placing, finding, reading and changing orders."""

from __future__ import annotations

from access.permissions import HasScope, IsStaff
from addresses.services.customer import CustomerExists
from common.api.operations import AnyOf, Operation, Page, one_of_words
from orders.place import NumberTaken
from orders.reading import EXPANDABLE
from orders.schema.shapes import OrderInListSerializer, PickedOrderSerializer
from orders.serializers.actions import NewOrderInput, OrderChanges, OrderReplacement
from orders.serializers.resources import OrderSerializer
from orders.update import FieldsFrozen

READ = [HasScope("orders:read")]
WRITE = [HasScope("orders:write")]

EXPAND = one_of_words("expand", EXPANDABLE, "What an answer would otherwise leave out, or give by id only.")
FIELDS = one_of_words("fields", OrderSerializer.Meta.fields, "Only these fields.")
SHAPE = (EXPAND, FIELDS)

_IN_LISTS = """
In lists, addresses are ids, and payments, shipments, statuses and notes are left out: `expand` adds them, and
`fields` selects. As CSV (`?format=csv`), all orders come in one file, a line each, without pages.

All filters must match. Where a filter takes several values, separated by commas, any of them may.
"""

ORDERS = {
    "list": Operation(
        "List orders",
        access=READ,
        about=_IN_LISTS,
        gives=Page(AnyOf(OrderInListSerializer, PickedOrderSerializer)),
        filtered=True,
        parameters=SHAPE,
    ),
    "all": Operation(
        "List every order",
        access=[IsStaff, *READ],
        about=_IN_LISTS,
        gives=Page(AnyOf(OrderInListSerializer, PickedOrderSerializer)),
        filtered=True,
        parameters=SHAPE,
    ),
    "last": Operation(
        "Read your newest order",
        access=READ,
        gives=AnyOf(OrderSerializer, PickedOrderSerializer),
        headers=["ETag"],
        parameters=SHAPE,
        may_be_missing=True,
    ),
    "retrieve": Operation(
        "Read an order",
        access=READ,
        about="An order outside of the caller's reach is a 404, whether or not it exists.",
        gives=AnyOf(OrderSerializer, PickedOrderSerializer),
        headers=["ETag"],
        parameters=SHAPE,
    ),
    "create": Operation(
        access=WRITE,
        about="""
        Totals are computed from items and adjustments. If a `total` is sent and differs, the order is refused with
        both numbers. Customer and addresses are given by id or in full; a customer given in full is matched by
        e-mail.

        `status: "NEW"` creates a draft: it has a ref, may be empty, and can be changed freely until it is placed with
        `PUT /orders/{ref}/status/`.
        """,
        takes=NewOrderInput,
        gives=OrderSerializer,
        status=201,
        headers=["Location", "ETag"],
        refusals=[NumberTaken, CustomerExists],
    ),
    "partial_update": Operation(
        access=WRITE,
        about="""
        A draft can be changed freely. Once placed, items and adjustments can be changed while it is unpaid and
        open (totals are recomputed), addresses until something is shipped; afterwards only fields that do not affect
        money. `items` and `adjustments` are replaced as a whole.
        """,
        takes=OrderChanges,
        gives=OrderSerializer,
        headers=["ETag"],
        refusals=[FieldsFrozen, NumberTaken],
    ),
    "update": Operation(
        "Replace an order",
        access=WRITE,
        about="The same may be changed as with `PATCH`.",
        takes=OrderReplacement,
        gives=OrderSerializer,
        headers=["ETag"],
        refusals=[FieldsFrozen, NumberTaken],
    ),
}
