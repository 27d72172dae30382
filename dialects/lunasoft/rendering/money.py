"""How an order is paid, what is taken off it, and by what; the Python version is `dialects.lunasoft.reading.money`."""

from __future__ import annotations

from dialects.common.json_text import one_of, plain, quoted, text
from dialects.lunasoft.reading.money import DISCOUNTS, NO_DATE, NO_TRANSACTION
from dialects.lunasoft.rendering.words import Words, joined, money
from orders.models import AdjustmentOrigin, AdjustmentType, ExternalKind
from payments.statuses import PaymentState

_IS_COUPON = f"(a.origin = '{AdjustmentOrigin.COUPON.value}' OR (a.code <> '' AND a.origin = ''))"


def last_payment(words: Words) -> str:
    """The payment `p` that brought money last, or else the newest one."""
    newest = f"ORDER BY status = '{PaymentState.COMPLETED.value}' DESC, id DESC LIMIT 1"
    seen = "" if words.sees_payments else " AND FALSE"
    rows = f'(SELECT * FROM "payments_payment" WHERE order_id = o.id{seen} {newest})'
    method = '"orders_paymentmethod" m ON m.channel_id = o.channel_id AND m.code = p.method'
    return f"LEFT JOIN LATERAL {rows} p ON TRUE LEFT JOIN {method}"


def payment(words: Words) -> dict[str, str]:
    """What is said of the payment."""
    known = words.aliases.text(ExternalKind.PAYMENT_METHOD, "m.id", "m.serial")
    return {
        "payment_option": text("COALESCE(NULLIF(p.label, ''), p.method, '')"),
        "payment_option_type": text("COALESCE(p.method, '')"),
        "payment_option_id": text(f"COALESCE(NULLIF(p.option_id, ''), {known}, '')"),
        "payment_detail": text("COALESCE(p.detail, '')"),
        "check_num": text("COALESCE(p.cheque_number, '')"),
        "check_date": quoted(f"COALESCE(to_char(p.cheque_date, 'YYYY-MM-DD'), '{NO_DATE}')"),
        "transaction_id": text(f"COALESCE(NULLIF(p.transaction_id, ''), '{NO_TRANSACTION}')"),
        "card_last_4": text("COALESCE(p.card_last4, '')"),
        "card_type": text("COALESCE(p.card_brand, '')"),
    }


def reductions() -> str:
    """Whatever was taken off an order or added to it, in one row `off`."""
    coupon, rule, certificate = ("a.what = 'c'", "a.what = 'r'", "a.what = 'g'")
    is_voucher = f"bool_and(a.origin = '{AdjustmentOrigin.VOUCHER.value}') FILTER (WHERE {certificate})"
    columns = {
        "coupons": _words("a.code", coupon),
        "coupon_infos": _words("a.said", coupon),
        "by_coupon": _sum(coupon),
        "rule_infos": _words("a.said", rule),
        "rule_internals": _words("a.internal_info", rule),
        "on_goods": _sum(f"{rule} AND a.type = '{AdjustmentType.DISCOUNT.value}'"),
        "on_shipping": _sum(f"{rule} AND a.type = '{AdjustmentType.SHIPPING_DISCOUNT.value}'"),
        "certificate_ids": _words("a.reference", certificate),
        "certificates": _words("a.code", certificate),
        "certificate_infos": _words("a.said", certificate),
        "by_certificate": _sum(certificate),
        "is_voucher": f"COALESCE({is_voucher}, TRUE)",
        "shipping_labels": _words("a.label", f"a.type = '{AdjustmentType.SHIPPING.value}'"),
    }
    what = (
        f"CASE WHEN {one_of('a.type', DISCOUNTS)} THEN CASE WHEN {_IS_COUPON} THEN 'c' ELSE 'r' END "
        f"WHEN a.type = '{AdjustmentType.GIFT_CERTIFICATE.value}' THEN 'g' END AS what"
    )
    selected = f"a.*, COALESCE(NULLIF(a.info, ''), a.label) AS said, {what}"
    rows = f'SELECT {selected} FROM "orders_adjustment" a WHERE a.order_id = o.id ORDER BY a.position'
    shown = ", ".join(f"{value} AS {name}" for name, value in columns.items())
    return f"CROSS JOIN LATERAL (SELECT {shown} FROM ({rows}) a) off"


def promotions(words: Words) -> dict[str, str]:
    """Codes, rules and certificates."""
    of_items = 'SELECT COALESCE(sum(discount_amount), 0) FROM "orders_orderitem" WHERE order_id = o.id'
    return {
        "promo_code": joined("off.coupons"),
        "promo_code_info": joined("off.coupon_infos"),
        "promo_code_discount": money("off.by_coupon"),
        "promo_rule_info": joined("off.rule_infos"),
        "promo_rule_info_admin": joined("off.rule_internals") if words.sees_internal else quoted("''"),
        "promo_rule_discount": money(f"off.on_goods + ({of_items})"),
        "promo_rule_discount_shipping": money("off.on_shipping"),
        "gift_cert_id": text("off.certificate_ids[1]"),
        "gift_cert_code": joined("off.certificates"),
        "gift_cert_info": joined("off.certificate_infos"),
        "gift_cert_applied": money("off.by_certificate"),
        "gift_cert_is_credit_voucher": plain("off.is_voucher"),
    }


def _words(column: str, condition: str) -> str:
    return f"array_agg({column}) FILTER (WHERE {condition} AND {column} <> '')"


def _sum(condition: str) -> str:
    return f"-COALESCE(sum(a.amount) FILTER (WHERE {condition}), 0)"
