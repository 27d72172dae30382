"""What shoppers fill in to correct where their order goes."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from addresses.models import CustomerAddress
from addresses.serializers.actions import AddressInput
from common.contacts import PhoneNumberField
from common.countries import name_of
from common.errors import InvalidInput
from workplace.admin.sentences import input_error_texts


class AddressForm(forms.Form):
    """An address within its country, by the same rules as the API's."""

    first_name = forms.CharField(label=_("First name"), required=False)
    last_name = forms.CharField(label=_("Last name"), required=False)
    company_name = forms.CharField(label=_("Company"), required=False)
    line = forms.CharField(label=_("Street and number"))
    line2 = forms.CharField(label=_("Further line"), required=False)
    postcode = forms.CharField(label=_("Postcode"), required=False)
    city_name = forms.CharField(label=_("City"), required=False)
    state = forms.CharField(label=_("State"), required=False)
    phone_number = PhoneNumberField(label=_("Phone"), required=False, widget=forms.TextInput({"inputmode": "tel"}))

    autocomplete = {
        "first_name": "given-name", "last_name": "family-name", "company_name": "organization",
        "line": "address-line1", "line2": "address-line2", "postcode": "postal-code", "city_name": "address-level2",
        "state": "address-level1", "phone_number": "tel",
    }  # fmt: skip

    def __init__(self, old: CustomerAddress, data: Any = None) -> None:
        super().__init__(data, initial={name: getattr(old, name) for name in self.base_fields})
        self.country = name_of(old.country_code)
        for name, meaning in self.autocomplete.items():
            self.fields[name].widget.attrs["autocomplete"] = f"shipping {meaning}"

    def clean(self) -> dict[str, Any]:
        """Check the fields as the API does."""
        cleaned: dict[str, Any] = super().clean() or {}
        checked = AddressInput(data=cleaned)
        if self.errors or checked.is_valid():
            return cleaned
        for name, errors in checked.errors.items():
            for error in errors:
                self.add_error(name if name in self.fields else None, str(error))
        return cleaned

    def add_input_errors(self, error: InvalidInput) -> None:
        """Say at the fields what the service found wrong with them."""
        for path, sentence in input_error_texts(error):
            self.add_error(next((str(part) for part in reversed(path) if part in self.fields), None), sentence)
