"""The reasons that are offered for what is done to orders."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING, Self

from django.conf import settings
from django.core.exceptions import ValidationError
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from common.fields import Identified
from common.languages import primary_language
from orders.models.channel import Channel
from orders.models.order import Order

if TYPE_CHECKING:
    from access.callers import Caller

LONGEST_LABEL = 200
ONCE = _("There is a reason with this code already.")


class ReasonVerb(models.TextChoices):
    """What a reason is given for."""

    CANCEL = "cancel", "Cancellation"
    RETURN = "return", "Return"
    REFUND = "refund", "Refund"
    REJECT = "reject", "Rejection"
    HOLD = "hold", "Hold"


def known_labels(labels: object) -> None:
    """A validator: texts by languages of the service."""
    known = dict(settings.LANGUAGES)
    if not isinstance(labels, dict) or not all(
        language in known and isinstance(text, str) and len(text) <= LONGEST_LABEL for language, text in labels.items()
    ):
        raise ValidationError(_("This must be an object of texts by language."), code="unknown_language")


class ReasonQuerySet(models.QuerySet):
    """Reasons."""

    def visible_to(self, caller: Caller) -> Self:
        """Those of all channels; and those of the caller's channels, or of the channels of the caller's own orders."""
        if caller.channels is None:
            return self
        own = Order.objects.owned_by(caller).values("channel")
        reached = Q(channel__in=caller.channels) if caller.acts_in_channels else Q(channel__in=own)
        return self.filter(Q(channel=None) | reached)


class Reason(Identified):
    """A reason that is offered in one channel, or in all. Another may be given in words; what was given keeps the code
    of the reason that it means."""

    verb = models.CharField("for", max_length=6, choices=ReasonVerb.choices)
    code = models.SlugField(max_length=50, db_index=False)
    channel = models.ForeignKey(
        Channel, models.CASCADE, null=True, blank=True, related_name="reasons", help_text="Empty: all channels."
    )
    label = models.CharField(max_length=LONGEST_LABEL)
    labels = models.JSONField(default=dict, blank=True, validators=[known_labels], help_text="In other languages.")
    position = models.PositiveSmallIntegerField(default=0, help_text="Lower ones are offered first.")
    for_customers = models.BooleanField(
        "offered to customers", default=False, help_text="On the order page, for cancellations and returns."
    )
    is_active = models.BooleanField("offered", default=True)
    created_at = models.DateTimeField(auto_now_add=True)
    updated_at = models.DateTimeField(auto_now=True)

    objects = ReasonQuerySet.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["verb", "code"],
                condition=Q(channel__isnull=True),
                name="reason_code_once_for_all",
                violation_error_message=ONCE,
            ),
            models.UniqueConstraint(
                fields=["channel", "verb", "code"], name="reason_code_once_a_channel", violation_error_message=ONCE
            ),
            models.CheckConstraint(condition=Q(verb__one_of=ReasonVerb.values), name="reason_verb_known"),
        ]

    def __str__(self) -> str:
        return self.label

    def label_in(self, language: str | None) -> str:
        """The label in a language, such as `tr` or `tr-TR`; else as it is written."""
        said: str = self.labels.get(primary_language(language or ""), "")
        return said or self.label

    def names(self) -> Iterator[str]:
        """Its code, and its labels in all languages."""
        yield from (self.code, self.label, *filter(None, self.labels.values()))
