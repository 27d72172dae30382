"""How much was refunded for the units of an item that were neither cancelled nor returned.

A refund of units may go over several payments, and one of these can fail. What did go back is then a credit: the
units are not refunded yet, and their next refund starts with it. Pure arithmetic in the order's currency.
"""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from decimal import Decimal
from typing import Any
from uuid import UUID

from common.money import ZERO
from orders.shares import Shares


@dataclass(frozen=True, slots=True)
class RefundedUnits:
    """Units that were refunded in full, and money that was refunded for others."""

    units: int = 0
    credit: Decimal = ZERO


@dataclass(slots=True)
class Command:
    """A refund of some units of an item, when `taken` others were taken back before: the credit it began with, and how
    much it refunded, or is refunding."""

    quantity: int
    taken: int
    credit: Decimal
    amount: Decimal = ZERO


def commands_of(refunds: Iterable[tuple[UUID, Iterable[Mapping[str, Any]]]]) -> Mapping[UUID, list[Command]]:
    """The commands on each item, out of the refunds that did not fail: the command of each and its units."""
    commands: dict[UUID, dict[UUID, Command]] = {}
    for command_id, lines in refunds:
        for line in lines:
            begun = commands.setdefault(UUID(line["item"]), {})
            new = Command(line["quantity"], line["taken"], Decimal(line["credit"]))
            begun.setdefault(command_id, new).amount += Decimal(line["amount"])
    return {item_id: list(each.values()) for item_id, each in commands.items()}


def tally_refunded(item_id: UUID, commands: Iterable[Command], shares: Shares) -> RefundedUnits:
    """What commands on one item, the oldest first, have come to."""
    units, credit = 0, ZERO
    for command in commands:
        used = min(command.credit, credit)
        money = used + command.amount
        whole = _whole_units(item_id, command, money, shares)
        rest = money - (shares.goods(item_id, whole, taken=command.taken) if whole else ZERO)
        units, credit = units + whole, credit - used + rest
    return RefundedUnits(units, credit)


def _whole_units(item_id: UUID, command: Command, money: Decimal, shares: Shares) -> int:
    """How many units of a command the money covers, of those that the item still has: it may have been amended between
    a refund that failed and the gateway's word that it had not."""
    most = min(command.quantity, shares.items[item_id].quantity - command.taken)
    return bisect_right(range(1, most + 1), money, key=lambda units: shares.goods(item_id, units, taken=command.taken))
