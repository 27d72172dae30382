"""Akinon's filters of orders and addresses. Parameters that are not known are ignored."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from django.core.exceptions import ValidationError
from django.db.models import Q, QuerySet
from django.http import QueryDict

from common.api.filter_fields import AmountField, IdField, MomentField, StrictField, TextField, YesNoField
from common.api.parameters import InvalidParameters, whole_number
from orders.statuses import CancelStatus

RANGE = ("gte", "gt", "lte", "lt")


class AkinonCodeField(StrictField):
    """A status, in hundreds: it stands for all of ours that are shown as it."""

    expected = "a status code"

    def read(self, text: str) -> tuple[int, int]:
        code = whole_number(text)
        if code is None or code > 999:
            raise ValueError
        return (code, code + 99) if code % 100 == 0 else (-1, -1)


class CancelStatusField(StrictField):
    expected = "a cancel status"

    def read(self, text: str) -> str:
        return CancelStatus(text).value


class UpperField(TextField):
    def read(self, text: str) -> str:
        return text.upper()


Filters = Mapping[str, tuple[str, StrictField]]


def _ranges(fields: Mapping[str, tuple[str, StrictField]]) -> dict[str, tuple[str, StrictField]]:
    return {
        f"{name}__{lookup}": (f"{column}__{lookup}", field)
        for name, (column, field) in fields.items()
        for lookup in RANGE
    }


ORDERS: Filters = {
    "number": ("number", TextField()),
    "number__contains": ("number__contains", TextField()),
    "number__icontains": ("number__icontains", TextField()),
    "status": ("status__range", AkinonCodeField()),
    "cancel_status": ("cancel_status", CancelStatusField()),
    "currency": ("currency", UpperField()),
    "has_gift_box": ("has_gift_box", YesNoField()),
} | _ranges(
    {
        "date_placed": ("date_placed", MomentField()),
        "amount": ("total", AmountField()),
        "discount_amount": ("discount_amount", AmountField()),
        "created_at": ("created_at", MomentField()),
        "updated_at": ("updated_at", MomentField()),
    }
)
_TEXTS = "email phone_number first_name last_name line postcode notes company_name tax_office tax_no identity_number"
ADDRESSES: Filters = (
    {name: (name, TextField()) for name in _TEXTS.split()}
    | {name: (name, YesNoField()) for name in ("is_active", "e_bill_taxpayer")}
    | {name: (name, IdField()) for name in ("id", "country", "city", "township", "district")}
)


def filtered(rows: QuerySet[Any], filters: Filters, query: QueryDict) -> QuerySet[Any]:
    """The rows that meet every parameter.

    Raises:
        InvalidParameters: values that mean nothing.
    """
    errors, found = {}, Q()
    for name in filters.keys() & {name for name in query if query[name]}:
        lookup, field = filters[name]
        try:
            found &= Q((lookup, field.clean(str(query[name]))))
        except ValidationError as error:
            errors[name] = "invalid", error.messages[0]
    if errors:
        raise InvalidParameters(errors)
    return rows.filter(found)
