"""Inputs of the commands on orders."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from rest_framework import serializers

from addresses.serializers.actions import AddressInput, CustomerInput
from common.api.fields import (
    BoundedJsonField,
    BoundedText,
    CurrencyField,
    EmailField,
    IpField,
    LanguageField,
    PastedNumber,
    PhoneField,
    QuantityField,
    TimeField,
    WordField,
    YesNoField,
)
from common.api.money_fields import AmountField, RateField
from common.api.serializers import StrictSerializer, validated
from orders.models import AdjustmentOrigin, AdjustmentType
from orders.models.history import HistoryStatus
from orders.serializers.product import ProductField

_ID = serializers.UUIDField()
MOST_ITEMS = 500
MOST_UNITS = 100_000


class AdjustmentInput(StrictSerializer):
    """A line that explains a total. Reductions are written with a minus."""

    type = WordField(choices=AdjustmentType.choices)
    amount = AmountField()
    label = BoundedText(max_length=200, required=False)
    code = BoundedText(max_length=100, required=False)
    info = BoundedText(max_length=500, required=False)
    origin = WordField(choices=AdjustmentOrigin.choices, required=False, allow_blank=True)
    reference = BoundedText(max_length=100, required=False, help_text="Your own id of the coupon, rule or certificate.")
    internal_info = BoundedText(max_length=500, required=False, help_text="For staff only.")
    extra = BoundedJsonField(required=False)
    included = YesNoField(required=False, help_text="The amount is inside the prices already: it is shown, not added.")


class ItemInput(StrictSerializer):
    """A line item, with the price of one unit."""

    sku = BoundedText(max_length=100, required=False)
    product = ProductField(required=False)
    quantity = QuantityField(max_value=MOST_UNITS)
    unit_price = AmountField(min_value=0)
    retail_price = AmountField(min_value=0, required=False, allow_null=True)
    tax_rate = RateField(required=False, allow_null=True)
    discount_amount = AmountField(min_value=0, required=False)
    extra_field = BoundedJsonField(required=False)
    estimated_delivery_date = TimeField(required=False, allow_null=True)
    invoice_number = BoundedText(max_length=100, required=False)
    invoice_date = TimeField(required=False, allow_null=True)
    e_archive_url = serializers.URLField(max_length=500, required=False, allow_blank=True)
    tracking_number = PastedNumber(max_length=100, required=False)
    shipping_company = BoundedText(max_length=100, required=False)
    adjustments = AdjustmentInput(many=True, required=False, max_length=50)


class ItemChanges(StrictSerializer):
    """Changes of an item that are possible at any time: none of its price."""

    estimated_delivery_date = TimeField(required=False, allow_null=True)
    invoice_number = BoundedText(max_length=100, required=False)
    invoice_date = TimeField(required=False, allow_null=True)
    e_archive_url = serializers.URLField(max_length=500, required=False, allow_blank=True)
    tracking_number = PastedNumber(max_length=100, required=False)
    shipping_company = BoundedText(max_length=100, required=False)
    extra_field = BoundedJsonField(required=False)


class ByIdOrInFull(serializers.Field):
    """A row by its id, or everything about it."""

    def __init__(self, in_full: type[serializers.Serializer], **kwargs: Any) -> None:
        self.in_full = in_full
        super().__init__(**kwargs)

    def to_internal_value(self, data: Any) -> UUID | dict[str, Any]:
        if isinstance(data, dict):
            return dict(validated(self.in_full, data))
        # A UUIDField takes a number for an id too.
        return _ID.run_validation(data if isinstance(data, str) else "")

    def to_representation(self, value: Any) -> Any:
        return value


class AddressReference(ByIdOrInFull):
    """An address of the channel by its id, or a new one in full."""

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(AddressInput, **kwargs)


class CustomerReference(ByIdOrInFull):
    """A customer of the channel by its id, or in full."""

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(CustomerInput, **kwargs)


class ContactChanges(StrictSerializer):
    """Changes of an order's customer data besides e-mail and language. The customer's account stays as it is."""

    first_name = BoundedText(max_length=100, required=False)
    last_name = BoundedText(max_length=100, required=False)
    phone = PhoneField(required=False)


class OrderChanges(StrictSerializer):
    """Changes of an order, as far as its fields are not frozen."""

    customer: serializers.Field = ContactChanges(required=False)
    items = ItemInput(many=True, required=False, max_length=MOST_ITEMS)
    adjustments = AdjustmentInput(many=True, required=False, max_length=100)
    billing_address = AddressReference(required=False, allow_null=True)
    shipping_address = AddressReference(required=False, allow_null=True)
    total = AmountField(min_value=0, required=False, help_text="Checked against what the order adds up to.")
    currency = CurrencyField(required=False)
    number = BoundedText(max_length=64, required=False, allow_blank=False)
    email = EmailField(required=False, allow_blank=True, help_text="Without one nothing is mailed.")
    language_code = LanguageField(required=False)
    description = BoundedText(max_length=500, required=False)
    customer_note = BoundedText(max_length=2000, required=False)
    invoice_number = BoundedText(max_length=100, required=False)
    invoice_date = TimeField(required=False, allow_null=True)
    e_archive_url = serializers.URLField(max_length=500, required=False, allow_blank=True)
    tracking_number = PastedNumber(max_length=100, required=False)
    shipping_company = BoundedText(max_length=100, required=False)
    cargo_company = BoundedText(max_length=100, required=False)
    has_gift_box = YesNoField(required=False)
    gift_box_note = BoundedText(max_length=500, required=False)
    delivery_range = TimeField(required=False, allow_null=True)
    shipping_option_slug = BoundedText(max_length=100, required=False)
    shipping_tax_rate = RateField(required=False, allow_null=True)
    extra_field = BoundedJsonField(required=False)
    marketing_source = BoundedText(max_length=200, required=False)
    marketing_source_id = BoundedText(max_length=50, required=False)
    marketing_source_other = BoundedText(max_length=200, required=False)
    verified_at = TimeField(required=False, help_text="When the check passed; otherwise when the order is approved.")
    is_guest_checkout = YesNoField(required=False)


class NewOrderInput(OrderChanges):
    """An order to be placed. Its totals are computed from items and adjustments."""

    channel = serializers.SlugField(required=False, help_text="May be left out by a client that has one channel only.")
    customer = CustomerReference(
        required=False, help_text="Left out for a guest who gives an `email` only; `{}` for nobody known."
    )
    status = WordField(
        choices=["NEW", "CREATED"], default="CREATED", help_text="`NEW` begins a draft that is placed later."
    )
    currency = CurrencyField(required=False, help_text="The channel's own, if left out.")
    date_placed = TimeField(required=False, help_text="When the customer ordered, if that was earlier than now.")
    created_ip = IpField(required=False, allow_null=True, help_text="The customer's address.")
    web_order = YesNoField(required=False, help_text="Placed online; otherwise entered by staff.")
    admin_created = YesNoField(required=False, help_text="Entered by staff; left out: whether the caller is staff.")

    def validate(self, data: dict[str, Any]) -> dict[str, Any]:
        if "customer" not in data and "email" not in data:
            raise serializers.ValidationError(
                {"customer": "Say who buys: a customer ({} for nobody known), or at least an email."}
            )
        return data


class OrderReplacement(OrderChanges):
    """An order in full: what is left out goes back to its default."""

    items = ItemInput(many=True, max_length=MOST_ITEMS)
    verified_at = None


class NoteInput(StrictSerializer):
    """A message about an order."""

    message = BoundedText(max_length=5000, allow_blank=False)
    public = YesNoField(default=False, help_text="Shown to the customer.")


class HistoryEntryInput(StrictSerializer):
    """An earlier order of the customer elsewhere."""

    id = BoundedText(max_length=100, allow_blank=False, source="reference")
    amount = AmountField(min_value=0)
    due = AmountField(min_value=0, required=False, allow_null=True)
    status = WordField(choices=HistoryStatus.choices)
    type = BoundedText(max_length=50, allow_blank=False)
    order_date = TimeField()
    currency = CurrencyField()
    billing = BoundedJsonField(required=False, allow_null=True)
    shipping = BoundedJsonField(required=False, allow_null=True)
