"""A line of text with suggestions: any other text may be written too."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from django import forms
from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString

from orders.fulfilment.carriers import OfferedCarriers
from orders.models import Order, ReasonVerb
from orders.reasons import offered_reasons


class SuggestingInput(forms.TextInput):
    """A text input with a list to choose from."""

    def __init__(self, suggestions: Sequence[str]) -> None:
        super().__init__()
        self.suggestions = suggestions

    def render(self, name: str, value: Any, attrs: dict[str, Any] | None = None, renderer: Any = None) -> SafeString:
        list_id = f"{name}-suggestions"
        line = super().render(name, value, {**(attrs or {}), "list": list_id, "autocomplete": "off"}, renderer)
        options = format_html_join("", '<option value="{}"></option>', ((text,) for text in self.suggestions))
        return format_html('{}<datalist id="{}">{}</datalist>', line, list_id, options)


def suggest_reasons(field: forms.Field, verb: ReasonVerb, order: Order, language: str | None) -> None:
    """Offer the reasons of the order's channel in a field, in the reader's language."""
    _suggest(field, [reason.label_in(language) for reason in offered_reasons(verb, order.channel_id)])


def suggest_carriers(field: forms.Field, offered: OfferedCarriers) -> None:
    """Offer the carriers in a field."""
    _suggest(field, [carrier.name for carrier in offered.rows])


def _suggest(field: forms.Field, texts: Sequence[str]) -> None:
    if texts:
        attributes = field.widget.attrs
        field.widget = SuggestingInput(texts)
        field.widget.attrs.update(attributes)
