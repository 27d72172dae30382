"""What lists of orders and items can be filtered, searched and ordered by (`docs/api/list.md`)."""

from __future__ import annotations

from django.db.models import Q

from access.authentication import caller_of
from addresses.filters import NEEDS_ADDRESSES, EmailFilter
from addresses.models import AccountType, DocumentType, Gender
from common.api.code_filters import CountriesFilter, CurrenciesFilter, SlugsFilter
from common.api.filter_fields import TextField
from common.api.filters import (
    RANGE,
    AmountFilter,
    ContainsFilter,
    IdFilter,
    IdsFilter,
    MomentFilter,
    StrictFilter,
    StrictFilterSet,
    TextFilter,
    TextsFilter,
    WordsFilter,
    YesNoFilter,
)
from common.folding import folded
from orders.search import with_all_words
from orders.statuses import CancelStatus, ItemStatus, OrderStatus, PaymentStatus, ShippingStatus

ORDERING = {
    "date_placed": "date_placed",
    "created_at": "created_at",
    "updated_at": "updated_at",
    "total": "total",
    "ref": "ref",
    "number": "number",
    "status": "status",
    "paid_at": "paid_at",
    "approved_at": "approved_at",
    "cancelled_at": "cancelled_at",
    "customer__last_login": "customer__last_login",
    "customer__date_joined": "customer__date_joined",
    "customer__created_at": "customer__created_at",
}

ORDERING_RIGHTS = {name: "customer" for name in ORDERING if name.startswith("customer__")}
"""The right that a caller needs to order by a field."""

ITEM_ORDERING = {
    "created_at": "created_at",
    "updated_at": "updated_at",
    "unit_price": "unit_price",
    "status": "status",
    "sku": "sku",
}


class SearchFilter(StrictFilter):
    """Words, all of which must occur in the order's search text."""

    field_class = TextField

    def condition(self, value: str) -> Q:
        return with_all_words(value, caller_of(self.parent.request).rights)


class PartFilter(TextFilter):
    """A text that is also in its order's search text, whose index serves searches for a part of it."""

    def kind_for(self, lookup: str) -> type[StrictFilter]:
        return {"exact": TextsFilter, "contains": PartInCaseFilter}.get(lookup, PartFilter)

    def condition(self, value: str) -> Q:
        to_order = str(self.field_name).rpartition("__")[0]
        found = f"{to_order}__search_text__contains" if to_order else "search_text__contains"
        return super().condition(value) & Q((found, folded(value)))


class PartInCaseFilter(PartFilter, ContainsFilter):
    """A part of such a text in this very case."""


class PartOfEmailFilter(EmailFilter):
    """An e-mail address in any case, or a part of one."""

    def kind_for(self, lookup: str) -> type[StrictFilter]:
        return PartFilter if lookup == "icontains" else EmailFilter


class OrderFilter(StrictFilterSet):
    """Filters of orders."""

    q = SearchFilter(
        "search_text",
        help_text="Words, all of which must occur, in any case, with or without accents and as parts of words, in the "
        "ref, number, e-mail, customer's name or phone, an address, a product's name, a sku or a tracking number.",
    )
    id = IdsFilter()
    ref = PartFilter(lookups=("exact", "icontains"))
    number = PartFilter(lookups=("exact", "contains", "icontains"), help_text="The channel's number of the order.")
    email = PartOfEmailFilter(
        lookups=("exact", "icontains"), right="contact", help_text="The order's e-mail address, in any case."
    )
    status = WordsFilter(vocabulary=OrderStatus, lookups=("exact", *RANGE), help_text="By name or code.")
    payment_status = WordsFilter(vocabulary=PaymentStatus)
    shipping_status = WordsFilter(vocabulary=ShippingStatus)
    cancel_status = WordsFilter(vocabulary=CancelStatus)
    currency = CurrenciesFilter(help_text="ISO 4217 codes.")
    channel = SlugsFilter("channel__code", help_text="Codes of channels.")
    customer = IdsFilter(right="contact")
    has_gift_box = YesNoFilter()
    payment_method = TextsFilter(
        "payments__method",
        right="payments",
        help_text="A method that one of the order's payments has. Needs the scope `payments:read`.",
    )
    tracking_number = TextsFilter("shipments__tracking_number", help_text="Of one of the order's shipments.")
    item__sku = TextsFilter("items__sku", help_text="Of one of the order's items.")

    date_placed = MomentFilter(lookups=(*RANGE, "date"))
    created_at = MomentFilter(lookups=RANGE)
    updated_at = MomentFilter(lookups=RANGE)
    paid_at = MomentFilter(lookups=(*RANGE, "isnull"))
    approved_at = MomentFilter(lookups=(*RANGE, "isnull"))
    cancelled_at = MomentFilter(lookups=(*RANGE, "isnull"))
    total = AmountFilter(lookups=("exact", *RANGE))
    subtotal = AmountFilter(lookups=RANGE)
    discount_amount = AmountFilter(lookups=RANGE)
    shipping_amount = AmountFilter(lookups=RANGE)
    amount_paid = AmountFilter(lookups=RANGE)
    amount_outstanding = AmountFilter(lookups=RANGE)

    customer__external_id = TextsFilter(help_text="The storefront's own ids of customers.")
    customer__phone = TextFilter("phone", help_text="As the order says it.")
    customer__created_at = MomentFilter(lookups=RANGE, right="customer")
    customer__document_id = TextFilter(right="private", help_text=NEEDS_ADDRESSES)
    customer__document_id_type = WordsFilter(vocabulary=DocumentType, right="private", help_text=NEEDS_ADDRESSES)
    customer__document_id_country = CountriesFilter(right="private", help_text=NEEDS_ADDRESSES)
    customer__account_type = WordsFilter("account_type", vocabulary=AccountType, help_text="As the order says it.")
    customer__gender = WordsFilter(vocabulary=Gender, right="customer")
    customer__last_login = MomentFilter(lookups=RANGE, right="customer")
    customer__date_joined = MomentFilter(lookups=RANGE, right="customer")


class ItemFilter(StrictFilterSet):
    """Filters of order items."""

    id = IdsFilter()
    order = IdFilter()
    order__number = PartFilter(lookups=("exact", "contains", "icontains"))
    order__status = WordsFilter(vocabulary=OrderStatus)
    order__date_placed = MomentFilter(lookups=RANGE)
    status = WordsFilter(vocabulary=ItemStatus, lookups=("exact", *RANGE), help_text="By name or code.")
    cancel_status = WordsFilter(vocabulary=CancelStatus)
    sku = TextsFilter()
    price_currency = CurrenciesFilter("order__currency", help_text="ISO 4217 codes.")
    unit_price = AmountFilter(lookups=RANGE)
    retail_price = AmountFilter(lookups=RANGE)
    discount_amount = AmountFilter(lookups=RANGE)
    created_at = MomentFilter(lookups=RANGE)
    updated_at = MomentFilter(lookups=RANGE)
