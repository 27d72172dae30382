"""Pages on which administrators look after another person's second factor and sessions."""

from __future__ import annotations

from typing import Any, cast

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils.functional import Promise
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _
from unfold.admin import ModelAdmin
from unfold.decorators import action

from access import second_factor
from access.admin_log import log_change
from access.models import User
from access.sessions import end_session, end_sessions, sessions_of


class PersonPages(ModelAdmin):  # type: ignore[misc]
    """For whoever may change the person."""

    @action(description=_("Second factor"), url_path="second-factor", icon="phonelink_lock", permissions=["account"])
    def second_factor(self, request: HttpRequest, object_id: str) -> HttpResponse:
        """Say whether the person has one, and forget it for a lost phone. One's own page asks for a proof."""
        person = self._person(request, object_id)
        if person == request.user:
            return HttpResponseRedirect(reverse("second-factor"))
        if request.method == "POST":
            second_factor.remove(person)
            end_sessions(person)
            log_change(cast(User, request.user), person, gettext("Second factor reset."))
            messages.success(request, gettext("The second factor of %s was reset.") % person)
            return HttpResponseRedirect(reverse("admin:access_user_change", args=[person.pk]))
        return self._page(
            request,
            person,
            "second_factor",
            _("Second factor of %s"),
            is_set_up=second_factor.has_second_factor(person),
            is_required=second_factor.is_required(person),
            codes_left=second_factor.recovery_codes_left(person),
        )

    @action(description=_("Sessions"), url_path="sessions", icon="devices", permissions=["account"])
    def sessions(self, request: HttpRequest, object_id: str) -> HttpResponse:
        """Show where the person is signed in, and end their sessions."""
        person = self._person(request, object_id)
        if person == request.user:
            return HttpResponseRedirect(reverse("own-sessions"))
        if request.method == "POST":
            every = "others" in request.POST
            ended = end_sessions(person) if every else end_session(person, request.POST.get("session", ""))
            if ended:
                sentence = gettext("All sessions ended.") if every else gettext("Session ended.")
                log_change(cast(User, request.user), person, sentence)
                messages.success(request, sentence)
            return HttpResponseRedirect(request.path)
        return self._page(request, person, "sessions", _("Sessions of %s"), sessions=sessions_of(person))

    def has_account_permission(self, request: HttpRequest, object_id: str | None = None) -> bool:
        person = self.get_object(request, object_id) if object_id else None
        return bool(self.has_change_permission(request, person))

    def _person(self, request: HttpRequest, object_id: str) -> User:
        person: User | None = self.get_object(request, object_id)
        if person is None:
            raise Http404
        if not self.has_change_permission(request, person):
            raise PermissionDenied
        return person

    def _page(self, request: HttpRequest, person: User, name: str, title: str | Promise, **shown: Any) -> HttpResponse:
        context = {**self.admin_site.each_context(request), "opts": self.opts, "original": person}
        return render(request, f"admin/access/user/{name}.html", context | {"title": str(title) % person} | shown)
