"""`docs/admin.md` names every action of the order page, with the permission that it needs."""

import re
from pathlib import Path

from access.scopes import PERMISSION_FOR_SCOPE
from workplace.admin.actions import ACTIONS

PAGE = (Path(__file__).parents[2] / "docs" / "admin.md").read_text()


def documented():
    """The permission of each verb in the table; those after `plan-` begin with it."""
    permissions = {}
    for verbs, permission in re.findall(r"^\| (`[a-z][^|]*) \| `([a-z]+\.[a-z_]+)` \|$", PAGE, re.M):
        plain, _, of_plans = verbs.partition("`plan-` with")
        names = re.findall(r"`([a-z-]+)`", plain) + [f"plan-{verb}" for verb in re.findall(r"`([a-z-]+)`", of_plans)]
        permissions |= dict.fromkeys(names, permission)
    return permissions


def test_every_action_stands_in_the_table_with_its_permission():
    assert documented() == {action.verb: PERMISSION_FOR_SCOPE[action.scope] for action in ACTIONS}
