"""`PATCH /orders/{ref}/`: changing what an order says."""

from decimal import Decimal

import pytest
from django.utils import timezone

from addresses.models import Customer, CustomerAddress
from addresses.services import create_address
from events.models import Event
from orders.models import OrderItem, Shipment
from tests.answers import refs, refusal, wrong
from tests.basket import fresh
from tests.orders.updating.sent import CAP, url
from tests.untouched import nothing_changes


def test_a_change_is_answered_with_the_whole_order(api, patch, order):
    answer = patch(order, customer_note="Ring twice.")

    assert answer.status_code == 200
    assert answer.json()["customer_note"] == "Ring twice."
    assert answer.json() == api.get(url(order)).json()
    assert answer["ETag"] == api.get(url(order))["ETag"]


def test_a_change_is_one_version_and_one_event_that_names_the_fields(patch, order):
    patch(order, customer_note="Ring twice.", has_gift_box=True)

    event = Event.objects.latest("position")
    assert (event.type, event.sequence) == ("order.updated", 2)
    assert event.data == {"fields": ["customer_note", "has_gift_box"], "version": 2}
    assert fresh(order).version == 2


def test_a_change_that_changes_nothing_is_no_version_and_no_event(patch, order):
    with nothing_changes():
        answer = patch(order, customer_note="", has_gift_box=False, number=order.number, currency="USD")

    assert answer.status_code == 200
    assert answer.json()["version"] == 1


def test_an_empty_change_is_accepted(patch, order):
    with nothing_changes():
        assert patch(order).status_code == 200


def test_new_items_replace_the_old_ones_and_the_sums_follow(patch, order):
    changed = patch(order, items=[CAP], total="18.50").json()

    assert [(item["sku"], item["quantity"], item["total"]) for item in changed["items"]] == [("CAP", 3, "15.00")]
    assert (changed["subtotal"], changed["total"], changed["amount_outstanding"]) == ("15.00", "18.50", "18.50")
    [parcel] = changed["shipments"]
    assert parcel["lines"] == [{"item": changed["items"][0]["id"], "quantity": 3}]
    assert OrderItem.objects.count() == 1


def test_new_adjustments_leave_the_items_as_they_are(patch, place):
    order = place(
        items=[
            {
                "sku": "MUG",
                "quantity": 2,
                "unit_price": Decimal(10),
                "tax_rate": Decimal(18),
                "discount_amount": Decimal(1),
                "product": {"name": "Medium Mug"},
                "extra_field": {"line": 1},
                "adjustments": [{"type": "gift_box", "amount": Decimal(2), "label": "Box"}],
            }
        ]
    )
    before = patch(order).json()["items"][0]

    changed = patch(order, adjustments=[{"type": "discount", "amount": "-1.00"}]).json()

    assert without_times(changed["items"][0]) == without_times(before)
    assert (changed["subtotal"], changed["total"]) == ("21.00", "20.00")


def without_times(item):
    """An item as it was ordered: its adjustments are rows of their own and may be new."""
    adjustments = [{**line, "id": None} for line in item["adjustments"]]
    return {**item, "created_at": None, "updated_at": None, "adjustments": adjustments}


def test_a_total_alone_is_checked_and_changes_nothing(patch, order):
    with nothing_changes():
        assert patch(order, total="23.50").status_code == 200
        problem = refusal(patch(order, total="23.00"), 400, "invalid_input")
    assert (problem["computed"], problem["sent"]) == ("23.50", "23.00")


def test_a_total_that_does_not_add_up_undoes_the_whole_change(patch, order):
    with nothing_changes():
        answer = patch(order, items=[CAP], customer_note="Ring twice.", total="1.00")

    assert wrong(answer) == {"/total": "total_differs"}


def test_an_order_that_becomes_free_is_paid_and_processed(patch, order):
    free = patch(order, adjustments=[{"type": "gift_certificate", "amount": "-20.00"}]).json()

    assert (free["total"], free["is_paid"], free["payment_status"]) == ("0.00", True, "paid")
    assert (free["status"], bool(free["paid_at"])) == ("PROCESSING", True)
    assert order.events.filter(type="order.paid").get().data["amount_paid"] == "0.00"


