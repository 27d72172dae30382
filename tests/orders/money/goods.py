"""What is done to the goods of an order while its money moves: for the random lives in `test_any_sequence.py`."""

from decimal import Decimal

from django.db.models import Sum
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, invariant, precondition, rule

from cancellations.models import CancellationPlan, PlanLine
from cancellations.reading import plans_of
from cancellations.statuses import EXECUTED_PLANS
from orders.amending.amend import Amendment, amend_order
from orders.cancelling.cancel import cancel_order
from orders.cancelling.lose import lose_shipment
from orders.cancelling.plan_rows import NewPlan
from orders.cancelling.plans import approve_plan, complete_plan, open_plan, reject_plan, retry_plan
from orders.cancelling.reject import reject_item
from orders.fulfilment.ship import ship_order
from orders.fulfilment.shipments import deliver_shipment
from orders.fulfilment.unship import unship_shipment
from orders.models import Adjustment, Order, OrderItem, Shipment
from orders.models.order import READY_TO_SHIP
from orders.money.confirm import confirm_refund
from orders.money.give_up import give_up_refund
from orders.money.refund import RefundRequest, refund_order
from orders.refunded import live_refunds, refunded_alone, refunds_of_units
from orders.shares import shares_of
from orders.status.change_status import change_status
from orders.statuses import OrderStatus
from payments.models import Refund

DECISIONS = [approve_plan, complete_plan, reject_plan, retry_plan]
some = st.integers(0, 9)
units = st.integers(1, 3)


