"""Actions on shipments: shipping, delivering, tracking, cancelling."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from common.fsm import edge_to, no_such_edge
from orders.fulfilment.allocation import NothingLeftToShip, UnitsAwaitDecision, refuse_unshippable
from orders.fulfilment.carriers import OfferedCarriers
from orders.fulfilment.ship import ship_order
from orders.fulfilment.shipments import (
    Tracking,
    cancel_shipment,
    correct_shipment,
    deliver_shipment,
    refuse_over,
    ship_shipment,
)
from orders.models import Order, OrderItem, Shipment
from orders.statuses import ShipmentState
from workplace.admin.actions.base import Action, Command, Group, ResultMessage
from workplace.admin.actions.forms import ActionForm, UnitsForm, notify_field
from workplace.admin.page import OrderPage
from workplace.admin.suggesting import suggest_carriers
from workplace.labels import ORDER_STATUSES, SHIPMENT_STATES, label_of

TRACKING = ("carrier", "tracking_number", "tracking_url")


class ShipmentForm(ActionForm):
    """Carrier and tracking of a shipment."""

    carrier = forms.CharField(label=_("Carrier"), max_length=100, required=False)
    tracking_number = forms.CharField(label=_("Tracking number"), max_length=100, required=False)
    tracking_url = forms.URLField(
        label=_("Tracking address"),
        max_length=500,
        required=False,
        assume_scheme="https",
        help_text=_("Empty: the carrier's own, if it is on the list of carriers."),
    )

    def prepare(self) -> None:
        super().prepare()
        self.offered = OfferedCarriers()
        suggest_carriers(self.fields["carrier"], self.offered)

    def usual_carrier(self) -> str:
        """The name of the channel's own carrier; empty if it has none."""
        usual = self.offered.with_id(self.page.order.channel.default_carrier_id)
        return usual.name if usual else ""


class TrackingForm(ShipmentForm):
    """The same when it is shipped, and whether the customer is notified."""

    notify_customer = notify_field()

    def prepare(self) -> None:
        super().prepare()
        if self.row is not None:
            self.initial = {name: getattr(self.row, name) for name in TRACKING}
            self.initial["carrier"] = self.initial["carrier"] or self.usual_carrier()

    def arguments(self) -> dict[str, Any]:
        said = {name: value for name, value in super().arguments().items() if name not in TRACKING}
        changed = {name: self.cleaned_data[name] for name in TRACKING if name in self.changed_data}
        return {**said, "tracking": Tracking(**changed)}


class ShipForm(UnitsForm, TrackingForm):
    """The units of the shipment, and its tracking."""

    units_label = _("Units in this shipment")

    def prepare(self) -> None:
        super().prepare()
        ready = next((row for row in self.page.shipments if row.state == ShipmentState.READY), None)
        self.initial = {"carrier": (ready and ready.carrier) or self.usual_carrier()}

    def most(self, item: OrderItem) -> int:
        return self.page.sendable(item)

    def arguments(self) -> dict[str, Any]:
        return {**super().arguments(), "lines": None if self.is_everything else self.lines}


class Ship(Action):
    verb = "ship"
    title = _("Ship units")
    explained = _("Ships units. An order that awaits payment is approved by this.")
    scope = "shipments:write"
    group = Group.GOODS
    form = ShipForm

    def refuse(self, page: OrderPage, row: Any) -> None:
        refuse_unshippable(page.order)
        if not any(page.sendable(item) for item in page.items):
            waiting = [line for line in page.open_lines if line.item.quantity_open]
            if waiting:
                raise UnitsAwaitDecision(item=waiting[0].item.name, waiting=waiting[0].quantity)
            raise NothingLeftToShip

    def do(self, command: Command) -> Order:
        return ship_order(command.order, **command.data, **command.context)

    def result_messages(self, outcome: Order, page: OrderPage) -> list[ResultMessage]:
        sentence = gettext("Shipped. The order is now '{status}'.")
        return [ResultMessage(sentence.format(status=label_of(ORDER_STATUSES, outcome.status)))]


class ShipmentAction(Action):
    """An action on one shipment."""

    scope = "shipments:write"
    group = Group.GOODS
    rows = "shipments"
    goal: ShipmentState

    def row_name(self, row: Shipment) -> str:
        units = ", ".join(f"{line.quantity} × {line.item.name}" for line in row.lines.all())
        return row.tracking_number or units or label_of(SHIPMENT_STATES, row.state)

    def refuse(self, page: OrderPage, row: Shipment) -> None:
        if edge_to(Shipment, row.state, self.goal, "state") is None:
            raise no_such_edge(row, self.goal, "state")


class ShipShipment(ShipmentAction):
    verb = "ship-shipment"
    title = _("Ship shipment")
    explained = _("Marks this shipment as handed to the carrier.")
    done = _("The shipment is shipped.")
    form = TrackingForm
    goal = ShipmentState.SHIPPED

    def refuse(self, page: OrderPage, row: Shipment) -> None:
        super().refuse(page, row)
        refuse_unshippable(page.order)

    def do(self, command: Command) -> Shipment:
        return ship_shipment(command.row, **command.data, **command.context)


class Deliver(ShipmentAction):
    verb = "deliver"
    title = _("Mark shipment as delivered")
    explained = _("The customer has received this shipment.")
    done = _("The shipment is delivered.")
    goal = ShipmentState.DELIVERED

    def do(self, command: Command) -> Shipment:
        return deliver_shipment(command.row, **command.context)


class CorrectionForm(ShipmentForm):
    """The corrected tracking."""

    method = forms.CharField(label=_("Method"), max_length=100, required=False)
    field_order = ("carrier", "method", "tracking_number", "tracking_url")

    def prepare(self) -> None:
        super().prepare()
        self.initial = {name: getattr(self.row, name) for name in self.fields}

    def arguments(self) -> dict[str, Any]:
        return {name: value for name, value in self.cleaned_data.items() if name in self.changed_data}


class CorrectTracking(ShipmentAction):
    verb = "correct-tracking"
    title = _("Correct tracking")
    explained = _("Also possible after shipping.")
    done = _("The tracking is corrected.")
    form = CorrectionForm

    def refuse(self, page: OrderPage, row: Shipment) -> None:
        refuse_over(row)

    def do(self, command: Command) -> Shipment:
        return correct_shipment(command.row, **command.data, **command.context)


class CancelShipment(ShipmentAction):
    verb = "cancel-shipment"
    title = _("Cancel shipment")
    explained = _("Its units become unshipped and can be shipped again.")
    done = _("The shipment is cancelled.")
    goal = ShipmentState.CANCELLED
    is_irreversible = True

    def do(self, command: Command) -> Shipment:
        return cancel_shipment(command.row, **command.context)


SHIPMENT_ACTIONS = (Ship(), ShipShipment(), Deliver(), CorrectTracking(), CancelShipment())
