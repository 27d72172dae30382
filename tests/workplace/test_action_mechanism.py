"""One mechanism carries every action: nothing on GET, a rehearsal that leaves no trace, one command a confirmation."""

from decimal import Decimal
from inspect import isfunction
from uuid import uuid4

import pytest
from django.test import Client
from django.utils import timezone

from access.models import IdempotencyKey
from access.scopes import PERMISSION_FOR_SCOPE
from events.models import Event
from orders.cancelling.plan_rows import NewPlan
from orders.cancelling.plans import open_plan
from orders.fulfilment.ship import ship_order
from orders.models import Note
from orders.money.refund import RefundRequest, refund_order
from orders.notes import NewNote, add_notes
from payments.models import Refund
from tests.sandbox import state_of
from tests.untouched import KEYS, nothing_changes
from tests.workplace.acting import Desk, refusal, said
from workplace.admin.actions import ACTIONS
from workplace.admin.actions import running as running_module
from workplace.admin.actions.base import Action

BY_VERB = {action.verb: action for action in ACTIONS}
VERBS = list(BY_VERB)
NOTE = {"message": "Called about the delay.", "public": ""}


@pytest.fixture
def busy(paid, now):
    """An order with a row of every kind: items, a parcel, a payment, a refund, an open plan."""
    refund_order(paid, RefundRequest(amount=Decimal(1)), **now)
    open_plan(state_of(paid), NewPlan(plan_type="cancel", lines=[{"item": paid.items.get(sku="CUP").pk}]), **now)
    return state_of(paid)


def row_of(action, order):
    if not action.rows:
        return None
    if action.rows == "refunds":
        return Refund.objects.filter(payment__order=order).first()
    return getattr(order, {"plans": "cancellation_plans"}.get(action.rows, action.rows)).first()


# --- every action ----------------------------------------------------------------------------------------------------


def test_every_verb_is_there_once():
    assert len(VERBS) == len(set(VERBS)) > 30


@pytest.mark.parametrize("verb", VERBS)
def test_an_action_overrides_only_what_actions_have(verb):
    classes = type(BY_VERB[verb]).__mro__[:-2]
    hooks = {name for base in classes for name in vars(base) if isfunction(vars(base)[name]) or name.startswith("is_")}

    assert {name for name in hooks if not name.startswith("_")} <= set(dir(Action))


@pytest.mark.parametrize("verb", VERBS)
def test_opening_and_rehearsing_leave_no_trace(desk, busy, verb):
    action = BY_VERB[verb]

    with nothing_changes():
        opened = desk.open(busy, verb, row_of(action, busy))
        rehearsed = desk.preview(
            busy, verb, row_of(action, busy), **NOTE, reason="Broken", line="1 Main St", what="everything"
        )

    assert (opened.status_code, rehearsed.status_code) == (200, 200)
    assert rehearsed.context["result"] or refusal(rehearsed)


@pytest.mark.parametrize("scope", sorted({action.scope for action in ACTIONS}))
def test_what_a_person_may_not_do_is_not_shown_and_refused_when_posted(colleague, busy, scope):
    desk = colleague(*[other for other in PERMISSION_FOR_SCOPE if other != scope])
    shown = desk.page(busy).content.decode()
    refused = [action for action in ACTIONS if action.scope == scope]
    crafted = {"confirm": "1", "rehearsed_version": busy.version, "command_key": uuid4().hex, **NOTE}

    with nothing_changes():
        for action in refused:
            url = desk.url(busy, action.verb, row_of(action, busy))
            assert url not in shown
            answers = [desk.client.get(url), desk.client.post(url, {"preview": "1"}), desk.client.post(url, crafted)]
            assert [answer.status_code for answer in answers] == [403, 403, 403]


def test_nobody_who_is_not_staff_gets_in(client, busy, customer_api):
    urls = [Desk(client).url(busy, action.verb, row_of(action, busy)) for action in ACTIONS]

    with nothing_changes():
        for url in urls:
            assert client.post(url, {"preview": "1"}).status_code == 302
            assert customer_api.post(url, {"preview": "1"}, format="multipart").status_code == 302


