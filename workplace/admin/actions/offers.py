"""What can be done to an order and its rows, and what cannot, with the reason."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Any

from access.callers import Caller
from workplace.admin.actions.base import Action, Group, Possibility, possibility
from workplace.admin.page import OrderPage


@dataclass(frozen=True, slots=True)
class Offer:
    """The actions of a group: what is possible now, and why the others are not, by reason."""

    group: Group
    possible: list[tuple[Action, list[Possibility]]]
    blocked: dict[str, list[Action]]


def possibilities(actions: Sequence[Action], page: OrderPage, caller: Caller) -> Iterator[Possibility]:
    """Every action that the person may take, on every row that it is for."""
    for action in actions:
        if action.may(caller):
            for row in action.rows_of(page):
                yield possibility(action, page, row)


def offers(actions: Sequence[Action], found: Sequence[Possibility]) -> Iterator[Offer]:
    """The actions by what they are about; those on rows that the order does not have are left out."""
    of_action: defaultdict[Action, list[Possibility]] = defaultdict(list)
    for each in found:
        of_action[each.action].append(each)
    for group in Group:
        offer = Offer(group, [], {})
        for action in actions:
            if action.group is group and of_action[action]:
                _sort_in(offer, action, of_action[action])
        if offer.possible or offer.blocked:
            yield offer


def _sort_in(offer: Offer, action: Action, own: Sequence[Possibility]) -> None:
    possible = [each for each in own if each.is_possible]
    if possible:
        offer.possible.append((action, possible))
    else:
        offer.blocked.setdefault(own[-1].reason, []).append(action)


def by_row(possibilities: Sequence[Possibility]) -> dict[Any, list[Possibility]]:
    """What can be done to each row, the possible first."""
    found: dict[Any, list[Possibility]] = {}
    for possible in sorted(possibilities, key=lambda possible: not possible.is_possible):
        if possible.row is not None:
            found.setdefault(possible.row.pk, []).append(possible)
    return found
