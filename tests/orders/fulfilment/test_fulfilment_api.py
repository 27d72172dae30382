"""Parcels, units and cancelling over HTTP."""

import pytest

from orders.fulfilment.ship import ship_order
from orders.models import OrderItem, Shipment
from orders.status.change_status import change_status
from orders.statuses import OrderStatus
from tests.answers import refusal, wrong


@pytest.fixture
def item(order):
    """Two mugs."""
    return OrderItem.objects.get(order=order)


@pytest.fixture
def parcel(order):
    return Shipment.objects.get(order=order)


@pytest.fixture
def url(order):
    return f"/api/v1/orders/{order.ref}/"


@pytest.fixture
def approved(order, now):
    return change_status(order, to=OrderStatus.PROCESSING, **now)


def units(item, quantity):
    return {"lines": [{"item": str(item.id), "quantity": quantity}]}


class TestShipments:
    def test_they_are_listed_with_what_is_in_them(self, api, url, parcel, item):
        (listed,) = api.get(f"{url}shipments/").json()["results"]

        assert (listed["id"], listed["state"]) == (str(parcel.id), "ready")
        assert listed["lines"] == [{"item": str(item.id), "quantity": 2}]

    def test_one_is_split_off_sent_corrected_and_delivered(self, api, url, item):
        split = api.post(f"{url}shipments/", {**units(item, 1), "carrier": "DHL"}, format="json")
        assert split.status_code == 201
        one = f"{url}shipments/{split.json()['id']}/"

        sent = api.put(f"{one}ship/", {"tracking_number": "0034"}, format="json").json()
        corrected = api.patch(one, {"tracking_number": "0035"}, format="json").json()
        delivered = api.put(f"{one}deliver/").json()

        assert (sent["state"], sent["tracking_number"], sent["carrier"]) == ("shipped", "0034", "DHL")
        assert corrected["tracking_number"] == "0035"
        assert delivered["state"] == "delivered"
        assert api.get(url).json()["shipping_status"] == "partially_shipped"

    def test_a_ready_one_is_undone_and_a_sent_one_is_not(self, api, url, parcel):
        one = f"{url}shipments/{parcel.id}/"

        assert api.put(f"{one}cancel/").json()["state"] == "cancelled"
        error = refusal(api.put(f"{one}ship/"), 409, "transition_not_allowed")
        assert error["detail"] == "Can't change shipment with status 'Cancelled' to 'Shipped'."

    def test_one_that_was_sent_by_mistake_is_undone_and_one_that_is_lost_is_refunded(self, api, url, parcel):
        one = f"{url}shipments/{parcel.id}/"
        api.put(f"{one}ship/")

        undone = api.put(f"{one}unship/", {"reason": "Still here"}, format="json").json()
        api.put(f"{one}ship/")
        rehearsed = api.put(f"{one}lose/?dry_run=true", {"instead": "refund"}, format="json")
        lost = api.put(f"{one}lose/", {"instead": "refund", "reason": "Stolen"}, format="json").json()

        assert (undone["state"], undone["shipped_at"]) == ("ready", None)
        assert rehearsed.status_code == 200
        assert (lost["shipment"]["state"], lost["shipment"]["lost_reason"]) == ("lost", "Stolen")
        assert lost["plan"]["status"] == "completed"
        assert api.get(url).json()["status"] == "CANCELLED"

    def test_somebody_must_say_what_the_customer_gets_instead(self, api, url, parcel):
        api.put(f"{url}shipments/{parcel.id}/ship/")

        error = wrong(api.put(f"{url}shipments/{parcel.id}/lose/", {}, format="json"))

        assert error == {"/instead": "required"}

    def test_more_units_than_there_are_is_a_refusal_with_the_numbers(self, api, url, item):
        error = refusal(api.post(f"{url}shipments/", units(item, 3), format="json"), 409, "too_few_units_left")

        assert (error["left"], error["asked"]) == (2, 3)

    @pytest.mark.parametrize(
        ("body", "pointer", "code"),
        [
            ({}, "/lines", "required"),
            ({"lines": []}, "/lines", "min_length"),
            ({"lines": [{"item": "x", "quantity": 1}]}, "/lines/0/item", "invalid"),
        ],
    )
    def test_a_wrong_split_names_its_place(self, api, url, body, pointer, code):
        assert wrong(api.post(f"{url}shipments/", body, format="json"))[pointer] == code

    @pytest.mark.parametrize("body", [[], 5, "all", {"quantity": 1}])
    @pytest.mark.parametrize("query", ["", "?dry_run=true"])
    def test_a_command_that_needs_no_body_takes_none(self, api, url, parcel, approved, body, query):
        answer = api.put(f"{url}shipments/{parcel.id}/cancel/{query}", body, format="json")

        assert list(wrong(answer)) == (["/quantity"] if body == {"quantity": 1} else [""])
        assert Shipment.objects.get().state == "ready"

    @pytest.mark.parametrize("body", ["", " ", "{}"])
    def test_an_empty_body_says_nothing(self, api, url, parcel, approved, body):
        answer = api.generic("PUT", f"{url}shipments/{parcel.id}/cancel/", body, content_type="application/json")

        assert answer.status_code == 200

    def test_another_orders_shipment_is_not_found(self, api, url, place):
        stranger = Shipment.objects.get(order=place())

        assert api.put(f"{url}shipments/{stranger.id}/ship/").status_code == 404

    def test_a_version_that_is_no_longer_current_ships_nothing(self, api, url, parcel, approved):
        answer = api.put(f"{url}shipments/{parcel.id}/ship/", HTTP_IF_MATCH='"1"')

        refusal(answer, 412, "version_differs")
        assert Shipment.objects.get(pk=parcel.pk).state == "ready"


