"""Units that were refunded unsent, and the commands that come after."""

from decimal import Decimal

import pytest
from django.db import IntegrityError, transaction

from orders.amending.amend import Amendment, amend_order
from orders.amending.settled import TooFewUnitsRemain
from orders.cancelling.cancel import cancel_order
from orders.cancelling.lose import lose_shipment
from orders.cancelling.plan_rows import NewPlan, NothingToCancel, TooFewUnits
from orders.cancelling.plans import approve_plan, open_plan, reject_plan
from orders.fulfilment.ship import ship_order
from orders.fulfilment.unship import unship_shipment
from orders.models import OrderItem, Shipment
from orders.money.refund_units import UnitsAlreadyRefunded
from orders.statuses import ItemStatus
from tests.basket import fresh
from tests.orders.money.unsent_units import ready, states, units


class TestOtherCommands:
    def test_such_units_are_neither_cancelled_nor_refunded_again(self, order, mugs, cap, refund, now):
        refund((mugs, 2))

        with pytest.raises(TooFewUnits):
            cancel_order(order, lines=[{"item": mugs.id, "quantity": 2}], **now)
        with pytest.raises(UnitsAlreadyRefunded):
            refund((mugs, 2))
        plan = cancel_order(order, **now).plan

        assert plan.refund_amount == Decimal("15.00")
        assert plan.shipping_refund_amount == Decimal("3.50")
        assert states(order, mugs, cap) == ("CANCELLED", "cancelled", "CANCELLED", "CANCELLED")
        assert fresh(order).amount_refunded == Decimal("38.50")

    def test_nothing_is_left_to_cancel(self, order, mugs, cap, refund, now):
        refund((mugs, 3), method="manual")
        refund((cap, 1), method="manual")

        with pytest.raises(NothingToCancel):
            cancel_order(order, **now)

    @pytest.mark.parametrize("kind", ["cancel", "refund"])
    def test_units_in_an_open_plan_are_refunded_by_it_alone(self, order, mugs, refund, now, kind):
        if kind == "refund":
            ship_order(order, lines=[{"item": mugs.id, "quantity": 3}], **now)
        plan = open_plan(order, NewPlan(plan_type=kind, lines=[{"item": mugs.id, "quantity": 2}]), **now)

        with pytest.raises(UnitsAlreadyRefunded) as refused:
            refund((mugs, 2))
        assert refused.value.facts["left"] == 1
        refund((mugs, 1))
        approve_plan(plan, **now)

        assert fresh(order).amount_refunded == Decimal(30)
        assert fresh(mugs).status == (ItemStatus.CANCELLED if kind == "cancel" else ItemStatus.SHIPPED)
        assert units(mugs) == ((0, 2, 1, 0) if kind == "cancel" else (3, 0, 0, 0))

    def test_a_plan_that_is_not_granted_leaves_the_refunded_unit_held_back(self, order, mugs, refund, now):
        plan = open_plan(order, NewPlan(plan_type="cancel", lines=[{"item": mugs.id, "quantity": 2}]), **now)
        refund((mugs, 1))
        reject_plan(plan, **now)

        assert units(mugs) == (0, 0, 1, 2)
        assert states(order, mugs)[2] == "APPROVED"

    def test_undoing_a_sending_does_not_send_again_what_was_refunded(self, order, mugs, cap, refund, now):
        ship_order(order, lines=[{"item": mugs.id, "quantity": 3}], **now)
        refund((mugs, 2))

        unship_shipment(Shipment.objects.get(order=order, state="shipped"), **now)

        assert units(mugs) == (0, 0, 2, 1)
        assert ready(order) == [{"MUG": 1}, {"CAP": 1}] or ready(order) == [{"CAP": 1}, {"MUG": 1}]

    @pytest.mark.parametrize(("instead", "left"), [("replacement", (0, 0, 2, 1)), ("refund", (0, 3, 0, 0))])
    def test_lost_units_that_were_refunded_are_not_paid_twice(self, order, mugs, refund, now, instead, left):
        ship_order(order, lines=[{"item": mugs.id, "quantity": 3}], **now)
        refund((mugs, 2))

        lose_shipment(Shipment.objects.get(order=order, state="shipped"), instead=instead, **now)

        assert units(mugs) == left
        assert fresh(order).amount_refunded == (Decimal(20) if instead == "replacement" else Decimal(30))

    def test_an_item_of_which_all_sent_units_were_refunded_is_over_once_its_sending_is_undone(
        self, order, mugs, refund, now
    ):
        ship_order(order, lines=[{"item": mugs.id, "quantity": 3}], **now)
        refund((mugs, 3))

        unship_shipment(Shipment.objects.get(order=order, state="shipped"), **now)

        assert (units(mugs), states(order, mugs)[2]) == ((0, 0, 3, 0), "CANCELLED")

    def test_an_amendment_leaves_them(self, order, mugs, refund, now):
        refund((mugs, 2))

        with pytest.raises(TooFewUnitsRemain):
            amend_order(order, Amendment(change=[{"item": mugs.id, "quantity": 2}]), **now)
        amend_order(order, Amendment(change=[{"item": mugs.id, "quantity": 5}]), **now)

        assert units(mugs) == (0, 0, 2, 3)
        assert sum(row.get("MUG", 0) for row in ready(order)) == 3


def test_the_database_lets_no_unit_be_sent_and_held_back(order, mugs):
    with pytest.raises(IntegrityError), transaction.atomic():
        OrderItem.objects.filter(pk=mugs.pk).update(quantity_shipped=2, quantity_refunded_unsent=2)


class TestByHttp:
    def _post(self, api, order, body, key, **params):
        path = f"/api/v1/orders/{order.ref}/refund/" + ("?dry_run=true" if params.get("dry_run") else "")
        return api.post(path, body, format="json", HTTP_IDEMPOTENCY_KEY=key)

    def test_a_rehearsal_names_what_would_leave_shipping(self, api, order, mugs):
        body = {"items": [{"item": str(mugs.id), "quantity": 1}]}

        answer = self._post(api, order, body, "a", dry_run=True).json()

        assert [e["data"]["quantity"] for e in answer["events"] if e["type"] == "item.shipping_stopped"] == [1]
        assert answer["result"]["not_shipped"] == [{"item": str(mugs.id), "sku": "MUG", "name": "MUG", "quantity": 1}]
        assert units(mugs) == (0, 0, 0, 3)

    def test_the_answer_and_the_order_say_it(self, api, order, mugs):
        body = {"items": [{"item": str(mugs.id), "quantity": 1}]}

        answer = self._post(api, order, body, "a")
        again = self._post(api, order, body, "a")

        assert answer.json()["not_shipped"][0]["quantity"] == 1
        assert again.json() == answer.json()
        items = api.get(f"/api/v1/orders/{order.ref}/").json()["items"]
        assert [item["quantity_refunded_unsent"] for item in items] == [1, 0]

    def test_keep_shipping(self, api, order, mugs):
        body = {"items": [{"item": str(mugs.id), "quantity": 1}], "keep_shipping": True}

        answer = self._post(api, order, body, "a").json()

        assert (answer["not_shipped"], answer["refunded"][0]["keep_shipping"]) == ([], True)
        assert units(mugs) == (0, 0, 0, 3)
