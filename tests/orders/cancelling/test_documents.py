"""The documents' own examples of goods going out and coming back, by the native API."""

from datetime import timedelta
from decimal import Decimal

import pytest
from django.utils import timezone

from orders.fulfilment.ship import ship_order
from orders.mail import send_mail_due
from orders.models import OrderItem, Shipment
from orders.status.change_status import change_status
from orders.statuses import OrderStatus
from payments.models import Payment
from tests.answers import refusal

PLANS = "/api/v1/cancellation-plans/"


@pytest.fixture
def url(order):
    return f"/api/v1/orders/{order.ref}/"


class TestSylius:
    """Shipping an order and completing its payment, in either order of calls."""

    @pytest.fixture
    def calls(self, api, url, order, pay):
        payment, parcel = pay(order, method="bank-transfer"), Shipment.objects.get(order=order)
        return {
            "ship": lambda: api.put(f"{url}shipments/{parcel.id}/ship/", {"tracking_number": "00340"}, format="json"),
            "complete": lambda: api.put(f"{url}payments/{payment.id}/complete/"),
        }

    @pytest.mark.parametrize("sequence", [("ship", "complete"), ("complete", "ship")])
    def test_the_order_is_fulfilled_in_either_order_of_calls(self, api, url, calls, sequence):
        assert [calls[name]().status_code for name in sequence] == [200, 200]

        shown = api.get(url).json()
        assert (shown["status"], shown["payment_status"], shown["shipping_status"]) == ("SHIPPED", "paid", "shipped")
        assert shown["shipments"][0]["tracking_number"] == "00340"

    @pytest.mark.parametrize("name", ["ship", "complete"])
    def test_neither_is_done_twice(self, calls, name):
        calls[name]()

        assert calls[name]().status_code == 409

    def test_it_can_then_be_closed(self, api, url, calls):
        calls["ship"](), calls["complete"]()

        assert api.put(f"{url}status/", {"status": "COMPLETED"}, format="json").json()["status"] == "COMPLETED"


class TestAkinon:
    """Rejecting an order item, and the cancellation plan with its amounts and filters."""

    @pytest.fixture
    def order(self, place):
        """Two items, one with a discount of 1.00, so that the sample's amounts come out."""
        return place(
            number="45243493",
            currency="TRY",
            items=[
                {"sku": "SP-A", "quantity": 1, "unit_price": Decimal("1.50"), "discount_amount": Decimal("1.00")},
                {"sku": "SP-B", "quantity": 1, "unit_price": Decimal("0.50")},
            ],
            adjustments=[{"type": "shipping", "amount": Decimal("1.00")}],
        )

    def test_a_seller_rejects_an_item_and_the_customer_is_told(self, api, order, mailbox):
        item = OrderItem.objects.get(order=order, sku="SP-A")

        shown = api.post(f"/api/v1/order-items/{item.id}/reject/").json()
        send_mail_due(timezone.now() + timedelta(seconds=1))

        assert (shown["status"], shown["status_code"]) == ("REJECTED", 900)
        assert mailbox.letters == [("shop@example.com", "Your order 45243493: an item cannot be delivered")]

    def test_packaged_orders_cannot_be_rejected(self, api, order, now, mailbox):
        change_status(order, to=OrderStatus.PROCESSING, **now)
        change_status(order, to=OrderStatus.PACKAGED, **now)
        item = OrderItem.objects.get(order=order, sku="SP-A")

        answer = api.post(f"/api/v1/order-items/{item.id}/reject/")

        shown = refusal(answer, 409, "packaged_orders_cannot_be_rejected")
        assert shown["detail"] == "packaged orders cannot be rejected"
        assert send_mail_due(timezone.now() + timedelta(seconds=1)) == {}

    def test_the_sample_plan_has_its_amounts_and_is_found_by_them(self, api, order):
        body = {"order": order.ref, "plan_type": "cancel", "invoice_number": "1234"}
        shown = api.post(PLANS, body, format="json").json()

        assert (shown["status"], shown["plan_type"], shown["invoice_number"]) == ("waiting", "cancel", "1234")
        assert (shown["refund_amount"], shown["shipping_refund_amount"], shown["discount_refund_amount"]) == (
            "1.00",
        ) * 3
        assert len(shown["lines"]) == 2
        for wanted in (
            f"order={order.id}",
            "order__number=45243493",
            f"order_items={shown['lines'][0]['item']}",
            f"created_at__date={shown['created_at'][:10]}",
            "status=waiting",
            "plan_type=cancel",
            "invoice_number=1234",
            "refund_amount=1.00",
            "shipping_refund_amount=1.00",
            "discount_refund_amount=1.00",
        ):
            assert [row["id"] for row in api.get(f"{PLANS}?{wanted}").json()["results"]] == [shown["id"]], wanted

    def test_a_completed_plan_adds_its_amounts_to_the_order(self, api, order, pay):
        pay(order)
        plan = api.post(PLANS, {"order": order.ref, "plan_type": "cancel"}, format="json").json()
        api.post(f"{PLANS}{plan['id']}/approve/")

        shown = api.get(f"/api/v1/orders/{order.ref}/").json()
        assert shown["cancel_status"] == "completed"
        amounts = (shown["refund_amount"], shown["shipping_refund_amount"], shown["discount_refund_amount"])
        assert amounts == ("1.00", "1.00", "1.00")


