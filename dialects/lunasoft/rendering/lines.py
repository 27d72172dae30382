"""The lines of an order; the Python version is `dialects.lunasoft.reading.lines`."""

from __future__ import annotations

from common.fields import PLACES
from dialects.common.json_text import array, one_of, plain, quoted, text, whole
from dialects.lunasoft.reading.lines import AMOUNT, SENT
from dialects.lunasoft.rendering.words import Words, money
from orders.models import AdjustmentType, ExternalKind

_CERTIFICATE = "(i.product -> 'gift_certificate')"
_AMOUNT = (
    f"CASE WHEN {_CERTIFICATE} ->> 'amount' ~ '^({AMOUNT})$' THEN ({_CERTIFICATE} ->> 'amount')::numeric ELSE 0 END"
)


def line_items(words: Words) -> str:
    """The lines in their order."""
    is_certificate = f"{_CERTIFICATE} NOT IN ('null', 'false', '0', '\"\"', '[]', '{{}}')"
    shown = whole(
        id=words.part(ExternalKind.ITEM, "i.id", "i.position"),
        product_id=_snapshot("id"),
        name=text("COALESCE(NULLIF(i.product ->> 'name', ''), i.sku)"),
        model=_snapshot("model"),
        sku=text("i.sku"),
        description=_snapshot("description"),
        cost=money("i.unit_price"),
        quantity=quoted("i.quantity"),
        total_cost=money("i.unit_price * i.quantity"),
        did_override_shipping_cost=plain("sent_for.rows > 0"),
        total_override_shipping_cost=money("sent_for.amount"),
        is_gift_certificate=plain(f"COALESCE({is_certificate}, FALSE)"),
        gift_cert_amount=money(f"({_AMOUNT}) * {10**PLACES}"),
        gift_cert_code=text(f"COALESCE({_CERTIFICATE} ->> 'code', '')"),
        is_fulfilled=plain(
            "i.quantity_shipped > 0 AND "
            "i.quantity = i.quantity_shipped + i.quantity_cancelled + i.quantity_refunded_unsent"
        ),
        shipment_info=_shipment_info(),
    )
    of_line = f"a.item_id = i.id AND a.type = '{AdjustmentType.SHIPPING.value}'"
    sent_for = (
        f'SELECT count(*) AS rows, COALESCE(sum(a.amount), 0) AS amount FROM "orders_adjustment" a WHERE {of_line}'
    )
    rows = '(SELECT * FROM "orders_orderitem" WHERE order_id = o.id ORDER BY position) i'
    return array(shown, f"{rows} CROSS JOIN LATERAL ({sent_for}) sent_for")


def _snapshot(key: str) -> str:
    return text(f"COALESCE(i.product ->> '{key}', '')")


def _shipment_info() -> str:
    """The newest shipment in which units of the line were sent."""
    shown = whole(
        carrier=text("s.carrier"),
        tracking_number=text("s.tracking_number"),
        tracking_url=text("s.tracking_url"),
        quantity=quoted("l.quantity"),
    )
    rows = '"orders_shipmentline" l JOIN "orders_shipment" s ON s.id = l.shipment_id'
    return (
        f"(SELECT {shown} FROM {rows} WHERE l.item_id = i.id AND {one_of('s.state', SENT)} ORDER BY s.id DESC LIMIT 1)"
    )
