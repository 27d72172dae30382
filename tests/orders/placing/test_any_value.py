"""No value in any field, header or path breaks anything."""

import json

import pytest
from django.db import transaction
from rest_framework.serializers import ListSerializer

from addresses.serializers.actions import AddressInput, CustomerInput
from orders.models import Order
from orders.serializers.actions import AdjustmentInput, ItemInput, NewOrderInput, OrderChanges
from tests.answers import PROBLEM, refusal, wrong
from tests.untouched import nothing_changes

NASTY = [
    None, True, 0, -1, 1.5, 2**63 - 1, -(2**63) + 1, "", " ", "x", "x" * 20_000, "0", "-0", "1e400", "\U0001f381",
    "\u202e", "<script>", "'; DROP TABLE orders_order; --", "%s%n", "../../etc/passwd", "2026-01-31",
    "9999-12-31T23:59:59+23:59", "0001-01-01T00:00:00-23:59", "00000000-0000-0000-0000-000000000000",
    [], [[]], [None], ["x"], {}, {"": ""}, {"id": 1},
]  # fmt: skip

PARTS = {
    "": NewOrderInput,
    "items/0/": ItemInput,
    "items/0/adjustments/0/": AdjustmentInput,
    "adjustments/0/": AdjustmentInput,
    "customer/": CustomerInput,
    "shipping_address/": AddressInput,
}


def with_value(body, path, value):
    """The body with another value at a path like `items/0/sku`."""
    *parents, name = path.split("/")
    changed = json.loads(json.dumps(body))
    part = changed
    for parent in parents:
        part = part[int(parent)] if parent.isdigit() else part[parent]
    part[name] = value
    return changed


@pytest.mark.parametrize("part", PARTS)
def test_no_value_in_any_field_breaks_anything(post, body, part):
    body["items"][0]["adjustments"] = [{"type": "fee", "amount": "0.00"}]
    fields = [name for name, field in PARTS[part]().fields.items() if not isinstance(field, ListSerializer)]

    for name in fields:
        for value in NASTY:
            with transaction.atomic():
                answer = post(with_value(body, f"{part}{name}", value))
                transaction.set_rollback(True)
            assert answer.status_code in (201, 400), (name, value, answer.content)
            if answer.status_code == 400:
                assert answer["Content-Type"] == PROBLEM
                assert {
                    pointer.startswith((f"/{part}{name}", "/total")) or pointer == "/customer"
                    for pointer in wrong(answer)
                } == {True}, (name, value, answer.content)

    assert not Order.objects.exists()


def test_no_value_in_any_field_of_a_change_breaks_anything(api, order):
    for name in OrderChanges().fields:
        for value in NASTY:
            with transaction.atomic():
                answer = api.patch(f"/api/v1/orders/{order.ref}/", {name: value}, format="json")
                transaction.set_rollback(True)
            assert answer.status_code in (200, 400, 409), (name, value, answer.content)
            if answer.status_code == 400:
                assert all(pointer.startswith(f"/{name}") for pointer in wrong(answer)), (name, value, answer.content)

    assert Order.objects.get().version == 1


# --- headers and paths -----------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("header", "value"),
    [
        ("authorization", "Bearer"),
        ("authorization", "Bearer "),
        ("authorization", "Bearer x"),
        ("authorization", "Bearer " + "x" * 5000),
        ("authorization", "Bearer key_\xff"),
        ("authorization", "Bearer a b"),
        ("authorization", "bearer customer_x"),
    ],
)
def test_a_wrong_token_is_refused_with_a_challenge(guest, order, header, value):
    answer = guest.get("/api/v1/orders/", headers={header: value})

    refusal(answer, 401, "invalid_token")
    assert answer["WWW-Authenticate"] == 'Bearer realm="Orders Service", error="invalid_token"'


@pytest.mark.parametrize("dry_run", ["1", "yes", "True", "", "true&dry_run=false"])
def test_a_rehearsal_is_asked_for_in_so_many_words(api, order, dry_run):
    with nothing_changes():
        answer = api.put(f"/api/v1/orders/{order.ref}/status/?dry_run={dry_run}", {"status": "HOLD"}, format="json")

    assert list(wrong(answer)) == ["dry_run"]


@pytest.mark.parametrize("path", ["", "status/", "notes/", "history/"])
@pytest.mark.parametrize("method", ["post", "put", "patch"])
def test_broken_json_is_refused_by_every_command_of_an_order(api, order, path, method):
    with nothing_changes():
        answer = api.generic(method.upper(), f"/api/v1/orders/{order.ref}/{path}", b"{", "application/json")

    assert answer.status_code in (400, 405)
    assert answer["Content-Type"] == PROBLEM
    assert answer.json()["code"] in ("invalid_json", "method_not_allowed")
