"""People and groups in the admin."""

from __future__ import annotations

from typing import Any, ClassVar, cast
from uuid import UUID

from django import forms
from django.contrib import admin
from django.contrib.auth.admin import GroupAdmin, UserAdmin
from django.contrib.auth.models import Group
from django.core.exceptions import PermissionDenied
from django.db.models import Exists, OuterRef, Q, QuerySet
from django.http import HttpRequest, HttpResponse
from django.utils.translation import gettext_lazy as _
from django_otp.plugins.otp_static.models import StaticDevice
from django_otp.plugins.otp_totp.models import TOTPDevice
from unfold.forms import AdminPasswordChangeForm, UserChangeForm, UserCreationForm
from unfold.widgets import UnfoldBooleanSwitchWidget

from access.channels import people_within
from access.granting import (
    channels_to_give,
    groups_to_give,
    holds_all_of_group,
    holds_all_of_person,
    permissions_of,
)
from access.models import SecondFactorGroup, User
from access.person_pages import PersonPages
from common.admin import ListAdmin

SUPERUSER = "is_superuser"
ALL_CHANNELS = "reaches_all_channels"

admin.site.unregister([Group, TOTPDevice, StaticDevice])


class NothingBeyondOwn:
    """Rows that grant more than the viewer's own rights are read-only."""

    holds_all_of: ClassVar[staticmethod[[User, Any], bool]]

    def has_change_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return super().has_change_permission(request, obj) and self._is_own(request, obj)  # type: ignore[misc]

    def has_delete_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return super().has_delete_permission(request, obj) and self._is_own(request, obj)  # type: ignore[misc]

    def _is_own(self, request: HttpRequest, obj: Any) -> bool:
        return obj is None or self.holds_all_of(giver_of(request), obj)


class PersonForm(UserChangeForm):  # type: ignore[misc]
    """A person. Editors who are limited to channels must assign at least one of them."""

    giver_reaches_all = False

    def clean(self) -> dict[str, Any]:
        cleaned: dict[str, Any] = super().clean() or self.cleaned_data
        if not self.giver_reaches_all and cleaned.get("is_staff") and not cleaned.get("channels"):
            self.add_error("channels", _("Choose at least one of your channels."))
        return cleaned


@admin.register(User)
class PersonAdmin(NothingBeyondOwn, PersonPages, UserAdmin, ListAdmin):
    form = PersonForm
    filter_horizontal = ("groups", "user_permissions", "channels")
    add_form = UserCreationForm
    change_password_form = AdminPasswordChangeForm
    list_display = ("username", "email", "first_name", "last_name", "is_staff", "has_second_factor")
    actions_detail = ["second_factor", "sessions"]
    holds_all_of = staticmethod(holds_all_of_person)

    def get_fieldsets(self, request: HttpRequest, obj: User | None = None) -> Any:
        fieldsets = super().get_fieldsets(request, obj)
        if obj is not None:
            fieldsets = [*fieldsets, (_("Channels"), {"fields": (ALL_CHANNELS, "channels")})]
        beyond = _beyond(giver_of(request))
        return [
            (title, {**options, "fields": [name for name in options["fields"] if name not in beyond]})
            for title, options in fieldsets
        ]

    def changeform_view(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        if _beyond(giver_of(request)) & request.POST.keys():
            raise PermissionDenied
        page: HttpResponse = super().changeform_view(request, *args, **kwargs)
        return page

    def formfield_for_manytomany(self, db_field: Any, request: HttpRequest, **kwargs: Any) -> Any:
        to_give = {"groups": groups_to_give, "user_permissions": permissions_of, "channels": channels_to_give}
        rows = to_give[db_field.name](giver_of(request))
        return super().formfield_for_manytomany(db_field, request, queryset=rows, **kwargs)

    def get_form(self, request: HttpRequest, obj: Any = None, **kwargs: Any) -> Any:  # type: ignore[override]
        form = super().get_form(request, obj, **kwargs)
        reaches_all = giver_of(request).reached_channels() is None
        return type(form.__name__, (form,), {"giver_reaches_all": reaches_all})

    def save_related(self, request: HttpRequest, form: Any, formsets: Any, change: bool) -> None:
        """Give a new person the channels of the member of staff who adds them, unless others are chosen."""
        super().save_related(request, form, formsets, change)
        if not change:
            form.instance.channels.set(giver_of(request).reached_channels() or ())

    def get_queryset(self, request: HttpRequest) -> QuerySet[User]:
        people: QuerySet[User] = super().get_queryset(request)
        return people.annotate(has_app=Exists(TOTPDevice.objects.filter(user=OuterRef("pk"))))

    @admin.display(boolean=True, description=_("Second factor"))
    def has_second_factor(self, person: Any) -> bool:
        return bool(person.has_app)

    def in_channels(self, request: HttpRequest, reached: frozenset[UUID]) -> Q:
        return Q(pk=giver_of(request).pk) | Q(pk__in=people_within(reached).values("pk"))


class StaffGroupForm(forms.ModelForm):
    """A group, and whether its members need a second factor."""

    needs_second_factor = forms.BooleanField(
        label=_("Members need a second factor"),
        required=False,
        widget=UnfoldBooleanSwitchWidget,
        help_text=_("Members without one reach nothing until they have set it up."),
    )

    class Meta:
        model = Group
        fields = ["name", "permissions"]

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.initial["needs_second_factor"] = hasattr(self.instance, "second_factor")


@admin.register(Group)
class StaffGroupAdmin(NothingBeyondOwn, GroupAdmin, ListAdmin):
    channel_path = ""
    form = StaffGroupForm
    fields = ["name", "needs_second_factor", "permissions"]
    list_display = ["name", "needs_second_factor"]
    list_select_related = ["second_factor"]
    holds_all_of = staticmethod(holds_all_of_group)

    @admin.display(boolean=True, description=_("Needs a second factor"))
    def needs_second_factor(self, group: Group) -> bool:
        return hasattr(group, "second_factor")

    def save_related(self, request: HttpRequest, form: Any, formsets: Any, change: bool) -> None:
        super().save_related(request, form, formsets, change)
        if form.cleaned_data["needs_second_factor"]:
            SecondFactorGroup.objects.get_or_create(group=form.instance)
        else:
            SecondFactorGroup.objects.filter(group=form.instance).delete()

    def formfield_for_manytomany(self, db_field: Any, request: Any = None, **kwargs: Any) -> Any:
        own = permissions_of(giver_of(request))
        return super().formfield_for_manytomany(db_field, request, queryset=own, **kwargs)


def giver_of(request: HttpRequest) -> User:
    """The member of staff behind the request, who grants no more than they hold."""
    return cast(User, request.user)


def _beyond(giver: User) -> set[str]:
    """The fields that reach further than the grantor's own rights, and are not offered."""
    held = {SUPERUSER: giver.is_superuser, ALL_CHANNELS: giver.reached_channels() is None}
    return {name for name, is_held in held.items() if not is_held}
