"""Staff grant no more than they hold: which permissions, scopes and channels they may grant, and whom they may manage.

Setting a person's password or a client's secret counts as granting: it allows to act as them.
"""

from __future__ import annotations

from typing import Any

from django.contrib.auth.models import Group, Permission
from django.db.models import Q, QuerySet

from access.models import ApiClient, User
from access.scopes import scopes_of_staff


def permissions_of(person: User) -> QuerySet[Permission]:
    """A person's permissions, own and by groups, whether or not they may sign in now."""
    if person.is_superuser:
        return Permission.objects.all()
    return Permission.objects.filter(Q(user=person) | Q(group__user=person)).distinct()


def groups_to_give(giver: User) -> QuerySet[Group]:
    """The groups whose permissions the grantor holds."""
    return Group.objects.exclude(permissions__in=_not_held(giver))


def scopes_to_give(giver: User) -> frozenset[str]:
    """The scopes that follow from the grantor's permissions."""
    return scopes_of_staff(giver.get_all_permissions())


def holds_all_of_person(giver: User, person: User) -> bool:
    """Whether the grantor holds everything that a person holds."""
    if giver.is_superuser or person.is_superuser:
        return giver.is_superuser
    return holds_channels_of_person(giver, person) and not (
        _not_held(giver).filter(pk__in=permissions_of(person)).exists()
    )


def holds_all_of_group(giver: User, group: Group) -> bool:
    """Whether the grantor holds every permission of a group."""
    return groups_to_give(giver).filter(pk=group.pk).exists()


def holds_all_of_client(giver: User, client: ApiClient) -> bool:
    """Whether the grantor holds every scope and every channel of a client."""
    if giver.is_superuser:
        return True
    return holds_channels_of_client(giver, client) and scopes_to_give(giver).issuperset(client.allowed_scopes)


def channels_to_give(giver: User) -> QuerySet[Any]:
    """The channels that the grantor reaches."""
    reached = giver.reached_channels()
    channels: QuerySet[Any] = User._meta.get_field("channels").related_model._default_manager.all()
    return channels if reached is None else channels.filter(pk__in=reached)


def holds_channels_of_person(giver: User, person: User) -> bool:
    """Whether the grantor reaches every channel that a person reaches, as staff and as a customer."""
    held = giver.reached_channels()
    if held is None:
        return True
    theirs = person.reached_channels() if person.is_staff else frozenset()
    # The reverse of addresses.Customer.user: an app above us, which we do not import.
    return theirs is not None and held.issuperset([*theirs, *person.customers.values_list("channel_id", flat=True)])


def holds_channels_of_client(giver: User, client: ApiClient) -> bool:
    """Whether the grantor reaches every channel that a client reaches."""
    held = giver.reached_channels()
    return held is None or held.issuperset(client.channels.values_list("pk", flat=True))


def _not_held(giver: User) -> QuerySet[Permission]:
    return Permission.objects.exclude(pk__in=permissions_of(giver))
