"""The message: an event as in the feed, signed as Standard Webhooks specifies."""

from __future__ import annotations

import secrets
from base64 import b64encode
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any

from standardwebhooks import Webhook

from common.api import strict_json
from events.models import Delivery, WebhookEndpoint
from events.serializers import EventSerializer

SECRET_PREFIX = "whsec_"


@dataclass(frozen=True, slots=True)
class SignedMessage:
    """A message for one attempt: the signature includes the time."""

    body: bytes
    headers: dict[str, str]


def new_secret() -> str:
    """A signing secret of 256 random bits."""
    return SECRET_PREFIX + b64encode(secrets.token_bytes(32)).decode()


def message_of(delivery: Delivery, endpoint: WebhookEndpoint, *, at: datetime) -> SignedMessage:
    """The message of a delivery, signed for this moment."""
    body = strict_json.write(_content(delivery, endpoint))
    message_id, moment = str(delivery.pk), at.astimezone(UTC)
    signatures = [Webhook(secret).sign(message_id, moment, body.decode()) for secret in _secrets(endpoint, at)]
    headers = {
        "content-type": "application/json",
        "user-agent": "Orders-Service",
        "webhook-id": message_id,
        "webhook-timestamp": str(int(moment.timestamp())),
        "webhook-signature": " ".join(signatures),
    }
    return SignedMessage(body, headers)


def _content(delivery: Delivery, endpoint: WebhookEndpoint) -> dict[str, Any]:
    event = delivery.event
    client = endpoint.client
    context = {"sees_payments": client is None or "payments:read" in client.allowed_scopes}
    data = EventSerializer(event, context=context).data if event else {"endpoint": str(delivery.endpoint_id)}
    return {"type": delivery.type, "timestamp": event.at if event else delivery.created_at, "data": data}


def _secrets(endpoint: WebhookEndpoint, at: datetime) -> list[str]:
    """The secrets to sign with: both during a rotation."""
    until = endpoint.previous_secret_until
    return [endpoint.secret, endpoint.previous_secret] if until and at < until else [endpoint.secret]
