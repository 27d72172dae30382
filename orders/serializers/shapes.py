"""Orders as lists and `?fields=` give them. Only the API's description needs to tell these apart."""

from __future__ import annotations

from addresses.serializers import AddressSerializer
from orders.reading import ROWS
from orders.serializers.actions import ByIdOrInFull
from orders.serializers.resources import OrderSerializer


class OrderInListSerializer(OrderSerializer):
    """An order in a list: addresses by id, and some parts only if `?expand=` names them."""

    billing_address = ByIdOrInFull(AddressSerializer, allow_null=True)
    shipping_address = ByIdOrInFull(AddressSerializer, allow_null=True)

    class Meta(OrderSerializer.Meta):
        may_be_missing = ROWS


class PickedOrderSerializer(OrderInListSerializer):
    """The fields of an order that `?fields=` names."""

    class Meta(OrderSerializer.Meta):
        may_be_missing = OrderSerializer.Meta.fields