def test_a_permission_to_act_without_one_to_read_is_not_enough(colleague, paid):
    desk = colleague("refunds:write")

    assert desk.open(paid, "refund").status_code == 403
    assert desk.page(paid).status_code == 403


def test_a_form_needs_the_token_against_forgery(staff, paid):
    strict = Client(enforce_csrf_checks=True)
    strict.force_login(staff)

    with nothing_changes():
        assert strict.post(Desk(strict).url(paid, "refund"), {"confirm": "1"}).status_code == 403


@pytest.mark.parametrize("method", ["put", "delete", "patch"])
def test_other_methods_are_not_known(desk, paid, method):
    assert getattr(desk.client, method)(desk.url(paid, "refund")).status_code == 405


def test_an_order_that_does_not_exist_is_not_found(desk, order):
    order.pk = uuid4()

    assert desk.open(order, "refund").status_code == 404


# --- one confirmation, one command -----------------------------------------------------------------------------------


def test_a_confirmation_without_version_or_key_only_rehearses(desk, paid, sandbox):
    sent = desk.confirmation(desk.preview(paid, "refund", what="everything"))

    for missing in ({"rehearsed_version": ""}, {"command_key": ""}, {"command_key": "short"}):
        with nothing_changes():
            page = desk.client.post(desk.url(paid, "refund"), {**sent, **missing})
        assert page.context["result"]
    assert sandbox.requests("refund") == []


def test_a_stale_confirmation_does_nothing_and_shows_the_new_rehearsal(desk, paid, now, sandbox):
    rehearsed = desk.preview(paid, "refund", what="everything")
    add_notes(paid, [NewNote("Meanwhile")], **now)

    with nothing_changes(but=[KEYS]):
        page = desk.confirm(rehearsed)

    assert page.status_code == 200
    assert page.context["notice"].startswith("The order has changed in the meantime. Nothing was done.")
    assert page.context["rehearsed_version"] == state_of(paid).version
    assert page.context["command_key"] != rehearsed.context["command_key"]
    assert sandbox.requests("refund") == []
    assert desk.confirm(page).status_code == 302
    assert Refund.objects.filter(payment__order=paid).count() == 1


def test_a_stale_confirmation_that_is_no_longer_possible_announces_no_rehearsal(desk, paid, now):
    rehearsed = desk.preview(paid, "ship")
    ship_order(paid, **now)

    with nothing_changes(but=[KEYS]):
        page = desk.confirm(rehearsed)

    assert refusal(page) == "Nothing is left to ship."
    text = page.content.decode()
    assert "Nothing was done" in text
    assert "would happen now" not in text
    assert "Units in this shipment" not in text


def test_what_would_change_nothing_cannot_be_confirmed(desk, paid):
    page = desk.preview(paid, "correct-tracking", paid.shipments.get())

    assert "Nothing would change." in page.content.decode()
    assert 'name="confirm"' not in page.content.decode()


def test_a_browser_may_keep_a_rehearsal_for_the_way_back_and_nobody_else(desk, paid):
    kept = desk.preview(paid, "ship").headers["Cache-Control"]

    assert {part.strip() for part in kept.split(",")} == {"private", "no-cache"}


def test_two_people_who_click_refund_give_one_refund(desk, colleague, paid, sandbox):
    other = colleague("orders:read", "refunds:write")
    mine = desk.preview(paid, "refund", what="amount", amount="5.00")
    theirs = other.preview(paid, "refund", what="amount", amount="5.00")

    assert desk.confirm(mine).status_code == 302
    late = other.confirm(theirs)

    assert late.context["notice"].startswith("The order has changed in the meantime")
    assert Refund.objects.filter(payment__order=paid).count() == 1
    assert len(sandbox.requests("refund")) == 1


