"""What can be written is shown, and what is shown can be written or is computed, by API and admin."""

import pytest

from orders.amending.serializers import ChangedItemInput
from orders.fulfilment.serializers import ShipmentCorrections, ShipOrderInput, SplitInput
from orders.serializers.actions import AdjustmentInput, ItemChanges, ItemInput, NewOrderInput, OrderChanges
from orders.serializers.resources import (
    AdjustmentSerializer,
    OrderItemSerializer,
    OrderSerializer,
    ShipmentSerializer,
)
from workplace.admin.actions.facts import ITEM_FACTS, ORDER_FACTS

WRITTEN_ELSEWHERE = {
    "order": {"payments", "shipments", "statuses", "notes", "hold_reason", "hold_until"},
    "item": set(),
    "adjustment": set(),
    "shipment": {"lost_reason"},
}
"""Columns and parts that commands of their own write."""

COMPUTED = {
    "order": """
        id url ref token status_code status_display payment_status shipping_status cancel_status is_paid subtotal
        discount_amount shipping_amount tax_amount adjustments_total amount_paid amount_refunded amount_waived
        excess_refunded amount_outstanding refund_amount shipping_refund_amount discount_refund_amount
        shipping_interest_amount created_by version approved_at paid_at cancelled_at held_at held_by created_at
        updated_at
    """,
    "item": """
        id adjustments_total total status status_code status_display cancel_status quantity_shipped quantity_delivered
        quantity_cancelled quantity_refunded_unsent quantity_returned shipped_date delivered_date created_at updated_at
    """,
    "adjustment": "id",
    "shipment": "id state shipped_at delivered_at lost_at created_at updated_at",
}
"""Columns that follow from commands and other columns."""

NOT_A_COLUMN = {"shipment": {"notify_customer"}, "order": set(), "item": set(), "adjustment": set()}

RESOURCES = {
    "order": (OrderSerializer, [NewOrderInput, OrderChanges]),
    "item": (OrderItemSerializer, [ItemInput, ItemChanges]),
    "adjustment": (AdjustmentSerializer, [AdjustmentInput]),
    "shipment": (ShipmentSerializer, [SplitInput, ShipmentCorrections, ShipOrderInput]),
}
every_resource = pytest.mark.parametrize("name", RESOURCES)

WITH_AN_ACTION_OF_ITS_OWN = {
    "items", "adjustments", "billing_address", "shipping_address", "total", "email", "customer", "language_code",
}  # fmt: skip
"""Fields of an order that staff change with another action: amending, correcting an address."""

NOT_BY_STAFF = {"currency", "number", "is_guest_checkout", "shipping_tax_rate"}
"""Fixed when the order is placed, or part of what it costs while it is unpaid: the storefront's."""


def written(name):
    return {field for taken in RESOURCES[name][1] for field in taken().fields} - NOT_A_COLUMN[name]


def shown(name):
    return set(RESOURCES[name][0].Meta.fields)


@every_resource
def test_every_column_that_can_be_written_is_shown(name):
    assert written(name) - shown(name) == set()


@every_resource
def test_every_column_that_is_shown_can_be_written_or_is_computed(name):
    computed = set(COMPUTED[name].split())

    assert shown(name) - written(name) - WRITTEN_ELSEWHERE[name] == computed
    assert computed & written(name) == set()


def test_staff_write_what_storefronts_can_change():
    changeable = set(OrderChanges().fields) - WITH_AN_ACTION_OF_ITS_OWN - NOT_BY_STAFF

    assert set(ORDER_FACTS) == changeable
    assert set(ITEM_FACTS) == set(ItemChanges().fields)
    assert {"quantity", "unit_price"} <= set(ChangedItemInput().fields)
