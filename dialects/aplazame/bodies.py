"""What Aplazame's clients send. What is not known is ignored, as real clients send more than the document has."""

from __future__ import annotations

import re
from datetime import UTC, datetime
from decimal import Decimal
from typing import Any

from rest_framework import serializers
from rest_framework.request import Request

from common.api.fields import BoundedText, CountryCodeField, CurrencyField, TimeField
from common.errors import InvalidInput, Sentence
from common.money import LARGEST_AMOUNT
from dialects.common.amounts import from_hundredths
from orders.models.history import HistoryStatus

MOST_ARTICLES = 500
MOST_HISTORY = 500
_WHOLE = re.compile(r"[0-9]{1,16}(?:\.0+)?")


class Hundredths(serializers.Field):
    """An amount or a rate as a whole number with two decimals implied, as a form's text too; not below zero."""

    default_error_messages = {
        "invalid": "A whole number is needed: 12.50 is written 1250.",
        "too_large": "This is too large.",
    }

    def to_internal_value(self, data: Any) -> Decimal:
        text = "" if isinstance(data, bool) else str(data).strip()
        if not _WHOLE.fullmatch(text):
            self.fail("invalid")
        amount = from_hundredths(int(Decimal(text)))
        if amount >= LARGEST_AMOUNT:
            self.fail("too_large")
        return amount

    def to_representation(self, value: Any) -> Any:
        return value


class Rate(Hundredths):
    """A rate: 2100 is 21 %."""

    def to_internal_value(self, data: Any) -> Decimal:
        rate = super().to_internal_value(data)
        if rate > 1000:
            self.fail("too_large")
        return rate


class Quantity(serializers.IntegerField):
    """How many."""

    def __init__(self) -> None:
        super().__init__(min_value=1, max_value=100_000)

    def to_internal_value(self, data: Any) -> int:
        if isinstance(data, bool):
            self.fail("invalid")
        return super().to_internal_value(data)


class Text(BoundedText):
    """A text; clients send ids, telephone numbers and postcodes as numbers, too."""

    def to_internal_value(self, data: Any) -> str:
        is_number = isinstance(data, int) and not isinstance(data, bool)
        return super().to_internal_value(str(data) if is_number else data)


class Moment(TimeField):
    """A point in time, in UTC unless it names an offset."""

    def enforce_timezone(self, value: datetime) -> datetime:
        return super().enforce_timezone(value if value.tzinfo else value.replace(tzinfo=UTC))


def _optional(kind: type[serializers.Field], **options: Any) -> Any:
    return kind(required=False, allow_null=True, **options)


class ArticleBody(serializers.Serializer):
    """A line of an order."""

    id = Text(max_length=100, allow_blank=False)
    name = Text(max_length=500)
    description = _optional(Text, max_length=5000)
    url = _optional(Text, max_length=2000)
    image_url = _optional(Text, max_length=2000)
    quantity = Quantity()
    price = Hundredths()
    tax_rate = _optional(Rate)
    discount = _optional(Hundredths)
    discount_rate = _optional(Rate)


class AddressBody(serializers.Serializer):
    """Where an order is billed, or sent. `zip` is also called `postcode`."""

    first_name = Text(max_length=100)
    last_name = Text(max_length=100)
    phone = _optional(Text, max_length=40)
    alt_phone = _optional(Text, max_length=40)
    street = Text(max_length=500, allow_blank=False)
    address_addition = _optional(Text, max_length=500)
    city = Text(max_length=100)
    state = Text(max_length=100)
    country = CountryCodeField()
    zip = Text(max_length=20)

    def to_internal_value(self, data: Any) -> Any:
        if isinstance(data, dict) and "zip" not in data and "postcode" in data:
            data = {**data, "zip": data["postcode"]}
        return super().to_internal_value(data)


class ShippingBody(AddressBody):
    """Where an order is sent, and what that costs."""

    name = Text(max_length=100)
    price = Hundredths()
    tax_rate = _optional(Rate)
    discount = _optional(Hundredths)
    discount_rate = _optional(Rate)


def _articles(**options: Any) -> Any:
    kind: Any = ArticleBody  # which takes the options of a list, too
    return kind(many=True, min_length=1, max_length=MOST_ARTICLES, **options)


class PartialOrderBody(serializers.Serializer):
    """What a partial update may hold."""

    articles = _articles(required=False)
    shipping = ShippingBody(required=False, allow_null=True)
    billing = AddressBody(required=False, allow_null=True)
    discount = _optional(Hundredths)
    discount_rate = _optional(Rate)
    cart_discount = _optional(Hundredths)
    cart_discount_rate = _optional(Rate)
    tax_rate = _optional(Rate)
    currency = CurrencyField(required=False)
    total_amount = Hundredths(required=False)


class OrderBody(PartialOrderBody):
    """An order in full."""

    articles = _articles(required=True)
    currency = CurrencyField()
    total_amount = Hundredths()


class AmountBody(serializers.Serializer):
    """An amount of money."""

    amount = Hundredths()


class EarlierOrderBody(serializers.Serializer):
    """An earlier order of the customer elsewhere."""

    id = Text(max_length=100, allow_blank=False)
    amount = Hundredths()
    due = _optional(Hundredths)
    status = serializers.ChoiceField(choices=HistoryStatus.choices)
    type = Text(max_length=50, allow_blank=False)
    order_date = Moment()
    currency = CurrencyField()
    billing = serializers.DictField(required=False, allow_null=True)
    shipping = serializers.DictField(required=False, allow_null=True)

    def to_internal_value(self, data: Any) -> Any:
        if isinstance(data, dict) and data.get("due") == "":
            data = {**data, "due": None}
        return super().to_internal_value(data)


def sent_order(request: Request, body: type[serializers.Serializer]) -> dict[str, Any]:
    """The checked `order` of an update.

    Raises:
        ValidationError, InvalidInput: what is wrong with it, by field.
    """
    data = request.data
    if not isinstance(data, dict) or not isinstance(data.get("order"), dict):
        raise InvalidInput.on("order", code="required", sentence=Sentence("This field is required."))
    order: dict[str, Any] = _checked(body(data=data["order"]))
    return order


def sent_amount(request: Request) -> Decimal:
    """The checked `amount`, in units of the currency."""
    data = request.data if isinstance(request.data, dict) else {}
    amount: Decimal = _checked(AmountBody(data=data))["amount"]
    return amount


def sent_history(request: Request) -> list[dict[str, Any]]:
    """The checked array of earlier orders, as `add_history` takes them."""
    if not isinstance(request.data, list) or len(request.data) > MOST_HISTORY:
        sentence = Sentence("Send an array of at most {most} earlier orders.", most=MOST_HISTORY)
        raise InvalidInput.on(code="not_a_list", sentence=sentence)
    entries = _checked(EarlierOrderBody(data=request.data, many=True))
    return [{("reference" if name == "id" else name): value for name, value in entry.items()} for entry in entries]


def _checked(body: Any) -> Any:
    body.is_valid(raise_exception=True)
    return body.validated_data
