"""`POST /orders/`: placing an order, or beginning a draft."""

from copy import deepcopy
from datetime import datetime
from itertools import count

import pytest
from django.utils import timezone

from addresses.models import Customer, CustomerAddress
from addresses.services import create_address, retire_address
from common.actors import SYSTEM
from events.models import Event
from orders.models import Channel, Order, Shipment, StatusChange
from orders.status.change_status import change_status
from orders.statuses import OrderStatus
from tests.answers import refusal, wrong
from tests.untouched import nothing_changes

numbers = count()


@pytest.fixture
def send(api):
    """Place an order under a key of its own."""

    def send(body, connection=api, **headers):
        key = {"idempotency-key": f"placing-{next(numbers)}"}
        return connection.post("/api/v1/orders/", body, format="json", headers=key | headers)

    return send


def read(value):
    """Times by the moment they mean."""
    return datetime.fromisoformat(value) if isinstance(value, str) and value.endswith("Z") else value


def fresh(order):
    return Order.objects.get(pk=order["id"])


def test_a_placed_order_is_answered_in_full_with_its_address(send, api, body):
    answer = send(body)

    order = answer.json()
    assert answer.status_code == 201
    assert answer["Location"] == order["url"] == f"http://localhost:8000/api/v1/orders/{order['ref']}/"
    assert api.get(answer["Location"]).json() == order


def test_a_placed_order_awaits_payment_and_sending(send, body):
    order = send(body).json()

    assert (order["status"], order["status_code"], order["status_display"]) == ("CREATED", 100, "Created")
    assert (order["payment_status"], order["shipping_status"], order["cancel_status"]) == (
        "awaiting_payment",
        "ready",
        None,
    )
    assert order["is_paid"] is False
    assert order["version"] == 1
    assert order["date_placed"] == order["created_at"] == order["updated_at"]
    assert order["approved_at"] is order["paid_at"] is order["cancelled_at"] is None


def test_its_sums_are_computed(send, body):
    order = send(body | {"total": "23.50"}).json()

    assert order["items"][0]["total"] == "20.00"
    assert [order[name] for name in ("subtotal", "shipping_amount", "discount_amount", "tax_amount", "total")] == [
        "20.00",
        "3.50",
        "0.00",
        "0.00",
        "23.50",
    ]
    assert [order[name] for name in ("amount_paid", "amount_refunded", "amount_outstanding")] == [
        "0.00",
        "0.00",
        "23.50",
    ]


def test_the_total_may_be_left_out(send, body):
    del body["total"]

    assert send(body).json()["total"] == "23.50"


def test_a_total_is_compared_as_a_number(send, body):
    assert send(body | {"total": "23.5"}).status_code == 201


def test_a_total_that_differs_is_refused_with_both_numbers(send, body):
    with nothing_changes():
        answer = send(body | {"total": "23.49"})

    problem = refusal(answer, 400, "invalid_input")
    assert problem["detail"] == "The items and adjustments add up to 23.50, not to 23.49."
    assert problem["errors"][0]["pointer"] == "/total"
    assert problem["errors"][0]["code"] == "total_differs"
    assert (problem["computed"], problem["sent"]) == ("23.50", "23.49")


def test_every_kind_of_adjustment_counts_where_it_belongs(send, body):
    body["items"][0] |= {
        "discount_amount": "1.00",
        "adjustments": [
            {"type": "gift_box", "amount": "2.00"},
            {"type": "tax", "amount": "3.05", "included": True},
        ],
    }
    body["adjustments"] = [
        {"type": "shipping", "amount": "5.00", "label": "DHL Express"},
        {"type": "shipping_discount", "amount": "-1.50", "code": "FREESHIP"},
        {"type": "discount", "amount": "-2.00", "info": "Ten per cent off"},
        {"type": "interest", "amount": "0.40"},
        {"type": "fee", "amount": "0.60"},
        {"type": "tax", "amount": "4.00"},
        {"type": "gift_certificate", "amount": "-10.00"},
    ]
    del body["total"]

    order = send(body).json()

    assert order["items"][0]["total"] == "21.00"
    sums = {name: order[name] for name in order if name.endswith("_amount") or name in ("subtotal", "total")}
    assert sums == {
        "subtotal": "21.00",
        "discount_amount": "4.50",
        "shipping_amount": "5.00",
        "tax_amount": "7.05",
        "shipping_interest_amount": "0.40",
        "total": "17.50",
        "refund_amount": "0.00",
        "shipping_refund_amount": "0.00",
        "discount_refund_amount": "0.00",
    }
    assert [line["type"] for line in order["adjustments"]] == [line["type"] for line in body["adjustments"]]
    assert order["adjustments"][1]["code"] == "FREESHIP"


