"""What a storefront sends of an order and its items is stored as it was sent."""

from datetime import datetime

from orders.models import Order


def read(value):
    """Times by the moment they mean."""
    return datetime.fromisoformat(value) if isinstance(value, str) and value.endswith("Z") else value


def fresh(order):
    return Order.objects.get(pk=order["id"])


def test_all_that_a_storefront_tells_is_kept(send, body):
    sent = {
        "number": "1254",
        "email": "office@example.com",
        "language_code": "tr-TR",
        "customer_note": "Leave it at the door.",
        "invoice_number": "INV-1",
        "invoice_date": "2026-01-31T12:00:00Z",
        "e_archive_url": "https://archive.example/1254",
        "tracking_number": "00340434161094015902",
        "shipping_company": "DHL",
        "cargo_company": "DHL Cargo",
        "has_gift_box": True,
        "gift_box_note": "Happy birthday",
        "delivery_range": "2026-02-03T12:00:00Z",
        "shipping_option_slug": "express",
        "shipping_tax_rate": "20.00",
        "extra_field": {"basket": {"id": 7, "tags": ["a", None]}},
        "marketing_source": "newsletter",
        "is_guest_checkout": True,
        "date_placed": "2026-01-30T08:15:00Z",
        "web_order": False,
    }

    order = send(body | sent).json()

    assert {name: read(order[name]) for name in sent} == {name: read(value) for name, value in sent.items()}


def test_an_item_is_kept_as_it_was_ordered(send, body):
    item = {
        "sku": "MUG-M",
        "product": {"type": "mug", "id": 5, "name": "Medium Mug", "options": [{"name": "Colour", "value": "Blå"}]},
        "quantity": 2,
        "unit_price": "10.00",
        "retail_price": "12.00",
        "tax_rate": "18.00",
        "discount_amount": "0.50",
        "extra_field": {"line": 1},
        "estimated_delivery_date": "2026-02-03T12:00:00Z",
    }

    order = send(body | {"items": [item], "total": "23.00"}).json()

    kept = order["items"][0]
    assert {name: read(kept[name]) for name in item} == {name: read(value) for name, value in item.items()}
    assert (kept["status"], kept["status_code"], kept["cancel_status"]) == ("PENDING", 100, None)
    assert [kept[f"quantity_{how}"] for how in ("shipped", "delivered", "cancelled", "returned")] == [0, 0, 0, 0]


def test_where_an_order_came_from_is_told_to_who_sells(send, body, guest, api):
    placed = send(body | {"created_ip": "203.0.113.7"}).json()
    order = fresh(placed)

    whole = api.get(f"/api/v1/orders/{order.ref}/").json()
    as_guest = guest.get(f"/api/v1/orders/{order.ref}/", {"token": order.token}).json()
    assert (placed["created_ip"], placed["created_by"]) == ("203.0.113.7", order.created_by)
    assert (whole["created_ip"], whole["created_by"]) == ("203.0.113.7", order.created_by)
    assert whole["statuses"][0]["ip"] == "127.0.0.1"
    assert as_guest["created_ip"] is as_guest["created_by"] is as_guest["statuses"][0]["ip"] is None


def test_what_is_no_address_on_the_net_refuses_no_order(send, body):
    assert send(body | {"created_ip": "unknown"}).json()["created_ip"] is None


def test_an_address_of_the_local_network_is_kept_without_its_zone(send, body):
    assert send(body | {"created_ip": "fe80::1%eth0"}).json()["created_ip"] == "fe80::1"


def test_the_invoice_of_an_item_is_kept(send, body):
    invoiced = {
        "invoice_number": "A-1",
        "invoice_date": "2026-02-01T00:00:00.000000Z",
        "e_archive_url": "https://invoices.example/a-1",
        "tracking_number": "PARCEL-1",
        "shipping_company": "DHL Express",
    }
    [item] = send(body | {"items": [body["items"][0] | invoiced]}).json()["items"]

    assert {name: item[name] for name in invoiced} == invoiced
