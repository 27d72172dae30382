"""The machines are the published ones, and their picture, API and docs agree."""

import json
import re
from pathlib import Path
from xml.etree import ElementTree as ET

import pytest
from django.conf import settings
from rest_framework.test import APIRequestFactory

from orders.states import MACHINES, machine_named, mermaid, page, svg
from orders.views.states import StatesView

ORDER_STATES = """
 10 NEW                  -   open
100 CREATED              pay open
110 HOLD                 pay open
120 FAILED               pay open
200 PROCESSING           -   open
300 PACKAGE_WAITING      -   open
400 PACKAGED             -   open
500 SHIPPED              -   open
600 COMPLETED            -   -
700 CANCELLATION_WAITING -   open
800 CANCELLED            -   -
850 REFUNDED             -   -
900 REJECTED             -   -
"""
FULFILLING = "PROCESSING PACKAGE_WAITING PACKAGED"
HOLDABLE = f"CREATED FAILED {FULFILLING}"
FROM_PLACED = f"CREATED HOLD FAILED {FULFILLING}"
ORDER_TRANSITIONS = {
    "place": ("NEW", "CREATED", "NEW"),
    "hold": (HOLDABLE, "HOLD", HOLDABLE),
    "release": ("HOLD", None, "HOLD"),
    "fail": ("CREATED HOLD", "FAILED", "CREATED HOLD"),
    "process": ("CREATED HOLD FAILED", "PROCESSING", "CREATED HOLD FAILED"),
    "await_packaging": ("PROCESSING PACKAGED", "PACKAGE_WAITING", "PROCESSING PACKAGED"),
    "pack": ("PROCESSING PACKAGE_WAITING", "PACKAGED", "PROCESSING PACKAGE_WAITING"),
    "ship": (FULFILLING, "SHIPPED", FULFILLING),
    "unship": ("SHIPPED", "PACKAGED", ""),
    "send_again": ("SHIPPED", "PACKAGE_WAITING", ""),
    "complete": ("PROCESSING SHIPPED", "COMPLETED", "PROCESSING SHIPPED"),
    "request_cancellation": (f"{FROM_PLACED} SHIPPED COMPLETED", "CANCELLATION_WAITING", ""),
    "resume": ("CANCELLATION_WAITING", None, ""),
    "cancel": (f"NEW {FROM_PLACED} CANCELLATION_WAITING", "CANCELLED", "NEW CREATED HOLD FAILED"),
    "reject": ("CREATED HOLD PROCESSING PACKAGE_WAITING", "REJECTED", ""),
    "mark_refunded": (f"HOLD {FULFILLING} SHIPPED COMPLETED CANCELLATION_WAITING", "REFUNDED", ""),
}
ITEM_STATES = (
    "PENDING 100, APPROVED 200, PACKAGE_WAITING 300, PACKAGED 400, SHIPPED 500, DELIVERED 600, "
    "CANCELLATION_WAITING 700, CANCELLED 800, REJECTED 900"
)
NEXT = {
    "shipment": {
        "ready": "shipped cancelled",
        "shipped": "delivered ready lost",
        "delivered": "",
        "cancelled": "",
        "lost": "",
    },
    "payment": {
        "new": "processing authorized completed failed cancelled",
        "processing": "authorized completed failed cancelled",
        "authorized": "completed failed cancelled",
        "completed": "",
        "failed": "",
        "cancelled": "",
    },
    "cancellation_plan": {
        "waiting": "waiting_supplier confirmation_waiting confirmed approved rejected cancelled",
        "waiting_supplier": "confirmation_waiting confirmed rejected cancelled",
        "confirmation_waiting": "confirmed rejected cancelled",
        "confirmed": "approved rejected cancelled",
        "approved": "waiting_for_payment manuel_refund_need completed failed",
        "waiting_for_payment": "completed failed manuel_refund_need",
        "manuel_refund_need": "completed failed",
        "failed": "waiting_for_payment manuel_refund_need",
        "completed": "",
        "rejected": "",
        "cancelled": "",
    },
}
every_machine = pytest.mark.parametrize("name", MACHINES)


def following(name):
    """The states that each state may be followed by."""
    machine = machine_named(name)
    found = {state.value: set() for state in machine.states}
    for transition in machine.transitions:
        for source in transition.sources:
            found[source] |= set(transition.targets)
    return found


def ask(**parameters):
    headers = parameters.pop("headers", {})
    answer = StatesView.as_view()(APIRequestFactory().get("/api/v1/orders/states/", parameters, headers=headers))
    return answer.render() if hasattr(answer, "render") else answer


# --- what is published -----------------------------------------------------------------------------------------------


def test_the_states_of_an_order_are_the_published_ones():
    described = [
        f"{state.code:3} {state.value:20} {'pay' if state.payable else '-':3} {'open' if state.open else '-'}"
        for state in machine_named("order").states
    ]

    assert described == ORDER_STATES.strip("\n").splitlines()


def test_every_state_of_an_order_says_what_it_means():
    assert all(state.meaning for state in machine_named("order").states)


def test_the_moves_of_an_order_are_the_published_ones():
    described = {
        transition.name: (" ".join(transition.sources), transition.to, " ".join(transition.manual))
        for transition in machine_named("order").transitions
    }

    assert described == ORDER_TRANSITIONS


def test_an_order_goes_back_to_any_state_that_a_cancellation_was_asked_for_in():
    moves = {transition.name: transition for transition in machine_named("order").transitions}

    assert moves["resume"].back_to == moves["request_cancellation"].sources


