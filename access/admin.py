"""Users, clients, and what they were given. A secret is shown once, to whoever made it."""

from __future__ import annotations

from typing import Any

from django import forms
from django.contrib import admin, messages
from django.contrib.auth.admin import GroupAdmin, UserAdmin
from django.contrib.auth.models import Group
from django.db.models import QuerySet
from django.http import HttpRequest
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _
from oauth2_provider.generators import generate_client_secret
from oauth2_provider.models import AccessToken, Grant, IDToken, RefreshToken
from unfold.forms import AdminPasswordChangeForm, UserChangeForm, UserCreationForm
from unfold.widgets import UnfoldAdminCheckboxSelectMultipleWidget

from access.models import ApiClient, CustomerToken, IdempotencyKey, User
from access.scopes import SCOPES
from access.services import create_api_key, renew_client_secret
from common.admin import EndableAdmin, ListAdmin, ReadOnlyAdmin

# The toolkit's own pages offer everything that OAuth knows, and we speak a part of it.
admin.site.unregister([ApiClient, AccessToken, Grant, IDToken, RefreshToken, Group])


@admin.register(User)
class PersonAdmin(UserAdmin, ListAdmin):  # type: ignore[misc]
    form = UserChangeForm
    add_form = UserCreationForm
    change_password_form = AdminPasswordChangeForm


@admin.register(Group)
class StaffGroupAdmin(GroupAdmin, ListAdmin):  # type: ignore[misc]
    pass


class ApiClientForm(forms.ModelForm):
    """A client, with its scopes to tick."""

    allowed_scopes = forms.MultipleChoiceField(
        choices=[(scope, f"{scope}: {meaning}") for scope, meaning in SCOPES.items()],
        widget=UnfoldAdminCheckboxSelectMultipleWidget,
        required=False,
    )

    class Meta:
        model = ApiClient
        fields = ["name", "enabled", "channels", "allowed_scopes"]


@admin.register(ApiClient)
class ApiClientAdmin(ListAdmin):
    form = ApiClientForm
    fields = ["name", "client_id", "enabled", "channels", "allowed_scopes"]
    readonly_fields = ["client_id"]
    filter_horizontal = ["channels"]
    list_display = ["name", "client_id", "enabled", "created"]
    list_filter = ["enabled", "channels"]
    search_fields = ["name", "client_id"]
    ordering = ["name", "id"]
    actions = ["renew_secret", "make_api_key"]

    def save_model(self, request: HttpRequest, obj: ApiClient, form: Any, change: bool) -> None:
        if not change:
            secret = obj.client_secret = generate_client_secret()
            _tell_once(request, f"client_id {obj.client_id}, client_secret {secret}")
        super().save_model(request, obj, form, change)

    @admin.action(description=_("Give a new secret; the old one ends now"), permissions=["change"])
    def renew_secret(self, request: HttpRequest, clients: QuerySet[ApiClient]) -> None:
        for client in clients:
            _tell_once(request, f"{client}: client_secret {renew_client_secret(client)}")

    @admin.action(description=_("Create an API key with all of the client's scopes"), permissions=["change"])
    def make_api_key(self, request: HttpRequest, clients: QuerySet[ApiClient]) -> None:
        for client in clients:
            _tell_once(request, f"{client}: API key {create_api_key(client).secret}")


@admin.register(AccessToken)
class AccessTokenAdmin(EndableAdmin):
    fields = list_display = ["application", "scope", "created", "expires"]
    list_select_related = ["application"]
    list_filter = ["application"]


@admin.register(CustomerToken)
class CustomerTokenAdmin(EndableAdmin):
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


def _tell_once(request: HttpRequest, sentence: str) -> None:
    messages.success(request, gettext("%s. It is not shown again.") % sentence)
