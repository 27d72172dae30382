"""Actions on refunds and chargebacks that no gateway reports."""

from __future__ import annotations

from django import forms
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from common.fsm import no_such_edge
from orders.money.confirm import RefundUnderWay, confirm_refund
from orders.money.dispute import note_chargeback
from orders.money.give_up import give_up_refund
from orders.money.refundable import nothing_left
from payments.models import Payment, Refund
from payments.statuses import PENDING_REFUNDS, RefundState
from workplace.admin.actions.base import Action, Command, Group, ResultMessage
from workplace.admin.actions.forms import ActionForm, amount_field, reason_field
from workplace.admin.page import OrderPage
from workplace.admin.sentences import name_and_amount
from workplace.labels import format_money, name_of


class ManualRefundAction(Action):
    """Something that a person says about one refund."""

    scope = "refunds:write"
    group = Group.MONEY
    rows = "refunds"
    is_resumable = True
    goal: RefundState

    def row_name(self, row: Refund) -> str:
        return f"{format_money(row.amount, row.payment.currency)}, {name_of(row.payment)}"

    def refuse(self, page: OrderPage, row: Refund) -> None:
        if row.status not in PENDING_REFUNDS:
            raise no_such_edge(row, self.goal)
        if not row.needs_human:
            raise RefundUnderWay(refund=str(row.pk))


class ConfirmForm(ActionForm):
    """The bank's reference of a manual refund."""

    transaction_id = forms.CharField(label=_("The bank's reference"), max_length=200, required=False)


class ConfirmRefund(ManualRefundAction):
    verb = "confirm-refund"
    title = _("Confirm a refund")
    explained = _("You have refunded the money outside of the gateway.")
    done = _("The refund is confirmed.")
    form = ConfirmForm
    goal = RefundState.SUCCEEDED

    def do(self, command: Command) -> Refund:
        return confirm_refund(command.order, command.row, **command.data, **command.context)


class GiveUpForm(ActionForm):
    """Why it is not refunded."""

    reason = reason_field(_("Why it is not refunded"), required=True)


class GiveUpRefund(ManualRefundAction):
    verb = "give-up-refund"
    title = _("Mark refund as failed")
    explained = _("The money was not refunded. It can be refunded again.")
    done = _("The refund is marked as failed.")
    form = GiveUpForm
    goal = RefundState.FAILED
    is_irreversible = True

    def do(self, command: Command) -> Refund:
        return give_up_refund(command.order, command.row, **command.data, **command.context)


class ChargebackForm(ActionForm):
    """The bank's amount and reason."""

    reason = reason_field(_("The bank's reason"), required=True)

    def prepare(self) -> None:
        most, empty = self.row.refundable_amount, _("Empty: all that is left.")
        self.fields["amount"] = amount_field(_("Amount"), self.row.currency, most=most, help_text=empty)


class NoteChargeback(Action):
    verb = "chargeback"
    title = _("Record a chargeback")
    explained = _("The customer's bank has charged money back. It counts as refunded and cannot be refunded again.")
    scope = "refunds:write"
    group = Group.MONEY
    rows = "payments"
    form = ChargebackForm
    is_resumable = True
    is_irreversible = True

    def row_name(self, row: Payment) -> str:
        return name_and_amount(row)

    def refuse(self, page: OrderPage, row: Payment) -> None:
        if row.refundable_amount <= 0:
            raise nothing_left([row] if row in page.completed_payments else [], row.currency)

    def do(self, command: Command) -> Refund:
        return note_chargeback(command.order, command.row, **{"amount": None, **command.data}, **command.keyed)

    def result_messages(self, outcome: Refund, page: OrderPage) -> list[ResultMessage]:
        sentence = gettext("The chargeback of {amount} on {payment} is recorded.")
        amount = format_money(outcome.amount, outcome.payment.currency)
        return [ResultMessage(sentence.format(amount=amount, payment=name_of(outcome.payment)))]


MANUAL_ACTIONS = (ConfirmRefund(), GiveUpRefund(), NoteChargeback())