class Goods(RuleBasedStateMachine):
    """Commands on items, shipments and plans of the order of a life."""

    def _item(self, index):
        items = list(OrderItem.objects.filter(order=self.order).order_by("position"))
        return items[index % len(items)]

    def _named(self, index, quantity):
        return [{"item": self._item(index).id, "quantity": quantity}]

    def _at_work(self, row, act, **wanted):
        """A command on a row of the order; rows know their order as it is now."""
        row.order = Order.objects.get(pk=self.order.pk)
        self._try(lambda _order, **args: act(row, **args), **wanted)

    def has_shipments(self):
        return Shipment.objects.filter(order=self.order, state="shipped").exists()

    def has_plans(self):
        return CancellationPlan.objects.filter(order=self.order).exists()

    @rule(index=some, quantity=units)
    def ship(self, index, quantity):
        self._try(ship_order, lines=self._named(index, quantity))

    @precondition(has_shipments)
    @rule(
        index=some,
        what=st.sampled_from(
            [
                (deliver_shipment, {}),
                (unship_shipment, {}),
                (lose_shipment, {"instead": "replacement"}),
                (lose_shipment, {"instead": "refund"}),
            ]
        ),
    )
    def act_on_a_shipment(self, index, what):
        shipments = list(Shipment.objects.filter(order=self.order, state="shipped").order_by("id"))
        self._at_work(shipments[index % len(shipments)], what[0], **what[1])

    @rule(index=some, quantity=st.integers(1, 4), price=st.integers(0, 3))
    def amend(self, index, quantity, price):
        item = self._item(index)
        line = {
            "item": item.id,
            "quantity": quantity,
            "unit_price": item.unit_price * price / 2 // self.unit * self.unit,
        }
        self._try(amend_order, Amendment(change=[line]))

    @rule(index=some, quantity=units, what=st.sampled_from(["one more", "one less"]))
    def amend_items(self, index, quantity, what):
        new = {"sku": "TEA", "quantity": quantity, "unit_price": self.unit * 7}
        wanted = {"one more": {"add": [new]}, "one less": {"remove": [self._item(index).id]}}
        self._try(amend_order, Amendment(**wanted[what]))

    @rule(index=some, quantity=units, keep=st.booleans(), method=st.sampled_from(["", "", "manual"]))
    def refund_units(self, index, quantity, keep, method):
        request = RefundRequest(items=self._named(index, quantity), keep_shipping=keep, method=method)
        self._try(refund_order, request)

    def has_manual_refunds(self):
        return self._manual_refunds().exists()

    def _manual_refunds(self):
        return Refund.objects.filter(payment__order=self.order, status="reserved", needs_human=True).order_by("id")

    @precondition(has_manual_refunds)
    @rule(index=some, paid_out=st.booleans())
    def settle_a_manual_refund(self, index, paid_out):
        refunds = list(self._manual_refunds())
        refund = refunds[index % len(refunds)]
        if paid_out:
            self._try(confirm_refund, refund)
        else:
            self._try(give_up_refund, refund, reason="Wrong account")

    @rule(index=some, quantity=units, whole=st.booleans())
    def cancel(self, index, quantity, whole):
        self._try(cancel_order, lines=None if whole else self._named(index, quantity))

    @rule(index=some, quantity=units)
    def reject(self, index, quantity):
        self._at_work(self._item(index), reject_item, quantity=quantity)

    @rule(index=some, quantity=units, kind=st.sampled_from(["cancel", "refund"]))
    def ask(self, index, quantity, kind):
        self._try(open_plan, NewPlan(plan_type=kind, lines=self._named(index, quantity)))

    @precondition(has_plans)
    @rule(index=some, decide=st.sampled_from(DECISIONS))
    def decide(self, index, decide):
        plans = list(CancellationPlan.objects.filter(order=self.order).order_by("id"))
        self._at_work(plans[index % len(plans)], decide)

    @rule(to=st.sampled_from([OrderStatus.HOLD, OrderStatus.PROCESSING, OrderStatus.PACKAGED, OrderStatus.CREATED]))
    def move(self, to):
        self._try(change_status, to=to)

    @invariant()
    def units_are_neither_lost_nor_doubled(self):
        if not hasattr(self, "order"):
            return
        for item in OrderItem.objects.filter(order=self.order).prefetch_related("shipment_lines__shipment"):
            lines = [(line.shipment.state, line.quantity) for line in item.shipment_lines.all()]
            sent = sum(quantity for state, quantity in lines if state in ("shipped", "delivered"))
            ready = sum(quantity for state, quantity in lines if state == "ready")
            assert sent == item.quantity_shipped, (item, lines)
            assert ready <= item.quantity_open, (item, lines)

    @invariant()
    def refunded_units_are_not_to_be_shipped(self):
        if not hasattr(self, "order"):
            return
        items = list(OrderItem.objects.filter(order=self.order).order_by("position"))
        order = Order.objects.get(pk=self.order.pk)
        shares = shares_of(order, items, list(Adjustment.objects.filter(order=order)))
        alone = refunded_alone(order, shares, plans_of(order.pk))
        given_up = refunds_of_units([refund for refund in live_refunds(order) if not refund.keep_shipping], shares)
        for item in items:
            waiting = PlanLine.objects.filter(
                item=item, open=True, plan__plan_type="cancel", plan__rejects_items=False
            ).aggregate(units=Sum("quantity"))["units"]
            here = item.quantity_unsent - (waiting or 0)
            assert item.quantity_refunded_unsent >= min(given_up[item.id].units, alone[item.id].units, here), item
            self._is_refunded_once(item, shares)
        if order.status in (OrderStatus.CANCELLED, OrderStatus.REJECTED):
            assert order.amount_outstanding <= 0
        if not any(item.quantity_open for item in items):
            assert not Order.objects.filter(READY_TO_SHIP, pk=order.pk).exists()

    def _is_refunded_once(self, item, shares):
        """What went back for an item, or is to go back, is no more than its worth, but for rounding."""
        lines = [line for refund in live_refunds(self.order) for line in refund.lines]
        back = sum(Decimal(line["amount"]) for line in lines if line["item"] == str(item.id))
        decided = PlanLine.objects.filter(item=item, plan__status__in=[*EXECUTED_PLANS, "completed"])
        back += decided.aggregate(back=Sum("refund_amount"))["back"] or 0
        assert back <= shares.items[item.id].goods + item.quantity * self.unit, (item, back)
