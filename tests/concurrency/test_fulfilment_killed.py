"""`kill -9` at every step of what is done to goods: the worker and a caller who asks again end it as it should, with
each refund, each event and each plan exactly once.

`KILL_EVERY=1` dies at every point there is; the default at every sixteenth.
"""

import pytest

from orders.statuses import OrderStatus

pytestmark = [pytest.mark.django_db(transaction=True, serialized_rollback=True), pytest.mark.timeout(3600)]

ALL_BACK = {"plans": ["completed"], "refunds": ["succeeded", "succeeded"], "kept": ["0.00", "0.00"]}
ALL_HERE = {"plans": [], "refunds": [], "kept": ["20.00", "20.00"]}
ONCE = {"recorded": 1, "gaps": False, "wrong": []}

ENDS = {
    "approve": {"order": OrderStatus.CANCELLED, "shipments": ["cancelled"], "units": [2, 0, 2], **ALL_BACK, **ONCE},
    "amend": {
        **ALL_HERE,
        **ONCE,
        "order": OrderStatus.PROCESSING,
        "shipments": ["ready"],
        "units": [1, 0, 0],
        "wrong": ["overpaid"],
    },
    "unship": {"order": OrderStatus.PACKAGED, "shipments": ["ready"], "units": [2, 0, 0], **ALL_HERE, **ONCE},
    "lose": {"order": OrderStatus.CANCELLED, "shipments": ["lost"], "units": [2, 0, 2], **ALL_BACK, **ONCE},
    "refund_units": {
        **ALL_BACK,
        **ONCE,
        "order": OrderStatus.REFUNDED,
        "shipments": ["cancelled"],
        "units": [2, 0, 0],
        "plans": [],
    },
    "ask_return": {
        **ALL_HERE,
        **ONCE,
        "order": OrderStatus.CANCELLATION_WAITING,
        "shipments": ["delivered"],
        "units": [2, 2, 0],
        "plans": ["waiting"],
    },
}


def test_what_is_done_to_goods_survives_being_killed_anywhere(killed):
    runs = killed("killed_goods.py")

    for run in runs:
        assert run["end"] == ENDS[run["command"]], run
    for command in ENDS:
        assert {run["had_begun"] for run in runs if run["command"] == command} == {True, False}
