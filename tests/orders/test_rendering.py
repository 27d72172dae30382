"""PostgreSQL writes the same JSON that the serializers describe."""

from decimal import Decimal

import pytest
from django.db import connection
from django.utils import timezone
from rest_framework import serializers

from common.actors import SYSTEM
from common.api.json_sql import NotCompilable, Scope, value_of
from orders.models import Order
from orders.notes import NewNote, add_notes
from orders.status.change_status import change_status
from orders.statuses import OrderStatus
from tests.conftest import ITEM, SHIPPING

only_postgresql = pytest.mark.skipif(connection.vendor != "postgresql", reason="Other databases use the serializers.")
EVERYTHING = "payments,shipments,statuses,notes,billing_address,shipping_address"
TAXED = {**ITEM, "tax_rate": Decimal("18.125"), "adjustments": [{"type": "tax", "amount": Decimal("1"), "info": "50%"}]}


def by_serializers(monkeypatch, connection, url):
    """The same request, answered without the database's help."""
    with monkeypatch.context() as patch:
        for module in ("base", "order"):
            patch.setattr(f"orders.views.{module}.can_render", lambda request: False)
        return connection.get(url)


@pytest.fixture
def busy_order(place):
    """An order with something in every part of it."""
    order = place(
        items=[TAXED],
        adjustments=[SHIPPING, {"type": "discount", "amount": Decimal("-2")}],
        columns={"extra_field": {"ä": [1, None]}, "customer_note": "Ring 'twice' \\ 100 %"},
    )
    for status in (OrderStatus.PROCESSING, OrderStatus.SHIPPED):
        change_status(order, to=status, actor=SYSTEM, at=timezone.now(), note="On its way")
    add_notes(order, [NewNote("For us"), NewNote("For you", public=True)], actor=SYSTEM, at=timezone.now())
    return order


@only_postgresql
@pytest.mark.parametrize("who", ["api", "staff_api", "customer_api", "guest"])
@pytest.mark.parametrize(
    "path", ["{ref}/", "?limit=5", f"?expand={EVERYTHING}", "?fields=ref,total,notes,billing_address", "last/"]
)
def test_every_caller_gets_what_the_serializers_say(request, monkeypatch, busy_order, place, who, path):
    place(currency="JPY", items=[{**ITEM, "unit_price": Decimal(1000)}], adjustments=[])
    place(currency="KWD", items=[{**ITEM, "unit_price": Decimal("1.125")}], adjustments=[])
    caller = request.getfixturevalue(who)
    if who == "guest":
        caller.credentials(HTTP_X_ORDER_TOKEN=busy_order.token)
    url = f"/api/v1/orders/{path.format(ref=busy_order.ref)}"

    written = caller.get(url)
    described = by_serializers(monkeypatch, caller, url)

    assert written.status_code == described.status_code
    assert written.json() == described.json()
    assert written.get("ETag") == described.get("ETag")


@only_postgresql
def test_an_empty_list_is_a_list(api):
    assert api.get("/api/v1/orders/").json()["results"] == []


def test_what_has_no_rule_is_refused():
    class Computed(serializers.Serializer):
        secret = serializers.SerializerMethodField()

    with pytest.raises(NotCompilable):
        value_of(Computed().fields["secret"], Scope(Order, "o", {}))
