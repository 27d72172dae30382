"""Cancelling, returning, and deciding about both."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from django import forms
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from cancellations.models import CancellationPlan
from cancellations.statuses import PlanStatus, PlanType
from orders.cancelling import plans
from orders.cancelling.cancel import Cancellation, cancel_order
from orders.cancelling.plan_rows import ItemInOpenPlan, NewPlan, NothingToCancel, NothingToReturn, available
from orders.cancelling.plans import refuse_closed
from orders.cancelling.withdrawal_grounds import WithdrawalStands, possible_grounds
from orders.models import OrderItem, ReasonVerb
from orders.statuses import OrderStatus
from workplace.admin.actions.base import Action, Command, Group, Level, ResultMessage
from workplace.admin.actions.forms import ActionForm, UnitsForm, notify_field, reason_field
from workplace.admin.page import OrderPage
from workplace.labels import PLAN_STATUSES, PLAN_TYPES, WITHDRAWAL_GROUNDS, Text, format_money, label_of

S = PlanStatus


class CancelForm(UnitsForm):
    """What is cancelled, and what becomes of it."""

    reason = reason_field()
    restock = forms.BooleanField(label=_("Restock the units"), required=False, initial=True)
    notify_customer = notify_field()
    reasons_for: ReasonVerb | None = ReasonVerb.CANCEL
    units_label = _("Units to cancel")
    plan_type = PlanType.CANCEL

    def most(self, item: OrderItem) -> int:
        held = any(line.item_id == item.pk for line in self.page.open_lines)
        return 0 if held else available(item, self.plan_type)

    def arguments(self) -> dict[str, Any]:
        return {**super().arguments(), "lines": None if self.is_everything else self.lines}


class Cancel(Action):
    verb = "cancel"
    title = _("Cancel")
    explained = _("Cancels pending payments and shipments, and refunds what was paid for the units.")
    scope = "cancellations:write"
    group = Group.CANCELLATION
    form = CancelForm
    is_resumable = True
    is_irreversible = True

    def refuse(self, page: OrderPage, row: Any) -> None:
        if page.order.status != OrderStatus.NEW:
            refuse_closed(page.order)
            _refuse_without_units(page, PlanType.CANCEL)

    def do(self, command: Command) -> Cancellation:
        return cancel_order(command.order, **command.data, **command.keyed)

    def result_messages(self, outcome: Cancellation, page: OrderPage) -> list[ResultMessage]:
        return plan_messages(outcome.plan) if outcome.plan else [ResultMessage(gettext("The draft is cancelled."))]


class PlanForm(CancelForm):
    """What is asked for, and what goes back for it."""

    shipping = forms.ChoiceField(
        label=_("Shipping costs"),
        choices=[
            ("", _("Refund when nothing of the order remains")),
            ("yes", _("Go back")),
            ("no", _("Stay here")),
        ],
        required=False,
    )
    invoice_number = forms.CharField(label=_("Invoice number"), max_length=100, required=False)

    def arguments(self) -> dict[str, Any]:
        said = super().arguments()
        shipping = {"yes": True, "no": False}.get(said.pop("shipping", ""))
        return {**said, "shipping": shipping, "plan_type": self.plan_type}


class ReturnForm(PlanForm):
    """What comes back."""

    reasons_for = ReasonVerb.RETURN
    units_label = _("Units to return")
    plan_type = PlanType.REFUND


class OpenPlan(Action):
    """A cancellation or a return that is asked for, and waits for a decision."""

    scope = "cancellations:write"
    group = Group.CANCELLATION
    is_resumable = True

    def __init__(self, verb: str, title: Text, form: type[PlanForm], explained: Text) -> None:
        self.verb = verb
        self.title = title
        self.form = form
        self.plan_type = form.plan_type
        self.explained = explained

    def refuse(self, page: OrderPage, row: Any) -> None:
        refuse_closed(page.order)
        _refuse_without_units(page, self.plan_type)

    def do(self, command: Command) -> CancellationPlan:
        key = f"open:{command.key}" if command.key else ""
        return plans.open_plan(command.order, NewPlan(**command.data, key=key), **command.context)

    def result_messages(self, outcome: CancellationPlan, page: OrderPage) -> list[ResultMessage]:
        return plan_messages(outcome)


def _refuse_without_units(page: OrderPage, plan_type: PlanType) -> None:
    held = {line.item_id for line in page.open_lines}
    there = [item for item in page.items if available(item, plan_type) > 0]
    if not there:
        raise NothingToCancel if plan_type == PlanType.CANCEL else NothingToReturn
    if all(item.pk in held for item in there):
        raise ItemInOpenPlan(item=there[0].name, item_id=str(there[0].pk))


def plan_messages(plan: CancellationPlan) -> list[ResultMessage]:
    """The statuses of a plan."""
    sentence = gettext("{plan_type}: {status}.")
    text = sentence.format(plan_type=PLAN_TYPES[plan.plan_type], status=label_of(PLAN_STATUSES, plan.status))
    level = Level.CARE if plan.status in (S.FAILED, S.MANUEL_REFUND_NEED, S.WAITING_FOR_PAYMENT) else Level.GOOD
    return [ResultMessage(text, level)]


class Decision(Action):
    """A step in the life of a plan."""

    scope = "cancellations:write"
    group = Group.CANCELLATION
    rows = "plans"
    is_resumable = True
    only_from: PlanStatus | None = None

    def __init__(
        self, verb: str, title: Text, decide: Callable[..., CancellationPlan], goal: PlanStatus, explained: Text
    ) -> None:
        self.verb = verb
        self.title = title
        self.decide = decide
        self.goal = goal
        self.explained = explained

    def row_name(self, row: CancellationPlan) -> str:
        amount = format_money(row.amount, row.order.currency)
        return f"{PLAN_TYPES[row.plan_type]}, {amount}, {label_of(PLAN_STATUSES, row.status)}"

    def row_hint(self, row: CancellationPlan) -> Text:
        return PLAN_TYPES[row.plan_type]

    def refuse(self, page: OrderPage, row: CancellationPlan) -> None:
        plans.refuse_missing_edge(row, self.goal, only_from=self.only_from)

    def do(self, command: Command) -> CancellationPlan:
        return self.decide(command.row, **command.data, **command.keyed)

    def result_messages(self, outcome: CancellationPlan, page: OrderPage) -> list[ResultMessage]:
        return plan_messages(outcome)


class RetryDecision(Decision):
    """A step that only a failed plan takes."""

    only_from = S.FAILED


class Settlement(Decision):
    """What a person says about the money itself, which is for staff who may refund."""

    scope = "refunds:write"


class FailForm(ActionForm):
    """Why the refund failed."""

    reason = reason_field()


class Fail(Settlement):
    """Nobody could give the money back."""

    form = FailForm


class ClosingForm(ActionForm):
    """Why a withdrawal from the contract is not carried out; other plans need no ground."""

    def prepare(self) -> None:
        self.grounds = possible_grounds(self.row)
        if self.grounds:
            named = [(ground.value, WITHDRAWAL_GROUNDS[ground]) for ground in self.grounds]
            self.fields["ground"] = forms.ChoiceField(label=_("Ground"), choices=[("", "–"), *named])

    @property
    def remarks(self) -> list[str]:
        return [gettext(WithdrawalStands.sentence)] if self.grounds else []


class Closing(Decision):
    """The end of a plan that is not carried out."""

    is_irreversible = True
    form = ClosingForm


PLAN_ACTIONS = (
    Cancel(),
    OpenPlan(
        "ask-to-cancel", _("Ask for a cancellation"), PlanForm, _("The units are on hold until the request is decided.")
    ),
    OpenPlan("return", _("Open a return"), ReturnForm, _("Units come back; they are refunded on approval.")),
    Decision(
        "plan-approve",
        _("Approve"),
        plans.approve_plan,
        S.APPROVED,
        _("Fixes the amounts and refunds them."),
    ),
    Decision(
        "plan-confirm", _("Confirm"), plans.confirm_plan, S.CONFIRMED, _("The merchant or the warehouse has agreed.")
    ),
    Decision(
        "plan-await-confirmation",
        _("Wait for confirmation"),
        plans.await_confirmation,
        S.CONFIRMATION_WAITING,
        _("Waits for the goods or for the merchant's answer."),
    ),
    Decision(
        "plan-ask-supplier", _("Ask the supplier"), plans.ask_supplier, S.WAITING_SUPPLIER, _("The seller must answer.")
    ),
    Closing("plan-reject", _("Reject"), plans.reject_plan, S.REJECTED, _("The request is declined; nothing changes.")),
    Closing(
        "plan-cancel", _("Withdraw"), plans.cancel_plan, S.CANCELLED, _("The request is withdrawn; nothing changes.")
    ),
    Settlement(
        "plan-complete",
        _("Mark as refunded"),
        plans.complete_plan,
        S.COMPLETED,
        _("You refunded it manually; or check the gateways again."),
    ),
    RetryDecision(
        "plan-retry",
        _("Try the refund again"),
        plans.retry_plan,
        S.WAITING_FOR_PAYMENT,
        _("Asks the gateways again for the refunds they declined."),
    ),
    RetryDecision(
        "plan-refund-manually",
        _("Refund manually"),
        plans.refund_plan_manually,
        S.MANUEL_REFUND_NEED,
        _("You refund what a gateway declined."),
    ),
    Fail("plan-fail", _("Mark the refund as failed"), plans.fail_plan, S.FAILED, _("The refund did not succeed.")),
)
