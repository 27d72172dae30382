"""Actions that change an order's status."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import gettext, ngettext
from django.utils.translation import gettext_lazy as _

from common.fsm import TransitionRefused
from orders.models import Order, ReasonVerb
from orders.status.change_status import change_status, is_release, why_not_move
from orders.status.release import refuse_unheld, release_order
from orders.statuses import OrderStatus
from workplace.admin.actions.base import Action, Command, Group, ResultMessage
from workplace.admin.actions.forms import ActionForm, NoteField, notify_field
from workplace.admin.page import OrderPage
from workplace.labels import ORDER_STATUSES, Text, label_of


class MoveForm(ActionForm):
    """What is written into the status log, and whether the customer reads it."""

    note: forms.CharField = NoteField(label=_("Note"), max_length=2000, required=False)
    notify_customer = notify_field()


class HoldForm(MoveForm):
    """Why an order is put on hold, and until when."""

    note = forms.CharField(label=_("Reason"), max_length=2000, required=False)
    reasons_for = ReasonVerb.HOLD
    reason_in = "note"
    hold_until = forms.DateTimeField(
        label=_("Until"),
        required=False,
        widget=forms.DateTimeInput({"type": "datetime-local"}),
        help_text=_("The order is released by itself then. Empty: it stays on hold until somebody releases it."),
    )


class Move(Action):
    """A move to one status."""

    scope = "orders:write"
    group = Group.STATUS
    form = MoveForm

    def __init__(self, verb: str, title: Text, to: OrderStatus, explained: Text) -> None:
        self.verb = verb
        self.title = title
        self.to = to
        self.explained = explained

    def refuse(self, page: OrderPage, row: Any) -> None:
        refusal = why_not_move(page.order, self.to, page.open_decisions)
        if page.order.status == self.to:
            sentence = gettext("The order is '{status}' already.").format(status=label_of(ORDER_STATUSES, self.to))
            raise TransitionRefused(sentence)
        if is_release(page.order, self.to):
            raise TransitionRefused(gettext("The order is on hold: release it."))
        if refusal:
            raise refusal

    def do(self, command: Command) -> Order:
        return change_status(command.order, to=self.to, **command.data, **command.context)

    def result_messages(self, outcome: Order, page: OrderPage) -> list[ResultMessage]:
        return _new_status(outcome)


class Hold(Move):
    """The move that stops an order until it is released."""

    form = HoldForm


class Release(Action):
    """Off hold, back to where the order came from."""

    verb = "release"
    title = _("Release")
    scope = "orders:write"
    group = Group.STATUS
    form = MoveForm
    explained = _("Takes the order off hold: it goes back to the status it came from.")

    def refuse(self, page: OrderPage, row: Any) -> None:
        refuse_unheld(page.order)

    def do(self, command: Command) -> Order:
        return release_order(command.order, **command.data, **command.context)

    def result_messages(self, outcome: Order, page: OrderPage) -> list[ResultMessage]:
        return _new_status(outcome)


class Complete(Move):
    """The move that takes everything along, sent or not."""

    def warn(self, page: OrderPage) -> Text:
        unsent = sum(page.sendable(item) for item in page.items)
        sentence = ngettext(
            "%d unit is not shipped. This marks it as shipped and delivered.",
            "%d units are not shipped. This marks them as shipped and delivered.",
            unsent,
        )
        return sentence % unsent if unsent else ""


MOVES = (
    Move("place", _("Place"), OrderStatus.CREATED, _("The draft becomes an order.")),
    Hold("hold", _("Hold"), OrderStatus.HOLD, _("Nothing is packed or shipped until the order is released.")),
    Release(),
    Move("fail", _("Mark payment as failed"), OrderStatus.FAILED, _("The customer may try to pay again.")),
    Move("process", _("Process"), OrderStatus.PROCESSING, _("Fulfilment begins, paid or trusted to pay.")),
    Move(
        "await-packaging",
        _("Send to packing"),
        OrderStatus.PACKAGE_WAITING,
        _("Its items wait to be packed, or are unpacked."),
    ),
    Move("pack", _("Pack everything"), OrderStatus.PACKAGED, _("Every item to be shipped is packed.")),
    Complete(
        "complete",
        _("Mark as received"),
        OrderStatus.COMPLETED,
        _("Everything was received. Unshipped units are shipped and delivered too."),
    ),
)


def _new_status(order: Order) -> list[ResultMessage]:
    sentence = gettext("The order is now '{status}'.")
    return [ResultMessage(sentence.format(status=label_of(ORDER_STATUSES, order.status)))]
