"""Texts of e-mails that staff have written for a channel, in place of the default one."""

from __future__ import annotations

from typing import Self

from django.db import models
from django.db.models import Q

from access.callers import Caller
from common.fields import Identified
from events.letters.wording import Wording


class MailTextQuerySet(models.QuerySet):
    """Texts of e-mails."""

    def current(self) -> Self:
        """Those that are used now."""
        return self.filter(replaced_at=None)

    def unusable(self) -> Self:
        """Those that could not be used when they were needed; the default text was sent instead."""
        return self.current().exclude(failure="")

    def visible_to(self, caller: Caller) -> Self:
        """Those of channels in reach."""
        return self if caller.channels is None else self.filter(channel__in=caller.channels)


class MailText(Identified):
    """A channel's own text of an e-mail in a language. Changing it writes a new row, so that e-mails that were sent
    stay as they were; without a current row the default text is used."""

    channel = models.ForeignKey("orders.Channel", models.CASCADE, related_name="mail_texts", db_index=False)
    template = models.CharField(max_length=40)
    language = models.CharField(max_length=20)
    subject = models.CharField(max_length=200)
    text = models.TextField()
    html = models.TextField(blank=True)
    failure = models.CharField(max_length=500, blank=True)
    changed_by = models.CharField(max_length=150)
    created_at = models.DateTimeField()
    replaced_at = models.DateTimeField(null=True, blank=True)

    objects = MailTextQuerySet.as_manager()

    class Meta:
        verbose_name = "e-mail text"
        default_permissions = ("change",)
        constraints = [
            models.UniqueConstraint(
                fields=["channel", "template", "language"],
                condition=Q(replaced_at=None),
                name="mail_text_once_in_a_language",
            ),
            models.CheckConstraint(condition=~Q(subject="") & ~Q(text=""), name="mail_text_says_something"),
        ]

    def __str__(self) -> str:
        return f"{self.template} ({self.language})"

    @property
    def wording(self) -> Wording:
        """What it says."""
        return Wording(self.subject, self.text, self.html)
