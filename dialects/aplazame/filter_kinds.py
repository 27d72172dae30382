"""The kinds of filters of Aplazame's list: how each reads a value, and which orders it means.

`condition` raises `ValueError` or `ArithmeticError` for a value that is none of the kind.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from datetime import datetime
from decimal import Decimal
from typing import Any, ClassVar
from uuid import UUID

from django.db.models import OuterRef, Q, Subquery, Sum
from django.db.models.functions import Coalesce
from django.db.models.lookups import GreaterThan, LessThanOrEqual

from addresses.models import Customer
from common.api.filter_fields import MomentField
from common.api.parameters import InvalidParameters
from common.folding import folded
from common.money import ZERO
from dialects.aplazame.cancelled import awaiting_money
from dialects.aplazame.finding import key_of_id
from dialects.common.amounts import compared_in_hundredths
from dialects.common.times import as_compared
from orders.models import Adjustment, AdjustmentType, ExternalKind, Order

MOST_COMPARED = 10_000
"""The most orders that are compared one by one."""
_RANGE = ("gt", "gte", "lt", "lte")
_YES = frozenset({"yes", "true", "1"})
_NO = frozenset({"no", "false", "0"})


def right_to(path: str) -> str:
    """The right to a column: what orders do not say themselves is not for all who read them."""
    if path.startswith("customer__document_id"):
        return "private"
    return "customer" if path.startswith("customer__") else ""


class Filter:
    """A filter on a column. `lookups` are the comparisons beside equality, as Django calls them."""

    lookups: ClassVar[tuple[str, ...]] = ()

    def __init__(self, path: str) -> None:
        self.path = path

    @property
    def right(self) -> str:
        """What the caller must be allowed to see to ask for the column; empty where every reader of orders sees it."""
        return right_to(self.path)

    def condition(self, lookup: str, text: str) -> Q:
        """The orders that match."""
        if lookup == "isnull":
            return Q((f"{self.path}__isnull", _yes_or_no(text)))
        return Q((f"{self.path}__{lookup}", self.read(text)))

    def read(self, text: str) -> Any:
        """The value that a parameter spells."""
        return text


class Text(Filter):
    """A text."""

    lookups = ("startswith", "istartswith", "endswith", "iendswith", "contains", "icontains", "iexact")


class Number(Filter):
    """A number of a document, or its beginning."""

    lookups = ("startswith",)


class SearchedText(Text):
    """A text that is part of the orders' search text, whose index finds any part of it."""

    def condition(self, lookup: str, text: str) -> Q:
        return super().condition(lookup, text) & Q(search_text__contains=folded(text))


class Country(Filter):
    """A country by its two letters, in any case."""

    def read(self, text: str) -> str:
        return text.upper()


class Phone(Filter):
    """A telephone number. The plus of a country's code turns into a space on its way in a URL."""

    def condition(self, lookup: str, text: str) -> Q:
        bare = text.removeprefix("+")
        return Q((f"{self.path}__in", [text, bare, f"+{bare}"]))


class Amount(Filter):
    """An amount with two decimals implied, as it is shown."""

    lookups: ClassVar[tuple[str, ...]] = _RANGE
    spelled = re.compile(r"-?[0-9]{1,14}(\.[0-9]{1,2})?")

    def condition(self, lookup: str, text: str) -> Q:
        bounds = compared_in_hundredths(lookup, self.read(text))
        return Q(*((f"{self.path}__{each}", bound) for each, bound in bounds))

    def read(self, text: str) -> Decimal:
        if not self.spelled.fullmatch(text):
            raise ValueError(text)
        return Decimal(text).scaleb(-2)


