from events.models.delivery import TEST, Delivery, DeliveryState
from events.models.endpoint import WebhookEndpoint
from events.models.event import CurrentTransaction, Event, StorableType
from events.models.message import UNDELIVERED, Message, MessageState

__all__ = [
    "TEST",
    "UNDELIVERED",
    "CurrentTransaction",
    "Delivery",
    "DeliveryState",
    "Event",
    "Message",
    "MessageState",
    "StorableType",
    "WebhookEndpoint",
]
