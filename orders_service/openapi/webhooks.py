"""What the document says about the messages that go out."""

from __future__ import annotations

from typing import Any

from events.models import TEST
from events.webhooks.delivery import PAUSES
from events.webhooks.sending import LONGEST

ABOUT = f"""\
Sent to every webhook endpoint that listens to the event's channel and type, signed after the Standard Webhooks
specification with the endpoint's secret.

Answer with any 2xx within {LONGEST:.0f} seconds. What is not taken is sent again with the same `webhook-id`, at most
{len(PAUSES) + 1} times in about three days; 410 switches the endpoint off. Redirects are not followed.
"""


def _header(name: str, description: str) -> dict[str, Any]:
    schema = {"type": "string"}
    return {"name": name, "in": "header", "required": True, "description": description, "schema": schema}


HEADERS = [
    _header("webhook-id", "Names the message, the same in every attempt: do nothing for one that you have had."),
    _header("webhook-timestamp", "When this attempt was made, in seconds since 1970."),
    _header("webhook-signature", "`v1,` and a signature; several between spaces while a secret is rotated."),
]
MESSAGE = {
    "type": "object",
    "properties": {
        "type": {
            "type": "string",
            "description": f"The event's type; `{TEST}` for a test.",
            "examples": ["order.paid"],
        },
        "timestamp": {"type": "string", "format": "date-time", "description": "When it happened."},
        "data": {
            "anyOf": [{"$ref": "#/components/schemas/Event"}, {"type": "object", "additionalProperties": True}],
            "description": "The event as the feed tells it; of a test, the endpoint.",
        },
    },
    "required": ["type", "timestamp", "data"],
}


def with_webhooks(result: dict[str, Any], **context: Any) -> dict[str, Any]:
    """A hook: the message that tells of an event."""
    operation = {
        "operationId": "webhook_message",
        "summary": "Tell of an event",
        "description": ABOUT,
        "tags": ["webhook-endpoints"],
        "parameters": HEADERS,
        "requestBody": {"required": True, "content": {"application/json": {"schema": MESSAGE}}},
        "security": [],
        "responses": {
            "2XX": {"description": "Taken."},
            "410": {"description": "Nobody listens here any more."},
        },
    }
    return {**result, "webhooks": {"message": {"post": operation}}}
