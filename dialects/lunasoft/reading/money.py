"""How an order is paid, what is taken off it, and by what."""

from __future__ import annotations

from collections.abc import Iterable
from decimal import Decimal
from typing import Any

from common.money import ZERO
from dialects.lunasoft.reading.page import Page, money
from orders.models import Adjustment, AdjustmentOrigin, AdjustmentType, ExternalKind, Order
from payments.models import Payment
from payments.statuses import PaymentState

NO_DATE = "0000-00-00"
NO_TRANSACTION = "0"
DISCOUNTS = frozenset({AdjustmentType.DISCOUNT, AdjustmentType.SHIPPING_DISCOUNT})


def payment_of(order: Order, page: Page) -> dict[str, Any]:
    """The last payment that was completed, or else the newest one."""
    rows = list(order.payments.all()) if page.sees_payments else []
    completed = [row for row in rows if row.status == PaymentState.COMPLETED]
    payment = (completed or rows or [Payment()])[-1]
    return {
        "payment_option": payment.label or payment.method,
        "payment_option_type": payment.method,
        "payment_option_id": _option_id(order, payment, page),
        "payment_detail": payment.detail,
        "check_num": payment.cheque_number,
        "check_date": payment.cheque_date.isoformat() if payment.cheque_date else NO_DATE,
        "transaction_id": payment.transaction_id or NO_TRANSACTION,
        "card_last_4": payment.card_last4,
        "card_type": payment.card_brand,
    }


def _option_id(order: Order, payment: Payment, page: Page) -> str:
    """The storefront's own id of the way to pay, or else the number of the channel's method."""
    method = page.payment_methods.get((order.channel_id, payment.method))
    known = page.number(ExternalKind.PAYMENT_METHOD, method.pk, method.serial) if method else ""
    return payment.option_id or known


def promotions_of(order: Order, page: Page) -> dict[str, Any]:
    """Codes, rules and certificates. Whatever takes off and is no coupon counts as a rule."""
    rows = list(order.adjustments.all())
    coupons = [row for row in rows if row.type in DISCOUNTS and _is_coupon(row)]
    rules = [row for row in rows if row.type in DISCOUNTS and not _is_coupon(row)]
    on_goods = [row for row in rules if row.type == AdjustmentType.DISCOUNT]
    on_shipping = [row for row in rules if row.type == AdjustmentType.SHIPPING_DISCOUNT]
    of_items = sum((item.discount_amount for item in order.items.all()), ZERO)
    return {
        "promo_code": _joined(row.code for row in coupons),
        "promo_code_info": _joined(row.info or row.label for row in coupons),
        "promo_code_discount": money(_off(coupons), order),
        "promo_rule_info": _joined(row.info or row.label for row in rules),
        "promo_rule_info_admin": _joined(row.internal_info for row in rules) if page.sees_internal else "",
        "promo_rule_discount": money(_off(on_goods) + of_items, order),
        "promo_rule_discount_shipping": money(_off(on_shipping), order),
        **_certificate(order, [row for row in rows if row.type == AdjustmentType.GIFT_CERTIFICATE]),
    }


def _is_coupon(row: Adjustment) -> bool:
    """A discount with a code came by a coupon, unless it says otherwise."""
    return row.origin == AdjustmentOrigin.COUPON or bool(row.code and not row.origin)


def _certificate(order: Order, rows: list[Adjustment]) -> dict[str, Any]:
    """Without a certificate the document shows `gift_cert_is_credit_voucher` as true."""
    return {
        "gift_cert_id": next((row.reference for row in rows if row.reference), None),
        "gift_cert_code": _joined(row.code for row in rows),
        "gift_cert_info": _joined(row.info or row.label for row in rows),
        "gift_cert_applied": money(_off(rows), order),
        "gift_cert_is_credit_voucher": all(row.origin == AdjustmentOrigin.VOUCHER for row in rows),
    }


def _off(rows: Iterable[Adjustment]) -> Decimal:
    return -sum((row.amount for row in rows), ZERO)


def _joined(words: Iterable[str]) -> str:
    return ", ".join(dict.fromkeys(filter(None, words)))