def test_a_new_address_is_a_new_row_and_the_old_one_stays(patch, order):
    before = CustomerAddress.objects.get()

    changed = patch(order, billing_address={"line": "Bahnhofstr. 5", "country_code": "DE"}).json()

    assert changed["billing_address"]["line"] == "Bahnhofstr. 5"
    assert changed["billing_address"]["id"] != str(before.id)
    assert CustomerAddress.objects.get(pk=before.pk).line == "300 E St SW"


def test_an_address_can_be_taken_away(patch, order):
    assert patch(order, billing_address=None).json()["billing_address"] is None


def test_somebody_elses_address_is_refused(patch, order, channel, other_channel):
    at = timezone.now()
    other = Customer.objects.create(channel=channel, email="customer-17@example.com", created_at=at, updated_at=at)
    for address in (
        create_address(other_channel, line="Abroad 1", at=at),
        create_address(channel, customer=other, line="Other Street 1", at=at),
    ):
        with nothing_changes():
            assert wrong(patch(order, shipping_address=str(address.id))) == {"/shipping_address": "unknown_address"}


def test_an_order_is_found_by_what_it_says_now(api, patch, order):
    def found(words):
        return refs(api.get("/api/v1/orders/", {"q": words}))

    patch(order, email="office@example.com", tracking_number="00340434161094015902", items=[CAP])

    assert found("office@") == found("00340434161094015902") == found("cap") == [order.ref]
    assert found("mug") == []


@pytest.mark.parametrize(
    ("change", "problems"),
    [
        ({"status": "HOLD"}, {"/status": "unknown_field"}),
        ({"channel": "market"}, {"/channel": "unknown_field"}),
        ({"customer": "x"}, {"/customer": "invalid"}),
        ({"customer": {"email": "x@example.com"}}, {"/customer/email": "unknown_field"}),
        ({"amount_paid": "23.50"}, {"/amount_paid": "unknown_field"}),
        ({"version": 7}, {"/version": "unknown_field"}),
        ({"ref": "2026-00017"}, {"/ref": "unknown_field"}),
        ({"token": "x"}, {"/token": "unknown_field"}),
        ({"date_placed": "2026-01-31T12:00:00Z"}, {"/date_placed": "unknown_field"}),
        ({"items": []}, {"/items": "order_is_empty"}),
        ({"items": None}, {"/items": "null"}),
        ({"items": [{**CAP, "unit_price": "1.001"}]}, {"/items/0/unit_price": "too_many_digits"}),
        ({"customer_note": None}, {"/customer_note": "null"}),
        ({"extra_field": []}, {"/extra_field": "not_an_object"}),
        ({"invoice_date": "yesterday"}, {"/invoice_date": "invalid"}),
        ({"e_archive_url": "javascript:alert(1)"}, {"/e_archive_url": "invalid"}),
    ],
    ids=str,
)
def test_what_makes_no_sense_is_refused(patch, order, change, problems):
    with nothing_changes():
        answer = patch(order, **change)

    assert wrong(answer) == problems


# --- drafts are free -------------------------------------------------------------------------------------------------


def test_everything_of_a_draft_can_be_changed(patch, draft):
    changed = patch(
        draft,
        items=[{**CAP, "unit_price": "5.125"}],
        currency="KWD",
        number="1254",
        email="office@example.com",
        is_guest_checkout=True,
        shipping_tax_rate="18.00",
    ).json()

    assert (changed["currency"], changed["total"], changed["number"]) == ("KWD", "15.375", "1254")
    assert changed["status"] == "NEW"
    assert not Shipment.objects.exists()


def test_a_draft_can_be_emptied(patch, draft):
    patch(draft, items=[CAP])

    assert patch(draft, items=[]).json()["total"] == "0.00"


def test_the_currency_of_a_draft_must_fit_the_amounts_it_has(patch, draft):
    patch(draft, items=[{**CAP, "unit_price": "5.25"}])

    with nothing_changes():
        answer = patch(draft, currency="JPY")

    assert wrong(answer) == {"/items/0/unit_price": "too_many_digits"}


def test_a_draft_cannot_take_another_orders_number(patch, draft, order):
    with nothing_changes():
        answer = patch(draft, number=order.number)

    assert refusal(answer, 409, "number_taken")["number"] == order.number
