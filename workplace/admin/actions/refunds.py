"""Money that goes back."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from django import forms
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from orders.models import OrderItem, ReasonVerb
from orders.money.refund import MANUAL, RefundOutcome, RefundRequest, refund_order
from orders.money.refund_units import refundable_units
from orders.money.refundable import nothing_left
from orders.money.reserve import waits_for_a_person
from payments.models import Payment
from payments.models import Refund as RefundRow
from workplace.admin.actions.base import Action, Command, Group, Level, ResultMessage
from workplace.admin.actions.forms import UNITS, UnitsForm, amount_field, reason_field
from workplace.admin.page import OrderPage
from workplace.labels import format_money, name_of

EVERYTHING, AMOUNT, PAYMENT, ITEMS = "everything", "amount", "payment", "items"
ALWAYS = ("what", "reason", "manual", "keep_shipping")
"""Fields that count whatever goes back."""


class RefundForm(UnitsForm):
    """What to refund: everything, an amount, or units."""

    what = forms.ChoiceField(
        label=_("What to refund"),
        choices=[
            (EVERYTHING, _("Everything that is left")),
            (AMOUNT, _("An amount")),
            (PAYMENT, _("An amount of one payment")),
            (ITEMS, _("The price of some units")),
        ],
        widget=forms.RadioSelect,
        error_messages={"required": _("Choose what to refund.")},
    )
    reasons_for = ReasonVerb.REFUND
    units_label = _("Units to refund")
    leading = ("what", "amount", "payment")

    def prepare(self) -> None:
        self.refundable = refundable_units(self.page.order)
        super().prepare()
        page, currency = self.page, self.page.order.currency
        most = gettext("At most {amount}.").format(amount=format_money(page.remaining, currency))
        self.fields["amount"] = amount_field(_("Amount"), currency, help_text=most)
        self.fields["payment"] = forms.ChoiceField(
            label=_("Payment"), choices=_choices(page.completed_payments), required=False
        )
        if any(not waits_for_a_person(row) for row in page.completed_payments):
            self.fields["manual"] = forms.BooleanField(
                label=_("Refund it manually"),
                required=False,
                help_text=_("A person sends the money, whatever the payment method, and confirms it here."),
            )
        self.fields["keep_shipping"] = forms.BooleanField(
            label=_("Ship the units all the same"),
            required=False,
            help_text=_("Otherwise units that were not sent are not shipped any more."),
        )
        self.fields["reason"] = reason_field()

    @property
    def remarks(self) -> list[str]:
        return [_who_sends(payment) for payment in self.page.completed_payments if payment.refundable_amount > 0]

    def prefill(self, asked: Mapping[str, str]) -> None:
        """A link may name a payment: then an amount of it is meant."""
        super().prefill(asked)
        named = next((row for row in self.page.completed_payments if str(row.pk) == asked.get("payment")), None)
        if named:
            self.initial.update(what=PAYMENT)

    def most(self, item: OrderItem) -> int:
        return self.refundable[item.pk]

    def first(self, item: OrderItem) -> int:
        return 0

    def clean(self) -> dict[str, Any]:
        cleaned = self.cleaned_data
        what = cleaned.get("what")
        for name in [name for name in self.errors if name not in ALWAYS and not _counts(name, what)]:
            del self.errors[name]
        if what in (AMOUNT, PAYMENT) and not cleaned.get("amount") and "amount" not in self.errors:
            self.add_error("amount", _("Say how much."))
        if what == PAYMENT and not cleaned.get("payment"):
            self.add_error("payment", _("Say of which payment."))
        if what == ITEMS and not self.errors and not self.lines:
            raise forms.ValidationError(_("Enter at least one unit."))
        return cleaned

    def arguments(self) -> dict[str, Any]:
        said = self.cleaned_data
        wanted: dict[str, dict[str, Any]] = {
            EVERYTHING: {},
            AMOUNT: {"amount": said.get("amount")},
            PAYMENT: {"payments": [{"payment": _uuid(said.get("payment")), "amount": said.get("amount")}]},
            ITEMS: {"items": self.lines},
        }
        return {
            "request": RefundRequest(
                reason=said["reason"],
                method=MANUAL if said.get("manual") else "",
                keep_shipping=said["keep_shipping"],
                **wanted[said["what"]],
            )
        }


class Refund(Action):
    verb = "refund"
    title = _("Refund")
    explained = _("Refunds to the original payments, newest first unless one matches exactly.")
    scope = "refunds:write"
    group = Group.MONEY
    form = RefundForm
    is_resumable = True
    is_irreversible = True

    def refuse(self, page: OrderPage, row: Any) -> None:
        if page.remaining <= 0:
            raise nothing_left(page.completed_payments, page.order.currency)

    def do(self, command: Command) -> RefundOutcome:
        return refund_order(command.order, command.data["request"], **command.keyed)

    def result_messages(self, outcome: RefundOutcome, page: OrderPage) -> list[ResultMessage]:
        return list(_message(outcome))


def _message(outcome: RefundOutcome) -> Iterator[ResultMessage]:
    """What has become of each part."""
    for refund in outcome.refunded:
        yield ResultMessage(_outcome_text(gettext("{amount} was refunded to {payment}."), refund))
    for refund in outcome.manual:
        sentence = gettext("{amount} is reserved on {payment}: refund it manually, then confirm here.")
        yield ResultMessage(_outcome_text(sentence, refund), Level.CARE)
    for refund in outcome.unknown:
        sentence = gettext(
            "It is not known yet whether {amount} was refunded to {payment}. The service keeps checking."
        )
        yield ResultMessage(_outcome_text(sentence, refund), Level.CARE)
    for refund in outcome.failed:
        sentence = gettext("{amount} could not be refunded to {payment}: {reason}")
        yield ResultMessage(_outcome_text(sentence, refund), Level.BAD)
    for item in outcome.not_shipped:
        sentence = gettext("{count} × {item} is not shipped any more.")
        yield ResultMessage(sentence.format(count=item.quantity_refunded_unsent, item=item.name))


def _outcome_text(sentence: str, refund: RefundRow) -> str:
    return sentence.format(
        amount=format_money(refund.amount, refund.payment.currency),
        payment=name_of(refund.payment),
        reason=refund.failure_detail or gettext("the gateway did not say why."),
    )


def _choices(payments: list[Payment]) -> list[tuple[str, str]]:
    """Of several none is chosen at first."""
    named = [(str(row.pk), f"{name_of(row)}: {format_money(row.refundable_amount, row.currency)}") for row in payments]
    return named if len(named) == 1 else [("", "–"), *named]


def _who_sends(payment: Payment) -> str:
    """What is left of a payment, and who sends it back."""
    sentence = (
        gettext("{payment}, {amount} left: a person must send the money, then confirm it here.")
        if waits_for_a_person(payment)
        else gettext("{payment}, {amount} left: the gateway sends the money.")
    )
    return sentence.format(payment=name_of(payment), amount=format_money(payment.refundable_amount, payment.currency))


def _counts(field: str, what: str | None) -> bool:
    """Whether a field says anything when this goes back."""
    if field.startswith(UNITS):
        return what == ITEMS
    return what == PAYMENT or (what == AMOUNT and field == "amount")


def _uuid(text: str | None) -> Any:
    return forms.UUIDField().to_python(text) if text else None


REFUND_ACTIONS = (Refund(),)
