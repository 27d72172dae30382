"""What is done to the goods of an order while its money moves: for the random lives in `test_any_sequence.py`."""

from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, invariant, precondition, rule

from cancellations.models import CancellationPlan
from orders.amending.amend import Amendment, amend_order
from orders.cancelling.cancel import cancel_order
from orders.cancelling.lose import lose_shipment
from orders.cancelling.plan_rows import NewPlan
from orders.cancelling.plans import approve_plan, complete_plan, open_plan, reject_plan, retry_plan
from orders.cancelling.reject import reject_item
from orders.fulfilment.ship import ship_order
from orders.fulfilment.shipments import deliver_shipment
from orders.fulfilment.unship import unship_shipment
from orders.models import Order, OrderItem, Shipment
from orders.money.refund import RefundRequest, refund_order
from orders.status.change_status import change_status
from orders.statuses import OrderStatus

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
        self._try(lambda _order, **told: act(row, **told), **wanted)

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

    @rule(index=some, quantity=units)
    def refund_units(self, index, quantity):
        self._try(refund_order, RefundRequest(items=self._named(index, quantity)))

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
