from events.models.event import CurrentTransaction, Event
from events.models.message import UNDELIVERED, Message, MessageState

__all__ = ["UNDELIVERED", "CurrentTransaction", "Event", "Message", "MessageState"]
