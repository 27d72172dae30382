"""Writing down what moves no money and no goods: invoices, tracking, dates, the storefront's own fields."""

from __future__ import annotations

from typing import Any

from django import forms
from django.db import models
from django.utils.translation import gettext_lazy as _

from orders.models import Order, OrderItem
from orders.update import update_order
from orders.update_item import update_item
from workplace.admin.actions.base import Action, Command, Group
from workplace.admin.actions.forms import ActionForm
from workplace.admin.json_field import ObjectField
from workplace.admin.page import OrderPage

ORDER_FACTS = (
    "invoice_number", "invoice_date", "e_archive_url", "tracking_number", "shipping_company", "cargo_company",
    "shipping_option_slug", "delivery_range", "description", "customer_note", "has_gift_box", "gift_box_note",
    "marketing_source", "marketing_source_id", "marketing_source_other", "verified_at", "extra_field",
)  # fmt: skip
ITEM_FACTS = (
    "invoice_number", "invoice_date", "e_archive_url", "tracking_number", "shipping_company",
    "estimated_delivery_date", "extra_field",
)  # fmt: skip


class FactsForm(ActionForm):
    """A field for each column, filled with what it says."""

    model: type[models.Model]
    columns: tuple[str, ...]

    def prepare(self) -> None:
        row = self.row if self.row is not None else self.page.order
        for name in self.columns:
            self.fields[name] = field_for(self.model._meta.get_field(name))
            self.initial[name] = getattr(row, name)

    def arguments(self) -> dict[str, Any]:
        return {"changes": {name: self.cleaned_data[name] for name in self.columns if name in self.changed_data}}


class OrderFactsForm(FactsForm):
    """What is written down about an order."""

    model = Order
    columns = ORDER_FACTS


class ItemFactsForm(FactsForm):
    """What is written down about an item."""

    model = OrderItem
    columns = ITEM_FACTS


class WriteOrderFacts(Action):
    verb = "facts"
    title = _("Correct details")
    explained = _("Invoice, tracking, notes and the storefront's own fields. Nothing is sent, and no money moves.")
    done = _("The details are corrected.")
    scope = "orders:write"
    group = Group.CONTACT
    form = OrderFactsForm

    def do(self, command: Command) -> Order:
        return update_order(command.order, **command.data, **command.context)


class WriteItemFacts(Action):
    verb = "item-facts"
    title = _("Correct an item's details")
    explained = _("Invoice, tracking and the storefront's own fields of one item.")
    done = _("The item's details are corrected.")
    scope = "orders:write"
    group = Group.CONTACT
    rows = "items"
    form = ItemFactsForm

    def row_name(self, row: OrderItem) -> str:
        return row.name

    def refuse(self, page: OrderPage, row: OrderItem) -> None:
        """It is always possible."""

    def do(self, command: Command) -> OrderItem:
        return update_item(command.row, **command.data, **command.context)


def field_for(column: Any) -> forms.Field:
    """The form's field for a column."""
    label = str(column.verbose_name).capitalize()
    if isinstance(column, models.BooleanField):
        return forms.BooleanField(label=label, required=False)
    if isinstance(column, models.DateTimeField):
        return forms.DateTimeField(label=label, required=False, widget=forms.DateTimeInput({"type": "datetime-local"}))
    if isinstance(column, models.JSONField):
        return ObjectField(label=label, required=False, encoder=column.encoder)
    if column.name.endswith("_url"):
        return forms.URLField(label=label, max_length=column.max_length, required=False, assume_scheme="https")
    widget = forms.Textarea({"rows": 3}) if isinstance(column, models.TextField) else None
    return forms.CharField(label=label, max_length=column.max_length, required=False, widget=widget)


FACT_ACTIONS = (WriteOrderFacts(), WriteItemFacts())
