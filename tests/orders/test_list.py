"""`GET /orders/`, `/orders/all/`, `/orders/last/`: whose orders are listed, and what of them."""

import pytest
from django.utils import timezone

from access.models import User
from access.services import create_api_key, create_client, issue_customer_token
from addresses.models import Customer
from common.actors import SYSTEM
from orders.models import Order
from orders.notes import NewNote, add_notes
from orders.statuses import OrderStatus
from tests.answers import refs, refusal, wrong

PUBLISHED = (
    "id url ref number token channel status status_code status_display payment_status shipping_status cancel_status "
    "is_paid customer email currency language_code subtotal discount_amount shipping_amount tax_amount total "
    "amount_paid amount_refunded amount_waived excess_refunded amount_outstanding refund_amount shipping_refund_amount "
    "discount_refund_amount billing_address shipping_address items adjustments payments shipments statuses notes "
    "invoice_number invoice_date e_archive_url tracking_number shipping_company cargo_company has_gift_box "
    "gift_box_note customer_note delivery_range shipping_option_slug shipping_tax_rate shipping_interest_amount "
    "extra_field version date_placed created_at updated_at"
).split()
"""The fields that the API document lists."""

ONLY_IF_EXPANDED = {"payments", "shipments", "statuses", "notes"}


@pytest.fixture
def elsewhere(place, other_channel):
    """An order of the other channel."""
    at = timezone.now()
    other = Customer.objects.create(
        channel=other_channel, email="customer-18@example.com", created_at=at, updated_at=at
    )
    return place(channel=other_channel, customer=other.id, currency="EUR", billing_address=None)


@pytest.fixture
def neighbours(place, channel):
    """Another customer's order in the same channel."""
    at = timezone.now()
    other = Customer.objects.create(channel=channel, email="customer-17@example.com", created_at=at, updated_at=at)
    return place(customer=other.id)


# --- whose -----------------------------------------------------------------------------------------------------------


def test_a_client_lists_its_channels_orders(api, stranger, order, neighbours, elsewhere):
    assert refs(api.get("/api/v1/orders/")) == [neighbours.ref, order.ref]
    assert refs(stranger.get("/api/v1/orders/")) == [elsewhere.ref]


def test_a_client_of_both_channels_lists_both(client_for, channel, other_channel, order, elsewhere):
    both = client_for("orders:read", channels=[channel, other_channel])

    assert refs(both.get("/api/v1/orders/")) == [elsewhere.ref, order.ref]


def test_a_client_without_channels_lists_nothing(client_for, order):
    assert refs(client_for("orders:read", channels=[]).get("/api/v1/orders/")) == []


def test_a_customer_lists_their_own_orders(customer_api, order, neighbours, elsewhere):
    assert refs(customer_api.get("/api/v1/orders/")) == [order.ref]


def test_a_customer_of_several_channels_lists_all_their_orders(customer_api, customer, order, elsewhere):
    Customer.objects.filter(pk=elsewhere.customer_id).update(user=customer.user)

    assert refs(customer_api.get("/api/v1/orders/")) == [elsewhere.ref, order.ref]


def test_a_guest_lists_the_one_order_whose_token_they_hold(guest, order, neighbours):
    assert refs(guest.get("/api/v1/orders/", {"token": order.token})) == [order.ref]
    assert refs(guest.get("/api/v1/orders/", headers={"x-order-token": neighbours.token})) == [neighbours.ref]


@pytest.mark.parametrize("token", ["wrong", "x" * 43, "'", "\x00"])
def test_a_wrong_token_opens_nothing(guest, order, token):
    answer = guest.get("/api/v1/orders/", headers={"x-order-token": token})

    assert (answer.status_code, answer.json()["code"]) == (401, "authentication_failed")


def test_a_customer_can_look_at_one_more_order_by_its_token(customer_api, order, neighbours):
    answer = customer_api.get("/api/v1/orders/", headers={"x-order-token": neighbours.token})

    assert refs(answer) == [neighbours.ref, order.ref]


