"""What lists of payments and refunds can be filtered and ordered by."""

from __future__ import annotations

from common.api.code_filters import CurrenciesFilter
from common.api.filters import (
    RANGE,
    AmountFilter,
    IdFilter,
    MomentFilter,
    StrictFilterSet,
    TextFilter,
    TextsFilter,
    WordsFilter,
    YesNoFilter,
)
from payments.statuses import PaymentState, RefundState

PAYMENT_ORDERING = {"created_at": "created_at", "amount": "amount", "completed_at": "completed_at"}
REFUND_ORDERING = {"created_at": "created_at", "amount": "amount", "settled_at": "settled_at"}


class PaymentFilter(StrictFilterSet):
    """Filters of payments."""

    order = IdFilter()
    order__ref = TextsFilter()
    status = WordsFilter(vocabulary=PaymentState)
    method = TextsFilter()
    currency = CurrenciesFilter(help_text="ISO 4217 codes.")
    transaction_id = TextFilter(help_text="The gateway's own id of the money.")
    needs_human = YesNoFilter(help_text="The gateway was asked in vain so often that a person must look.")
    amount = AmountFilter(lookups=("exact", *RANGE))
    refunded_amount = AmountFilter(lookups=RANGE)
    created_at = MomentFilter(lookups=(*RANGE, "date"))
    completed_at = MomentFilter(lookups=(*RANGE, "isnull"))


class RefundFilter(StrictFilterSet):
    """Filters of refunds."""

    order = IdFilter("payment__order")
    order__ref = TextsFilter("payment__order__ref")
    payment = IdFilter()
    status = WordsFilter(vocabulary=RefundState)
    method = TextsFilter("payment__method")
    currency = CurrenciesFilter("payment__currency", help_text="ISO 4217 codes.")
    transaction_id = TextFilter(help_text="The gateway's own id of the refund.")
    needs_human = YesNoFilter(help_text="A person has to refund it, or to look.")
    amount = AmountFilter(lookups=("exact", *RANGE))
    created_at = MomentFilter(lookups=(*RANGE, "date"))
    settled_at = MomentFilter(lookups=(*RANGE, "isnull"))
