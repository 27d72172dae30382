"""Orders on hold: nothing of them is packed or shipped until they are released to where they came from."""

from datetime import timedelta

import pytest
from django.utils import timezone

from common.actors import SYSTEM
from common.errors import InvalidInput
from common.fsm import TransitionRefused
from events.models import Event
from orders.cancelling.cancel import cancel_order
from orders.cancelling.expire import expire_unpaid
from orders.fulfilment.deliver import deliver_item
from orders.fulfilment.pack import pack_item, pack_order
from orders.fulfilment.ship import ship_order
from orders.fulfilment.shipments import Tracking, ship_shipment
from orders.fulfilment.track import track_order
from orders.hold import OrderOnHold
from orders.models import Order, OrderItem, Shipment
from orders.status.change_status import change_status, status_report
from orders.status.release import release_due, release_order
from orders.statuses import ItemStatus, OrderStatus
from tests.answers import refusal
from tests.untouched import nothing_changes

S = OrderStatus


@pytest.fixture
def now():
    return {"actor": SYSTEM, "at": timezone.now()}


@pytest.fixture
def held(place, now):
    """An order that is approved, and on hold."""
    order = change_status(place(), to=S.PROCESSING, **now)
    return change_status(order, to=S.HOLD, note="The address looks wrong.", **now)


def fresh(order):
    return Order.objects.get(pk=order.pk)


@pytest.mark.parametrize(
    "way", [[], [S.FAILED], [S.PROCESSING], [S.PROCESSING, S.PACKAGE_WAITING], [S.PROCESSING, S.PACKAGED]]
)
def test_an_order_is_released_to_where_it_was_put_on_hold(place, now, way):
    order = place()
    for status in way:
        order = change_status(order, to=status, **now)
    came_from = order.status
    held = change_status(order, to=S.HOLD, note="Fraud check", **now)
    assert (held.status, held.hold_reason, held.held_by, held.held_at) == (
        S.HOLD,
        "Fraud check",
        SYSTEM.name,
        now["at"],
    )

    released = fresh(release_order(held, **now))

    assert (released.status, released.hold_reason, released.held_by, released.held_at) == (came_from, "", "", None)


@pytest.mark.parametrize(
    "attempt",
    [
        lambda order, now: ship_order(order, **now),
        lambda order, now: ship_shipment(order.shipments.get(), **now),
        lambda order, now: pack_order(order, **now),
        lambda order, now: pack_item(order.items.first(), **now),
        lambda order, now: track_order(order, tracking=Tracking(tracking_number="1Z"), **now),
    ],
    ids=["ship", "ship a shipment", "pack", "pack an item", "import of tracking"],
)
def test_nothing_on_hold_is_packed_or_shipped(held, now, attempt):
    with nothing_changes(), pytest.raises(OrderOnHold) as refused:
        attempt(held, now)

    assert refused.value.detail == f"The order was put on hold by {SYSTEM.name}: The address looks wrong."
    assert refused.value.facts["held_at"] == f"{now['at']:%Y-%m-%dT%H:%M:%SZ}"


def test_a_hold_without_a_reason_says_so(place, now):
    held = change_status(place(), to=S.HOLD, **now)

    with pytest.raises(OrderOnHold, match="without a reason"):
        ship_order(held, **now)


def test_the_api_refuses_and_releases(api, held):
    answer = api.post(f"/api/v1/orders/{held.ref}/ship/", {}, format="json")
    assert refusal(answer, 409, "order_on_hold")["reason"] == "The address looks wrong."
    shown = api.get(f"/api/v1/orders/{held.ref}/").json()
    assert (shown["hold_reason"], shown["hold_until"]) == ("The address looks wrong.", None)

    released = api.put(f"/api/v1/orders/{held.ref}/status/", {"status": "PROCESSING"}, format="json")

    assert released.json()["status"] == "PROCESSING"
    assert api.post(f"/api/v1/orders/{held.ref}/ship/", {}, format="json").status_code == 200


def test_what_is_in_transit_arrives_also_on_hold(place, now):
    order = change_status(place(), to=S.PROCESSING, **now)
    item = OrderItem.objects.filter(order=order).order_by("-quantity").first()
    ship_order(order, lines=[{"item": item.id, "quantity": 1}], **now)
    held = change_status(order, to=S.HOLD, note="Check", **now)

    deliver_item(OrderItem.objects.get(pk=item.pk), **now)

    assert fresh(held).status == S.HOLD
    assert OrderItem.objects.get(pk=item.pk).quantity_delivered == 1


def test_an_order_on_hold_goes_back_only_to_where_it_came_from(held, now):
    moves = {move.status: move.code for move in status_report(held).transitions}

    assert {status for status, code in moves.items() if code is None} == {S.HOLD, S.PROCESSING, S.CANCELLED}
    assert moves[S.FAILED] == "order_was_approved"
    with pytest.raises(TransitionRefused):
        change_status(held, to=S.PACKAGED, **now)


