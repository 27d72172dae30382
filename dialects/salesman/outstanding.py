"""What is outstanding, as Salesman counts it: of a cancelled order all that was not paid. Nobody asks for it any more,
but it was not paid either (ADR 8 waives it)."""

from __future__ import annotations

from decimal import Decimal

from common.api.json_sql import Scope, money_text, value_of
from common.money import ZERO, format_amount
from dialects.salesman.fields import StatusField, WholeRowField
from dialects.salesman.statuses import SalesmanStatus, folded
from orders.models import Order


def outstanding(order: Order) -> Decimal:
    """What is outstanding."""
    is_cancelled = folded(order) == SalesmanStatus.CANCELLED
    return order.amount_outstanding + (order.amount_waived if is_cancelled else ZERO)


def is_paid(order: Order) -> bool:
    """Whether nothing is."""
    return outstanding(order) <= 0


class OutstandingField(WholeRowField):
    """What is outstanding, as an amount."""

    def to_representation(self, order: Order) -> str:
        return format_amount(outstanding(order), order.currency)


class IsPaidField(WholeRowField):
    """Whether nothing is outstanding."""

    def to_representation(self, order: Order) -> bool:
        return is_paid(order)


def _outstanding(scope: Scope) -> str:
    owed, waived = scope.column("amount_outstanding"), scope.column("amount_waived")
    is_cancelled = f"{value_of(StatusField(), scope)} = '{SalesmanStatus.CANCELLED.value}'"
    return f"({owed} + CASE WHEN {is_cancelled} THEN {waived} ELSE 0 END)"


@value_of.register(OutstandingField)
def _(part: OutstandingField, scope: Scope) -> str:
    return money_text(_outstanding(scope), "currency", scope)


@value_of.register(IsPaidField)
def _(part: IsPaidField, scope: Scope) -> str:
    return f"{_outstanding(scope)} <= 0"
