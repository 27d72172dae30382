from events.models.delivery import TEST, Delivery, DeliveryState
from events.models.endpoint import WebhookEndpoint
from events.models.event import CurrentTransaction, Event, StorableType
from events.models.mail_text import MailText
from events.models.message import UNDELIVERED, Message, MessageState

__all__ = [
    "TEST",
    "UNDELIVERED",
    "CurrentTransaction",
    "Delivery",
    "DeliveryState",
    "Event",
    "MailText",
    "Message",
    "MessageState",
    "StorableType",
    "WebhookEndpoint",
]
