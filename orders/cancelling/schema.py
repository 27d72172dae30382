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
    Opens a cancellation plan for everything unshipped, or for some units, and executes it: pending payments and
    shipments are cancelled, and payments refunded. The plan's `status` says how far that got: `waiting_for_payment`
    while a gateway has not answered, `manuel_refund_need` if a person has to refund, `failed` if a gateway declined,
    and `waiting` if staff of this channel decide on customers' cancellations.

    With `dry_run=true` it shows what would be refunded, and to which card.
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
        `cancel` is for units not yet shipped, `refund` for returned ones; an item is in at most one open plan, and on
        hold until it is decided. Amounts are computed; lower ones may be given. Shipping is refunded when nothing of
        the order remains, or on request.
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
        about="Fixes the amounts and starts the refunds; `status` says how far that got.",
        gives=PlanSerializer,
        refusals=[TransitionRefused],
    ),
    "reject": _MOVE,
    "cancel": _MOVE,
    "complete": Operation(
        "Mark a plan as refunded",
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
        For units that the seller cannot fulfil. They are cancelled at once and refunded through a cancellation plan,
        and the customer gets an e-mail. The order is rejected with its last item. Packed items cannot be rejected.
        """,
        takes=RejectItemInput,
        gives=ItemResourceSerializer,
        refusals=[PackagedOrdersCannotBeRejected, ItemInOpenPlan, TooFewUnits, TransitionRefused],
    ),
}
