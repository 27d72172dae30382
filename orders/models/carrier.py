"""The carriers that are offered, and where each tracks its shipments."""

from __future__ import annotations

import re
from urllib.parse import quote, urlsplit

from django.core.exceptions import ValidationError
from django.core.validators import URLValidator
from django.db import models
from django.db.models import Q
from django.db.models.functions import Upper
from django.utils.translation import gettext_lazy as _

from common.fields import Identified

NUMBER = "{tracking_number}"
LONGEST_URL = 500
"""The length of a shipment's own address."""

_web_address = URLValidator(schemes=["http", "https"])


def known_tracking_url(template: str) -> None:
    """A validator: a web address with `{tracking_number}` behind its host, and no other place to fill in."""
    if re.findall(r"[{}][^{}]*[{}]?", template) != [NUMBER] or NUMBER in urlsplit(template).netloc:
        raise ValidationError(
            _(
                "Write a web address with {tracking_number}, once, where the number stands: "
                "https://carrier.example/track/{tracking_number}"
            ),
            code="wrong_template",
        )
    _web_address(template.replace(NUMBER, "1"))
    if "@" in urlsplit(template).netloc:
        raise ValidationError(_("The address must name no user."), code="names_a_user")


class Carrier(Identified):
    """A carrier that is offered. A shipment keeps the name and the address that it was sent with."""

    code = models.SlugField(max_length=50)
    name = models.CharField(max_length=100)
    tracking_url = models.CharField(
        "tracking address",
        max_length=300,
        blank=True,
        validators=[known_tracking_url],
        help_text="Such as https://carrier.example/track/{tracking_number}. Empty: it tracks nothing.",
    )
    is_active = models.BooleanField("offered", default=True)
    created_at = models.DateTimeField(auto_now_add=True)
    updated_at = models.DateTimeField(auto_now=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                Upper("code"), name="carrier_code_once", violation_error_message=_("Another carrier has this code.")
            ),
            models.UniqueConstraint(
                Upper("name"), name="carrier_name_once", violation_error_message=_("Another carrier has this name.")
            ),
            models.CheckConstraint(
                condition=Q(tracking_url="")
                | Q(tracking_url__startswith="https://", tracking_url__contains=NUMBER)
                | Q(tracking_url__startswith="http://", tracking_url__contains=NUMBER),
                name="carrier_tracks_on_the_web",
                violation_error_message=_("The address must begin with https:// or http://."),
            ),
        ]

    def __str__(self) -> str:
        return self.name

    def url_for(self, tracking_number: str) -> str:
        """Where a shipment is tracked; empty if nowhere, or if the address would be too long to keep."""
        if not tracking_number:
            return ""
        url = self.tracking_url.replace(NUMBER, quote(tracking_number, safe=""))
        return url if len(url) <= LONGEST_URL else ""
