"""Access to an order's page by its link: finding the order, and the headers that keep the link secret."""

from __future__ import annotations

import re
import time
from collections.abc import Callable
from functools import wraps
from http import HTTPStatus
from typing import Any
from uuid import uuid4

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from django.utils.translation import override

from access.authentication import GUEST
from access.client_ip import client_ip
from access.throttles import UNAUTHENTICATED, address_of, seconds_to_wait
from common.actors import Actor, ActorKind
from common.languages import supported_language
from orders.models import Order
from orders.page_link import PageLinkError, PageLinkExpired, PageLinkReplaced, PageLinkUnknown, order_behind

_KEY = re.compile("[0-9a-f]{32}")

WHY_NOT = {
    PageLinkUnknown: _("There is no such order page. Check that the address is complete."),
    PageLinkReplaced: _("This link was replaced by a newer one. Use the link in our latest e-mail, or ask the shop."),
    PageLinkExpired: _("This link has expired. Please ask the shop about your order."),
}


def order_page(view: Callable[..., HttpResponse]) -> Callable[..., HttpResponse]:
    """A view of the order behind the token in its address, in the customer's language, never cached nor indexed."""

    @wraps(view)
    def answer(request: HttpRequest, token: str, **kwargs: Any) -> HttpResponse:
        try:
            order = order_behind(token, at=timezone.now())
        except PageLinkError as error:
            return _private(_refused(request, error))
        with override(language_of(order)):
            return _private(view(request, order, **kwargs))

    return answer


def language_of(order: Order) -> str:
    """The language of the order's page: the customer's, else the channel's."""
    return supported_language(order.language_code or order.channel.locale)


def shopper_of(request: HttpRequest) -> Actor:
    """The customer who holds the link."""
    return Actor(ActorKind.GUEST, GUEST, ip=client_ip(request))


def command_key(request: HttpRequest, order: Order) -> str:
    """The key under which a form counts once; a form without the page's key counts each time."""
    key = request.POST.get("key", "")
    return f"page:{order.pk}:{key if _KEY.fullmatch(key) else uuid4().hex}"


def _refused(request: HttpRequest, error: PageLinkError) -> HttpResponse:
    if not isinstance(error, PageLinkUnknown):
        return render(request, "shopper/refused.html", {"why": WHY_NOT[type(error)]}, status=HTTPStatus.GONE)
    wait = seconds_to_wait(UNAUTHENTICATED, [address_of(client_ip(request))], now=time.time())
    if wait is None:
        return render(request, "shopper/refused.html", {"why": WHY_NOT[type(error)]}, status=HTTPStatus.NOT_FOUND)
    why = _("Too many wrong links came from your network. Try again in a minute.")
    response = render(request, "shopper/refused.html", {"why": why}, status=HTTPStatus.TOO_MANY_REQUESTS)
    response["Retry-After"] = str(wait)
    return response


def _private(response: HttpResponse) -> HttpResponse:
    response["Cache-Control"] = "no-store, private"
    response["X-Robots-Tag"] = "noindex, nofollow"
    response["Referrer-Policy"] = "same-origin"
    return response
