"""Cancelling, and cancellation plans."""

from __future__ import annotations

from access.permissions import HasScope, InReach
from cancellations.serializers import PlanSerializer
from common.api.operations import Operation, Page
from common.fsm import TransitionRefused
from orders.cancelling.cancel import AlreadySent, CancellationNotOffered
from orders.cancelling.plan_rows import ItemInOpenPlan, NothingToCancel, NothingToReturn, TooFewUnits
from orders.cancelling.plans import RefundsUnderWay
from orders.cancelling.reject import PackagedOrdersCannotBeRejected
from orders.cancelling.serializers import CancelInput, CancellationSerializer, FailInput, PlanInput, RejectItemInput
from orders.serializers.resources import ItemResourceSerializer

READ = [HasScope("cancellations:read")]
WRITE = [HasScope("cancellations:write")]

_CANCEL = Operation(
    access=[InReach("cancellations:write")],
    about="""
    Opens a cancellation plan for everything that was not sent, or for some units, and executes it: payments and
    shipments are stopped, and money goes back. The plan's `status` says honestly how far that got:
    `waiting_for_payment` while a gateway has not answered, `manuel_refund_need` where a person has to pay, `failed`
    where a gateway refused, and `waiting` where staff decide for customers of this channel.

    With `dry_run=true` it is the answer to "what do I get back, and on which card".
    """,
    takes=CancelInput,
    gives=CancellationSerializer,
    headers=["ETag"],
    refusals=[TransitionRefused, NothingToCancel, TooFewUnits, ItemInOpenPlan, CancellationNotOffered, AlreadySent],
)

CANCEL = {"cancel": _CANCEL, "put_cancel": _CANCEL}

_MOVE = Operation(access=WRITE, gives=PlanSerializer, refusals=[TransitionRefused])

PLANS = {
    "list": Operation("List cancellation plans", access=READ, gives=Page(PlanSerializer), filtered=True),
    "retrieve": Operation("Read a cancellation plan", access=READ, gives=PlanSerializer),
    "create": Operation(
        access=WRITE,
        about="""
        `cancel` is about units that were not sent, `refund` about units that were; an item is in at most one open
        plan. Its items wait until it is decided. Amounts are computed, and may be given lower. Shipping goes back when
        nothing of the order remains, or when asked for.
        """,
        takes=PlanInput,
        gives=PlanSerializer,
        status=201,
        headers=["Location"],
        refusals=[TransitionRefused, NothingToCancel, NothingToReturn, TooFewUnits, ItemInOpenPlan],
        may_be_missing=True,
    ),
    "ask_supplier": _MOVE,
    "await_confirmation": _MOVE,
    "confirm": _MOVE,
    "approve": Operation(
        access=WRITE,
        about="Fixes the amounts and sends the money on its way; see `status` for how far that got.",
        gives=PlanSerializer,
        refusals=[TransitionRefused],
    ),
    "reject": _MOVE,
    "cancel": _MOVE,
    "complete": Operation(
        "Note that the money was given back",
        access=WRITE,
        gives=PlanSerializer,
        refusals=[TransitionRefused, RefundsUnderWay],
    ),
    "fail": Operation(
        access=WRITE, takes=FailInput, gives=PlanSerializer, refusals=[TransitionRefused, RefundsUnderWay]
    ),
    "retry": _MOVE,
    "refund_by_hand": _MOVE,
}

REJECT = {
    "reject": Operation(
        access=[HasScope("shipments:write")],
        about="""
        The units are cancelled at once, their money goes back through a cancellation plan, and the customer is told
        by e-mail. The order is rejected with its last item. What is packed cannot be rejected.
        """,
        takes=RejectItemInput,
        gives=ItemResourceSerializer,
        refusals=[PackagedOrdersCannotBeRejected, ItemInOpenPlan, TooFewUnits, TransitionRefused],
    ),
}
