"""How the sandbox signs its webhooks: `t=<seconds>,v1=<HMAC-SHA256 of "t.body">`."""

from __future__ import annotations

import hmac
import re

HEADER = "Sandbox-Signature"
TOLERANCE_SECONDS = 300
_WRITTEN = re.compile(r"t=(\d{1,12}),v1=([0-9a-f]{64})")


def signed(body: bytes, secret: str, *, at: int) -> str:
    """The header's value for a body that is sent now."""
    return f"t={at},v1={_digest(body, secret, at)}"


def is_genuine(header: str, body: bytes, secret: str, *, at: int) -> bool:
    """Whether this body was signed with the secret, and lately."""
    found = _WRITTEN.fullmatch(header)
    if found is None or abs(at - int(found[1])) > TOLERANCE_SECONDS:
        return False
    return hmac.compare_digest(found[2], _digest(body, secret, int(found[1])))


def _digest(body: bytes, secret: str, at: int) -> str:
    return hmac.new(secret.encode(), f"{at}.".encode() + body, "sha256").hexdigest()