class TestLunasoft:
    """A status with a note, and an e-mail to the customer when that is wanted."""

    @pytest.fixture
    def update(self, api, url, mailbox):
        def update(**body):
            answer = api.put(f"{url}status/", body, format="json")
            send_mail_due(timezone.now() + timedelta(seconds=1))
            return answer

        return update

    @pytest.fixture
    def approved(self, order, now):
        return change_status(order, to=OrderStatus.PROCESSING, **now)

    def test_one_e_mail_when_the_customer_shall_know(self, update, approved, mailbox, api, url):
        update(status="SHIPPED", notes="Tracking #ABCDEFG", notify_customer=True)

        assert [subject for _, subject in mailbox.letters] == [f"Your order {approved.number}: Shipped"]
        assert "Tracking #ABCDEFG" in mailbox.text()
        newest = api.get(f"{url}statuses/").json()["results"][0]
        assert (newest["to_status"], newest["note"], newest["notify_customer"]) == (
            "SHIPPED",
            "Tracking #ABCDEFG",
            True,
        )

    def test_none_when_not(self, update, approved, mailbox):
        assert update(status="SHIPPED", notes="Order has been shipped", notify_customer=False).status_code == 200
        assert mailbox.arrived == []

    def test_none_when_it_fails(self, update, order, mailbox, api, url):
        answer = update(status="COMPLETED", notes="Order has been processed", notify_customer=True)

        refusal(answer, 409, "transition_not_allowed")
        assert mailbox.arrived == []
        assert len(api.get(f"{url}statuses/").json()["results"]) == 1


class TestAplazame:
    """Cancelling, and refunding in parts down to zero."""

    @pytest.fixture
    def order(self, place):
        return place(currency="EUR", items=[{"quantity": 1, "unit_price": Decimal("300.00")}], adjustments=[])

    @pytest.fixture
    def refund(self, api, url):
        """Ask for some of it; each time a command of its own."""
        asked = []

        def refund(amount):
            asked.append(amount)
            return api.post(
                f"{url}refund/", {"amount": amount}, format="json", HTTP_IDEMPOTENCY_KEY=f"refund-{len(asked)}"
            )

        return refund

    def test_parts_are_refunded_until_nothing_is_left(self, api, url, order, pay, refund):
        pay(order)

        left = [refund(amount).json()["remaining_amount"] for amount in ("100.50", "100.50", "99.00")]

        assert left == ["199.50", "99.00", "0.00"]
        refusal(refund("0.01"), 409, "refund_exceeds_paid")
        assert api.get(url).json()["status"] == "REFUNDED"
        assert Payment.objects.get(order=order).refunded_amount == Decimal("300.00")

    def test_a_cancelled_order_gets_back_what_is_left_and_may_not_be_modified(self, api, url, order, pay, refund):
        pay(order)
        refund("100.50")

        shown = api.post(f"{url}cancel/").json()["order"]

        assert (shown["status"], shown["amount_refunded"]) == ("CANCELLED", "300.00")
        refusal(api.put(f"{url}status/", {"status": "PROCESSING"}, format="json"), 409, "transition_not_allowed")
        refusal(api.post(f"{url}cancel/"), 409, "transition_not_allowed")

    def test_what_was_sent_is_not_cancelled(self, api, url, order, now):
        ship_order(order, **now)

        refusal(api.post(f"{url}cancel/"), 409, "nothing_to_cancel")
