"""Finding the order that a path names, by its id or by the shop's own (`mid`)."""

from __future__ import annotations

import re
from urllib.parse import unquote
from uuid import UUID

from dialects.aplazame.errors import MidIsAmbiguous, OrderNotFound
from dialects.aplazame.reading import DIALECT
from dialects.common.aliases import aliased_row
from orders.models import ExternalKind, Order
from orders.querysets import OrderQuerySet

_UUID = re.compile(r"[0-9a-f]{32}|[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}", re.IGNORECASE)
_LONGEST = 100


def find_order(orders: OrderQuerySet, asked: str) -> Order:
    """The order that a path names. Some clients encode ids for the path twice.

    Raises:
        OrderNotFound: none of these orders has the id or mid.
        MidIsAmbiguous: orders of several channels have the mid.
    """
    for text in dict.fromkeys((asked, unquote(asked))):
        if len(text) <= _LONGEST and "\0" not in text:
            order = _by_id(orders, text) or _by_mid(orders, text)
            if order is not None:
                return order
    raise OrderNotFound(asked)


def key_of_id(kind: ExternalKind, text: str) -> UUID | None:
    """The key of the row with this imported or own id; None if the text is no id."""
    return aliased_row(DIALECT, kind, text) or (UUID(text) if _UUID.fullmatch(text) else None)


def _by_id(orders: OrderQuerySet, text: str) -> Order | None:
    key = key_of_id(ExternalKind.ORDER, text)
    found: Order | None = orders.filter(pk=key).first() if key else None
    return found


def _by_mid(orders: OrderQuerySet, text: str) -> Order | None:
    found = list(orders.filter(number=text)[:2])
    if len(found) > 1:
        raise MidIsAmbiguous(mid=text)
    return found[0] if found else None
