"""Limits of bulk actions, and who may do what."""

from uuid import uuid4

import pytest

from orders.models import Order, Shipment
from tests.untouched import nothing_changes
from tests.workplace.bulking import LIST, confirmed, previewed, results
from workplace.admin.bulk import MOST_AT_ONCE, VERBS


def test_no_more_than_a_limit_are_done_at_once(desk_of, place, monkeypatch):
    orders = [place(), place(), place()]
    monkeypatch.setattr("workplace.admin.bulk.MOST_AT_ONCE", 2)

    desk = desk_of("Warehouse")

    answer = previewed(desk, "ship", orders[:1], select_across=1)

    assert answer.status_code == 302
    assert "At most 2 orders at once." in desk.get(LIST).content.decode()
    assert confirmed(desk, "ship", orders).status_code == 404
    assert not Shipment.objects.filter(state="shipped").exists()


def test_the_limit_is_what_the_docs_say():
    assert MOST_AT_ONCE == 250


MAY = {
    "Support": {"hold"},
    "Warehouse": {"ship", "ship-and-notify", "pack"},
    "Finance": {"confirm-payment"},
    None: set(VERBS),
}


@pytest.mark.parametrize("role", MAY)
def test_a_role_sees_and_does_what_the_api_lets_it_do(desk_of, place, role):
    order, desk = place(), desk_of(role)
    shown = {name for name, _title in desk.get(LIST).context["action_form"].fields["action"].choices}

    assert shown & set(VERBS) == MAY[role]
    assert {"export-csv", "export-xlsx"} <= shown
    for verb in set(VERBS) - MAY[role]:
        with nothing_changes():
            assert confirmed(desk, verb, [order]).status_code == 403
            previewed(desk, verb, [order])


@pytest.mark.parametrize("sent", [[], ["nothing"], ["1:2"], [":"]])
def test_what_is_no_confirmation_does_nothing(desk_of, order, sent):
    desk = desk_of()

    with nothing_changes():
        assert desk.post(f"{LIST}bulk/ship/", {"order": sent, "command_key": uuid4()}).status_code == 404


def test_there_is_no_other_bulk_action_and_none_by_get(desk_of, order):
    assert desk_of().post(f"{LIST}bulk/delete/", {"order": f"{order.pk}:1"}).status_code == 404
    assert desk_of().get(f"{LIST}bulk/ship/").status_code == 405


def test_an_order_of_nobody_is_left_out(desk_of, approved):
    (order,) = approved(1)
    ghost = Order(version=1)

    assert results(confirmed(desk_of("Warehouse"), "ship", [ghost, order])).keys() == {order.ref}
