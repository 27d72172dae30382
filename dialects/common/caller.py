"""Authentication of dialects."""

from __future__ import annotations

from django.contrib.auth.models import AnonymousUser
from rest_framework.request import Request

from access.authentication import BearerAuthentication
from access.callers import Caller


class BearerAlone(BearerAuthentication):
    """A bearer token. An additional order token is ignored: a dialect renders all rows for one reader."""

    def authenticate(self, request: Request) -> tuple[AnonymousUser, Caller] | None:
        found = super().authenticate(request)
        return (found[0], found[1].without_order_token()) if found else None
