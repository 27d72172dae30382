"""Forms of actions: a few fields, filled with what is most probably meant."""

from __future__ import annotations

from collections.abc import Mapping
from decimal import Decimal
from typing import Any
from uuid import UUID

from django import forms
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _

from common.errors import InvalidInput
from common.money import digits, smallest_unit
from orders.models import OrderItem, ReasonVerb
from workplace.admin.amounts import AmountField
from workplace.admin.page import OrderPage
from workplace.admin.sentences import input_error_texts
from workplace.admin.suggesting import suggest_reasons

UNITS = "units-"


class ActionForm(forms.Form):
    """The fields of an action on an order, or on a row of it."""

    leading: tuple[str, ...] = ()
    reasons_for: ReasonVerb | None = None
    """What the reasons in the form are given for, if some are offered."""
    reason_in = "reason"

    def __init__(self, data: Any = None, *, page: OrderPage, row: Any) -> None:
        super().__init__(data)
        self.page = page
        self.row = row
        self.prepare()
        if self.reasons_for is not None:
            suggest_reasons(self.fields[self.reason_in], self.reasons_for, page.order, get_language())

    def prepare(self) -> None:
        """Add the fields that depend on the order, and fill in what is probably meant."""

    def prefill(self, asked: Mapping[str, str]) -> None:
        """Fill in what the link to the form says."""
        self.initial.update({name: value for name, value in asked.items() if name in self.fields})

    def arguments(self) -> dict[str, Any]:
        """The service's arguments: the filled-in fields."""
        return {name: value for name, value in self.cleaned_data.items() if value not in (None, "")}

    def add_input_errors(self, error: InvalidInput) -> None:
        """Say at the fields what a service found wrong with them."""
        for path, sentence in input_error_texts(error):
            self.add_error(self.field_at(path), sentence)

    def field_at(self, path: tuple[str | int, ...]) -> str | None:
        """The field that a service means; None if it is none of the form's."""
        return next((str(part) for part in reversed(path) if part in self.fields), None)

    @property
    def remarks(self) -> list[str]:
        """What to know before it is filled in."""
        return []

    @property
    def leading_fields(self) -> list[forms.BoundField]:
        """The fields shown before the units."""
        return [self[name] for name in self.leading if name in self.fields]

    @property
    def other_fields(self) -> list[forms.BoundField]:
        """The fields after the units, one below the other."""
        return [self[name] for name in self.fields if name not in self.leading and not name.startswith(UNITS)]


class UnitsForm(ActionForm):
    """Units of each item. `most` is the number offered. The service refuses more, not the form, so that a repeated
    command is still valid when its units are gone."""

    units_label: Any = _("Units")

    def prepare(self) -> None:
        super().prepare()
        for item in self.page.items:
            self.fields[f"{UNITS}{item.pk}"] = quantity_field(
                item.name, item, most=self.most(item), first=self.first(item), required=False
            )

    def most(self, item: OrderItem) -> int:
        """The most units of an item that can be entered."""
        raise NotImplementedError

    def first(self, item: OrderItem) -> int:
        """How many are filled in at first."""
        return self.most(item)

    @property
    def unit_rows(self) -> list[tuple[OrderItem, forms.BoundField, int]]:
        """The items with their fields and the most units."""
        most = ((item, self.most(item)) for item in self.page.items)
        return [(item, self[f"{UNITS}{item.pk}"], units) for item, units in most if units > 0]

    @property
    def lines(self) -> list[dict[str, Any]]:
        """The filled-in units, as services take them."""
        units = {name: count for name, count in self.cleaned_data.items() if name.startswith(UNITS) and count}
        return [{"item": UUID(name.removeprefix(UNITS)), "quantity": count} for name, count in units.items()]

    @property
    def is_everything(self) -> bool:
        """Whether all offered units were filled in."""
        return all(self.cleaned_data.get(f"{UNITS}{item.pk}") == most for item, _field, most in self.unit_rows)

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or self.cleaned_data
        if not self.errors and not self.lines and self.unit_rows:
            raise forms.ValidationError(_("Enter at least one unit."))
        return cleaned

    def arguments(self) -> dict[str, Any]:
        return {name: value for name, value in super().arguments().items() if not name.startswith(UNITS)}


class NoteField(forms.CharField):
    """A text of several lines."""

    def __init__(self, *, rows: int = 3, **arguments: Any) -> None:
        super().__init__(widget=forms.Textarea({"rows": rows}), **arguments)


def quantity_field(label: Any, item: OrderItem, *, most: int, first: int, required: bool = True) -> forms.IntegerField:
    """A field for units of an item, at most `most`."""
    field = forms.IntegerField(
        label=label, min_value=int(required), max_value=item.quantity, initial=first, required=required
    )
    field.widget.attrs["max"] = most
    return field


def reason_field(label: Any = None, *, required: bool = False) -> forms.CharField:
    """Why something is done."""
    return forms.CharField(label=label or _("Reason"), max_length=400, required=required)


def notify_field() -> forms.BooleanField:
    """Whether the customer is notified by e-mail."""
    return forms.BooleanField(label=_("Notify the customer by e-mail"), required=False)


def amount_field(label: Any, currency: str, *, most: Decimal | None = None, help_text: Any = "") -> AmountField:
    """An amount of money in a currency."""
    return AmountField(
        label=f"{label} ({currency})",
        min_value=smallest_unit(currency),
        max_digits=16,
        decimal_places=digits(currency),
        initial=most,
        required=False,
        help_text=help_text,
    )
