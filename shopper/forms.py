"""What shoppers fill in to cancel, to return, or to withdraw from units of an order."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Any

from django import forms
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from common.contacts import MailboxField
from orders.models import OrderItem

UNITS = "units-"


class UnitsForm(forms.Form):
    """How many units of each item. `available` says how many units there are of each."""

    def __init__(self, available: Sequence[tuple[OrderItem, int]], *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self._available = {f"{UNITS}{item.pk}": (item, left) for item, left in available if left}
        for name, (item, left) in self._available.items():
            self.fields[name] = forms.IntegerField(
                label=item.name,
                min_value=0,
                max_value=left,
                required=False,
                widget=forms.NumberInput(attrs={"inputmode": "numeric"}),
                help_text=gettext("of %(count)s") % {"count": left},
            )

    def clean(self) -> dict[str, Any]:
        """At least one unit must be chosen."""
        cleaned: dict[str, Any] = super().clean() or {}
        if not self.errors and not any(cleaned.get(name) for name in self._available):
            raise forms.ValidationError(gettext("Choose at least one unit."))
        return cleaned

    @property
    def units(self) -> Iterator[forms.BoundField]:
        """The fields of items."""
        return (self[name] for name in self._available)

    @property
    def lines(self) -> list[dict[str, Any]]:
        """The chosen units, as the services take them."""
        chosen = ((item, self.cleaned_data.get(name)) for name, (item, _) in self._available.items())
        return [{"item": item.pk, "quantity": quantity} for item, quantity in chosen if quantity]


class ReasonForm(UnitsForm):
    """How many units of each item, and why: one of the reasons offered (code and label), words, or both."""

    reason_code = forms.ChoiceField(label=_("Reason"), required=False, help_text=_("You need not give one."))
    reason = forms.CharField(
        label=_("In your own words"),
        max_length=250,
        required=False,
        widget=forms.Textarea(attrs={"rows": 3}),
        help_text=_("You need not write anything."),
    )

    def __init__(
        self, available: Sequence[tuple[OrderItem, int]], reasons: Sequence[tuple[str, str]], *args: Any, **kwargs: Any
    ) -> None:
        super().__init__(available, *args, **kwargs)
        self.fields["reason_code"].choices = [("", "–"), *reasons]  # type: ignore[attr-defined]
        if not reasons:
            whole = self.fields.pop("reason_code")
            self.fields["reason"].label, self.fields["reason"].help_text = whole.label, whole.help_text

    @property
    def why(self) -> list[forms.BoundField]:
        """The fields about the reason."""
        return [self[name] for name in ("reason_code", "reason") if name in self.fields]


class WithdrawalForm(UnitsForm):
    """Who withdraws from the contract, from which units (all, unless fewer are chosen), and where the receipt goes."""

    name = forms.CharField(label=_("Your name"), max_length=200, widget=forms.TextInput(attrs={"autocomplete": "name"}))
    email = MailboxField(
        label=_("E-mail for the receipt"),
        # Browsers refuse some addresses in fields of the type `email`.
        widget=forms.TextInput(attrs={"autocomplete": "email", "inputmode": "email"}),
    )

    def __init__(self, available: Sequence[tuple[OrderItem, int]], *args: Any, **kwargs: Any) -> None:
        super().__init__(available, *args, **kwargs)
        for name, (_item, left) in self._available.items():
            self.fields[name].initial = left

    @property
    def person(self) -> list[forms.BoundField]:
        """The fields about who withdraws."""
        return [self["name"], self["email"]]