class TestShip:
    def test_everything_that_is_left_is_sent_in_one_call(self, api, url):
        answer = api.post(f"{url}ship/", {"tracking_number": "0034", "carrier": "DHL"}, format="json")

        error = answer.json()
        assert (answer.status_code, error["status"], error["shipping_status"]) == (200, "SHIPPED", "shipped")
        assert error["shipments"][0]["tracking_number"] == "0034"
        assert answer["ETag"] == f'"{error["version"]}"'

    def test_some_units_are_sent(self, api, url, item):
        error = api.post(f"{url}ship/", units(item, 1), format="json").json()

        assert [row["quantity_shipped"] for row in error["items"]] == [1]
        assert error["status"] == "PROCESSING"

    def test_a_second_time_nothing_is_left(self, api, url):
        api.post(f"{url}ship/")

        refusal(api.post(f"{url}ship/"), 409, "nothing_left_to_ship")

    def test_customers_do_not_ship(self, customer_api, url):
        refusal(customer_api.post(f"{url}ship/"), 403, "scope_missing")


class TestItems:
    def test_an_item_is_packed_and_delivered(self, api, approved, order, item, now):
        one = f"/api/v1/order-items/{item.id}/"

        assert api.post(f"{one}pack/").json()["status"] == "PACKAGED"
        ship_order(order, **now)
        error = api.post(f"{one}deliver/", {"quantity": 1}, format="json").json()

        assert (error["status"], error["quantity_delivered"]) == ("SHIPPED", 1)

    def test_an_item_is_rejected(self, api, item):
        error = api.post(f"/api/v1/order-items/{item.id}/reject/", {"reason": "Sold out"}, format="json").json()

        assert (error["status"], error["quantity_cancelled"], error["cancel_status"]) == (
            "REJECTED",
            2,
            "completed",
        )

    def test_packaged_orders_cannot_be_rejected(self, api, approved, item):
        api.post(f"/api/v1/order-items/{item.id}/pack/")

        answer = api.post(f"/api/v1/order-items/{item.id}/reject/")

        error = refusal(answer, 409, "packaged_orders_cannot_be_rejected")
        assert error["detail"] == "packaged orders cannot be rejected"

    def test_another_channels_item_is_not_found(self, stranger, item):
        assert stranger.post(f"/api/v1/order-items/{item.id}/reject/").status_code == 404


class TestCancel:
    @pytest.mark.parametrize("method", ["post", "put"])
    def test_an_order_is_cancelled_with_its_plan(self, api, url, method):
        answer = getattr(api, method)(f"{url}cancel/", {"reason": "Changed my mind"}, format="json")

        error = answer.json()
        assert (answer.status_code, error["order"]["status"], error["plan"]["status"]) == (
            200,
            "CANCELLED",
            "completed",
        )
        assert error["plan"]["reason"] == "Changed my mind"

    def test_a_rehearsal_says_what_comes_back_and_on_which_card(self, customer_api, url, order, pay):
        pay(order)

        answer = customer_api.post(f"{url}cancel/?dry_run=true").json()

        (part,) = answer["result"]["plan"]["payment_plan"]
        assert (part["label"], part["amount"], part["currency"]) == ("Card", "23.50", "USD")
        assert [call["operation"] for call in answer["gateway_calls"]] == ["refund"]
        assert api_status(customer_api, url) == "PROCESSING"

    def test_a_customer_cancels_their_own_order(self, customer_api, url):
        assert customer_api.post(f"{url}cancel/").json()["order"]["status"] == "CANCELLED"

    def test_a_guest_cancels_by_the_orders_token(self, guest, url, order):
        answer = guest.post(f"{url}cancel/", HTTP_X_ORDER_TOKEN=order.token)

        assert answer.json()["order"]["status"] == "CANCELLED"

    def test_not_where_the_channel_does_not_want_it(self, customer_api, url, channel):
        channel.customer_cancellation = "never"
        channel.save()

        refusal(customer_api.post(f"{url}cancel/"), 409, "cancellation_not_offered")

    def test_not_once_something_is_sent(self, customer_api, api, url, item):
        api.post(f"{url}ship/", units(item, 1), format="json")

        refusal(customer_api.post(f"{url}cancel/"), 409, "already_sent")

    def test_nobody_cancels_a_strangers_order(self, stranger, guest, url):
        assert stranger.post(f"{url}cancel/").status_code == 404
        assert guest.post(f"{url}cancel/").status_code == 401

    def test_a_repetition_under_the_same_key_is_the_first_answer_again(self, api, url, order, pay, obliging):
        pay(order)
        key = {"HTTP_IDEMPOTENCY_KEY": "k"}

        first, second = (api.post(f"{url}cancel/", **key) for _ in range(2))

        assert first.json() == second.json()
        assert obliging.card.given_back == order.total

    def test_a_draft_needs_no_plan(self, api, draft):
        error = api.post(f"/api/v1/orders/{draft.ref}/cancel/").json()

        assert (error["order"]["status"], error["plan"]) == ("CANCELLED", None)


def api_status(connection, url):
    return connection.get(url).json()["status"]