def test_staff_list_every_order(staff_api, order, neighbours, elsewhere):
    everything = [elsewhere.ref, neighbours.ref, order.ref]

    assert refs(staff_api.get("/api/v1/orders/")) == refs(staff_api.get("/api/v1/orders/all/")) == everything


def test_nobody_is_asked_who_they_are(guest, order):
    answer = guest.get("/api/v1/orders/")

    refusal(answer, 401, "not_authenticated")
    assert answer["WWW-Authenticate"] == 'Bearer realm="Orders Service"'


# --- the newest ------------------------------------------------------------------------------------------------------


def test_a_customers_last_order_is_their_newest(customer_api, order, place, neighbours):
    newest = place()

    answer = customer_api.get("/api/v1/orders/last/")

    assert answer.json()["ref"] == newest.ref
    assert answer.json()["shipments"]


def test_a_guests_last_order_is_the_one_they_hold_the_token_of(guest, order, neighbours):
    assert guest.get("/api/v1/orders/last/", {"token": order.token}).json()["ref"] == order.ref


def test_staff_see_their_own_newest_and_never_a_strangers(staff_api, staff, order, neighbours):
    refusal(staff_api.get("/api/v1/orders/last/"), 404, "not_found")

    Customer.objects.filter(pk=order.customer_id).update(user=staff)
    assert staff_api.get("/api/v1/orders/last/").json()["ref"] == order.ref


def test_a_draft_counts_from_when_it_was_begun(customer_api, draft, place):
    assert customer_api.get("/api/v1/orders/last/").json()["ref"] == draft.ref
    order = place()
    assert customer_api.get("/api/v1/orders/last/").json()["ref"] == order.ref


def test_whoever_has_no_orders_hears_so(client_for, channel):
    someone = User.objects.create_user("customer-17")
    at = timezone.now()
    buyer = Customer.objects.create(
        channel=channel, email="customer-17@example.com", user=someone, created_at=at, updated_at=at
    )
    client = create_client("Storefront", channels=[channel.id], scopes=["orders:read"]).client
    token = issue_customer_token(buyer.id, client=client.client_id, scopes=None, seconds=60, at=at).secret
    key = create_api_key(client).secret

    for secret in (token, key):
        connection = client_for(channels=[])
        connection.credentials(HTTP_AUTHORIZATION=f"Bearer {secret}")
        assert refusal(connection.get("/api/v1/orders/last/"), 404, "not_found")["detail"] == "You have no orders yet."


# --- what of them ----------------------------------------------------------------------------------------------------


def first(answer):
    return answer.json()["results"][0]


def test_a_list_has_every_published_field_but_the_records(api, order):
    listed = first(api.get("/api/v1/orders/"))

    assert set(PUBLISHED) - set(listed) == ONLY_IF_EXPANDED
    assert listed["billing_address"] == str(order.billing_address_id)
    assert listed["shipping_address"] is None
    assert listed["items"][0]["product"] == {"name": "Medium Mug"}
    assert listed["adjustments"][0]["label"] == "DHL Express"
    assert listed["customer"]["email"] == "shop@example.com"


def test_what_is_listed_is_what_the_order_itself_says(api, order):
    listed = first(api.get("/api/v1/orders/"))
    whole = api.get(f"/api/v1/orders/{order.ref}/").json()

    assert set(whole) - set(listed) == ONLY_IF_EXPANDED
    assert listed == {name: whole[name] for name in listed} | {"billing_address": whole["billing_address"]["id"]}


@pytest.mark.parametrize("name", [*sorted(ONLY_IF_EXPANDED), "billing_address", "shipping_address"])
def test_each_part_can_be_asked_for(api, place, name):
    order = place(shipping_address={"line": "Bahnhofstr. 5", "country_code": "DE"})
    whole = api.get(f"/api/v1/orders/{order.ref}/").json()

    listed = first(api.get("/api/v1/orders/", {"expand": name}))

    assert listed[name] == whole[name]
    assert set(listed) & ONLY_IF_EXPANDED == {name} & ONLY_IF_EXPANDED


