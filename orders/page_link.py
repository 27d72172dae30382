"""The link to an order's own page: a secret of the customer's, which opens this order's page and nothing else.

The token in it is signed with `SECRET_KEY` and stored nowhere. Replacing the link ends all earlier ones; a channel may
let links end by themselves (`page_days`).
"""

from __future__ import annotations

from datetime import datetime, timedelta

from django.conf import settings
from django.core.signing import BadSignature, Signer

from orders.models import Order

SALT = "orders.page_link"


class PageLinkError(Exception):
    """A link opens nothing."""


class PageLinkUnknown(PageLinkError):
    """It is forged, or belongs to another service."""


class PageLinkReplaced(PageLinkError):
    """A newer link has taken its place."""


class PageLinkExpired(PageLinkError):
    """The channel lets links end, and this one has ended."""


def page_token(order: Order) -> str:
    """The secret part of the link."""
    return _signer().sign(f"{order.serial}-{order.page_revision}")


def page_url(order: Order) -> str:
    """Where the customer finds the order's page."""
    return f"{settings.PUBLIC_URL}/o/{page_token(order)}/"


def page_expires_at(order: Order) -> datetime | None:
    """When links to the page end; None: never."""
    days = order.channel.page_days
    return None if days is None else order.created_at + timedelta(days=days)


def order_behind(token: str, *, at: datetime) -> Order:
    """The order whose page a token opens.

    Raises:
        PageLinkUnknown, PageLinkReplaced, PageLinkExpired: why it opens none.
    """
    try:
        serial, _, revision = _signer().unsign(token).partition("-")
    except BadSignature as error:
        raise PageLinkUnknown from error
    order = Order.objects.select_related("channel").get(serial=serial)
    if order.page_revision != int(revision):
        raise PageLinkReplaced
    expires_at = page_expires_at(order)
    if expires_at is not None and expires_at <= at:
        raise PageLinkExpired
    return order


def _signer() -> Signer:
    return Signer(salt=SALT, sep=".")
