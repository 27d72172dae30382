"""What Aplazame's list can be filtered, searched and ordered by.

Both families of names are understood: the document's (`min_amount`, `created_since`), and those that the API had soon
after it (`total_amount-gte`, `confirmed-isnull=yes`), in which a repeated name means any of its values. What is not
known is ignored, and so is an empty value.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from typing import Any

from django.db.models import Q

from access.callers import Caller
from addresses.models import AccountType, DocumentType
from common.api.ordering import Column, ordered
from common.api.parameters import InvalidParameters
from common.folding import folded
from dialects.aplazame.cancelled import COLUMN, ordered_as_shown
from dialects.aplazame.filter_kinds import (
    AccountId,
    Amount,
    CancelledMoment,
    Choice,
    Country,
    Discount,
    Filter,
    Identity,
    Moment,
    Number,
    Phone,
    SearchedText,
    ShownMoment,
    right_to,
)
from dialects.aplazame.reading import ACCOUNT_TYPES, GENDERS
from orders.models import ExternalKind, Order
from orders.querysets import OrderQuerySet

FILTERS: dict[str, Filter] = {
    "id": Identity("pk", ExternalKind.ORDER),
    "mid": SearchedText("number"),
    "total_amount": Amount("total"),
    "discount": Discount("discount_amount"),
    "created": Moment("created_at"),
    "verified": Moment("verified_at"),
    "confirmed": Moment("approved_at"),
    "cancelled": CancelledMoment(COLUMN),
    "customer-id": Identity("customer", ExternalKind.CUSTOMER),
    "customer-phone-number": Phone("phone"),
    "customer-created": Moment("customer__created_at"),
    "customer-document_id-number": Number("customer__document_id"),
    "customer-document_id-type": Choice(
        "customer__document_id_type",
        {word: type_.value for type_ in DocumentType for word in (type_.value, type_.name.lower())}
        | {"others": DocumentType.OTHER.value},
    ),
    "customer-document_id-country": Country("customer__document_id_country"),
    "account-id": AccountId("customer"),
    "account-type": Choice(
        "account_type",
        {letter: type_.value for type_, letter in ACCOUNT_TYPES.items()}
        | {type_.value: type_.value for type_ in AccountType},
    ),
    "account-gender": Choice("customer__gender", {str(number): gender.value for gender, number in GENDERS.items()}),
    "account-last_login": ShownMoment("customer__last_login"),
    "account-date_joined": ShownMoment("customer__date_joined"),
    "account-first_name": SearchedText("first_name"),
    "account-last_name": SearchedText("last_name"),
    "account-email": SearchedText("customer_email"),
}

DOCUMENTED = {
    "min_amount": ("total_amount", "gt"),
    "max_amount": ("total_amount", "lt"),
    "min_discount": ("discount", "gt"),
    "max_discount": ("discount", "lt"),
    "customer_id": ("customer-id", "exact"),
    "customer_phone": ("customer-phone-number", "exact"),
    "document_id": ("customer-document_id-number", "exact"),
    "document_id_type": ("customer-document_id-type", "exact"),
    "document_id_country": ("customer-document_id-country", "exact"),
    "account_id": ("account-id", "exact"),
    "account_type": ("account-type", "exact"),
    "account_gender": ("account-gender", "exact"),
} | {
    f"{printed}_{word}": (name, lookup)
    for printed, name in {
        "created": "created",
        "verified": "verified",
        "confirmed": "confirmed",
        "cancelled": "cancelled",
        "customer_created": "customer-created",
        "account_last_login": "account-last_login",
        "account_date_joined": "account-date_joined",
    }.items()
    for word, lookup in {"since": "gt", "until": "lt"}.items()
}

ORDERING = {
    "total_amount": "total",
    "created": "created_at",
    "verified": "verified_at",
    "confirmed": "approved_at",
    "cancelled": COLUMN,
    "account_last_login": "customer__last_login",
    "account_date_joined": "customer__date_joined",
    "account_created": "customer__created_at",
}
NEWEST_FIRST = [Column("created_at", descending=True)]
_SEARCHED = ("first_name", "last_name", "customer_email")
_LONGEST = 200


def rights_asked(asked: Any) -> Iterator[str]:
    """The rights to what filters and orderings ask for."""
    known = [_known(name) for name, values in asked.lists() if any(value.strip() for value in values)]
    columns = [right_to(str(column.path)) for column in _columns(asked.get("ordering", ""))]
    yield from filter(None, dict.fromkeys([*(found[0].right for found in known if found), *columns]))


def filtered(orders: OrderQuerySet, asked: Any) -> OrderQuerySet:
    """The orders that meet every parameter, in the order that is asked for.

    Raises:
        InvalidParameters: the value of a known parameter is none of its kind.
    """
    errors: dict[str, tuple[str, str]] = {}
    for name, values in asked.lists():
        written = [value for value in values if value.strip()]
        if written and (known := _known(name)):
            try:
                orders = orders.filter(_any_of(*known, written))
            except (ValueError, ArithmeticError):
                errors[name] = "invalid", "Enter a valid value."
    if errors:
        raise InvalidParameters(errors)
    columns = _columns(asked.get("ordering", ""))
    found: Any = ordered(_searched(orders, asked.get("q", "")), columns)
    if any(column.path == COLUMN for column in columns):
        found = ordered_as_shown(found)
    return found  # type: ignore[no-any-return]


def newest_first(caller: Caller) -> OrderQuerySet:
    """All orders in the caller's reach."""
    found: Any = ordered(Order.objects.visible_to(caller), NEWEST_FIRST)
    return found  # type: ignore[no-any-return]


def _known(name: str) -> tuple[Filter, str] | None:
    """The filter that a parameter names, and how it compares."""
    if name in FILTERS:
        return FILTERS[name], "exact"
    field, lookup = DOCUMENTED.get(name) or (name.rpartition("-")[0], name.rpartition("-")[2])
    known = FILTERS.get(field)
    return (known, lookup) if known and lookup in {"exact", *known.lookups} else None


def _any_of(known: Filter, lookup: str, values: Iterable[str]) -> Q:
    found = Q()
    for value in values:
        if len(value) > _LONGEST:
            raise ValueError(value)
        found |= known.condition(lookup, value.strip())
    return found


def _searched(orders: OrderQuerySet, text: str) -> OrderQuerySet:
    """Those in whose customer's names or e-mail every term occurs. The index of all searches narrows them first."""
    for term in _terms(text):
        found = Q()
        for field in _SEARCHED:
            found |= Q((f"{field}__icontains", term))
        orders = orders.filter(found, search_text__contains=folded(term))
    return orders


def _terms(text: str) -> Iterator[str]:
    terms = dict.fromkeys(re.findall(r"[^\s,]+", text))
    if len(text) > _LONGEST:
        raise InvalidParameters.on("q", code="too_long", sentence=f"A search may have {_LONGEST} characters.")
    yield from terms


def _columns(text: str) -> list[Column]:
    """What to order by; names that there are not are ignored."""
    chosen: dict[str, Column] = {}
    for word in text.split(","):
        name = word.strip().removeprefix("-")
        if name in ORDERING:
            chosen.setdefault(name, Column(ORDERING[name], descending=word.strip().startswith("-")))
    return list(chosen.values()) or NEWEST_FIRST
