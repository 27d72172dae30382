"""Money that comes: completing, capturing and giving up payments."""

from __future__ import annotations

from django import forms
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from common.fsm import edge_to, no_such_edge
from orders.money.cancel_payment import cancel_payment
from orders.money.capture import capture_payment
from orders.money.complete import complete_payment, refuse_uncompletable
from orders.money.resolve import refuse_unresolvable, resolve_payment
from payments.balance_updates import PaymentBusy
from payments.gateways.registry import gateways
from payments.models import Payment
from payments.statuses import PaymentState
from workplace.admin.actions.base import Action, Command, Group, Level, ResultMessage
from workplace.admin.actions.forms import ActionForm, amount_field, reason_field
from workplace.admin.page import OrderPage
from workplace.admin.sentences import name_and_amount
from workplace.labels import PAYMENT_STATES, label_of


class PaymentAction(Action):
    """Something that is done to one payment."""

    scope = "payments:write"
    group = Group.MONEY
    rows = "payments"
    is_resumable = True
    goal: PaymentState

    def row_name(self, row: Payment) -> str:
        return name_and_amount(row)

    def refuse(self, page: OrderPage, row: Payment) -> None:
        if edge_to(Payment, row.status, self.goal) is None:
            raise no_such_edge(row, self.goal)
        if row.asking and row.method in gateways():
            raise PaymentBusy(question=row.asking, payment=str(row.pk))

    def result_messages(self, outcome: Payment, page: OrderPage) -> list[ResultMessage]:
        sentence = gettext("The payment of {payment} is now: {status}.")
        level = Level.GOOD if outcome.status == self.goal else Level.CARE
        status = label_of(PAYMENT_STATES, outcome.status)
        return [ResultMessage(sentence.format(payment=name_and_amount(outcome), status=status), level)]


class CompleteForm(ActionForm):
    """How much arrived, and what identifies it at the bank."""

    def prepare(self) -> None:
        self.fields["amount"] = amount_field(
            _("Amount that arrived"), self.row.currency, help_text=_("Empty: what was expected.")
        )

    transaction_id = forms.CharField(
        label=_("The bank's reference"), max_length=200, required=False, help_text=_("As on the statement of account.")
    )
    cheque_number = forms.CharField(label=_("Cheque number"), max_length=50, required=False)


class CompletePayment(PaymentAction):
    verb = "complete-payment"
    title = _("Confirm payment received")
    explained = _("For bank transfers, cash and cheques. If a gateway can know, it is asked, and its answer counts.")
    form = CompleteForm
    goal = PaymentState.COMPLETED

    def refuse(self, page: OrderPage, row: Payment) -> None:
        refuse_uncompletable(row)

    def do(self, command: Command) -> Payment:
        return complete_payment(command.order, command.row, **command.data, **command.keyed)


class Capture(PaymentAction):
    verb = "capture"
    title = _("Capture")
    explained = _("Captures the authorized amount.")
    goal = PaymentState.COMPLETED

    def refuse(self, page: OrderPage, row: Payment) -> None:
        if row.status != PaymentState.AUTHORIZED:
            raise no_such_edge(row, self.goal)
        super().refuse(page, row)

    def do(self, command: Command) -> Payment:
        return capture_payment(command.order, command.row, **command.keyed)


class Void(PaymentAction):
    verb = "void"
    title = _("Void payment")
    explained = _(
        "Nothing is captured, and the authorization is released. If its method is no longer offered, nobody is asked: "
        "look at the gateway first."
    )
    goal = PaymentState.CANCELLED
    is_irreversible = True

    def do(self, command: Command) -> Payment:
        return cancel_payment(command.order, command.row, **command.keyed)


class ResolveForm(ActionForm):
    """What was found out and decided."""

    reason = reason_field(_("What you found out and decided"), required=True)


class ResolvePayment(PaymentAction):
    verb = "resolve-payment"
    title = _("Settle what a payment waits for")
    explained = _("You have looked at it. Money that is kept without being owed stays here, by your decision.")
    scope = "refunds:write"
    form = ResolveForm
    is_irreversible = True

    def refuse(self, page: OrderPage, row: Payment) -> None:
        refuse_unresolvable(row)

    def do(self, command: Command) -> Payment:
        return resolve_payment(command.order, command.row, **command.data, **command.context)

    def result_messages(self, outcome: Payment, page: OrderPage) -> list[ResultMessage]:
        if outcome.needs_human:
            return [ResultMessage(gettext("The payment still waits, for another reason."))]
        return [ResultMessage(gettext("The payment waits for nobody any more."))]


PAYMENT_ACTIONS = (CompletePayment(), Capture(), Void(), ResolvePayment())
