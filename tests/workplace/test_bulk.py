"""Doing the same to many orders: previewed, confirmed once, with a result for each order."""

from dataclasses import replace
from datetime import timedelta
from decimal import Decimal
from uuid import uuid4

import pytest
from django.utils import timezone

from common.actors import SYSTEM
from common.errors import OutcomeUnknown
from events.models import Event, Message
from orders.fulfilment.pack import pack_order
from orders.models import Note, Shipment
from orders.money.pay import start_payment
from orders.notes import NewNote, add_notes
from orders.status import change_status as status
from orders.status.change_status import change_status
from orders.statuses import OrderStatus
from payments.models import Payment
from tests.sandbox import state_of
from tests.untouched import nothing_changes
from tests.workplace.bulking import LIST, confirmation, confirmed, previewed, results
from workplace.admin.bulk import VERBS


def outcomes(page):
    return {attempt.order.ref: attempt.outcome for attempt in page.context["results"]}


# --- preview and result ----------------------------------------------------------------------------------------------


def test_ten_orders_are_shipped_of_which_two_are_refused(desk_of, approved, place):
    good, bad = approved(8), [place(), place()]
    change_status(bad[0], to=OrderStatus.CANCELLED, actor=SYSTEM, at=timezone.now())
    change_status(bad[1], to=OrderStatus.CANCELLED, actor=SYSTEM, at=timezone.now())
    desk = desk_of("Warehouse")
    why_not = "Can't change order with status 'Cancelled' to 'Shipped'."

    with nothing_changes():
        preview = previewed(desk, "ship", [*good, *bad])

    assert results(preview) == {
        **{order.ref: (True, "Status: Processing → Shipped. Shipping: Not shipped → Shipped.") for order in good},
        **{order.ref: (False, why_not) for order in bad},
    }
    assert "8 of 10 chosen orders can be done" in preview.content.decode()

    result = confirmed(desk, "ship", [attempt.order for attempt in preview.context["results"]])

    assert results(result) == results(preview)
    assert "8 orders done." in result.content.decode()
    assert {state_of(order).status for order in good} == {OrderStatus.SHIPPED}
    assert {state_of(order).status for order in bad} == {OrderStatus.CANCELLED}
    assert set(Event.objects.filter(type="shipment.shipped").values_list("actor_name", flat=True)) == {"warehouse"}


def test_customers_are_told_of_parcels_that_are_shipped_so(desk_of, approved):
    desk, (order,) = desk_of("Warehouse"), approved(1)

    preview = previewed(desk, "ship-and-notify", [order])
    confirmed(desk, "ship-and-notify", [order])

    assert "1 e-mail to the customer." in preview.content.decode()
    assert list(Message.objects.values_list("order", "template")) == [(order.pk, "shipped")]


def test_the_confirmation_carries_the_versions_that_were_rehearsed(desk_of, approved):
    (order,) = approved(1)

    page = previewed(desk_of("Warehouse"), "ship", [order]).content.decode()

    assert f'<input type="hidden" name="order" value="{order.pk}:{order.version}">' in page


def test_an_order_that_changed_meanwhile_is_refused_and_the_others_are_done(desk_of, approved):
    first, second = approved(2)
    desk = desk_of("Warehouse")
    previewed(desk, "ship", [first, second])
    add_notes(first, [NewNote("Wait!")], actor=SYSTEM, at=timezone.now())

    result = results(confirmed(desk, "ship", [first, second]))

    assert result[first.ref] == (False, "It has changed since the preview. Check it and repeat.")
    assert result[second.ref][0]
    assert state_of(first).status == OrderStatus.PROCESSING
    assert Note.objects.filter(order=first).exists()


def test_a_confirmation_that_is_sent_twice_is_done_once_and_told_twice_alike(desk_of, approved, place):
    (order,), unpaid = approved(1), place()
    desk, pressed = desk_of("Warehouse"), confirmation([order, unpaid], back="q=mug")
    first = desk.post(f"{LIST}bulk/pack/", pressed)

    with nothing_changes():
        again = desk.post(f"{LIST}bulk/pack/", pressed)

    assert (first.status_code, again.status_code) == (302, 302)
    assert again["Location"] == first["Location"]
    page = desk.get(again["Location"])
    assert "1 order done." in page.content.decode()
    assert results(page)[order.ref] == (True, "Status: Processing → Packaged.")
    assert results(page)[unpaid.ref] == (False, "Nothing of an order with status 'Created' is left to pack.")


def test_a_second_click_waits_for_the_first(desk_of, approved, monkeypatch):
    (order,) = approved(1)
    desk, pressed = desk_of("Warehouse"), confirmation([order])
    heard = []

    def click_again(attempted, *, actor, at):
        heard.append(desk.post(f"{LIST}bulk/pack/", pressed, follow=True))
        pack_order(attempted, actor=actor, at=at)

    monkeypatch.setitem(VERBS, "pack", replace(VERBS["pack"], service=click_again))

    page = desk.post(f"{LIST}bulk/pack/", pressed, follow=True)

    (meanwhile,) = heard
    assert "This is still being carried out." in meanwhile.content.decode()
    assert "0 orders done" not in meanwhile.content.decode()
    assert outcomes(page) == {order.ref: "done"}


