"""Clients and their credentials in the admin. A secret is shown once, to the person who created it."""

from __future__ import annotations

from collections.abc import Collection
from typing import Any
from uuid import UUID

from axes.admin import AccessAttemptAdmin, AccessFailureLogAdmin, AccessLogAdmin
from axes.models import AccessAttempt, AccessFailureLog, AccessLog
from django import forms
from django.contrib import admin
from django.core.exceptions import PermissionDenied
from django.db.models import Q, QuerySet
from django.http import HttpRequest
from django.utils.translation import gettext_lazy as _
from oauth2_provider.generators import generate_client_secret
from oauth2_provider.models import AccessToken, Grant, IDToken, RefreshToken
from unfold.widgets import UnfoldAdminCheckboxSelectMultipleWidget

from access.authentication import staff_behind
from access.channels import clients_within
from access.granting import channels_to_give, holds_all_of_client, scopes_to_give
from access.models import ApiClient, CustomerToken, IdempotencyKey
from access.people_admin import NothingBeyondOwn, giver_of
from access.scopes import SCOPES, SEES_CUSTOMERS
from access.services import create_api_key, renew_client_secret
from common.admin import EndableAdmin, ListAdmin, ReadOnlyAdmin, show_secret_once
from common.in_channels import InChannels

# The toolkit's own pages offer everything that OAuth knows, and we speak a part of it.
admin.site.unregister([ApiClient, AccessToken, Grant, IDToken, RefreshToken])


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
class ApiClientAdmin(NothingBeyondOwn, ListAdmin):
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
        return type(form.__name__, (form,), {"to_give": scopes_to_give(giver_of(request))})

    def formfield_for_manytomany(self, db_field: Any, request: HttpRequest, **kwargs: Any) -> Any:
        return super().formfield_for_manytomany(
            db_field, request, queryset=channels_to_give(giver_of(request)), **kwargs
        )

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
    needs = {"customer": SEES_CUSTOMERS}


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