def test_a_total_is_never_less_than_nothing(send, body):
    body["adjustments"] = [{"type": "gift_certificate", "amount": "-50.00"}]
    body["total"] = "0.00"

    order = send(body).json()

    assert order["total"] == order["amount_outstanding"] == "0.00"
    assert order["is_paid"] is True
    assert order["payment_status"] == "paid"


@pytest.mark.parametrize(
    ("currency", "price", "total"),
    [("JPY", "1250", "2500"), ("EUR", "0.01", "0.02"), ("KWD", "1.125", "2.250"), ("TRY", "1250.5", "2501.00")],
)
def test_amounts_have_their_currencys_own_digits(send, body, currency, price, total):
    body["currency"] = currency
    body["items"][0]["unit_price"] = price
    body["adjustments"] = []
    body["total"] = total

    order = send(body).json()

    assert order["currency"] == currency
    assert order["total"] == order["items"][0]["total"] == total


@pytest.mark.parametrize("price", ["99999999999.99", 10])
def test_prices_of_any_size_are_exact(send, body, price):
    body["items"][0] |= {"unit_price": price, "quantity": 1}
    body["adjustments"] = []
    del body["total"]

    assert send(body).json()["total"] == (f"{price}" if isinstance(price, str) else "10.00")


def test_the_channels_currency_is_taken_if_none_is_named(send, body, channel):
    Channel.objects.filter(pk=channel.pk).update(default_currency="KWD")
    body["total"] = "23.500"

    assert send(body).json()["total"] == "23.500"


def test_a_client_of_several_channels_must_say_in_which(send, client_for, body, channel, other_channel):
    connection = client_for("orders:read", "orders:write", channels=[channel, other_channel])

    with nothing_changes():
        answer = send(body, connection)

    assert wrong(answer) == {"/channel": "required"}
    assert send(body | {"channel": "market"}, connection).json()["channel"] == "market"


@pytest.mark.parametrize(
    ("code", "rule"), [("market", "unknown_channel"), ("nowhere", "unknown_channel"), ("us-web", "channel_disabled")]
)
def test_a_channel_out_of_reach_unknown_or_closed_takes_no_orders(send, body, channel, other_channel, code, rule):
    Channel.objects.filter(pk=channel.pk).update(enabled=False)

    with nothing_changes():
        answer = send(body | {"channel": code})

    assert wrong(answer) == {"/channel": rule}


def test_a_new_customer_is_made_and_a_known_one_is_brought_up_to_date(send, body):
    first = send(body).json()["customer"]
    body["customer"] = {"email": "SHOP@example.com", "phone": "801-755-9966"}

    second = send(body).json()["customer"]

    assert second["id"] == first["id"]
    assert (second["first_name"], second["phone"]) == ("John", "801-755-9966")
    assert Customer.objects.count() == 1


def test_a_guest_needs_an_email_only(send, body):
    del body["customer"]

    order = send(body | {"email": "guest@example.com"}).json()

    assert order["email"] == order["customer"]["email"] == "guest@example.com"
    assert order["customer"]["account_type"] == "guest"


def test_an_order_without_anybody_who_buys_is_refused(send, body):
    del body["customer"]

    with nothing_changes():
        assert wrong(send(body)) == {"/customer": "invalid"}


def test_a_customer_is_also_known_by_id(send, body, customer):
    order = send(body | {"customer": str(customer.id)}).json()

    assert order["customer"]["id"] == str(customer.id)
    assert order["email"] == customer.email


