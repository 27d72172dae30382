"""E-mails to customers, kept until they are sent and afterwards."""

from __future__ import annotations

from django.core.serializers.json import DjangoJSONEncoder
from django.db import models
from django.db.models import Q

from common.fields import Identified
from events.models.event import Event
from events.models.mail_text import MailText


class MessageState(models.TextChoices):
    """The states of an e-mail."""

    QUEUED = "queued", "Queued"
    SENDING = "sending", "Being sent"
    SENT = "sent", "Accepted by the mail server"
    UNSURE = "unsure", "Possibly accepted by the mail server"
    GIVEN_UP = "given_up", "Given up"


UNDELIVERED = (MessageState.UNSURE, MessageState.GIVEN_UP)
"""States that wait for a person."""


class Message(Identified):
    """An e-mail to a customer about an event. It is written with the event, and sent once that is committed.

    A worker that takes it holds it until `leased_until`. From `handed_over_at` on the mail server may have it, so it is
    not sent a second time unless a person decides so. `context` is for its templates; `mail_text` is the channel's text
    that the mail server got it with, if the channel had one.
    """

    event = models.OneToOneField(Event, models.PROTECT, to_field="id", related_name="message")
    order = models.ForeignKey("orders.Order", models.PROTECT, related_name="messages")
    template = models.CharField(max_length=40)
    language = models.CharField(max_length=20)
    to = models.CharField(max_length=254)
    sender = models.CharField(max_length=254, blank=True)
    context = models.JSONField(default=dict, encoder=DjangoJSONEncoder)
    mail_text = models.ForeignKey(MailText, models.PROTECT, null=True, blank=True, related_name="+", db_index=False)
    message_id = models.CharField(max_length=320, unique=True)
    state = models.CharField(max_length=10, choices=MessageState.choices, default=MessageState.QUEUED)
    attempts = models.PositiveSmallIntegerField(default=0)
    due_at = models.DateTimeField()
    leased_until = models.DateTimeField(null=True, blank=True)
    handed_over_at = models.DateTimeField(null=True, blank=True)
    sent_at = models.DateTimeField(null=True, blank=True)
    failure = models.CharField(max_length=500, blank=True)
    created_at = models.DateTimeField()

    class Meta:
        verbose_name = "e-mail"
        constraints = [
            models.CheckConstraint(condition=Q(state__one_of=MessageState.values), name="message_state_known"),
            models.CheckConstraint(
                condition=~Q(state=MessageState.SENT) | Q(sent_at__isnull=False), name="message_sent_has_a_time"
            ),
        ]
        indexes = [
            models.Index(
                fields=["due_at", "id"],
                name="message_due",
                condition=Q(state__in=[MessageState.QUEUED, MessageState.SENDING]),
            ),
            models.Index(fields=["state", "created_at"], name="message_state_created"),
        ]

    def __str__(self) -> str:
        return self.template