@pytest.mark.parametrize(("verb", "fields"), [("refund", {"what": "everything"}), ("ship", {}), ("cancel", {})])
def test_a_double_click_is_one_command_and_says_the_same_twice(desk, paid, verb, fields):
    rehearsed = desk.preview(paid, verb, **fields)

    first = desk.confirm(rehearsed)
    messages, version = said(desk.page(paid)), state_of(paid).version
    again = desk.confirm(rehearsed)

    assert (first.status_code, again.status_code) == (302, 302)
    assert said(desk.page(paid)) == messages != []
    assert state_of(paid).version == version


def test_a_key_is_good_for_what_was_rehearsed_only(desk, paid):
    rehearsed = desk.preview(paid, "refund", what="amount", amount="1.00")
    desk.confirm(rehearsed)
    sent = {**desk.confirmation(rehearsed), "amount": "2.00", "rehearsed_version": state_of(paid).version}

    page = desk.client.post(desk.url(paid, "refund"), sent)

    assert page.context["notice"].startswith("This button was pressed before")
    assert [refund.amount for refund in Refund.objects.filter(payment__order=paid)] == [1]


def test_while_the_first_click_is_at_work_the_second_is_told_to_wait(desk, staff, paid, monkeypatch):
    rehearsed = desk.preview(paid, "refund", what="everything")
    second = Desk(Client())
    second.client.force_login(staff)
    original, answers = running_module._act, []

    def click_again(*args, **kwargs):
        if not answers:
            answers.append(None)
            answers[0] = second.confirm(rehearsed)
        return original(*args, **kwargs)

    monkeypatch.setattr(running_module, "_act", click_again)
    desk.confirm(rehearsed)

    assert answers[0].status_code == 302
    assert said(second.page(paid)) == ["The same command is still running. Check again in a moment."]
    assert Refund.objects.filter(payment__order=paid).count() == 1


def dying(desk, rehearsed, monkeypatch, where):
    """Confirm, and let the process die there."""

    def die(*args, **kwargs):
        raise SystemExit

    with monkeypatch.context() as patch:
        patch.setattr(running_module, where, die)
        with pytest.raises(SystemExit):
            desk.confirm(rehearsed)


@pytest.mark.parametrize("dies_in", ["_store", "_act"])
def test_a_click_whose_process_died_is_carried_on_by_the_same_click(desk, paid, sandbox, monkeypatch, dies_in):
    rehearsed = desk.preview(paid, "refund", what="amount", amount="5.00")
    dying(desk, rehearsed, monkeypatch, dies_in)
    IdempotencyKey.objects.update(leased_until=timezone.now())

    answer = desk.confirm(rehearsed)

    assert answer.status_code == 302
    assert Refund.objects.filter(payment__order=paid).count() == 1
    assert len({row["key"] for row in sandbox.requests("refund")}) == 1


def test_a_click_that_died_before_anything_was_done_gives_way_to_whoever_came_between(desk, paid, now, monkeypatch):
    rehearsed = desk.preview(paid, "refund", what="amount", amount="5.00")
    dying(desk, rehearsed, monkeypatch, "_act")
    refund_order(paid, RefundRequest(amount=Decimal(5)), **now)

    page = desk.confirm(rehearsed)

    assert page.context["notice"].startswith("The order has changed in the meantime")
    assert Refund.objects.filter(payment__order=paid).count() == 1


def test_the_persons_full_name_and_address_are_written_down(desk, staff, order):
    staff.first_name, staff.last_name = "Support", "One"
    staff.save()

    desk.do(order, "note", message="Hello")

    event = Event.objects.get(order=order, type="note.added")
    assert (event.actor_kind, event.actor_name, event.actor_id) == ("staff", "Support One", str(staff.pk))
    assert Note.objects.get(order=order).actor_name == "Support One"


def test_whatever_asks_a_gateway_tells_what_became_of_it():
    silent = {
        action.verb
        for action in ACTIONS
        if action.is_resumable and type(action).result_messages is Action.result_messages
    }

    assert silent == {"confirm-refund", "give-up-refund"}  # what a person says is so, and asks nobody
