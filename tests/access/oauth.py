"""The endpoints below `/oauth/`, and the form that they take."""

from urllib.parse import quote

FORM = "application/x-www-form-urlencoded"
TOKEN, REVOKE, INTROSPECT = "/oauth/token/", "/oauth/revoke_token/", "/oauth/introspect/"


def form(**fields):
    return "&".join(f"{name}={quote(value)}" for name, value in fields.items())
