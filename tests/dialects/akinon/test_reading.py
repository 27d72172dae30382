"""Orders and addresses of Akinon's document."""

import pytest

from addresses.models import CustomerAddress

NOW = "2026-01-01T00:00:00Z"
KINDS = pytest.mark.parametrize("header", ["Authentication", "Authorization"])
ORDER_KEYS = (
    "id number datasource shipping_address billing_address date_placed status currency amount discount_amount "
    "shipping_amount shipping_tax_rate refund_amount discount_refund_amount shipping_refund_amount invoice_number "
    "invoice_date e_archive_url tracking_number shipping_company cargo_company has_gift_box gift_box_note "
    "language_code notes delivery_range shipping_option_slug extra_field cancel_status shipping_interest_amount"
).split()


def test_an_order_has_the_printed_keys_in_their_order(seller, order):
    page = seller.get("/api/i1/orders/").json()

    assert list(page) == ["count", "next", "previous", "results"]
    assert list(page["results"][0]) == ORDER_KEYS
    assert page["results"][0]["status"] == order.status // 100 * 100
    assert page["results"][0]["currency"] == "usd"
    assert seller.get(f"/api/i1/orders/{order.pk}/").json() == page["results"][0]


@KINDS
@pytest.mark.parametrize("scheme", ["Bearer", "Token"])
def test_either_header_takes_either_scheme(seller, order, header, scheme):
    token = seller.connection._credentials.pop("HTTP_AUTHORIZATION").removeprefix("Bearer ")

    assert seller.get("/api/i1/orders/", headers={header: f"{scheme} {token}"}).status_code == 200


def test_a_page_is_walked_by_its_links(seller, place):
    keys = {str(place().pk) for _ in range(3)}

    first = seller.get("/api/i1/orders/", {"limit": 2, "currency": "usd"}).json()
    second = seller.connection.get(first["next"]).json()

    assert {row["id"] for page in (first, second) for row in page["results"]} == keys
    assert "/dialects/akinon/api/i1/orders/?" in first["next"]
    assert "currency=usd" in first["next"]
    assert second["next"] is None
    assert seller.get("/api/i1/orders/", {"page": 9}).status_code == 404


@pytest.mark.parametrize("name", ["status", "amount__lt", "date_placed__gte", "has_gift_box", "cancel_status"])
def test_a_value_that_means_nothing_is_told_by_field(seller, order, name):
    answer = seller.get("/api/i1/orders/", {name: "abc"})

    assert answer.status_code == 400
    assert list(answer.json()) == [name]


def test_amounts_are_compared_as_numbers(seller, order):
    assert seller.get("/api/i1/orders/", {"amount__gte": "9"}).json()["count"] == 1
    assert seller.get("/api/i1/orders/", {"amount__lt": "9"}).json()["count"] == 0


def test_another_content_type_is_refused_on_reading_too(seller, order):
    assert seller.get("/api/i1/orders/").status_code == 200

    seller.connection._credentials["CONTENT_TYPE"] = "text/plain"

    assert seller.get("/api/i1/orders/").status_code == 415


def test_addresses_need_their_scope(speaks_json_as, seller, speaker, channel):
    CustomerAddress.objects.create(
        channel=channel, line="Street 1", created_at="2026-01-01T00:00Z", updated_at="2026-01-01T00:00Z"
    )

    (shown,) = seller.get("/api/i1/customer-addresses/").json()["results"]

    assert (shown["line"], shown["email"], shown["is_active"]) == ("Street 1", None, True)
    assert speaks_json_as(speaker("akinon", "orders:read")).get("/api/i1/customer-addresses/").status_code == 403


@pytest.mark.parametrize(("notes", "count"), [("n" * 150, 1), ("n" * 100, 0), ("n" * 149 + "m", 0)])
def test_notes_are_compared_beyond_what_their_index_has(seller, channel, notes, count):
    CustomerAddress.objects.create(channel=channel, line="1", notes="n" * 150, created_at=NOW, updated_at=NOW)

    assert seller.get("/api/i1/customer-addresses/", {"notes": notes}).json()["count"] == count
