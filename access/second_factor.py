"""The second factor of staff: a code from an app (TOTP), or one of ten recovery codes.

The keys of apps are kept as django-otp keeps them, in the clear: a code cannot be checked by a hash. Of recovery codes
a digest is kept.
"""

from __future__ import annotations

import secrets
from base64 import b32encode
from enum import Enum
from typing import Any

from django.conf import settings
from django.db import transaction
from django.db.models import Exists, OuterRef, Value
from django_otp import verify_token
from django_otp.models import Device
from django_otp.plugins.otp_static.models import StaticDevice, StaticToken
from django_otp.plugins.otp_totp.models import TOTPDevice
from django_otp.util import random_hex

from access.hashers import digest
from access.models import SecondFactorGroup, User

DIGITS = 6
RECOVERY_CODES = 10
LETTERS = "abcdefghjkmnpqrstuvwxyz23456789"
"""Characters that are not mistaken for one another."""


class Step(Enum):
    """The step that is still required after the password."""

    CODE = "code"
    SET_UP = "set-up"


def missing_step(user: Any) -> Step | None:
    """The step that a member of staff still has to take in this session. One query, and none for anybody else, or
    where a code was given."""
    if not user.is_staff or getattr(user, "otp_device", None):
        return None
    has_app, must = _has_app_and_must(user)
    if has_app:
        return Step.CODE
    return Step.SET_UP if must else None


def is_required(user: User) -> bool:
    """Whether the person must have a second factor."""
    return _has_app_and_must(user)[1]


def has_second_factor(user: User) -> bool:
    """Whether the person has set an app up."""
    return bool(_apps_of(user).exists())


def app_of(user: User) -> TOTPDevice:
    """The app that the person has set up."""
    return _apps_of(user).get()


def new_key() -> str:
    """A random key for an app, in hexadecimal digits. Kept by nobody until a code proves that an app has it."""
    key: str = random_hex(20)
    return key


def address_of_key(user: User, key: str) -> str:
    """The content of a key's QR code (`otpauth:`)."""
    address: str = TOTPDevice(user=user, key=key).config_url
    return address


def typed_key(key: str) -> str:
    """The key to type into an app: groups of four letters."""
    return _in_fours(b32encode(bytes.fromhex(key)).decode())


def set_up(user: User, *, key: str, code: str) -> list[str] | None:
    """Keep the key of an app that shows this code, and return new recovery codes, which cannot be shown again.

    None if the code is wrong, or the person has another app already.
    """
    with transaction.atomic():
        User.objects.select_for_update().get(pk=user.pk)
        if has_second_factor(user):
            return None
        app = TOTPDevice.objects.create(user=user, name="app", key=key)
        if not verify_token(user, app.persistent_id, _plain(code)):
            app.delete()
            return None
        return renew_recovery_codes(user)


def device_that_accepts(user: User, code: str) -> Device | None:
    """The app or the recovery codes that accept this code, each code once.

    After a wrong code nothing is accepted for a second, then for two, four, eight …
    """
    plain = _plain(code)
    is_of_app = len(plain) == DIGITS
    device = (_apps_of(user) if is_of_app else StaticDevice.objects.filter(user=user)).first()
    if device is None:
        return None
    accepting: Device | None = verify_token(user, device.persistent_id, plain if is_of_app else _kept(plain))
    return accepting


def renew_recovery_codes(user: User) -> list[str]:
    """New recovery codes, which cannot be shown again; those from before are worthless."""
    codes = ["".join(secrets.choice(LETTERS) for _ in range(12)) for _ in range(RECOVERY_CODES)]
    with transaction.atomic():
        device, _made = StaticDevice.objects.get_or_create(user=user, defaults={"name": "recovery codes"})
        device.token_set.all().delete()
        StaticToken.objects.bulk_create(StaticToken(device=device, token=_kept(code)) for code in codes)
    return [_in_fours(code, "-") for code in codes]


def recovery_codes_left(user: User) -> int:
    """How many recovery codes were not used yet."""
    left: int = StaticToken.objects.filter(device__user=user).count()
    return left


def remove(user: User) -> None:
    """Forget the person's app and recovery codes. No session counts as verified any more."""
    with transaction.atomic():
        TOTPDevice.objects.filter(user=user).delete()
        StaticDevice.objects.filter(user=user).delete()


def _has_app_and_must(user: User) -> tuple[bool, bool]:
    app = Exists(TOTPDevice.objects.filter(user=OuterRef("pk"), confirmed=True))
    group = Exists(SecondFactorGroup.objects.filter(group__user=OuterRef("pk")))
    must = Value(value=True) if settings.SECOND_FACTOR_REQUIRED else group
    has_app, is_bound = User.objects.filter(pk=user.pk).values_list(app, must).get()
    return bool(has_app), bool(is_bound)


def _apps_of(user: User) -> Any:
    return TOTPDevice.objects.filter(user=user, confirmed=True)


def _plain(code: str) -> str:
    """A code without the separators that people type."""
    return "".join(character for character in code.lower() if character.isalnum())


def _kept(code: str) -> str:
    """What the database keeps of a recovery code: as much of its digest as there is room for."""
    return digest(code)[:16]


def _in_fours(text: str, between: str = " ") -> str:
    return between.join(text[place : place + 4] for place in range(0, len(text), 4))
