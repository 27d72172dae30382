"""Who gets in where outside of the admin."""

from pathlib import Path

import yaml
from django.conf import settings

OTHERWISE = {
    "GET /api/v1/orders/all/": ("list: staff alone", None),
    "GET /api/v1/orders/last/": ("own", "orders:read"),
    "GET /api/v1/privacy-log/": ("list: staff alone", None),
    "DELETE /api/v1/webhook-endpoints/{pk}/": ("one, gone then", "webhooks:write"),
    "GET /api/v1/customers/": ("list: signed in", "orders:read"),
    "GET /api/v1/customers/{pk}/": ("one: signed in", "orders:read"),
    "POST /api/v1/customers/{pk}/tokens/": ("storefront", "orders:write"),
    "GET /api/v1/carriers/": ("list: all the same", "orders:read"),
    "GET /api/v1/reasons/": ("list: all the same", "orders:read"),
    "GET /": ("anybody", None),
    "GET /api/": ("anybody", None),
    "GET /api/problems/": ("anybody", None),
    "GET /api/schema/": ("anybody", None),
    "GET /api/docs/": ("anybody", None),
    "GET /api/redoc/": ("anybody", None),
    "POST /oauth/token/": ("its own secret", None),
    "POST /oauth/revoke_token/": ("its own secret", None),
    "POST /oauth/introspect/": ("its own secret", None),
    "GET /dialects/": ("anybody", None),
    "GET /dialects/{name}/schema/": ("anybody", None),
    "GET /dialects/{name}/docs/": ("anybody", None),
    "GET /o/theme/{code}.css": ("anybody", None),
    **{
        f"GET /o/{{token}}/{page}": ("anybody", None)
        for page in ("", "pay/", "cancel/", "return/", "withdraw/", "address/", "{kind}.pdf")
    },
    "GET /health/live": ("anybody", None),
    "GET /health/ready": ("anybody", None),
    "GET /metrics": ("anybody", None),
    "GET /sandbox/pay/{payment_id}": ("anybody", None),
}
"""Routes that `docs/openapi.yaml` does not describe, or not precisely enough."""


def documented():
    """Every other route, with what `docs/openapi.yaml` says about it. Its changes are seen in every review."""
    paths = yaml.load(Path(settings.BASE_DIR, "docs/openapi.yaml").read_text(), yaml.CSafeLoader)["paths"]
    for path, operations in paths.items():
        for method, operation in operations.items():
            yield f"{method.upper()} {path.replace('{id}', '{pk}')}", operation


def promised(route, security):
    """Who may call it, and with which scopes."""
    method, path = route.lower().split()
    if {} in security:
        return "anybody", None
    kind = "one" if "{" in path else {"get": "list", "post": "new"}[method]
    buyers = ": buyers" if {"orderToken": []} in security else ""
    return kind + buyers, " ".join(next(way["oauth2"] for way in security if "oauth2" in way))


DOCUMENTED = dict(documented())
WHO = {route: promised(route, operation["security"]) for route, operation in DOCUMENTED.items()} | OTHERWISE
"""Who may call each route outside of the admin, and the scopes that a client needs. Buyers are customers and holders of
an order's token."""

CALLERS = (
    "nobody", "another order's guest", "another customer", "another channel's client", "a client without the scope",
    "staff without the permission", "the order's guest", "the customer", "the customer by token", "the client", "staff",
)  # fmt: skip

VERDICTS = {
    "list: buyers": "401 nothing nothing nothing 403 403 in in in in in",
    "list: signed in": "401 nothing nothing nothing 403 403 nothing in in in in",
    "list: all the same": "401 in in in 403 403 in in in in in",
    "list": "401 403 403 nothing 403 403 403 403 403 in in",
    "list: staff alone": "401 403 403 403 403 403 403 403 403 403 in",
    "one: buyers": "401 404 404 404 403 403 in in in in in",
    "one: signed in": "401 404 404 404 403 403 404 in in in in",
    "one": "401 403 403 404 403 403 403 403 403 in in",
    "one, gone then": "401 403 403 404 403 403 403 403 403 in 404",
    "own": "401 nothing nothing 404 403 403 in in in 404 404",
    "new": "401 403 403 in 403 403 403 403 403 in in",
    "storefront": "401 403 403 404 403 403 403 403 403 in 403",
    "anybody": "in in in in in in in in in in in",
    "its own secret": "400 400 400 400 400 400 400 400 400 400 400",
}
"""What each caller hears, in the order of `CALLERS`. "Nothing" is an answer in which the order does not occur."""
