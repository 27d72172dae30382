"""Changing what was ordered: units, prices, items that are added or left out."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from django import forms
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from common.money import digits
from orders.amending.amend import AmendedOrder, Amendment, amend_order, refuse_unamendable
from orders.amending.amended import CHANGEABLE
from orders.models import OrderItem
from orders.serializers.actions import MOST_UNITS
from workplace.admin.actions.base import Action, Command, Group, Level, ResultMessage
from workplace.admin.actions.forms import ActionForm, reason_field
from workplace.admin.amounts import AmountField
from workplace.admin.page import OrderPage
from workplace.labels import format_money

UNITS, PRICE = "units-", "price-"


class AmendForm(ActionForm):
    """The units and the price of each item that can be changed, and one item more."""

    def prepare(self) -> None:
        currency = self.page.order.currency
        for item in self._items:
            self.fields[f"{UNITS}{item.pk}"] = forms.IntegerField(
                label=gettext("{item}: units (0: leave it out)").format(item=item.name),
                min_value=0,
                max_value=MOST_UNITS,
                initial=item.quantity,
            )
            self.fields[f"{PRICE}{item.pk}"] = _price(
                gettext("{item}: price of a unit ({currency})").format(item=item.name, currency=currency),
                currency,
                initial=item.unit_price,
            )
        self.fields["sku"] = forms.CharField(label=_("New item: SKU"), max_length=100, required=False)
        self.fields["name"] = forms.CharField(label=_("New item: name"), max_length=200, required=False)
        self.fields["units"] = forms.IntegerField(
            label=_("New item: units"), min_value=1, max_value=MOST_UNITS, required=False
        )
        self.fields["price"] = _price(_("New item: price of a unit"), currency, required=False)
        self.fields["reason"] = reason_field()

    @property
    def _items(self) -> Iterator[OrderItem]:
        return (item for item in self.page.items if item.status in CHANGEABLE)

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or self.cleaned_data
        said = [name for name in ("units", "price") if cleaned.get(name) is not None]
        if len(said) == 1 and not self.errors:
            self.add_error("price" if said == ["units"] else "units", _("A new item needs units and a price."))
        return cleaned

    def arguments(self) -> dict[str, Any]:
        said, changes, remove = self.cleaned_data, [], []
        for item in self._items:
            units, price = said[f"{UNITS}{item.pk}"], said[f"{PRICE}{item.pk}"]
            if units == 0:
                remove.append(item.pk)
            elif (units, price) != (item.quantity, item.unit_price):
                changes.append({"item": item.pk, "quantity": units, "unit_price": price})
        new = {"sku": said["sku"], "product": {"name": said["name"]} if said["name"] else {}}
        add = [{**new, "quantity": said["units"], "unit_price": said["price"]}] if said["units"] else []
        return {"amendment": Amendment(change=changes, add=add, remove=remove, reason=said["reason"])}


class Amend(Action):
    verb = "amend"
    title = _("Change items")
    explained = _("Units, prices and items, as long as something is to be sent. The totals are computed anew.")
    scope = "orders:write"
    group = Group.GOODS
    form = AmendForm

    def refuse(self, page: OrderPage, row: Any) -> None:
        refuse_unamendable(page.order)

    def do(self, command: Command) -> AmendedOrder:
        return amend_order(command.order, command.data["amendment"], **command.context)

    def result_messages(self, outcome: AmendedOrder, page: OrderPage) -> list[ResultMessage]:
        """What it costs now, and what follows from that for the money."""
        order = outcome.order
        total = gettext("The order now costs {total}.").format(total=format_money(order.total, order.currency))
        messages = [ResultMessage(total)]
        if outcome.overpaid:
            sentence = gettext("{amount} more was paid than is due: refund it, or settle the payment.")
            amount = format_money(outcome.overpaid, order.currency)
            messages.append(ResultMessage(sentence.format(amount=amount), Level.CARE))
        if order.amount_outstanding > 0:
            sentence = gettext("{amount} is outstanding.")
            amount = format_money(order.amount_outstanding, order.currency)
            messages.append(ResultMessage(sentence.format(amount=amount), Level.CARE))
        return messages


def _price(label: Any, currency: str, **arguments: Any) -> AmountField:
    return AmountField(label=label, min_value=0, max_digits=16, decimal_places=digits(currency), **arguments)


AMEND_ACTIONS = (Amend(),)
