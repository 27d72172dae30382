"""The channel that a request is about, and the programs and people that belong to channels."""

from __future__ import annotations

from collections.abc import Collection
from typing import Any
from uuid import UUID

from django.db.models import Q, QuerySet

from access.callers import Caller
from access.models import ApiClient, User
from common.errors import InvalidInput, Sentence
from common.rows import fetch


def channel_for(code: str | None, caller: Caller) -> Any:
    """The channel with this code in the caller's reach, or the only one there is if none is named.

    Raises:
        InvalidInput: the caller has no such channel, or several and names none, or the channel is switched off.
    """
    found = _named(code, caller)
    # Two codes may differ in case alone.
    found.sort(key=lambda channel: channel.code != code)
    if code is None and len(found) != 1:
        sentence = Sentence("Say in which channel: you have several, or none.")
        raise InvalidInput.on("channel", code="required", sentence=sentence)
    if not found:
        sentence = Sentence("You have no channel '{code}'.", code=code)
        raise InvalidInput.on("channel", code="unknown_channel", sentence=sentence)
    if not found[0].enabled:
        sentence = Sentence("The channel '{code}' is closed.", code=found[0].code)
        raise InvalidInput.on("channel", code="channel_disabled", sentence=sentence)
    return found[0]


def clients_within(channels: Collection[UUID]) -> QuerySet[ApiClient]:
    """The clients that reach none but these channels."""
    beyond = ApiClient.channels.through._default_manager.exclude(channel__in=channels)
    clients: QuerySet[ApiClient] = ApiClient.objects.exclude(pk__in=beyond.values("apiclient"))
    return clients


def people_within(channels: Collection[UUID]) -> QuerySet[User]:
    """Staff limited to these channels or fewer, and people who are customers of one of them."""
    places = User.channels.through._default_manager
    beyond = places.exclude(channel__in=channels)
    limited = Q(pk__in=places.values("user"), reaches_all_channels=False) & ~Q(pk__in=beyond.values("user"))
    customers = User._meta.get_field("customers").related_model._default_manager
    return User.objects.filter(limited | Q(pk__in=customers.filter(channel__in=channels).values("user")))


def _named(code: str | None, caller: Caller) -> list[Any]:
    """The channels in the caller's reach that may be meant."""
    # By the relation: channels belong to an app above this one, which is not imported.
    model = ApiClient._meta.get_field("channels").related_model
    if caller.channels is not None and len(caller.channels) == 1:
        only = fetch(model, id=next(iter(caller.channels)))
        return [channel for channel in only if code is None or channel.code.upper() == code.upper()]
    if code is not None:
        named = fetch(model, code__iexact=code)
        return [channel for channel in named if caller.channels is None or channel.pk in caller.channels]
    channels = model._default_manager.all()
    return list((channels if caller.channels is None else channels.filter(pk__in=caller.channels))[:2])