class Discount(Amount):
    """What an order's own discounts take off, which is no column: that one adds what items and shipping take off."""

    lookups = (*_RANGE, "isnull")

    def condition(self, lookup: str, text: str) -> Q:
        if lookup == "isnull":
            return Q(pk__in=[]) if _yes_or_no(text) else Q()
        amount = self.read(text)
        if amount < 0 or (amount == 0 and lookup == "lt"):
            return Q() if lookup in ("gt", "gte") else Q(pk__in=[])
        bounds = compared_in_hundredths(lookup, amount)
        found = self._compared(bounds)
        least = dict(bounds).get("gte")
        return found & self._candidates(lookup, least) if amount and least else found

    def _compared(self, bounds: list[tuple[str, Decimal]]) -> Q:
        own = Adjustment.objects.filter(order=OuterRef("pk"), item=None, type=AdjustmentType.DISCOUNT).order_by()
        added = Subquery(own.values("order").annotate(sum=Sum("amount")).values("sum"))
        taken_off = Coalesce(added, ZERO, output_field=Order._meta.get_field("total"))
        # Stored with a minus, so comparisons are reversed.
        turned = {"gte": LessThanOrEqual, "lt": GreaterThan}
        return Q(*(turned[lookup](taken_off, -bound) for lookup, bound in bounds))

    def _candidates(self, lookup: str, least: Decimal) -> Q:
        """Orders with this total discount, found by an index. If there are many, the newest are compared first."""
        candidates = Order.objects.filter(**{f"{self.path}__gte": least}).order_by().values("pk")
        if len(candidates[: MOST_COMPARED + 1]) <= MOST_COMPARED:
            return Q(pk__in=candidates[:MOST_COMPARED])
        if lookup == "exact":
            sentence = f"More than {MOST_COMPARED:,} orders may have this discount: ask for min_discount."
            raise InvalidParameters.on("discount", code="too_many", sentence=sentence)
        return Q((f"{self.path}__gte", least))


class Choice(Filter):
    """A word of a list."""

    def __init__(self, path: str, words: Mapping[str, Any]) -> None:
        self.words = words
        super().__init__(path)

    def read(self, text: str) -> Any:
        if text.lower() not in self.words:
            raise ValueError(text)
        return self.words[text.lower()]


class Moment(Filter):
    """A time: RFC 3339, also with a space, without an offset (UTC), or with one that has no colon."""

    lookups = (*_RANGE, "isnull")

    def read(self, text: str) -> datetime:
        return MomentField().read(re.sub(r"(:\d\d(?:\.\d+)?[+ -]\d\d)(\d\d)$", r"\1:\2", text))


class CancelledMoment(Moment):
    """Since when an order shows that it is cancelled."""

    def condition(self, lookup: str, text: str) -> Q:
        own = super().condition(lookup, text)
        if lookup != "isnull":
            return own | Q(pk__in=awaiting_money(**{f"asked_at__{lookup}": self.read(text)}))
        among = Q(pk__in=awaiting_money())
        return own & ~among if _yes_or_no(text) else own | among


class ShownMoment(Moment):
    """A time that orders show in whole seconds."""

    def condition(self, lookup: str, text: str) -> Q:
        if lookup == "isnull":
            return super().condition(lookup, text)
        lookups = ("gte", "lte") if lookup == "exact" else (lookup,)
        compared = (as_compared(each, self.read(text)) for each in lookups)
        return Q(*((f"{self.path}__{each}", moment) for each, moment in compared))


class Identity(Filter):
    """The id of a row."""

    lookups = ("startswith",)

    def __init__(self, path: str, kind: ExternalKind) -> None:
        self.kind = kind
        super().__init__(path)

    def condition(self, lookup: str, text: str) -> Q:
        if lookup == "startswith":
            return self._beginning_with(text.replace("-", "").lower())
        key = key_of_id(self.kind, text)
        return Q((self.path, key)) if key else Q(pk__in=[])

    def _beginning_with(self, digits: str) -> Q:
        if not re.fullmatch("[0-9a-f]{1,32}", digits):
            return Q(pk__in=[])
        column = self.path if self.path == "pk" else f"{self.path}__pk"
        return Q((f"{column}__range", (UUID(digits.ljust(32, "0")), UUID(digits.ljust(32, "f")))))


class AccountId(Identity):
    """The shop's own id of a customer, or ours."""

    def __init__(self, path: str) -> None:
        super().__init__(path, ExternalKind.CUSTOMER)

    def condition(self, lookup: str, text: str) -> Q:
        own = super().condition(lookup, text)
        if lookup == "startswith":
            return own
        named = list(Customer.objects.filter(external_id=text).values_list("pk", flat=True)[:MOST_COMPARED])
        return Q((f"{self.path}__in", named)) if named else own


def _yes_or_no(text: str) -> bool:
    if text.lower() not in _YES | _NO:
        raise ValueError(text)
    return text.lower() in _YES
