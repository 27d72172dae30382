"""Moving orders by hand."""

from __future__ import annotations

from access.permissions import HasScope
from common.api.operations import Operation, Page
from common.fsm import TransitionRefused
from orders.serializers.resources import StatusChangeSerializer
from orders.status.serializers import StatusEntryInput, StatusInput, StatusSerializer

READ = [HasScope("orders:read")]
WRITE = [HasScope("orders:write")]

STATUS = {
    "status": Operation(
        "Read where an order can go",
        access=WRITE,
        about="The present status is always allowed.",
        gives=StatusSerializer,
        headers=["ETag"],
    ),
    "change_status": Operation(
        access=WRITE,
        about="""
        Items and shipments go along. The status log gets an entry with the note; `notify_customer` sends an e-mail. The
        note of a hold is its reason; an order on hold goes back to the status it came from. All moves are in the state
        machine (`GET /orders/states/`); what it refuses says why.
        """,
        takes=StatusInput,
        gives=StatusSerializer,
        headers=["ETag"],
        refusals=[TransitionRefused],
    ),
    "statuses": Operation("List an order's statuses", access=READ, gives=Page(StatusChangeSerializer)),
    "log_status": Operation(
        "Write into the status log",
        access=WRITE,
        about="""
        The entry is called what you like, and moves nothing: the order stays in its status. `notify_customer` sends an
        e-mail with the label and the notes.
        """,
        takes=StatusEntryInput,
        gives=StatusChangeSerializer,
        status=201,
    ),
}
