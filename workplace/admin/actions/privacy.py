"""Erasing a guest from an order."""

from __future__ import annotations

from typing import Any

from django.utils.translation import gettext_lazy as _

from orders.models import PrivacyEntry
from orders.privacy.erase import erase_order, refuse_unerasable
from workplace.admin.actions.base import Action, Command, Group
from workplace.admin.page import OrderPage


class EraseGuest(Action):
    """An account is erased on the customer's page, with all its orders."""

    verb = "erase"
    title = _("Erase the guest")
    explained = _(
        "A pseudonym takes the guest's place in this order: in names, addresses, e-mails, numbers, notes. Amounts, "
        "taxes, invoice numbers and the country stay. It cannot be undone."
    )
    done = _("The guest was erased.")
    scope = "privacy:write"
    group = Group.CONTACT
    is_irreversible = True

    def refuse(self, page: OrderPage, row: Any) -> None:
        refuse_unerasable(page.order)

    def do(self, command: Command) -> PrivacyEntry:
        return erase_order(command.order, **command.context)


PRIVACY_ACTIONS = (EraseGuest(),)
