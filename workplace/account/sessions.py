"""The page of one's own sessions."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.urls import reverse
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from access.sessions import end_session, end_sessions, sessions_of
from workplace.account.second_factor import AccountView


class SessionsView(AccountView):
    """Where the person is signed in, to end what they do not know or need."""

    template = "admin/account/sessions.html"
    title: Any = _("Your sessions")

    def get(self, request: HttpRequest) -> HttpResponse:
        return self.show(sessions=sessions_of(self.person), this=request.session.session_key)

    def post(self, request: HttpRequest) -> HttpResponse:
        if "others" in request.POST:
            end_sessions(self.person, but=request.session.session_key)
            messages.success(request, gettext("All other sessions were ended."))
        elif end_session(self.person, request.POST.get("session", ""), but=request.session.session_key):
            messages.success(request, gettext("The session was ended."))
        return HttpResponseRedirect(reverse("own-sessions"))
