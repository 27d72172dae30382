"""Which pieces are in which parcel, inside a change: regrouping them, and telling what may be sent."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from uuid import UUID

from cancellations.models import PlanLine
from cancellations.statuses import PlanType
from common.errors import InvalidInput, Refusal, Sentence
from common.fsm import no_such_edge
from events.types import EventType
from orders.change import Change
from orders.fulfilment.goods import cancel_shipment, ready_shipments
from orders.models import Order, Shipment, ShipmentLine
from orders.place import add_shipment
from orders.statuses import PAYABLE, OrderStatus

Lines = Sequence[Mapping[str, UUID | int]]
"""Pieces as a caller names them: `{"item": id, "quantity": pieces}`."""

SENDABLE = PAYABLE | {OrderStatus.PROCESSING, OrderStatus.PACKAGE_WAITING, OrderStatus.PACKAGED, OrderStatus.SHIPPED}
"""Orders whose pieces may be put on a lorry, as far as some are left."""


class TooFewPiecesLeft(Refusal):
    """Fewer pieces can still be sent than somebody wants to send."""

    code = "too_few_pieces_left"
    sentence = "{left} pieces of {item} are left to send, {asked} were asked for."


class PiecesWaitForDecision(Refusal):
    """Pieces cannot be sent while a cancellation plan with them is open."""

    code = "pieces_wait_for_decision"
    sentence = "{waiting} pieces of {item} wait for a decision about their cancellation."


class NothingLeftToShip(Refusal):
    """Everything that can be sent has been sent."""

    code = "nothing_left_to_ship"
    sentence = "Nothing is left to ship."


def refuse_unsendable(order: Order) -> None:
    """Raises:
    TransitionRefused: nothing of an order in its status is sent.
    """
    if order.status not in SENDABLE:
        raise no_such_edge(order, OrderStatus.SHIPPED)


def units_of(change: Change, lines: Lines) -> dict[UUID, int]:
    """The pieces that a caller named, by item.

    Raises:
        InvalidInput: an item of another order, or one that is named twice.
    """
    known = {item.id for item in change.items}
    pieces: dict[UUID, int] = {}
    for index, line in enumerate(lines):
        item = line["item"]
        if item not in known:
            sentence = Sentence("The order has no such item.")
            raise InvalidInput.on("lines", index, "item", code="unknown_item", sentence=sentence)
        if item in pieces:
            sentence = Sentence("The item is named twice.")
            raise InvalidInput.on("lines", index, "item", code="duplicate", sentence=sentence)
        pieces[item] = line["quantity"]  # type: ignore[index, assignment]
    return pieces


def waiting_pieces(change: Change) -> Counter[UUID]:
    """Unsent pieces that wait for a decision about their cancellation, by item."""
    lines = PlanLine.objects.filter(plan__order=change.order, plan__plan_type=PlanType.CANCEL, open=True)
    return Counter(dict(lines.values_list("item_id", "quantity")))


def sendable_pieces(change: Change) -> dict[UUID, int]:
    """Every piece that may be sent now, by item."""
    waiting = waiting_pieces(change)
    left = {item.id: item.quantity_open - waiting[item.id] for item in change.items}
    return {item_id: pieces for item_id, pieces in left.items() if pieces > 0}


def refuse_unless_sendable(change: Change, pieces: Mapping[UUID, int]) -> None:
    """Raises:
    PiecesWaitForDecision: some of them may yet be cancelled.
    TooFewPiecesLeft: fewer are left.
    """
    waiting = waiting_pieces(change)
    for item in change.items:
        asked, left = pieces.get(item.id, 0), item.quantity_open
        if asked > left:
            raise TooFewPiecesLeft(item=item.name, left=left, asked=asked)
        if asked > left - waiting[item.id]:
            raise PiecesWaitForDecision(item=item.name, waiting=waiting[item.id], left=left, asked=asked)


def parcel_with(change: Change, pieces: Mapping[UUID, int], *, carrier: str = "", method: str = "") -> Shipment:
    """A ready parcel with exactly these pieces: the one there is, or a new one, filled from no parcel first and then
    from the other ready ones."""
    existing = next((parcel for parcel in ready_shipments(change) if _contents(parcel) == dict(pieces)), None)
    if existing and carrier in ("", existing.carrier) and method in ("", existing.method):
        return existing
    origin = next(iter(ready_shipments(change)), None)
    take_out(change, _in_parcels(change, pieces))
    parcel = add_shipment(
        change.order,
        pieces,
        at=change.at,
        carrier=carrier or (origin.carrier if origin else ""),
        method=method or (origin.method if origin else ""),
    )
    change.record(EventType.SHIPMENT_CREATED, shipment=str(parcel.id), lines=described(pieces))
    forget_shipments(change)
    return next(row for row in change.shipments if row.id == parcel.id)


def take_out(change: Change, pieces: Mapping[UUID, int]) -> None:
    """Take pieces out of the ready parcels, the oldest first; one that would be empty is called off, and keeps
    its lines to tell what was in it."""
    missing = Counter(dict(pieces))
    for parcel in ready_shipments(change):
        lines = list(parcel.lines.all())
        taken = {line.id: min(missing[line.item_id], line.quantity) for line in lines}
        missing.subtract({line.item_id: taken[line.id] for line in lines})
        if all(taken[line.id] == line.quantity for line in lines):
            cancel_shipment(change, parcel)
        else:
            _shrink(lines, taken)
    forget_shipments(change)


def take_out_cancelled(change: Change) -> None:
    """Take pieces out of the ready parcels that are no longer to be sent."""
    packed = _ready_pieces(change)
    take_out(change, {item.id: max(0, packed[item.id] - item.quantity_open) for item in change.items})


def forget_shipments(change: Change) -> None:
    """What was read of the parcels is no longer true."""
    change.__dict__.pop("shipments", None)


def described(pieces: Mapping[UUID, int]) -> list[dict[str, str | int]]:
    """Pieces as they stand in events."""
    return [{"item": str(item_id), "quantity": quantity} for item_id, quantity in pieces.items()]


def _in_parcels(change: Change, pieces: Mapping[UUID, int]) -> dict[UUID, int]:
    """How many of the pieces must come out of ready parcels, because too few are in none."""
    packed = _ready_pieces(change)
    loose = {item.id: item.quantity_open - packed[item.id] for item in change.items}
    return {item_id: max(0, quantity - loose[item_id]) for item_id, quantity in pieces.items()}


def _ready_pieces(change: Change) -> Counter[UUID]:
    packed: Counter[UUID] = Counter()
    for parcel in ready_shipments(change):
        packed.update(_contents(parcel))
    return packed


def _contents(parcel: Shipment) -> dict[UUID, int]:
    return {line.item_id: line.quantity for line in parcel.lines.all()}


def _shrink(lines: Sequence[ShipmentLine], taken: Mapping[UUID, int]) -> None:
    for line in lines:
        line.quantity -= taken[line.id]
    ShipmentLine.objects.filter(pk__in=[line.pk for line in lines if line.quantity == 0]).delete()
    ShipmentLine.objects.bulk_update([line for line in lines if line.quantity], ["quantity"])
