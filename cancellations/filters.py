"""What lists of cancellation plans can be filtered and ordered by."""

from __future__ import annotations

from cancellations.statuses import PlanStatus, PlanType
from common.api.filters import (
    RANGE,
    AmountFilter,
    IdFilter,
    IdsFilter,
    JsonFilter,
    MomentFilter,
    StrictFilterSet,
    TextFilter,
    TextsFilter,
    WordsFilter,
)

PLAN_ORDERING = {"created_at": "created_at", "updated_at": "updated_at", "refund_amount": "refund_amount"}


class PlanFilter(StrictFilterSet):
    """Filters of cancellation plans."""

    order = IdFilter()
    order__ref = TextsFilter()
    order__number = TextFilter(lookups=("exact", "contains", "icontains"))
    order_items = IdsFilter("lines__item", help_text="Items that the plan is about.")
    status = WordsFilter(vocabulary=PlanStatus)
    plan_type = WordsFilter(vocabulary=PlanType)
    invoice_number = TextsFilter()
    payment_plan = JsonFilter(right="payments", help_text="Equal to this JSON. Needs the scope `payments:read`.")
    refund_amount = AmountFilter()
    shipping_refund_amount = AmountFilter()
    discount_refund_amount = AmountFilter()
    created_at = MomentFilter(lookups=(*RANGE, "date"))
