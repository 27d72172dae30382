"""The field of a form in which staff type an amount of money."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

from django import forms
from django.utils.translation import get_language

from common.amounts import AmountUnclear, format_amount_input, parse_amount
from workplace.admin.sentences import translated


class AmountField(forms.DecimalField):
    """An amount, typed as people write it. A browser's own field for numbers would only know its own language."""

    widget = forms.TextInput

    def widget_attrs(self, widget: forms.Widget) -> dict[str, Any]:
        return {**super().widget_attrs(widget), "inputmode": "decimal", "autocomplete": "off"}

    def to_python(self, value: Any) -> Decimal | None:  # type: ignore[override]
        if value in self.empty_values:
            return None
        try:
            return parse_amount(str(value), self.decimal_places or 0, language=get_language())
        except AmountUnclear as unclear:
            raise forms.ValidationError(translated(unclear.sentence), code="invalid") from unclear

    def prepare_value(self, value: Any) -> Any:
        if isinstance(value, Decimal):
            return format_amount_input(value, self.decimal_places or 0, language=get_language())
        return value
