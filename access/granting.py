"""Staff grant no more than they hold: which permissions and scopes they may grant, and whom they may manage.

Setting a person's password or a client's secret counts as granting: it allows to act as them.
"""

from __future__ import annotations

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
    return not _not_held(giver).filter(pk__in=permissions_of(person)).exists()


def holds_all_of_group(giver: User, group: Group) -> bool:
    """Whether the grantor holds every permission of a group."""
    return groups_to_give(giver).filter(pk=group.pk).exists()


def holds_all_of_client(giver: User, client: ApiClient) -> bool:
    """Whether the grantor holds every scope of a client."""
    return giver.is_superuser or scopes_to_give(giver).issuperset(client.allowed_scopes)


def _not_held(giver: User) -> QuerySet[Permission]:
    return Permission.objects.exclude(pk__in=permissions_of(giver))