def test_an_order_can_have_another_email_than_its_customer(send, body):
    order = send(body | {"email": "office@example.com"}).json()

    assert (order["email"], order["customer"]["email"]) == ("office@example.com", "shop@example.com")


def test_addresses_are_given_in_full_or_by_id(send, body, channel, customer):
    known = create_address(channel, customer=customer, line="Bahnhofstr. 5", country_code="DE", at=timezone.now())

    order = send(body | {"billing_address": str(known.id)}).json()

    assert order["billing_address"]["id"] == str(known.id)
    assert order["shipping_address"]["line"] == "300 E St SW"
    assert order["shipping_address"]["country"]


def test_an_address_of_the_channel_that_is_nobodys_may_be_used_by_everybody(send, body, channel):
    known = create_address(channel, line="Pick-up point 5", at=timezone.now())

    assert send(body | {"shipping_address": str(known.id)}).status_code == 201


@pytest.fixture
def forbidden(channel, other_channel):
    """Addresses and customers that an order of John's must not have."""
    at = timezone.now()
    other = Customer.objects.create(channel=channel, email="customer-17@example.com", created_at=at, updated_at=at)
    abroad = Customer.objects.create(channel=other_channel, email="shop@example.com", created_at=at, updated_at=at)
    retired = create_address(channel, line="Old Street 1", at=at)
    retire_address(retired, at=at)
    return {
        "another channel's address": create_address(other_channel, line="Abroad 1", at=at).id,
        "another customer's address": create_address(channel, customer=other, line="Other Street 1", at=at).id,
        "a retired address": retired.id,
        "no address": "0190b0a5-7c3e-7000-8000-000000000001",
        "another channel's customer": abroad.id,
    }


@pytest.mark.parametrize(
    "whose", ["another channel's address", "another customer's address", "a retired address", "no address"]
)
@pytest.mark.parametrize("role", ["billing_address", "shipping_address"])
def test_somebody_elses_address_is_refused(send, body, forbidden, role, whose):
    with nothing_changes():
        answer = send(body | {role: str(forbidden[whose])})

    assert wrong(answer) == {f"/{role}": "unknown_address"}


def test_another_channels_customer_is_refused(send, body, forbidden):
    with nothing_changes():
        answer = send(body | {"customer": str(forbidden["another channel's customer"])})

    assert wrong(answer) == {"/customer": "unknown_customer"}


def test_the_number_is_the_ref_unless_the_channel_has_its_own(send, body):
    first, second = send(body).json(), send(body | {"number": "1254"}).json()

    assert first["number"] == first["ref"]
    assert second["number"] == "1254" != second["ref"]


def test_a_number_that_looks_like_a_coming_ref_stops_nobody(send, body):
    year, serial = send(body).json()["ref"].split("-")
    for ahead in (2, 3, 5):
        assert send(body | {"number": f"{year}-{int(serial) + ahead:05d}"}).status_code == 201

    later = [send(body) for _ in range(4)]

    assert [answer.status_code for answer in later] == [201] * 4
    numbers = [answer.json()["number"] for answer in later]
    assert len(set(numbers)) == 4
    assert numbers == [answer.json()["ref"] for answer in later]


def test_a_number_is_given_once_a_channel(send, stranger, body):
    send(body | {"number": "1254"})

    with nothing_changes(but=["access.idempotencykey"]):
        answer = send(body | {"number": "1254"})

    assert refusal(answer, 409, "number_taken")["number"] == "1254"
    assert send(body | {"number": "1254"}, stranger).status_code == 201


def test_refs_are_all_different_and_name_the_year(send, body):
    refs = [send(body).json()["ref"] for _ in range(3)]

    assert len(set(refs)) == 3
    assert {ref[:5] for ref in refs} == {f"{timezone.now().year}-"}


