"""Users, clients and their credentials in the admin. A secret is shown once, to the person who created it."""

from __future__ import annotations

from collections.abc import Collection
from typing import Any, ClassVar, cast
from uuid import UUID

from axes.admin import AccessAttemptAdmin, AccessFailureLogAdmin, AccessLogAdmin
from axes.models import AccessAttempt, AccessFailureLog, AccessLog
from django import forms
from django.contrib import admin
from django.contrib.auth.admin import GroupAdmin, UserAdmin
from django.contrib.auth.models import Group
from django.core.exceptions import PermissionDenied
from django.db.models import Q, QuerySet
from django.http import HttpRequest, HttpResponse
from django.utils.translation import gettext_lazy as _
from oauth2_provider.generators import generate_client_secret
from oauth2_provider.models import AccessToken, Grant, IDToken, RefreshToken
from unfold.forms import AdminPasswordChangeForm, UserChangeForm, UserCreationForm
from unfold.widgets import UnfoldAdminCheckboxSelectMultipleWidget

from access.authentication import staff_behind
from access.channels import clients_within, people_within
from access.granting import (
    channels_to_give,
    groups_to_give,
    holds_all_of_client,
    holds_all_of_group,
    holds_all_of_person,
    permissions_of,
    scopes_to_give,
)
from access.models import ApiClient, CustomerToken, IdempotencyKey, User
from access.scopes import SCOPES
from access.services import create_api_key, renew_client_secret
from common.admin import EndableAdmin, ListAdmin, ReadOnlyAdmin, show_secret_once
from common.in_channels import InChannels

SUPERUSER = "is_superuser"
ALL_CHANNELS = "reaches_all_channels"

# The toolkit's own pages offer everything that OAuth knows, and we speak a part of it.
admin.site.unregister([ApiClient, AccessToken, Grant, IDToken, RefreshToken, Group])


class _NothingBeyondOwn:
    """Rows that grant more than the viewer's own rights are read-only."""

    holds_all_of: ClassVar[staticmethod[[User, Any], bool]]

    def has_change_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return super().has_change_permission(request, obj) and self._is_own(request, obj)  # type: ignore[misc]

    def has_delete_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return super().has_delete_permission(request, obj) and self._is_own(request, obj)  # type: ignore[misc]

    def _is_own(self, request: HttpRequest, obj: Any) -> bool:
        return obj is None or self.holds_all_of(_giver(request), obj)


class PersonForm(UserChangeForm):  # type: ignore[misc]
    """A person. Who is limited to channels gives staff at least one of them."""

    giver_reaches_all = False

    def clean(self) -> dict[str, Any]:
        cleaned: dict[str, Any] = super().clean() or self.cleaned_data
        if not self.giver_reaches_all and cleaned.get("is_staff") and not cleaned.get("channels"):
            self.add_error("channels", _("Choose at least one of your channels."))
        return cleaned