def test_the_same_click_carries_on_after_the_server_died(desk_of, approved, monkeypatch, time_machine):
    orders = approved(2)
    desk, pressed, reached = desk_of("Warehouse"), confirmation(orders), []

    def dying(order, *, actor, at):
        if reached:
            raise KeyboardInterrupt
        reached.append(pack_order(order, actor=actor, at=at))

    with monkeypatch.context() as patched:
        patched.setitem(VERBS, "pack", replace(VERBS["pack"], service=dying))
        with pytest.raises(KeyboardInterrupt):
            desk.post(f"{LIST}bulk/pack/", pressed)
    time_machine.move_to(timezone.now() + timedelta(minutes=6))

    page = desk.post(f"{LIST}bulk/pack/", pressed, follow=True)

    assert outcomes(page) == {order.ref: "done" for order in orders}
    assert {state_of(order).status for order in orders} == {OrderStatus.PACKAGED}
    assert Event.objects.filter(order=reached[0].pk, type="order.status_changed", data__to="PACKAGED").count() == 1


def test_a_result_is_for_whoever_confirmed(desk_of, approved):
    (order,) = approved(1)
    result = desk_of("Warehouse").post(f"{LIST}bulk/pack/", confirmation([order]))["Location"]

    assert desk_of().get(result).status_code == 404
    assert desk_of("Support").get(result).status_code == 403


def test_a_key_is_good_for_one_confirmation(desk_of, approved):
    first, second = approved(2)
    desk, key = desk_of("Warehouse"), uuid4()
    confirmed(desk, "pack", [first], command_key=key)

    with nothing_changes():
        assert confirmed(desk, "pack", [second], command_key=key).status_code == 404
        assert confirmed(desk, "pack", [second], command_key="none").status_code == 404


def test_an_unforeseen_error_stops_none_of_the_others(desk_of, approved, monkeypatch, caplog):
    first, second = approved(2)
    sent = status.mark_shipped

    def failing(change, parcel, **details):
        if change.order.pk == first.pk:
            raise RuntimeError("No such thing.")
        sent(change, parcel, **details)

    monkeypatch.setattr("orders.fulfilment.shipments.mark_shipped", failing)

    page = confirmed(desk_of("Warehouse"), "ship", [first, second])

    assert outcomes(page) == {first.ref: "uncertain", second.ref: "done"}
    assert results(page)[first.ref][1].startswith("An internal error")
    assert "nothing was done" not in page.content.decode()
    assert "Of 1 order it is uncertain whether something was done" in page.content.decode()
    assert state_of(first).status == OrderStatus.PROCESSING
    assert not Shipment.objects.filter(order=first, state="shipped").exists()
    (line,) = [record.getMessage() for record in caplog.records if record.name == "workplace.admin.bulk_results"]
    assert first.ref in line


def test_of_an_order_whose_gateway_is_silent_nobody_says_that_nothing_was_done(desk_of, order, monkeypatch):
    def silent(order, *, actor, at):
        raise OutcomeUnknown

    monkeypatch.setitem(VERBS, "confirm-payment", replace(VERBS["confirm-payment"], service=silent))

    page = confirmed(desk_of("Finance"), "confirm-payment", [order])

    assert outcomes(page) == {order.ref: "uncertain"}
    assert "The gateway did not answer" in results(page)[order.ref][1]
    assert "nothing was done" not in page.content.decode()


def test_the_list_is_found_again_as_it_was(desk_of, place):
    desk, order = desk_of("Warehouse"), place()

    preview = previewed(desk, "ship", [order])
    result = confirmed(desk, "ship", [order], back=preview.context["back"])

    for page in (preview, result):
        assert f'href="{LIST}?q=mug"' in page.content.decode()


def test_of_two_named_actions_the_one_is_run_whose_button_was_pressed(desk_of, order):
    chosen = {"action": ["export-csv", "hold"], "index": 0, "_selected_action": [str(order.pk)]}

    answer = desk_of().post(LIST, chosen)

    assert answer["Content-Type"].startswith("text/csv")
    assert order.ref in b"".join(answer).decode()


# --- each verb -------------------------------------------------------------------------------------------------------


def test_bank_transfers_are_confirmed(desk_of, place):
    paid, unpaid = place(), place()
    start_payment(paid, method="bank-transfer", actor=SYSTEM, at=timezone.now())

    result = results(confirmed(desk_of("Finance"), "confirm-payment", [state_of(paid), unpaid]))

    assert result[paid.ref] == (True, "Status: Created → Processing. Payment: Awaiting payment → Paid.")
    assert result[unpaid.ref] == (False, "The order has no open bank transfer or cash payment.")
    assert Payment.objects.get().status == "completed"
    assert state_of(paid).amount_paid == Decimal("23.50")


def test_orders_are_packed(desk_of, approved, place):
    (order,), unpaid = approved(1), place()

    result = results(confirmed(desk_of("Warehouse"), "pack", [order, unpaid]))

    assert result[order.ref] == (True, "Status: Processing → Packaged.")
    assert result[unpaid.ref] == (False, "Nothing of an order with status 'Created' is left to pack.")


def test_orders_are_held(desk_of, approved, place):
    (approved_one,), order = approved(1), place()

    result = results(confirmed(desk_of("Support"), "hold", [approved_one, order]))

    assert result[order.ref] == (True, "Status: Created → Hold.")
    assert result[approved_one.ref] == (True, "Status: Processing → Hold.")