def test_everything_lies_in_one_parcel_that_is_ready(send, body):
    body["items"].append({"sku": "CAP", "quantity": 3, "unit_price": "1.00"})
    body["total"] = "26.50"
    body["shipping_company"] = "DHL"

    order = send(body).json()

    [parcel] = order["shipments"]
    assert (parcel["state"], parcel["carrier"]) == ("ready", "DHL")
    assert [line["quantity"] for line in parcel["lines"]] == [2, 3]
    assert [line["item"] for line in parcel["lines"]] == [item["id"] for item in order["items"]]


def test_placing_is_written_down_once(send, body):
    body["items"][0]["unit_price"] = 10
    body["adjustments"][0]["amount"] = "3.5"

    order = send(body).json()

    [event] = Event.objects.filter(order=order["id"])
    assert (event.type, event.sequence, event.actor_kind, event.actor_name) == (
        "order.placed",
        1,
        "client",
        "Storefront",
    )
    assert event.data == {
        "ref": order["ref"],
        "number": order["ref"],
        "total": "23.50",
        "currency": "USD",
        "version": 1,
    }
    [change] = order["statuses"]
    assert (change["from_status"], change["to_status"], change["actor_name"]) == (None, "CREATED", "Storefront")


def test_all_that_a_storefront_tells_is_kept(send, body):
    told = {
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

    order = send(body | told).json()

    assert {name: read(order[name]) for name in told} == {name: read(value) for name, value in told.items()}


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


def test_staff_place_orders_too(send, staff_api, body, channel):
    order = send(body, staff_api).json()

    assert order["channel"] == channel.code
    assert order["token"]
    assert Event.objects.get(order=order["id"]).actor_kind == "staff"


# --- drafts ----------------------------------------------------------------------------------------------------------


def test_a_draft_may_be_empty_and_has_a_ref(send):
    order = send({"status": "NEW", "email": "guest@example.com"}).json()

    assert order["ref"]
    assert (order["status"], order["status_code"], order["version"]) == ("NEW", 10, 1)
    assert order["date_placed"] is None
    assert order["items"] == order["shipments"] == []
    assert [change["to_status"] for change in order["statuses"]] == ["NEW"]
    assert list(Event.objects.values_list("type", flat=True)) == ["order.drafted"]


def test_a_draft_with_items_knows_what_it_costs_and_has_no_parcel_yet(send, body):
    order = send(body | {"status": "NEW"}).json()

    assert order["total"] == order["amount_outstanding"] == "23.50"
    assert order["payment_status"] == "awaiting_payment"
    assert not Shipment.objects.exists()


def test_a_draft_that_is_placed_gets_its_date_and_its_parcel(send, api, body):
    draft = send(body | {"status": "NEW"}).json()

    api.put(f"{draft['url']}status/", {"status": "CREATED"}, format="json")

    order = api.get(draft["url"]).json()
    assert order["status"] == "CREATED"
    assert order["date_placed"] == order["updated_at"]
    assert [line["quantity"] for line in order["shipments"][0]["lines"]] == [2]
    assert [change["to_status"] for change in order["statuses"]] == ["CREATED", "NEW"]


def test_an_order_without_items_is_not_placed(send, body):
    for items in ([], None):
        wanted = {**deepcopy(body), "items": items, "total": "3.50"}
        if items is None:
            del wanted["items"]
        with nothing_changes():
            answer = send(wanted)
        assert wrong(answer) == {"/items": "order_is_empty"}


def test_no_other_status_can_be_begun_with(send, body):
    for status in OrderStatus.names:
        if status not in ("NEW", "CREATED"):
            with nothing_changes():
                assert wrong(send(body | {"status": status})) == {"/status": "invalid_choice"}


# --- who sees the token ----------------------------------------------------------------------------------------------


def test_the_token_is_told_to_whoever_placed_the_order_and_to_staff(send, api, staff_api, body, client_for, channel):
    order = send(body).json()
    colleague = client_for("orders:read", channels=[channel])

    assert len(order["token"]) == 43
    assert api.get(order["url"]).json()["token"] == order["token"]
    assert staff_api.get(order["url"]).json()["token"] == order["token"]
    assert colleague.get(order["url"]).json()["token"] is None


def test_whoever_holds_the_token_is_told_it(send, guest, body):
    order = send(body).json()

    assert guest.get(order["url"], {"token": order["token"]}).json()["token"] == order["token"]
    assert guest.get(order["url"], headers={"x-order-token": order["token"]}).json()["token"] == order["token"]


# --- amounts that cannot be ------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("change", "place", "rule"),
    [
        ({"items": [{"quantity": 1, "unit_price": "1.00", "discount_amount": "1.01"}]},
         "/items/0/discount_amount", "discount_exceeds_price"),
        ({"items": [{"quantity": 1, "unit_price": "1.00", "adjustments": [{"type": "discount", "amount": "-2.00"}]}]},
         "/items/0/discount_amount", "discount_exceeds_price"),
        ({"adjustments": [{"type": "discount", "amount": "1.00"}]}, "/adjustments/0/amount", "reduction_must_not_add"),
        ({"adjustments": [{"type": "shipping_discount", "amount": "1.00"}]},
         "/adjustments/0/amount", "reduction_must_not_add"),
        ({"adjustments": [{"type": "gift_certificate", "amount": "1.00"}]},
         "/adjustments/0/amount", "reduction_must_not_add"),
        ({"adjustments": [{"type": "interest", "amount": "-1.00"}]}, "/adjustments", "interest_negative"),
        ({"items": [{"quantity": 2, "unit_price": "999999999999.00"}]}, "/items", "amount_too_large"),
        ({"items": [{"quantity": 1, "unit_price": "-0.01"}]}, "/items/0/unit_price", "min_value"),
        ({"items": [{"quantity": 1, "unit_price": "1000000000000"}]}, "/items/0/unit_price", "too_large"),
    ],
    ids=lambda value: value if isinstance(value, str) else "",
)  # fmt: skip
def test_amounts_that_make_no_sense_are_refused_with_their_place(send, body, change, place, rule):
    del body["total"]

    with nothing_changes():
        answer = send(body | change)

    assert wrong(answer) == {place: rule}