def test_an_order_says_what_stands_in_the_way_of_a_move_and_what_to_do_instead():
    moves = {transition.name: transition for transition in machine_named("order").transitions}

    assert [condition.sentence for condition in moves["ship"].manual_conditions] == ["Nothing is left to ship."]
    assert moves["reject"].instead == "Reject the items."
    assert all(move.instead for move in moves.values() if move.manual != move.sources)


def test_the_states_of_an_item_are_the_published_ones():
    assert ", ".join(f"{state.value} {state.code}" for state in machine_named("item").states) == ITEM_STATES


def test_an_item_of_its_own_is_rejected_before_it_is_packed_only():
    sources = {source for source, targets in following("item").items() if "REJECTED" in targets}

    assert sources == {"PENDING", "APPROVED", "PACKAGE_WAITING", "CANCELLATION_WAITING"}


@pytest.mark.parametrize("name", NEXT)
def test_each_state_is_followed_by_the_published_ones(name):
    assert following(name) == {state: set(targets.split()) for state, targets in NEXT[name].items()}


def test_a_refund_ends_one_way_or_the_other_and_its_gateway_may_change_its_mind():
    after = following("refund")

    assert after["sent"] == {"succeeded", "failed", "unknown"}
    assert after["unknown"] == {"succeeded", "failed"}
    assert (after["succeeded"], after["failed"]) == ({"failed"}, {"succeeded"})


# --- as it is served -------------------------------------------------------------------------------------------------


@every_machine
def test_a_machine_is_served_as_data(name):
    answer = ask(machine=name)

    assert answer.status_code == 200
    assert answer["Content-Type"] == "application/json"
    assert answer.data["name"] == name
    assert {"from", "to", "manual", "conditions", "instead", "meaning"} <= answer.data["transitions"][0].keys()
    assert "sources" not in answer.data["transitions"][0]


def test_anybody_may_read_a_machine_at_its_address(guest):
    answer = guest.get("/api/v1/orders/states/", {"machine": "payment"})

    assert answer.status_code == 200
    assert answer.json()["label"] == "Payment"


def test_the_order_is_meant_when_no_machine_is_named():
    assert ask().data["name"] == "order"


def test_a_machine_is_served_as_a_picture_by_parameter_or_by_accept():
    by_parameter = ask(format="svg")
    by_accept = ask(headers={"Accept": "image/svg+xml"})

    assert by_parameter["Content-Type"] == by_accept["Content-Type"] == "image/svg+xml; charset=utf-8"
    assert by_parameter.content == by_accept.content == svg(machine_named("order")).encode()


def test_a_machine_is_served_as_mermaid():
    assert ask(machine="refund", format="mermaid").content.decode() == mermaid(machine_named("refund"))


@pytest.mark.parametrize(
    ("parameters", "code"),
    [
        ({"machine": "cart"}, "unknown_machine"),
        ({"format": "pdf"}, "unknown_format"),
        ({"colour": "red"}, "unknown_parameter"),
    ],
)
def test_a_parameter_that_does_not_exist_is_refused_by_name(parameters, code):
    answer = ask(**parameters)

    assert answer.status_code == 400
    assert answer["Content-Type"] == "application/problem+json"
    (error,) = json.loads(answer.content)["errors"]
    assert (error["parameter"], error["code"]) == (next(iter(parameters)), code)


def test_whoever_has_a_machine_already_is_not_sent_it_again():
    first = ask(format="svg")

    again = ask(format="svg", headers={"If-None-Match": first["ETag"]})
    other = ask(format="mermaid", headers={"If-None-Match": first["ETag"]})

    assert "max-age" in first["Cache-Control"]
    assert (again.status_code, again.content) == (304, b"")
    assert other.status_code == 200


# --- as it is drawn --------------------------------------------------------------------------------------------------


def texts(drawing):
    return {element.text for element in ET.fromstring(drawing).iter("{http://www.w3.org/2000/svg}text")}


@every_machine
def test_a_picture_names_every_state_and_every_move(name):
    machine = machine_named(name)

    drawn = texts(svg(machine))

    assert {state.label for state in machine.states} <= drawn
    assert {transition.label for transition in machine.transitions} <= drawn


@every_machine
def test_a_picture_can_be_read_aloud(name):
    machine = machine_named(name)
    root = ET.fromstring(svg(machine))
    named_by = {element.get("id"): element.text for element in root if element.get("id")}

    title, description = (named_by[key] for key in root.get("aria-labelledby").split())

    assert root.get("role") == "img"
    assert machine.label in title
    assert all(transition.label.capitalize() in description for transition in machine.transitions)


def test_a_picture_fits_light_and_dark_and_fetches_nothing():
    drawing = svg(machine_named("order"))

    assert "prefers-color-scheme: dark" in drawing
    assert re.findall(r"(?:href|src|url\(|@import)", drawing) == []


def test_the_present_state_is_lit_and_the_moves_that_do_not_start_there_are_dimmed():
    machine = machine_named("order")

    drawing = svg(machine, highlight="SHIPPED")

    assert drawing.count('class="lit"') == 1
    leaving = [move.name for move in machine.transitions if "SHIPPED" in move.sources]
    assert leaving == ["unship", "send_again", "complete", "request_cancellation", "mark_refunded"]
    assert drawing.count('class="move dim"') == len(machine.transitions) - len(leaving)
    assert "Now: Shipped." in drawing


@every_machine
def test_mermaid_has_every_move_once(name):
    arrows = re.findall(r"^ +(\w+) --> (\w+): ", mermaid(machine_named(name)), re.MULTILINE)

    assert len(arrows) == len(set(arrows))
    assert set(arrows) == {(source, target) for source, targets in following(name).items() for target in targets}


def test_the_page_of_the_docs_is_what_the_code_says():
    written = Path(settings.BASE_DIR, "docs", "order-states.md").read_text()

    assert written == page(), "Run `manage.py write_states`."
