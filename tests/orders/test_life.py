"""Random lives of an order: whatever is done to it in whatever order, the rules that are never broken hold."""

import os
from decimal import Decimal
from uuid import uuid4

import pytest
from django.db import transaction
from django.db.models import F
from django.utils import timezone
from hypothesis import HealthCheck, settings
from hypothesis import strategies as st
from hypothesis.stateful import (
    RuleBasedStateMachine,
    initialize,
    invariant,
    precondition,
    rule,
    run_state_machine_as_test,
)

from common.actors import SYSTEM
from common.errors import InvalidInput, Refusal
from common.fsm import moves
from orders.models import Adjustment, Channel, Order, OrderItem, StatusChange
from orders.notes import NewNote, add_notes
from orders.place import NewOrder, draft_order, place_order
from orders.status.change_status import change_status
from orders.statuses import OrderStatus, ShipmentState
from orders.totals import order_totals
from orders.update import update_order

EXAMPLES = int(os.environ.get("HYPOTHESIS_EXAMPLES", "30"))

amounts = st.integers(min_value=0, max_value=100_000).map(lambda cents: Decimal(cents) / 100)
items = st.lists(
    st.fixed_dictionaries({"sku": st.just("MUG"), "quantity": st.integers(1, 5), "unit_price": amounts}),
    min_size=1,
    max_size=3,
)
adjustments = st.lists(
    st.fixed_dictionaries({"type": st.sampled_from(["shipping", "tax", "fee"]), "amount": amounts})
    | st.fixed_dictionaries({"type": st.just("discount"), "amount": amounts.map(lambda amount: -amount)}),
    max_size=2,
)


class Life(RuleBasedStateMachine):
    """One order, and what people do to it."""

    order: Order | None = None

    @initialize(items=items, adjustments=adjustments, as_draft=st.booleans())
    def begin(self, items, adjustments, as_draft):
        channel, _ = Channel.objects.get_or_create(code="us-web", defaults={"name": "US", "default_currency": "USD"})
        new = NewOrder(
            channel=channel,
            customer={"email": f"{uuid4()}@example.com"},
            currency="USD",
            items=items,
            adjustments=adjustments,
        )
        create = draft_order if as_draft else place_order
        with transaction.atomic():
            self.order = create(new, actor=SYSTEM, at=timezone.now())
        self.seen_version = self.order.version - 1

    def attempt(self, command, **arguments):
        """Do it. A refusal is fine, as long as nothing has changed."""
        before = Order.objects.values().get(pk=self.order.pk)
        self.seen_version = before["version"]
        try:
            with transaction.atomic():
                command(self.order, actor=SYSTEM, at=timezone.now(), **arguments)
        except (Refusal, InvalidInput):
            assert Order.objects.values().get(pk=self.order.pk) == before

    @rule(to=st.sampled_from(OrderStatus))
    def move(self, to):
        self.attempt(change_status, to=to)

    @rule(items=items)
    def change_items(self, items):
        self.attempt(update_order, changes={"items": items})

    @rule(adjustments=adjustments)
    def change_adjustments(self, adjustments):
        self.attempt(update_order, changes={"adjustments": adjustments})

    @rule(note=st.text(max_size=20).filter(lambda text: "\0" not in text))
    def say_something(self, note):
        self.attempt(update_order, changes={"customer_note": note})

    @rule()
    def write_a_note(self):
        self.attempt(add_notes, notes=[NewNote("Rang")])

    @precondition(lambda self: self.order is not None)
    @invariant()
    def only_published_edges_are_taken(self):
        """One by one, as the log says: a command may take several, as a hold that is released in fulfilment."""
        log = StatusChange.objects.filter(order=self.order).order_by("id").values_list("from_status", "to_status")
        (_, began), *taken = [move for move in log if move[0] != move[1]]
        assert set(taken) <= moves(Order)
        assert [source for source, _ in taken] + [self.now().status] == [began] + [target for _, target in taken]

    @precondition(lambda self: self.order is not None)
    @invariant()
    def totals_are_the_sum_of_their_parts(self):
        order = self.now()
        totals = order_totals(OrderItem.objects.filter(order=order), Adjustment.objects.filter(order=order))
        assert order.total == totals.total
        assert order.subtotal == totals.subtotal
        assert order.amount_outstanding == order.total - order.amount_waived - order.amount_paid

    @precondition(lambda self: self.order is not None)
    @invariant()
    def every_change_has_its_event_and_its_version(self):
        order = self.now()
        numbers = list(order.events.order_by("sequence").values_list("sequence", flat=True))
        assert numbers == list(range(1, order.event_count + 1))
        assert order.version in (self.seen_version, self.seen_version + 1)
        assert order.events.order_by("-sequence").first().data["version"] == order.version

    @precondition(lambda self: self.order is not None)
    @invariant()
    def units_are_neither_lost_nor_doubled(self):
        order = self.now()
        broken = OrderItem.objects.filter(order=order).filter(
            quantity__lt=F("quantity_shipped") + F("quantity_cancelled")
        )
        assert not broken.exists()
        for item in OrderItem.objects.filter(order=order):
            lines = item.shipment_lines.exclude(shipment__state=ShipmentState.CANCELLED)
            packed = sum(line.quantity for line in lines)
            assert packed in (0, item.quantity - item.quantity_cancelled)

    def now(self):
        return Order.objects.get(pk=self.order.pk)


@pytest.mark.django_db
def test_the_rules_hold_through_any_life():
    run_state_machine_as_test(
        Life,
        settings=settings(
            max_examples=EXAMPLES,
            stateful_step_count=20,
            deadline=None,
            suppress_health_check=list(HealthCheck),
        ),
    )