def test_everything_that_is_wrong_is_told_at_once(send, body):
    body["items"] = [
        {"quantity": 0, "unit_price": "1.00"},
        {"quantity": 1, "unit_price": 1.5, "colour": "red"},
    ]
    body["currency"] = "USX"

    with nothing_changes():
        answer = send(body)

    assert wrong(answer) == {
        "/items/0/quantity": "min_value",
        "/items/1/unit_price": "float_not_allowed",
        "/items/1/colour": "unknown_field",
        "/currency": "unknown",
    }
    assert answer.json()["detail"] == "4 things are wrong with what was sent."


def test_an_order_has_at_most_500_items(send, body):
    item = {"quantity": 1, "unit_price": "1.00"}
    del body["total"]

    assert send(body | {"items": [item] * 500}).json()["subtotal"] == "500.00"
    with nothing_changes():
        assert wrong(send(body | {"items": [item] * 501})) == {"/items": "max_length"}


def test_the_addresses_of_a_refused_order_are_not_kept(send, body):
    body["items"][0]["unit_price"] = "10.005"

    with nothing_changes():
        assert wrong(send(body)) == {"/items/0/unit_price": "too_many_digits"}
    assert not CustomerAddress.objects.exists()


def test_a_draft_that_was_called_off_has_no_date(send, api, body):
    draft = send(body | {"status": "NEW"}).json()
    order = fresh(draft)

    change_status(order, to=OrderStatus.CANCELLED, actor=SYSTEM, at=timezone.now())

    assert fresh(draft).date_placed is None
    assert StatusChange.objects.filter(order=order).count() == 2


@pytest.mark.parametrize("format", ["json", "yaml"])
def test_an_orders_address_does_not_depend_on_the_format_that_is_asked_for(api, body, format):
    answer = api.post(
        f"/api/v1/orders/?format={format}", body, format="json", headers={"idempotency-key": f"as-{format}"}
    )

    assert answer["Location"] == f"http://localhost:8000/api/v1/orders/{Order.objects.get().ref}/"
    assert f"{answer['Location']}?" not in answer.content.decode()
