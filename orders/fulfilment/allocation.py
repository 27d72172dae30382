"""Which units are in which shipment, inside a change: regrouping them, and finding what may be sent."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from uuid import UUID

from cancellations.statuses import PlanType
from common.errors import InvalidInput, Refusal, Sentence
from common.fsm import no_such_edge
from events.types import EventType
from orders.change import Change
from orders.fulfilment.shipment_state import mark_cancelled, ready_shipments
from orders.hold import refuse_held
from orders.models import Order, Shipment, ShipmentLine
from orders.place import add_shipment
from orders.statuses import PAYABLE, OrderStatus

Lines = Sequence[Mapping[str, UUID | int]]
"""Units as a caller names them: `{"item": id, "quantity": units}`."""

SHIPPABLE = PAYABLE | {OrderStatus.PROCESSING, OrderStatus.PACKAGE_WAITING, OrderStatus.PACKAGED, OrderStatus.SHIPPED}
"""Orders whose units may be put into a shipment, as far as some are left."""


class TooFewUnitsLeft(Refusal):
    """Fewer units can still be sent than somebody wants to send."""

    code = "too_few_units_left"
    sentence = "{left} units of {item} are left to send, {asked} were asked for."


class UnitsAwaitDecision(Refusal):
    """Units cannot be sent while a cancellation plan with them is open."""

    code = "units_await_decision"
    sentence = "{waiting} units of {item} wait for a decision about their cancellation."


class NothingLeftToShip(Refusal):
    """Everything that can be sent has been sent."""

    code = "nothing_left_to_ship"
    sentence = "Nothing is left to ship."


def refuse_unshippable(order: Order) -> None:
    """Raises:
    OrderOnHold: the order is on hold.
    TransitionRefused: nothing of an order in its status is sent.
    """
    refuse_held(order)
    if order.status not in SHIPPABLE:
        raise no_such_edge(order, OrderStatus.SHIPPED)


def units_of(change: Change, lines: Lines) -> dict[UUID, int]:
    """The units that a caller named, by item.

    Raises:
        InvalidInput: an item of another order, or one that is named twice.
    """
    known = {item.id for item in change.items}
    units: dict[UUID, int] = {}
    for index, line in enumerate(lines):
        item = line["item"]
        if item not in known:
            sentence = Sentence("The order has no such item.")
            raise InvalidInput.on("lines", index, "item", code="unknown_item", sentence=sentence)
        if item in units:
            sentence = Sentence("The item is named twice.")
            raise InvalidInput.on("lines", index, "item", code="duplicate", sentence=sentence)
        units[item] = line["quantity"]  # type: ignore[index, assignment]
    return units


def units_awaiting_decision(change: Change) -> Counter[UUID]:
    """Unsent units that wait for a decision about their cancellation, by item. What a plan rejects is over at once."""
    undecided = [plan for plan in change.plans if plan.plan_type == PlanType.CANCEL and not plan.rejects_items]
    return Counter({line.item_id: line.quantity for plan in undecided for line in plan.lines.all() if line.open})


def shippable_units(change: Change) -> dict[UUID, int]:
    """Every unit that may be sent now, by item."""
    waiting = units_awaiting_decision(change)
    left = {item.id: item.quantity_open - waiting[item.id] for item in change.items}
    return {item_id: units for item_id, units in left.items() if units > 0}


def refuse_unless_shippable(change: Change, units: Mapping[UUID, int]) -> None:
    """Raises:
    UnitsAwaitDecision: some of them may yet be cancelled.
    TooFewUnitsLeft: fewer are left.
    """
    waiting = units_awaiting_decision(change)
    for item in change.items:
        asked, left = units.get(item.id, 0), item.quantity_open
        if asked > left:
            raise TooFewUnitsLeft(item=item.name, left=left, asked=asked)
        if asked > left - waiting[item.id]:
            raise UnitsAwaitDecision(item=item.name, waiting=waiting[item.id], left=left, asked=asked)


def shipment_with(change: Change, units: Mapping[UUID, int], *, carrier: str = "", method: str = "") -> Shipment:
    """A ready shipment with exactly these units: the one there is, or a new one, filled from no shipment first and then
    from the other ready ones."""
    existing = next((shipment for shipment in ready_shipments(change) if _contents(shipment) == dict(units)), None)
    if existing and carrier in ("", existing.carrier) and method in ("", existing.method):
        return existing
    return new_shipment_with(change, units, carrier=carrier, method=method)


def new_shipment_with(change: Change, units: Mapping[UUID, int], *, carrier: str = "", method: str = "") -> Shipment:
    """A new ready shipment with these units, filled like `shipment_with`."""
    origin = next(iter(ready_shipments(change)), None)
    remove_units(change, _units_in_shipments(change, units))
    shipment = add_shipment(
        change,
        units,
        carrier=carrier or (origin.carrier if origin else ""),
        method=method or (origin.method if origin else ""),
    )
    change.record(EventType.SHIPMENT_CREATED, shipment=str(shipment.id), lines=described(units))
    forget_shipments(change)
    return next(row for row in change.shipments if row.id == shipment.id)


def remove_units(change: Change, units: Mapping[UUID, int]) -> None:
    """Take units out of the ready shipments, oldest first; one that would be empty is cancelled, and keeps its lines as
    a record."""
    missing = Counter(dict(units))
    for shipment in ready_shipments(change):
        lines = list(shipment.lines.all())
        taken = {line.id: min(missing[line.item_id], line.quantity) for line in lines}
        missing.subtract({line.item_id: taken[line.id] for line in lines})
        if all(taken[line.id] == line.quantity for line in lines):
            mark_cancelled(change, shipment)
        else:
            _shrink(lines, taken)
    forget_shipments(change)


def put_back(change: Change, units: Mapping[UUID, int]) -> None:
    """Put units into the newest shipment that is ready, or a new one."""
    if not units:
        return
    ready = ready_shipments(change)
    if not ready:
        add_shipment(change, units)
        forget_shipments(change)
        return
    lines = {line.item_id: line for line in ready[-1].lines.all()}
    for item_id, quantity in units.items():
        line = lines.get(item_id) or ShipmentLine(shipment=ready[-1], item_id=item_id, quantity=0)
        line.quantity += quantity
        line.save()
    forget_shipments(change)


def remove_cancelled(change: Change) -> None:
    """Take units out of the ready shipments that are no longer to be sent."""
    packed = _ready_units(change)
    remove_units(change, {item.id: max(0, packed[item.id] - item.quantity_open) for item in change.items})


def forget_shipments(change: Change) -> None:
    """Forget what was read of the shipments: it is stale."""
    change.__dict__.pop("shipments", None)


def described(units: Mapping[UUID, int]) -> list[dict[str, str | int]]:
    """Units as events show them."""
    return [{"item": str(item_id), "quantity": quantity} for item_id, quantity in units.items()]


def _units_in_shipments(change: Change, units: Mapping[UUID, int]) -> dict[UUID, int]:
    """How many of the units must come out of ready shipments, because too few are in none."""
    packed = _ready_units(change)
    loose = {item.id: item.quantity_open - packed[item.id] for item in change.items}
    return {item_id: max(0, quantity - loose[item_id]) for item_id, quantity in units.items()}


def _ready_units(change: Change) -> Counter[UUID]:
    packed: Counter[UUID] = Counter()
    for shipment in ready_shipments(change):
        packed.update(_contents(shipment))
    return packed


def _contents(shipment: Shipment) -> dict[UUID, int]:
    return {line.item_id: line.quantity for line in shipment.lines.all()}


def _shrink(lines: Sequence[ShipmentLine], taken: Mapping[UUID, int]) -> None:
    for line in lines:
        line.quantity -= taken[line.id]
    ShipmentLine.objects.filter(pk__in=[line.pk for line in lines if line.quantity == 0]).delete()
    ShipmentLine.objects.bulk_update([line for line in lines if line.quantity], ["quantity"])
