"""What the OpenAPI document says about authentication and scopes."""

from __future__ import annotations

from typing import Any

from drf_spectacular.extensions import OpenApiAuthenticationExtension
from drf_spectacular.openapi import AutoSchema

from access.permissions import Anybody, HasScope, IsStaff
from access.scopes import SCOPES


class BearerScheme(OpenApiAuthenticationExtension):
    target_class = "access.authentication.BearerAuthentication"
    name = ["oauth2", "bearer"]

    def get_security_requirement(self, auto_schema: AutoSchema) -> list[dict[str, list[str]]]:
        return [{"oauth2": required_scopes(auto_schema.view)}, {"bearer": []}]

    def get_security_definition(self, auto_schema: AutoSchema) -> list[dict[str, Any]]:
        credentials = {"tokenUrl": "/oauth/token/", "scopes": SCOPES}
        return [
            {
                "type": "oauth2",
                "description": "Programs: an access token for a client's id and secret.",
                "flows": {"clientCredentials": credentials},
            },
            {
                "type": "http",
                "scheme": "bearer",
                "description": "Programs: an API key. Browsers and apps: a token that acts as one customer.",
            },
        ]


class SessionScheme(OpenApiAuthenticationExtension):
    target_class = "access.authentication.SignedInAuthentication"
    name = "session"

    def get_security_definition(self, auto_schema: AutoSchema) -> dict[str, Any]:
        return {
            "type": "apiKey",
            "in": "cookie",
            "name": "sessionid",
            "description": "Staff and customers who are signed in. Writing needs the header `X-CSRFToken`.",
        }


class OrderTokenScheme(OpenApiAuthenticationExtension):
    target_class = "access.authentication.OrderTokenAuthentication"
    name = ["orderToken", "orderTokenParameter"]

    def get_security_requirement(self, auto_schema: AutoSchema) -> list[dict[str, list[str]]] | None:  # type: ignore[override]
        """None where nobody gets in by an order's token."""
        return [{name: []} for name in self.name] if _buyers_get_in(auto_schema.view) else None

    def get_security_definition(self, auto_schema: AutoSchema) -> list[dict[str, Any]]:
        description = "Guests: the token of one order opens that order."
        return [
            {"type": "apiKey", "in": "header", "name": "X-Order-Token", "description": description},
            {"type": "apiKey", "in": "query", "name": "token", "description": description},
        ]


def required_scopes(view: Any) -> list[str]:
    """The scopes that a client needs to call this view."""
    return [permission.scope for permission in view.get_permissions() if isinstance(permission, HasScope)]


def who_may_call(view: Any) -> str:
    """One sentence about who is let in."""
    permissions = view.get_permissions()
    if any(isinstance(permission, Anybody) for permission in permissions):
        return "**Who:** anybody."
    scopes = " and ".join(f"`{scope}`" for scope in required_scopes(view))
    if any(isinstance(permission, IsStaff) for permission in permissions):
        return f"**Who:** staff with {scopes}." if scopes else "**Who:** staff."
    if not _buyers_get_in(view):
        return f"**Who:** clients and staff with {scopes}."
    return f"**Who:** clients and staff with {scopes}; customers and holders of an order's token for their own orders."


def _buyers_get_in(view: Any) -> bool:
    permissions = view.get_permissions()
    return all(isinstance(permission, HasScope) and permission.lets_buyers_in for permission in permissions)
