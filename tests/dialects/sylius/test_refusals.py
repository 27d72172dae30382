"""Whatever goes wrong is said in Sylius' own form, and changes nothing."""

import pytest
from django.utils import timezone

from common.actors import SYSTEM
from orders.fulfilment.ship import ship_order
from orders.money.cancel_payment import cancel_payment
from orders.money.pay import start_payment
from tests.dialects.sylius.paths import COMMANDS, path
from tests.untouched import nothing_changes

# --- what is not there -----------------------------------------------------------------------------------------------


@pytest.mark.parametrize("number", ["-1", "0", "abc", "999999999", "9" * 40, "1.0", "%00", "%F0%9F%98%80"])
def test_an_unknown_order_is_not_found(sylius, order, number):
    answers = [sylius.get(f"/api/v1/orders/{number}")]
    answers += [sylius.put(f"/api/v1/orders/{number}/{command}") for command in COMMANDS]

    for answer in answers:
        assert answer.status_code == 404
        assert list(answer.json()) == ["code", "message"]
        assert answer.json()["code"] == 404


def test_another_channels_order_is_not_found(speaker, other_channel, order):
    stranger = speaker("sylius", channels=[other_channel])

    assert stranger.get(path(order)).status_code == 404
    for command in COMMANDS:
        with nothing_changes():
            assert stranger.put(path(order, command)).status_code == 404


def test_a_cart_is_not_found(sylius, draft):
    assert sylius.get(path(draft)).status_code == 404
    assert sylius.get("/api/v1/orders/").json()["total"] == 0


def test_a_part_of_another_order_is_not_found(sylius, place):
    order, other = place(), place()
    theirs = {"shipment": other.serial * 1_000_000, "payment": other.serial * 1_000_000}

    for command in COMMANDS[1:]:
        with nothing_changes():
            assert sylius.put(path(order, command, **theirs)).status_code == 404


@pytest.mark.parametrize("number", ["-1", "x", "0", "9" * 30])
def test_an_unknown_part_is_not_found(sylius, order, number):
    for command in COMMANDS[1:]:
        assert sylius.put(path(order, command, shipment=number, payment=number)).status_code == 404


# --- what cannot be asked --------------------------------------------------------------------------------------------


@pytest.mark.parametrize("method", ["post", "put", "patch", "delete"])
def test_an_order_has_no_other_methods(sylius, order, method):
    with nothing_changes():
        answer = getattr(sylius, method)(path(order))

    assert answer.status_code == 405
    assert answer.json()["code"] == 405
    assert answer["Allow"] == "GET, HEAD, OPTIONS"


@pytest.mark.parametrize("method", ["get", "post", "patch", "delete"])
def test_commands_are_put(sylius, order, method):
    for command in COMMANDS:
        answer = getattr(sylius, method)(path(order, command))
        assert (answer.status_code, answer["Allow"]) == (405, "PUT, OPTIONS")


def test_head_and_options_are_answered(sylius, order):
    assert (sylius.head(path(order)).status_code, sylius.head(path(order)).content) == (200, b"")
    assert sylius.options(path(order, "cancel"))["Allow"] == "PUT, OPTIONS"


def test_what_is_not_json_is_not_to_be_had(sylius, order):
    answer = sylius.get(path(order), headers={"accept": "image/png"})

    assert (answer.status_code, answer.json()["code"]) == (406, 406)


@pytest.mark.parametrize("accept", ["*/*", "application/json", "application/*;q=0.5, text/html", ""])
def test_json_is_to_be_had_however_it_is_asked_for(sylius, order, accept):
    answer = sylius.get(path(order), headers={"accept": accept})

    assert (answer.status_code, answer["Content-Type"]) == (200, "application/json")


BODIES = {
    "not JSON": (b'{"tracking": ', 400, {"code", "message"}),
    "a list": (b"[1]", 400, {"code", "message", "errors"}),
    "another field": (b'{"carrier": "DHL"}', 400, {"code", "message", "errors"}),
    "a number too long": (b'{"tracking": "%s"}' % (b"1" * 101), 400, {"code", "message", "errors"}),
    "an object": (b'{"tracking": {}}', 400, {"code", "message", "errors"}),
    "a truth": (b'{"tracking": true}', 400, {"code", "message", "errors"}),
    "a NUL": (b'{"tracking": "\\u0000"}', 400, {"code", "message"}),
    "not even text": (b"\xff\xfe", 400, {"code", "message"}),
    "too deep": (b"[" * 5000, 400, {"code", "message"}),
}


@pytest.mark.parametrize("name", BODIES)
def test_a_body_of_ship_that_makes_no_sense_ships_nothing(sylius, order, name):
    body, status, keys = BODIES[name]
    with nothing_changes():
        answer = sylius.put(path(order, COMMANDS[1]), body, content_type="application/json")

    assert answer.status_code == status
    assert set(answer.json()) == keys
    assert answer.json()["code"] == 400


