"""Akinon's filters. Parameters that are not known are ignored."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any
from uuid import UUID

from django.core.exceptions import ValidationError
from django.db.models import ExpressionWrapper, F, Q, QuerySet, Value
from django.db.models.functions import Left
from django.db.models.lookups import Exact
from django.http import QueryDict

from addresses.models.address import NOTES_INDEXED
from cancellations.statuses import PlanStatus, PlanType
from common.api.filter_fields import (
    AmountField,
    DayField,
    IdField,
    JsonField,
    MomentField,
    StrictField,
    TextField,
    YesNoField,
)
from common.api.parameters import InvalidParameters, whole_number
from common.fields import MoneyField
from common.folding import folded
from common.money import ZERO
from dialects.akinon.imported_ids import key_of_id
from dialects.akinon.planned import lines_about, numbers_in
from dialects.common.units import unit_key
from orders.models import ExternalKind, OrderItem
from orders.statuses import CancelStatus

RANGE = ("gte", "gt", "lte", "lt")


class AkinonCodeField(StrictField):
    """A status, in hundreds: it matches all statuses that are shown as it."""

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


class WordField(StrictField):
    """A word of a list."""

    expected = "one of the published words"

    def __init__(self, words: Iterable[str]) -> None:
        self.words = frozenset(words)
        super().__init__()

    def read(self, text: str) -> str:
        if text not in self.words:
            raise ValueError
        return text


class PaymentPlanField(JsonField):
    """JSON. An empty object means no payment plan, as in answers."""

    def read(self, text: str) -> Any:
        return super().read(text) or []


class ImportedIdField(IdField):
    """The id of a row: one that was imported with it, or its own."""

    def __init__(self, kind: ExternalKind) -> None:
        self.kind = kind
        super().__init__()

    def read(self, text: str) -> UUID:
        return key_of_id(self.kind, super().read(text))


class UnitField(ImportedIdField):
    """An order item: the plans that are about it."""

    def read(self, text: str) -> Any:
        id = super().read(text)
        key = unit_key(id)
        named = Q(order__serial=key.serial, position=key.position) if key else Q(pk=id)
        item = OrderItem.objects.filter(named).first()
        if item is None:
            return []
        about = numbers_in(lines_about([item.pk]).get(item.pk, ()), item.quantity)
        return [plan.pk for plan, numbers in about if (key.number if key else 0) in numbers]


class NotesField(TextField):
    """Notes, whose beginnings an index has."""

    def read(self, text: str) -> Any:
        return Q(notes=text) & Q(Exact(Left("notes", NOTES_INDEXED), text[:NOTES_INDEXED]))


class UnitAmountField(AmountField):
    """An amount of one unit, as the line has it for all of them. None is below zero, and a line has a unit at least."""

    def __init__(self, lookup: str) -> None:
        self.lookup = lookup
        super().__init__()

    def read(self, text: str) -> Any:
        amount = super().read(text)
        of_line = ExpressionWrapper(F("quantity") * Value(amount, output_field=MoneyField()), output_field=MoneyField())
        found = Q((f"discount_amount__{self.lookup}", of_line))
        if self.lookup in ("gt", "gte"):
            return found & Q(discount_amount__gte=max(amount, ZERO))
        return Q(pk__in=[]) if amount < 0 or (amount == 0 and self.lookup == "lt") else found


class ItemCodeField(StrictField):
    """A status of a unit."""

    expected = "a status code"

    def read(self, text: str) -> int:
        code = whole_number(text)
        if code is None or code > 999:
            raise ValueError
        return code


CONDITION = "condition"
"""No column: the field reads a whole condition."""
UNIT_STATUS = "status of the unit"
"""No column: what single units show, lines count."""

Filters = Mapping[str, tuple[str, StrictField]]
Conditions = list[tuple[str, Any]]


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
_BY_ORDER: dict[str, tuple[str, StrictField]] = {
    "order__number": ("order__number", TextField()),
    "order__status": ("order__status__range", AkinonCodeField()),
}
_PRINTED = {
    "ordernumbercontains": "order__number__contains",
    "ordernumbericontains": "order__number__icontains",
} | {f"orderdate_placed{lookup}": f"order__date_placed__{lookup}" for lookup in RANGE}
"""Names as the document prints them, whose underscores its Markdown has swallowed."""

_ITEMS: Filters = (
    _BY_ORDER
    | {name: (name, TextField()) for name in ("order__number__contains", "order__number__icontains", "sku")}
    | {
        "order": ("order", ImportedIdField(ExternalKind.ORDER)),
        "status": (UNIT_STATUS, ItemCodeField()),
        "cancel_status": ("cancel_status", CancelStatusField()),
        "price_currency": ("order__currency", UpperField()),
    }
    | _ranges(
        {
            "order__date_placed": ("order__date_placed", MomentField()),
            "price": ("unit_price", AmountField()),
            "retail_price": ("retail_price", AmountField()),
            "created_at": ("created_at", MomentField()),
            "updated_at": ("updated_at", MomentField()),
        }
    )
    | {f"discount_amount__{lookup}": (CONDITION, UnitAmountField(lookup)) for lookup in RANGE}
)
ITEMS: Filters = {**_ITEMS, **{printed: _ITEMS[name] for printed, name in _PRINTED.items()}}
PLANS: Filters = (
    _BY_ORDER
    | {name: (name, AmountField()) for name in ("shipping_refund_amount", "refund_amount", "discount_refund_amount")}
    | {
        "order": ("order", ImportedIdField(ExternalKind.ORDER)),
        "order_items": ("pk__in", UnitField(ExternalKind.UNIT)),
        "created_at__date": ("created_at__date", DayField()),
        "status": ("status", WordField(PlanStatus.values)),
        "plan_type": ("plan_type", WordField(PlanType.values)),
        "invoice_number": ("invoice_number", TextField()),
        "payment_plan": ("payment_plan", PaymentPlanField()),
    }
)
_TEXTS = "email phone_number first_name last_name line postcode notes company_name tax_office tax_no identity_number"
ADDRESSES: Filters = (
    {name: (name, TextField()) for name in _TEXTS.split()}
    | {"notes": (CONDITION, NotesField())}
    | {name: (name, YesNoField()) for name in ("is_active", "e_bill_taxpayer")}
    | {name: (name, IdField()) for name in ("city", "township", "district")}
    | {
        "id": ("id", ImportedIdField(ExternalKind.ADDRESS)),
        "country": ("country", ImportedIdField(ExternalKind.COUNTRY)),
    }
)


def conditions(filters: Filters, query: QueryDict) -> Conditions:
    """What rows must meet, as lookups with values. A part of an order's number is looked for by the index of all
    searches.

    Raises:
        InvalidParameters: values that mean nothing.
    """
    errors, found = {}, []
    for name in [name for name in filters if query.get(name)]:
        lookup, field = filters[name]
        try:
            found.append((lookup, value := field.clean(str(query[name]))))
            if lookup.endswith("contains"):
                found.append((f"{lookup.rpartition('number__')[0]}search_text__contains", folded(value)))
        except ValidationError as error:
            errors[name] = "invalid", error.messages[0]
    if errors:
        raise InvalidParameters(errors)
    return found


def filtered(rows: QuerySet[Any], filters: Filters, query: QueryDict) -> QuerySet[Any]:
    """The rows that meet every parameter.

    Raises:
        InvalidParameters: as for `conditions`.
    """
    return rows.filter(*met(conditions(filters, query)))


def met(wanted: Conditions) -> list[Q]:
    """What rows must meet, as the ORM takes it."""
    return [found[1] if found[0] == CONDITION else Q(found) for found in wanted if found[0] != UNIT_STATUS]
