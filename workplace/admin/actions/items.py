"""Actions on units of one item: packing, delivering, rejecting."""

from __future__ import annotations

from typing import Any

from django.utils.translation import gettext_lazy as _

from cancellations.statuses import PlanStatus
from common.fsm import no_such_edge, sources_of
from orders.cancelling.reject import Rejection, refuse_unrejectable, reject_item
from orders.fulfilment.deliver import deliver_item, refuse_undeliverable
from orders.fulfilment.pack import pack_item, refuse_refunded, refuse_unpackable
from orders.models import OrderItem, ReasonVerb
from orders.statuses import ItemStatus
from workplace.admin.actions.base import Action, Command, Group, ResultMessage
from workplace.admin.actions.forms import ActionForm, quantity_field, reason_field
from workplace.admin.actions.plans import plan_messages
from workplace.admin.page import OrderPage


class ItemAction(Action):
    """Something that is done to one item."""

    scope = "shipments:write"
    group = Group.GOODS
    rows = "items"

    def row_name(self, row: OrderItem) -> str:
        return row.name


class PackItem(ItemAction):
    verb = "pack-item"
    title = _("Pack an item")
    explained = _("All units of it are packed.")
    done = _("The item is packed.")

    def refuse(self, page: OrderPage, row: OrderItem) -> None:
        refuse_unpackable(page.order)
        refuse_refunded(row)
        if row.status not in sources_of(OrderItem, "pack"):
            raise no_such_edge(row, ItemStatus.PACKAGED)

    def do(self, command: Command) -> OrderItem:
        return pack_item(command.row, **command.context)


class QuantityForm(ActionForm):
    """How many units."""

    def prepare(self) -> None:
        most = self.most(self.row)
        self.fields["quantity"] = quantity_field(_("Units"), self.row, most=most, first=most)
        self.order_fields(["quantity"])

    def most(self, item: OrderItem) -> int:
        """The most units that can be entered."""
        return item.quantity_shipped - item.quantity_delivered


class DeliverItem(ItemAction):
    verb = "deliver-item"
    title = _("Mark units as delivered")
    explained = _("Units in transit have reached the customer.")
    done = _("The units are delivered.")
    form = QuantityForm

    def refuse(self, page: OrderPage, row: OrderItem) -> None:
        refuse_undeliverable(row, 1)

    def do(self, command: Command) -> OrderItem:
        return deliver_item(command.row, **command.data, **command.context)


class RejectForm(QuantityForm):
    """How many units cannot be fulfilled, and why."""

    reason = reason_field(_("Reason (shown to the customer)"))
    reasons_for = ReasonVerb.REJECT

    def most(self, item: OrderItem) -> int:
        return max(1, item.quantity_open)

    def arguments(self) -> dict[str, Any]:
        said = super().arguments()
        return {**said, "quantity": None} if said["quantity"] == self.most(self.row) else said


class Reject(ItemAction):
    verb = "reject"
    title = _("Reject an item")
    explained = _("It cannot be fulfilled: it is refunded, and the customer gets an e-mail.")
    done = _("The item is rejected, and the customer gets an e-mail.")
    form = RejectForm
    is_resumable = True
    is_irreversible = True

    def refuse(self, page: OrderPage, row: OrderItem) -> None:
        refuse_unrejectable(page.order, row)

    def do(self, command: Command) -> Rejection:
        return reject_item(command.row, **command.data, **command.keyed)

    def result_messages(self, outcome: Rejection, page: OrderPage) -> list[ResultMessage]:
        """Where its money could not go back at once, that too."""
        rejected = super().result_messages(outcome, page)
        return rejected if outcome.plan.status == PlanStatus.COMPLETED else [*rejected, *plan_messages(outcome.plan)]


ITEM_ACTIONS = (PackItem(), DeliverItem(), Reject())
