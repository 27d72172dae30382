"""The available actions of an order and its rows, and why the others are unavailable."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Any

from access.callers import Caller
from workplace.admin.actions.base import Action, ActionOption, Group, action_option
from workplace.admin.page import OrderPage


@dataclass(frozen=True, slots=True)
class ActionGroup:
    """The actions of a group: what is possible now, and why the others are not, by reason."""

    group: Group
    possible: list[tuple[Action, list[ActionOption]]]
    blocked: dict[str, list[Action]]


def action_options(actions: Sequence[Action], page: OrderPage, caller: Caller) -> Iterator[ActionOption]:
    """Every action that the person may take, on every row that it is for."""
    for action in actions:
        if action.may(caller):
            for row in action.rows_of(page):
                yield action_option(action, page, row)


def action_groups(actions: Sequence[Action], options: Sequence[ActionOption]) -> Iterator[ActionGroup]:
    """The actions by what they are about; those on rows that the order does not have are left out."""
    of_action: defaultdict[Action, list[ActionOption]] = defaultdict(list)
    for each in options:
        of_action[each.action].append(each)
    for group in Group:
        entry = ActionGroup(group, [], {})
        for action in actions:
            if action.group is group and of_action[action]:
                _sort_in(entry, action, of_action[action])
        if entry.possible or entry.blocked:
            yield entry


def _sort_in(entry: ActionGroup, action: Action, own: Sequence[ActionOption]) -> None:
    possible = [each for each in own if each.is_possible]
    if possible:
        entry.possible.append((action, possible))
    else:
        entry.blocked.setdefault(own[-1].reason, []).append(action)


def by_row(options: Sequence[ActionOption]) -> dict[Any, list[ActionOption]]:
    """What can be done to each row, the possible first."""
    found: dict[Any, list[ActionOption]] = {}
    for option in sorted(options, key=lambda option: not option.is_possible):
        if option.row is not None:
            found.setdefault(option.row.pk, []).append(option)
    return found
