"""Nobody gives what they do not have: what a member of staff may hand on, and whom and what they may look after.

Who sets somebody's password, or a client's secret, could act as them: so that counts as giving too.
"""

from __future__ import annotations

from django.contrib.auth.models import Group, Permission
from django.db.models import Q, QuerySet

from access.models import ApiClient, User
from access.scopes import scopes_of_staff


def permissions_of(person: User) -> QuerySet[Permission]:
    """What a person holds, themselves or by a group, whether or not they may sign in now."""
    if person.is_superuser:
        return Permission.objects.all()
    return Permission.objects.filter(Q(user=person) | Q(group__user=person)).distinct()


def groups_to_give(giver: User) -> QuerySet[Group]:
    """The groups that give nothing that the giver does not hold."""
    return Group.objects.exclude(permissions__in=_not_held(giver))


def scopes_to_give(giver: User) -> frozenset[str]:
    """The scopes that the giver's permissions amount to."""
    return scopes_of_staff(giver.get_all_permissions())


def holds_all_of_person(giver: User, person: User) -> bool:
    """Whether a person can do nothing that the giver cannot."""
    if giver.is_superuser or person.is_superuser:
        return giver.is_superuser
    return not _not_held(giver).filter(pk__in=permissions_of(person)).exists()


def holds_all_of_group(giver: User, group: Group) -> bool:
    """Whether a group gives nothing that the giver does not hold."""
    return groups_to_give(giver).filter(pk=group.pk).exists()


def holds_all_of_client(giver: User, client: ApiClient) -> bool:
    """Whether a client can do nothing that the giver cannot."""
    return giver.is_superuser or scopes_to_give(giver).issuperset(client.allowed_scopes)


def _not_held(giver: User) -> QuerySet[Permission]:
    return Permission.objects.exclude(pk__in=permissions_of(giver))