def test_everything_expanded_is_the_whole_order(api, order):
    everything = "payments,shipments,statuses,notes,billing_address,shipping_address"

    assert first(api.get("/api/v1/orders/", {"expand": everything})) == api.get(f"/api/v1/orders/{order.ref}/").json()


def test_fields_can_be_picked(api, order):
    listed = first(api.get("/api/v1/orders/", {"fields": "ref,total,shipments"}))

    assert set(listed) == {"ref", "total", "shipments"}
    assert listed["total"] == "23.50"
    assert listed["shipments"][0]["state"] == "ready"


def test_a_picked_address_is_in_full_if_it_is_expanded(api, order):
    picked = {"fields": "ref,billing_address"}

    assert first(api.get("/api/v1/orders/", picked))["billing_address"] == str(order.billing_address_id)
    in_full = first(api.get("/api/v1/orders/", picked | {"expand": "billing_address"}))
    assert in_full["billing_address"]["line"] == "300 E St SW"


@pytest.mark.parametrize(
    ("query", "parameter"),
    [
        ({"expand": "customer"}, "expand"),
        ({"expand": "payments,"}, "expand"),
        ({"expand": "payments.refunds"}, "expand"),
        ({"fields": "ref,secret"}, "fields"),
        ({"fields": "search_text"}, "fields"),
        ({"fields": "token_digest"}, "fields"),
    ],
)
@pytest.mark.parametrize("path", ["/api/v1/orders/", "/api/v1/orders/all/", "/api/v1/orders/{ref}/"])
def test_what_cannot_be_chosen_is_refused(staff_api, order, path, query, parameter):
    assert wrong(staff_api.get(path.format(ref=order.ref), query)) == {parameter: "unknown_field"}


def test_notes_in_a_list_are_public_for_whoever_buys(api, customer_api, guest, order):
    notes = [NewNote("On its way.", public=True), NewNote("Customer was rude.")]
    add_notes(order, notes, actor=SYSTEM, at=timezone.now())

    def messages(connection, **query):
        return {
            note["message"] for note in first(connection.get("/api/v1/orders/", {"expand": "notes", **query}))["notes"]
        }

    assert messages(api) == {"On its way.", "Customer was rude."}
    assert messages(customer_api) == messages(guest, token=order.token) == {"On its way."}


def test_every_status_is_shown_by_name_code_and_label(api, order):
    listed = first(api.get("/api/v1/orders/"))

    status = OrderStatus[listed["status"]]
    assert (listed["status_code"], listed["status_display"]) == (status.value, status.label)


def test_the_token_of_an_order_that_somebody_else_placed_is_not_listed(api, order):
    Order.objects.update(created_by="client:somebody-else")

    assert first(api.get("/api/v1/orders/"))["token"] is None


@pytest.mark.parametrize("asked", ["page=1", "limit=1", "cursor=", "count=exact", "expand=notes", "fields=ref"])
def test_a_csv_file_has_no_pages_and_no_other_columns(api, order, asked):
    answer = api.get(f"/api/v1/orders/?format=csv&{asked}")

    assert wrong(answer) == {asked.partition("=")[0]: "not_in_csv"}


@pytest.mark.parametrize("path", ["orders/", "orders/last/", "order-items/", "payments/", "cancellation-plans/"])
def test_a_token_of_no_order_is_wrong_wherever_something_is_listed(guest, order, path):
    url = f"/api/v1/{path}"

    wrong = [guest.get(url, headers={"x-order-token": "x" * 43}), guest.get(url, {"token": "x" * 43})]
    right = guest.get(url, headers={"x-order-token": order.token})

    assert [(answer.status_code, answer.json()["code"]) for answer in wrong] == [(401, "authentication_failed")] * 2
    assert right.status_code == 200
