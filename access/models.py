"""Who may call: people, programs, and their keys and tokens."""

from __future__ import annotations

from collections.abc import Collection
from typing import Any
from uuid import UUID

from django.contrib.auth.models import AbstractUser, Group
from django.contrib.sessions.base_session import AbstractBaseSession
from django.core.exceptions import ValidationError
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _
from oauth2_provider.models import AbstractApplication

from access.hashers import digest
from access.scopes import CUSTOMER_SCOPES, SCOPES
from common.fields import Identified, SerialField, serial_in_range


def known_scopes(scopes: object) -> None:
    """A validator: a list of scopes that exist."""
    _list_out_of(SCOPES, scopes)


def customer_scopes(scopes: object) -> None:
    """A validator: a list of scopes that a customer can have."""
    _list_out_of(sorted(CUSTOMER_SCOPES), scopes)


def _list_out_of(possible: Collection[str], scopes: object) -> None:
    if not isinstance(scopes, list) or not all(isinstance(scope, str) and scope in possible for scope in scopes):
        raise ValidationError(
            _("A list of scopes out of: %(possible)s."),
            code="unknown_scope",
            params={"possible": ", ".join(possible)},
        )


class User(Identified, AbstractUser):  # type: ignore[django-manager-missing]
    """A person who signs in: staff, or a customer with an account.

    A serial and channels are added to Django's user; a model of our own can grow without exchanging every foreign key.
    """

    serial = SerialField()
    channels = models.ManyToManyField(
        "orders.Channel",
        blank=True,
        related_name="staff",
        help_text="The only channels that this member of staff reaches, unless they reach all.",
    )
    reaches_all_channels = models.BooleanField(
        default=False, help_text="This member of staff reaches every channel, those made later too."
    )

    class Meta:
        constraints = [serial_in_range("user_serial_in_range")]

    def reached_channels(self) -> frozenset[UUID] | None:
        """The only channels that this member of staff reaches; None means all of them. Cached on the instance.

        Superusers reach all.
        """
        if self.is_superuser or self.reaches_all_channels:
            return None
        models.prefetch_related_objects([self], "channels")
        return frozenset(channel.pk for channel in self.channels.all())


class SecondFactorGroup(models.Model):
    """A group whose members need a second factor."""

    group = models.OneToOneField(Group, models.CASCADE, primary_key=True, related_name="second_factor")


class Session(AbstractBaseSession):
    """A browser's session; for staff with address and browser. Its key gives access to anybody who has it."""

    user_id = models.UUIDField(null=True, db_index=True)
    address = models.GenericIPAddressField(null=True)
    browser = models.CharField(max_length=40, blank=True)
    begun_at = models.DateTimeField(null=True)
    seen_at = models.DateTimeField()

    @property
    def name(self) -> str:
        """The name of the session on pages, since its key would give access to anybody who reads it."""
        return digest(self.session_key)

    @classmethod
    def get_session_store_class(cls) -> Any:
        from access.sessions import SessionStore

        return SessionStore


class ApiClient(AbstractApplication):  # type: ignore[misc]
    """A program that calls: a storefront, a back office, a warehouse. It authenticates by a secret and acts as itself
    (OAuth 2 client credentials)."""

    name = models.CharField(max_length=100, help_text="Its name on the timeline of an order.")
    client_type = models.CharField(
        max_length=32,
        choices=[(AbstractApplication.CLIENT_CONFIDENTIAL, "Confidential")],
        default=AbstractApplication.CLIENT_CONFIDENTIAL,
    )
    authorization_grant_type = models.CharField(
        max_length=44,
        choices=[(AbstractApplication.GRANT_CLIENT_CREDENTIALS, "Client credentials")],
        default=AbstractApplication.GRANT_CLIENT_CREDENTIALS,
    )
    channels = models.ManyToManyField(
        "orders.Channel", blank=True, related_name="clients", help_text="The only channels this client reaches."
    )
    allowed_scopes = models.JSONField(default=list, blank=True, validators=[known_scopes])
    enabled = models.BooleanField(default=True, help_text="Switching a client off ends all its tokens at once.")

    class Meta:
        verbose_name = "API client"
        constraints = [
            models.CheckConstraint(
                condition=Q(
                    client_type=AbstractApplication.CLIENT_CONFIDENTIAL,
                    authorization_grant_type=AbstractApplication.GRANT_CLIENT_CREDENTIALS,
                    hash_client_secret=True,
                ),
                name="client_has_a_hashed_secret_and_no_users",
            )
        ]

    def is_usable(self, request: object) -> bool:
        """Whether the client may get tokens now."""
        return self.enabled


class CustomerToken(Identified):
    """A short-lived bearer token with which a browser or an app acts as one customer. Only its digest is kept."""

    digest = models.CharField(max_length=64, unique=True)
    customer = models.ForeignKey("addresses.Customer", models.CASCADE, related_name="tokens")
    client = models.ForeignKey(ApiClient, models.CASCADE, related_name="customer_tokens")
    scopes = models.JSONField(default=list, validators=[customer_scopes])
    created_at = models.DateTimeField()
    expires_at = models.DateTimeField(db_index=True)


class KeyState(models.TextChoices):
    """The states of a command that was sent under a key."""

    RUNNING = "running"
    ANSWERED = "answered"


class IdempotencyKey(Identified):
    """A command sent under an `Idempotency-Key`, and the answer that every repetition of it gets.

    `fingerprint` distinguishes requests. A running command of several transactions holds a lease: once that has run
    out, the process is taken for dead and a repetition resumes it.
    """

    owner = models.CharField(max_length=300)
    key = models.CharField(max_length=255)
    method = models.CharField(max_length=10)
    path = models.CharField(max_length=500)
    fingerprint = models.CharField(max_length=64)
    state = models.CharField(max_length=10, choices=KeyState.choices, default=KeyState.RUNNING)
    leased_until = models.DateTimeField(null=True)
    status = models.PositiveSmallIntegerField(null=True)
    headers = models.JSONField(default=dict)
    body = models.TextField(blank=True)
    created_at = models.DateTimeField()
    expires_at = models.DateTimeField(db_index=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["owner", "key"], name="idempotency_key_once_an_owner"),
            models.CheckConstraint(
                condition=Q(state=KeyState.RUNNING, status__isnull=True)
                | Q(state=KeyState.ANSWERED, status__isnull=False),
                name="idempotency_key_answered_means_a_status",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.method} {self.path}"