@admin.register(User)
class PersonAdmin(_NothingBeyondOwn, UserAdmin, ListAdmin):
    form = PersonForm
    filter_horizontal = ("groups", "user_permissions", "channels")
    add_form = UserCreationForm
    change_password_form = AdminPasswordChangeForm
    holds_all_of = staticmethod(holds_all_of_person)

    def get_fieldsets(self, request: HttpRequest, obj: User | None = None) -> Any:
        fieldsets = super().get_fieldsets(request, obj)
        if obj is not None:
            fieldsets = [*fieldsets, (_("Channels"), {"fields": (ALL_CHANNELS, "channels")})]
        beyond = _beyond(_giver(request))
        return [
            (title, {**options, "fields": [name for name in options["fields"] if name not in beyond]})
            for title, options in fieldsets
        ]

    def changeform_view(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        if _beyond(_giver(request)) & request.POST.keys():
            raise PermissionDenied
        page: HttpResponse = super().changeform_view(request, *args, **kwargs)
        return page

    def formfield_for_manytomany(self, db_field: Any, request: HttpRequest, **kwargs: Any) -> Any:
        to_give = {"groups": groups_to_give, "user_permissions": permissions_of, "channels": channels_to_give}
        rows = to_give[db_field.name](_giver(request))
        return super().formfield_for_manytomany(db_field, request, queryset=rows, **kwargs)

    def get_form(self, request: HttpRequest, obj: Any = None, **kwargs: Any) -> Any:  # type: ignore[override]
        form = super().get_form(request, obj, **kwargs)
        reaches_all = _giver(request).reached_channels() is None
        return type(form.__name__, (form,), {"giver_reaches_all": reaches_all})

    def save_related(self, request: HttpRequest, form: Any, formsets: Any, change: bool) -> None:
        """Give a new person the channels of the member of staff who adds them, unless others are chosen."""
        super().save_related(request, form, formsets, change)
        if not change:
            form.instance.channels.set(_giver(request).reached_channels() or ())

    def in_channels(self, request: HttpRequest, reached: frozenset[UUID]) -> Q:
        return Q(pk=_giver(request).pk) | Q(pk__in=people_within(reached).values("pk"))


@admin.register(Group)
class StaffGroupAdmin(_NothingBeyondOwn, GroupAdmin, ListAdmin):
    channel_path = ""
    holds_all_of = staticmethod(holds_all_of_group)

    def formfield_for_manytomany(self, db_field: Any, request: Any = None, **kwargs: Any) -> Any:
        own = permissions_of(_giver(request))
        return super().formfield_for_manytomany(db_field, request, queryset=own, **kwargs)


class ApiClientForm(forms.ModelForm):
    """A client, with the scopes that the viewer may grant."""

    to_give: Collection[str] = ()
    allowed_scopes = forms.MultipleChoiceField(widget=UnfoldAdminCheckboxSelectMultipleWidget, required=False)

    class Meta:
        model = ApiClient
        fields = ["name", "enabled", "channels", "allowed_scopes"]

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        scopes: Any = self.fields["allowed_scopes"]
        scopes.choices = [(scope, f"{scope}: {SCOPES[scope]}") for scope in SCOPES if scope in self.to_give]


@admin.register(ApiClient)
class ApiClientAdmin(_NothingBeyondOwn, ListAdmin):
    holds_all_of = staticmethod(holds_all_of_client)
    form = ApiClientForm
    fields = ["name", "client_id", "enabled", "channels", "allowed_scopes"]
    readonly_fields = ["client_id"]
    filter_horizontal = ["channels"]
    list_display = ["name", "client_id", "enabled", "created"]
    list_filter = ["enabled", "channels"]
    search_fields = ["name", "client_id"]
    ordering = ["name", "id"]
    actions = ["renew_secret", "make_api_key"]

    def get_form(self, request: HttpRequest, obj: ApiClient | None = None, **kwargs: Any) -> type[forms.ModelForm]:
        form = super().get_form(request, obj, **kwargs)
        return type(form.__name__, (form,), {"to_give": scopes_to_give(_giver(request))})

    def formfield_for_manytomany(self, db_field: Any, request: HttpRequest, **kwargs: Any) -> Any:
        return super().formfield_for_manytomany(db_field, request, queryset=channels_to_give(_giver(request)), **kwargs)

    def in_channels(self, request: HttpRequest, reached: frozenset[UUID]) -> Q:
        return Q(pk__in=clients_within(reached).values("pk"))

    def save_model(self, request: HttpRequest, obj: ApiClient, form: Any, change: bool) -> None:
        if not change:
            secret = obj.client_secret = generate_client_secret()
            show_secret_once(request, f"client_id {obj.client_id}, client_secret {secret}")
        super().save_model(request, obj, form, change)

    @admin.action(description=_("Renew the secret; the old one stops working now"), permissions=["change"])
    def renew_secret(self, request: HttpRequest, clients: QuerySet[ApiClient]) -> None:
        for client in self._own(request, clients):
            show_secret_once(request, f"{client}: client_secret {renew_client_secret(client)}")

    @admin.action(description=_("Create an API key with all of the client's scopes"), permissions=["change"])
    def make_api_key(self, request: HttpRequest, clients: QuerySet[ApiClient]) -> None:
        for client in self._own(request, clients):
            show_secret_once(request, f"{client}: API key {create_api_key(client).secret}")

    def _own(self, request: HttpRequest, clients: QuerySet[ApiClient]) -> list[ApiClient]:
        chosen = list(clients)
        if not all(self.has_change_permission(request, client) for client in chosen):
            raise PermissionDenied
        return chosen


@admin.register(AccessToken)
class AccessTokenAdmin(EndableAdmin):
    fields = list_display = ["application", "scope", "created", "expires"]
    list_select_related = ["application"]
    list_filter = ["application"]

    def in_channels(self, request: HttpRequest, reached: frozenset[UUID]) -> Q:
        return Q(application__in=clients_within(reached).values("pk"))


@admin.register(CustomerToken)
class CustomerTokenAdmin(EndableAdmin):
    channel_path = "customer__channel"
    fields = list_display = ["customer", "client", "scopes", "created_at", "expires_at"]
    list_select_related = ["customer", "client"]
    list_filter = ["client"]


@admin.register(IdempotencyKey)
class IdempotencyKeyAdmin(ReadOnlyAdmin):
    """A deleted key would let its command run a second time."""

    fields = ["owner", "key", "method", "path", "state", "status", "leased_until", "created_at", "expires_at"]
    list_display = ["created_at", "owner", "method", "path", "state", "status"]
    list_filter = ["state", "method", "status"]
    search_fields = ["key", "owner", "path"]

    def in_channels(self, request: HttpRequest, reached: frozenset[UUID]) -> Q:
        """Their own keys: a key has no channel."""
        return Q(owner=staff_behind(request).key_owner)


class _Guesses(InChannels):
    """Names of failed logins. They have no channel, so staff who are limited to channels see none."""

    def in_channels(self, request: HttpRequest, reached: frozenset[UUID]) -> Q:
        return Q(pk__in=[])


for model, page in {
    AccessAttempt: AccessAttemptAdmin,
    AccessLog: AccessLogAdmin,
    AccessFailureLog: AccessFailureLogAdmin,
}.items():
    admin.site.unregister(model)
    admin.site.register(model, type(page.__name__, (_Guesses, page), {}))


def _giver(request: HttpRequest) -> User:
    return cast(User, request.user)


def _beyond(giver: User) -> set[str]:
    """What makes somebody reach further than the grantor, who does not give it."""
    held = {SUPERUSER: giver.is_superuser, ALL_CHANNELS: giver.reached_channels() is None}
    return {name for name, is_held in held.items() if not is_held}
