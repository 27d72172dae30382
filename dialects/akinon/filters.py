"""Akinon's filters. Parameters that are not known are ignored."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from django.core.exceptions import ValidationError
from django.db.models import Q, QuerySet
from django.http import QueryDict

from cancellations.statuses import PlanStatus, PlanType
from common.api.filter_fields import AmountField, DayField, IdField, MomentField, StrictField, TextField, YesNoField
from common.api.parameters import InvalidParameters
from common.folding import folded
from dialects.akinon.filter_fields import (
    AkinonCodeField,
    CancelStatusField,
    ImportedIdField,
    ItemCodeField,
    NotesField,
    PaymentPlanField,
    ShownMomentField,
    UnitAmountField,
    UnitField,
    UpperField,
    WordField,
)
from orders.models import ExternalKind

RANGE = ("gte", "gt", "lte", "lt")
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


def _shown_ranges(column: str) -> dict[str, tuple[str, StrictField]]:
    return {f"{column}__{lookup}": (CONDITION, ShownMomentField(column, lookup)) for lookup in RANGE}


ORDERS: Filters = (
    {
        "number": ("number", TextField()),
        "number__contains": ("number__contains", TextField()),
        "number__icontains": ("number__icontains", TextField()),
        "status": ("status__range", AkinonCodeField()),
        "cancel_status": ("cancel_status", CancelStatusField()),
        "currency": ("currency", UpperField()),
        "has_gift_box": ("has_gift_box", YesNoField()),
    }
    | _ranges(
        {
            "amount": ("total", AmountField()),
            "discount_amount": ("discount_amount", AmountField()),
            "created_at": ("created_at", MomentField()),
            "updated_at": ("updated_at", MomentField()),
        }
    )
    | _shown_ranges("date_placed")
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
            "price": ("unit_price", AmountField()),
            "retail_price": ("retail_price", AmountField()),
            "created_at": ("created_at", MomentField()),
            "updated_at": ("updated_at", MomentField()),
        }
    )
    | _shown_ranges("order__date_placed")
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
