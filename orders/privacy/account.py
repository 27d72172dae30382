"""The login of an erased customer."""

from __future__ import annotations

from uuid import UUID

from access.models import User
from access.sessions import end_sessions
from addresses.models import Customer


def close_account(user_id: UUID) -> None:
    """Close a login that nobody else uses, and end its sessions. Staff logins are the employer's, and stay."""
    user = User.objects.select_for_update().get(pk=user_id)
    if user.is_staff or user.is_superuser or Customer.objects.filter(user=user).exists():
        return
    user.username = f"erased-{user.pk.hex}"
    user.first_name = user.last_name = user.email = ""
    user.is_active, user.last_login = False, None
    user.set_unusable_password()
    user.save()
    end_sessions(user)
