"""Product variants as they were when they were ordered: what the storefront sent of them (`docs/api/product.md`).

What was sent is kept as it is; what has another shape than is documented is not shown.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from decimal import Decimal
from typing import Any

from common.money import fits
from dialects.common.amounts import in_minor_units
from dialects.sylius.reading.page import Page, present
from orders.models import Order, OrderItem

PRICE = "-?[0-9]{1,12}([.][0-9]{1,4})?"
"""How a price is written."""


def variant_of(order: Order, item: OrderItem, page: Page) -> dict[str, Any]:
    """The variant of an item, as far as the storefront sent it."""
    snapshot, links = _snapshot(item), variant_links(item, page)
    return present(
        id=_id(snapshot),
        code=_text(snapshot.get("code")) or _text(item.product.get("code")) or item.sku,
        option_values=[_option(option) for option in _list(snapshot.get("options")) if isinstance(option, dict)],
        position=_scalar(snapshot.get("position")),
        translations=_translations(order, item, snapshot),
        on_hold=_scalar(snapshot.get("on_hold")),
        on_hand=_scalar(snapshot.get("on_hand")),
        tracked=_scalar(snapshot.get("tracked")),
        channel_pricings=list(_pricings(order, snapshot, page)),
        _links={"self": links["variant"], "product": links["product"]} if links else None,
    )


def variant_links(item: OrderItem, page: Page) -> dict[str, Any] | None:
    """Links to product and variant; None if the storefront did not name them."""
    product, variant = _id(item.product), _id(_snapshot(item))
    if not product or not variant:
        return None
    return {"product": page.link(f"products/{product}"), "variant": page.link(f"products/{product}/variants/{variant}")}


def _snapshot(item: OrderItem) -> Mapping[str, Any]:
    return _object(item.product.get("variant"))


def _option(snapshot: Mapping[str, Any]) -> dict[str, Any]:
    """Stored JSON keeps no order of keys."""
    return present(name=_scalar(snapshot.get("name")), code=_scalar(snapshot.get("code")))


def _translations(order: Order, item: OrderItem, snapshot: Mapping[str, Any]) -> dict[str, Any]:
    names = _object(snapshot.get("translations"))
    if not names and item.product.get("name"):
        names = {order.language_code or order.channel.locale or "en_US": {"name": item.product["name"]}}
    rows = ((locale, _object(row)) for locale, row in names.items())
    return {
        locale: present(locale=locale, id=_scalar(row.get("id")), name=_scalar(row.get("name"))) for locale, row in rows
    }


def _pricings(order: Order, snapshot: Mapping[str, Any], page: Page) -> Iterator[dict[str, Any]]:
    for row in map(_object, _list(snapshot.get("channel_prices"))):
        price = _amount(row.get("price"), order.currency)
        if price is not None:
            whole = in_minor_units(price, order.currency)
            yield present(id=_id(row), channel=page.channel(order.channel), price=whole)


def _amount(snapshot: Any, currency: str) -> Decimal | None:
    if not re.fullmatch(PRICE, str(snapshot)):
        return None
    amount = Decimal(str(snapshot))
    return amount if fits(amount, currency) else None


def _id(snapshot: Mapping[str, Any]) -> int | str | None:
    id = snapshot.get("id")
    return id if isinstance(id, int | str) and not isinstance(id, bool) else None


def _text(value: Any) -> str | None:
    return value if isinstance(value, str) else None


def _scalar(value: Any) -> str | int | float | None:
    return value if isinstance(value, str | int | float) else None


def _object(value: Any) -> Mapping[str, Any]:
    return value if isinstance(value, dict) else {}


def _list(value: Any) -> list[Any]:
    return value if isinstance(value, list) else []