def test_the_published_moves_out_of_a_hold_stay(place, now):
    for to in (S.PROCESSING, S.FAILED, S.CANCELLED):
        held = change_status(place(), to=S.HOLD, **now)
        assert change_status(held, to=to, **now).status == to


def test_a_hold_that_is_cancelled_cancels_approved_items(held, now):
    change_status(held, to=S.CANCELLED, **now)

    assert set(held.items.values_list("status", flat=True)) == {ItemStatus.CANCELLED}


def test_goods_that_were_sent_are_not_cancelled_from_a_hold(place, now):
    order = change_status(place(), to=S.PROCESSING, **now)
    item = OrderItem.objects.filter(order=order).order_by("-quantity").first()
    ship_order(order, lines=[{"item": item.id, "quantity": 1}], **now)
    held = change_status(order, to=S.HOLD, **now)

    with nothing_changes(), pytest.raises(TransitionRefused) as refused:
        change_status(held, to=S.CANCELLED, **now)

    assert refused.value.code == "goods_have_been_sent"


def test_a_hold_survives_a_cancellation_of_a_part(held, now):
    item = OrderItem.objects.filter(order=held).order_by("-quantity").first()

    cancel_order(held, lines=[{"item": item.id, "quantity": 1}], **now)

    assert (fresh(held).status, fresh(held).hold_reason) == (S.HOLD, "The address looks wrong.")
    assert fresh(release_order(held, **now)).status == S.PROCESSING


def test_a_hold_ends_when_it_was_said_to(place, now):
    at = now["at"]
    held = change_status(place(), to=S.HOLD, hold_until=at + timedelta(hours=1), **now)
    forever = change_status(place(), to=S.HOLD, **now)

    assert release_due(at + timedelta(minutes=59)) == {}
    assert release_due(at + timedelta(minutes=60)) == {"released": 1}

    assert (fresh(held).status, fresh(forever).status) == (S.CREATED, S.HOLD)
    assert (
        Event.objects.filter(order=held, type="order.status_changed").latest("id").data["note"] == "The hold has ended."
    )


@pytest.mark.parametrize(("to", "hours", "code"), [(S.HOLD, -1, "in_the_past"), (S.PROCESSING, 1, "not_a_hold")])
def test_only_a_hold_has_an_end_and_it_is_to_come(place, now, to, hours, code):
    order = place()

    with nothing_changes(), pytest.raises(InvalidInput) as refused:
        change_status(order, to=to, hold_until=now["at"] + timedelta(hours=hours), **now)

    assert [error[0] for error in refused.value.errors.values()] == [code]


def test_an_order_that_is_not_on_hold_is_not_released(place, now):
    order = place()

    with nothing_changes(), pytest.raises(TransitionRefused):
        release_order(order, **now)


def test_time_does_not_cancel_what_was_approved_and_is_on_hold(held, now, channel):
    channel.unpaid_expiry_minutes = 60
    channel.save()

    expire_unpaid(now["at"] + timedelta(days=2))

    assert fresh(held).status == S.HOLD


class TestRepeats:
    """A status posted again with a note or for the customer is logged and mailed; a bare repeat changes nothing."""

    def test_a_note_is_logged(self, api, place):
        order = place()
        before = order.statuses.count()

        answer = api.put(f"/api/v1/orders/{order.ref}/status/", {"status": "CREATED", "notes": "Called"}, format="json")

        assert answer.status_code == 200
        last = order.statuses.latest("id")
        assert (order.statuses.count(), last.from_status, last.to_status, last.note) == (before + 1, 100, 100, "Called")
        assert fresh(order).version == order.version + 1

    def test_the_customer_is_mailed(self, place, now):
        order = place()

        change_status(order, to=S.CREATED, notify_customer=True, **now)

        event = Event.objects.filter(order=order).latest("id")
        assert (event.type, event.data["notify_customer"]) == ("order.status_noted", True)
        assert order.messages.count() >= 1

    def test_a_bare_repeat_changes_nothing(self, place, now):
        order = place()

        with nothing_changes():
            change_status(order, to=S.CREATED, **now)

    def test_the_reason_of_a_hold_can_be_corrected(self, held, now):
        again = change_status(held, to=S.HOLD, note="The phone is wrong.", **now)

        assert again.hold_reason == "The phone is wrong."
        assert fresh(release_order(again, **now)).status == S.PROCESSING


def test_the_shipment_of_a_released_order_is_still_ready(held, now):
    release_order(held, **now)

    assert Shipment.objects.get(order=held).state == "ready"
