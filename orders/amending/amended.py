"""The contents of an order after an amendment: checked rows in memory, and their differences from before."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from decimal import Decimal
from typing import Any
from uuid import UUID

from common.errors import InvalidInput, Refusal, Sentence
from common.money import format_amount
from orders.change import Change
from orders.contents import Contents, Path, as_written, contents_of
from orders.models import Order, OrderItem
from orders.statuses import PAYABLE, ItemStatus, OrderStatus

CHANGEABLE = frozenset({ItemStatus.PENDING, ItemStatus.APPROVED, ItemStatus.PACKAGE_WAITING, ItemStatus.PACKAGED})
"""Items with units still to be sent, and no decision pending."""

COLUMNS = ("quantity", "unit_price", "discount_amount", "adjustments_total", "total")
"""What an amendment changes about an item."""


class ItemNotAmendable(Refusal):
    """An item that is sent, cancelled, or waits for a decision is not changed."""

    code = "item_not_amendable"
    sentence = "{item} is '{status}' and cannot be changed; add another item instead."


@dataclass(slots=True)
class Amended:
    """The contents after the amendment, and the present items as they were."""

    contents: Contents
    before: Mapping[UUID, OrderItem]
    named: frozenset[UUID]
    removed: Sequence[OrderItem]
    paths: Sequence[Path] = field(default_factory=list)

    @property
    def changed(self) -> list[OrderItem]:
        """The rows of items that the amendment names, as they will be."""
        return [row for row in self.contents.items if row.id in self.named]

    @property
    def added(self) -> list[OrderItem]:
        """The rows of items that are new."""
        return [row for row in self.contents.items if row.id not in self.before]

    def described(self, currency: str) -> dict[str, list[dict[str, Any]]]:
        """The differences, as the event shows them. Call before the rows are written."""
        return {
            "changed": [
                {**_line(row, currency), **_earlier(self.before[row.id], currency)}
                for row in self.changed
                if any(getattr(row, name) != getattr(self.before[row.id], name) for name in COLUMNS)
            ],
            "added": [_line(row, currency) for row in self.added],
            "removed": [_line(row, currency) for row in self.removed],
        }


def amended_contents(
    change: Change,
    *,
    changes: Sequence[Mapping[str, Any]],
    add: Sequence[Mapping[str, Any]],
    remove: Sequence[UUID],
    own: Sequence[Mapping[str, Any]] | None,
) -> Amended:
    """The contents that come out, not saved yet.

    Raises:
        ItemNotAmendable: an item is sent, cancelled, or waits for a decision.
        InvalidInput: an unknown item, one that is named twice, nothing left, amounts that do not fit.
    """
    order, before = change.order, {item.id: item for item in change.items}
    named = _named(before, changes, remove)
    written = as_written(order)
    lines: list[dict[str, Any]] = []
    paths: list[Path] = []
    for line in written["items"]:
        if line["id"] not in remove:
            index, wanted = named.get(line["id"], (None, {}))
            lines.append(line | wanted)
            paths.append(("items",) if index is None else ("change", index))
    lines += [{**line, "status": _status_of_new(order)} for line in add]
    paths += [("add", index) for index in range(len(add))]
    if remove and not (add or any(item.quantity_left for item in change.items if item.id not in remove)):
        sentence = Sentence("Nothing would be left of the order. Cancel it instead.")
        raise InvalidInput.on("remove", code="order_is_empty", sentence=sentence)
    adjustments = written["adjustments"] if own is None else own
    contents = _placed(order, lines, adjustments, paths, change)
    removed = [before[item_id] for item_id in remove]
    return Amended(contents, before, frozenset(item_id for item_id in named if item_id not in remove), removed, paths)


def _named(
    before: Mapping[UUID, OrderItem], changes: Sequence[Mapping[str, Any]], remove: Sequence[UUID]
) -> dict[UUID, tuple[int, dict[str, Any]]]:
    """The items to change or remove, each with its place and its changes."""
    said: list[tuple[Path, UUID, int, dict[str, Any]]] = [
        (("change", index, "item"), line["item"], index, {name: line[name] for name in line if name != "item"})
        for index, line in enumerate(changes)
    ]
    said += [(("remove", index), item_id, index, {}) for index, item_id in enumerate(remove)]
    named: dict[UUID, tuple[int, dict[str, Any]]] = {}
    for path, item_id, index, wanted in said:
        item = before.get(item_id)
        if item is None or item_id in named:
            sentence = Sentence("Each must be a different item of this order.")
            raise InvalidInput.on(*path, code="unknown_item", sentence=sentence)
        if item.status not in CHANGEABLE:
            raise ItemNotAmendable(item=item.name, item_id=str(item.id), status=ItemStatus(item.status).label)
        named[item_id] = (index, wanted)
    return named


def _placed(
    order: Order,
    lines: Sequence[Mapping[str, Any]],
    adjustments: Sequence[Mapping[str, Any]],
    paths: Sequence[Path],
    change: Change,
) -> Contents:
    """The rows, each at its old place, new ones after them; errors are named by their place in the request."""
    try:
        contents = contents_of(order, items=lines, adjustments=adjustments, at=change.at)
    except InvalidInput as error:
        raise InvalidInput({_place(path, paths): said for path, said in error.errors.items()}) from error
    places = {item.id: item.position for item in change.items}
    following = max(places.values(), default=-1) + 1
    for row in contents.items:
        row.position = places.get(row.id, following)
        following += row.id not in places
    return contents


def _place(path: Path, paths: Sequence[Path]) -> Path:
    return (*paths[int(path[1])], *path[2:]) if path[0] == "items" and len(path) > 1 else path


def _status_of_new(order: Order) -> ItemStatus:
    """The status of an added item: approved with its order, and to be packed where others are packed."""
    reached = order.status_before_hold if order.status == OrderStatus.HOLD else order.status
    if reached in (OrderStatus.PACKAGE_WAITING, OrderStatus.PACKAGED):
        return ItemStatus.PACKAGE_WAITING
    return ItemStatus.PENDING if reached in PAYABLE else ItemStatus.APPROVED


def _line(row: OrderItem, currency: str) -> dict[str, Any]:
    price = format_amount(row.unit_price, currency)
    return {"item": str(row.id), "sku": row.sku, "name": row.name, "quantity": row.quantity, "unit_price": price}


def _earlier(row: OrderItem, currency: str) -> dict[str, Any]:
    price: Decimal = row.unit_price
    return {"quantity_before": row.quantity, "unit_price_before": format_amount(price, currency)}
