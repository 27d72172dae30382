"""Actions on shipments that were sent, and should not have been or did not arrive."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from cancellations.statuses import PlanStatus
from orders.cancelling.lose import Instead, Loss, lose_shipment
from orders.fulfilment.unship import refuse_over, unship_shipment
from orders.models import Shipment
from orders.statuses import ShipmentState
from workplace.admin.actions.base import Command, ResultMessage
from workplace.admin.actions.forms import ActionForm, notify_field, reason_field
from workplace.admin.actions.plans import plan_messages
from workplace.admin.actions.shipments import ShipmentAction
from workplace.admin.page import OrderPage


class UnshipForm(ActionForm):
    """Why it was not sent, and whether to notify the customer."""

    reason = reason_field()
    notify_customer = notify_field()


class SentShipmentAction(ShipmentAction):
    """An action on a shipment that is in transit."""

    def refuse(self, page: OrderPage, row: Shipment) -> None:
        super().refuse(page, row)
        refuse_over(page.order)


class Unship(SentShipmentAction):
    verb = "unship"
    title = _("Undo shipping")
    explained = _("It was marked as shipped by mistake, and is still here. Its units can be shipped again.")
    done = _("The shipment is ready again.")
    form = UnshipForm
    goal = ShipmentState.READY

    def do(self, command: Command) -> Shipment:
        return unship_shipment(command.row, **command.data, **command.context)


class LoseForm(UnshipForm):
    """What the customer gets instead."""

    instead = forms.ChoiceField(
        label=_("What the customer gets instead"),
        choices=[
            (Instead.REPLACEMENT, _("A replacement: the units are packed and shipped again")),
            (Instead.REFUND, _("A refund: the units are cancelled")),
        ],
        initial=Instead.REPLACEMENT,
        widget=forms.RadioSelect,
    )
    leading = ("instead",)


class Lose(SentShipmentAction):
    verb = "lose-shipment"
    title = _("Declare shipment lost")
    explained = _("It was shipped and will not arrive.")
    form = LoseForm
    goal = ShipmentState.LOST
    is_resumable = True
    is_irreversible = True

    def do(self, command: Command) -> Loss:
        return lose_shipment(command.row, **command.data, **command.keyed)

    def result_messages(self, outcome: Any, page: OrderPage) -> list[ResultMessage]:
        """Where its money could not go back at once, that too."""
        lost = [ResultMessage(gettext("The shipment is declared lost."))]
        if outcome.plan is None or outcome.plan.status == PlanStatus.COMPLETED:
            return lost
        return [*lost, *plan_messages(outcome.plan)]


SENT_SHIPMENT_ACTIONS = (Unship(), Lose())
