"""What was asked of gateways, and what payments claim."""

from collections import Counter
from decimal import Decimal

from payments.models import Payment, Refund
from payments.statuses import OPEN_PAYMENTS


def asked_to_give_back(sandbox, payment):
    """How much the gateway was asked to give back, and how often each refund was asked for."""
    requests = [row for row in sandbox.requests("refund") if row["subject"] == payment.attempt_id]
    amounts = {str(pk): amount for pk, amount in Refund.objects.filter(payment=payment).values_list("pk", "amount")}
    return sum(amounts[key] for key in {row["key"] for row in requests}), Counter(row["key"] for row in requests)


def claimed(order):
    payments = Payment.objects.filter(order=order, status__in=[*OPEN_PAYMENTS, "completed"])
    return sum((payment.amount for payment in payments), Decimal(0))