@pytest.mark.parametrize("command", [COMMANDS[0], COMMANDS[2]])
def test_a_body_that_nobody_can_read_is_refused_where_none_is_needed(sylius, order, command):
    with nothing_changes():
        answer = sylius.put(path(order, command), b"{", content_type="application/json")

    assert (answer.status_code, answer.json()) == (400, {"code": 400, "message": "Invalid json message received"})


def test_an_unknown_field_is_an_error_of_the_form(sylius, order):
    answer = sylius.put(path(order, COMMANDS[1]), {"carrier": "DHL"}, format="json")

    assert answer.json() == {
        "code": 400,
        "message": "Validation Failed",
        "errors": {"errors": ["This form should not contain extra fields."], "children": {"tracking": {}}},
    }


def test_a_body_of_another_kind_is_refused(sylius, order):
    with nothing_changes():
        answer = sylius.put(path(order, COMMANDS[1]), b"<a/>", content_type="application/xml")

    assert (answer.status_code, answer.json()["code"]) == (415, 415)


@pytest.mark.parametrize(
    ("body", "kind"),
    [
        (b"", "application/json"),
        (b"{}", "application/json"),
        (b"[]", "application/json"),
        (b'{"tracking": null}', "application/json; charset=utf-8"),
        (b"", "application/x-www-form-urlencoded"),
        (b"tracking=1", "application/x-www-form-urlencoded"),
        (b'{"tracking": "1"}', "application/x-www-form-urlencoded"),
        (b'{"tracking": 1}', "application/json"),
        (b'{"tracking": " 1\\n"}', "application/json"),
        (b'{"tracking": "  "}', "application/json"),
        (b"tracking=+1+", "application/x-www-form-urlencoded"),
    ],
)
def test_bodies_are_understood_as_clients_send_them(sylius, order, body, kind):
    assert sylius.put(path(order, COMMANDS[1]), body, content_type=kind).status_code == 204

    assert order.shipments.get().tracking_number == ("1" if b"1" in body else "")


def test_too_many_requests_are_told_when_to_go_on(sylius, order, settings):
    settings.THROTTLES = {"client": "1/min"}
    sylius.get(path(order))

    answer = sylius.get(path(order))

    assert (answer.status_code, answer.json()["code"]) == (429, 429)
    assert int(answer["Retry-After"]) > 0


# --- what the state of things forbids --------------------------------------------------------------------------------


def test_what_was_sent_is_not_sent_again(sylius, order):
    sylius.put(path(order, COMMANDS[1]))

    with nothing_changes():
        answer = sylius.put(path(order, COMMANDS[1]))
    assert answer.status_code == 400
    assert answer.json() == {
        "code": 400,
        "message": "Can't change shipment with status 'Shipped' to 'Shipped'.",
    }


def test_what_is_paid_is_not_paid_again(sylius, order):
    sylius.put(path(order, COMMANDS[2]))

    with nothing_changes():
        answer = sylius.put(path(order, COMMANDS[2]))
    assert (answer.status_code, answer.json()["code"]) == (400, 400)


def test_what_is_cancelled_is_not_cancelled_again(sylius, order):
    sylius.put(path(order, "cancel"))

    with nothing_changes():
        answer = sylius.put(path(order, "cancel"))
    assert answer.json() == {"code": 400, "message": "Can't change order with status 'Cancelled' to 'Cancelled'."}


def test_an_order_of_which_something_was_sent_is_not_cancelled(sylius, order):
    ship_order(order, actor=SYSTEM, at=timezone.now())

    with nothing_changes():
        assert sylius.put(path(order, "cancel")).status_code == 400


def test_a_payment_that_was_given_up_is_not_completed(sylius, order):
    """As in Sylius. Money that came late is recorded through the API, or in the admin."""
    payment = start_payment(order, method="bank-transfer", actor=SYSTEM, at=timezone.now())
    cancel_payment(order, payment, actor=SYSTEM, at=timezone.now())

    with nothing_changes():
        answer = sylius.put(path(order, COMMANDS[2]))
    assert answer.json() == {"code": 400, "message": "Can't change payment with status 'Cancelled' to 'Completed'."}


def test_a_shop_without_payments_by_hand_says_so(sylius, channel, order):
    channel.payment_methods = []
    channel.save()

    with nothing_changes():
        answer = sylius.put(path(order, COMMANDS[2]))
    assert answer.json() == {"code": 400, "message": "This shop offers no way to pay by hand, such as a bank transfer."}


def test_money_at_a_gateway_is_not_completed_by_hand(sylius, order, sandbox):
    start_payment(order, method="sandbox-card", actor=SYSTEM, at=timezone.now())

    answer = sylius.put(path(order, COMMANDS[2]))

    assert answer.status_code == 400
    assert "Only the gateway can complete it" in answer.json()["message"]
