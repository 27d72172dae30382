"""Pages of one's own second factor: give the code, set an app up, renew the recovery codes, remove it."""

from __future__ import annotations

from typing import Any, cast

import django_otp
import segno
from django.contrib import admin, messages
from django.contrib.auth.views import RedirectURLMixin
from django.forms import Form
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils.decorators import method_decorator
from django.utils.safestring import mark_safe
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _
from django.views import View
from django.views.decorators.debug import sensitive_post_parameters
from django_otp.models import Device

from access import second_factor
from access.admin_log import log_change
from access.guessing import count_mistake, forget_mistakes, may_guess
from access.lockout import locked_out
from access.models import User
from access.second_factor import Step, missing_step
from workplace.account.forms import WRONG_CODE, WRONG_PROOF, CodeForm, ProofForm

KEY = "second_factor_key"
"""Where a session keeps the key of the app that is being set up: nobody else can have seen it."""


@method_decorator([admin.site.admin_view, sensitive_post_parameters("code", "proof")], name="dispatch")
class AccountView(RedirectURLMixin, View):
    """A page for the member of staff who is signed in."""

    request: HttpRequest
    template = ""
    title: Any = _("Second factor")

    @property
    def person(self) -> User:
        return cast(User, self.request.user)

    def get_default_redirect_url(self) -> str:
        return reverse("admin:index")

    def show(self, **shown: Any) -> HttpResponse:
        """The page; without navigation while the second factor is missing."""
        context = {**admin.site.each_context(self.request), "title": self.title, "next": self.get_redirect_url()}
        if missing_step(self.person):
            context["has_permission"] = False
        return render(self.request, self.template, context | shown)

    def let_in(self, device: Device) -> None:
        """The session counts as verified from now on, under a key that nobody knew before."""
        self.request.session.cycle_key()
        django_otp.login(self.request, device)


class CodeView(AccountView):
    """After the password: the code."""

    template = "admin/account/code.html"
    title = _("Enter your code")

    def get(self, request: HttpRequest) -> HttpResponse:
        if missing_step(self.person) is not Step.CODE:
            return HttpResponseRedirect(self.get_success_url())
        return self.show(form=CodeForm())

    def post(self, request: HttpRequest) -> HttpResponse:
        if missing_step(self.person) is not Step.CODE:
            return HttpResponseRedirect(self.get_success_url())
        if not may_guess(request, self.person):
            return locked_out(request, credentials={"username": self.person.get_username()})
        form = CodeForm(request.POST)
        if not form.is_valid():
            return self.show(form=form)
        device = second_factor.device_that_accepts(self.person, form.cleaned_data["code"])
        if device is None:
            count_mistake(request, self.person)
            form.add_error("code", WRONG_CODE)
            return self.show(form=form)
        self.let_in(device)
        forget_mistakes(request, self.person)
        return HttpResponseRedirect(self.get_success_url())


class SetUpView(AccountView):
    """Shows a key for an app, and verifies by a code that the app has it."""

    template = "admin/account/set_up.html"
    title = _("Set up your second factor")

    def get(self, request: HttpRequest) -> HttpResponse:
        if second_factor.has_second_factor(self.person):
            return HttpResponseRedirect(reverse("second-factor"))
        request.session.setdefault(KEY, second_factor.new_key())
        return self._show_key(CodeForm())

    def post(self, request: HttpRequest) -> HttpResponse:
        form, key = CodeForm(request.POST), request.session.get(KEY)
        if key is None or second_factor.has_second_factor(self.person):
            return HttpResponseRedirect(reverse("second-factor"))
        codes = second_factor.set_up(self.person, key=key, code=form["code"].data or "") if form.is_valid() else None
        if codes is None:
            form.add_error("code", WRONG_CODE)
            return self._show_key(form)
        del request.session[KEY]
        self.let_in(second_factor.app_of(self.person))
        log_change(self.person, self.person, gettext("Second factor set up."))
        return _recovery_codes(self, codes)

    def _show_key(self, form: Form) -> HttpResponse:
        key = self.request.session[KEY]
        code = segno.make_qr(second_factor.address_of_key(self.person, key))
        return self.show(
            form=form,
            qr_code=mark_safe(code.svg_inline(scale=4, light="#fff")),  # noqa: S308 - drawn from numbers
            key=second_factor.typed_key(key),
        )


class SecondFactorView(AccountView):
    """The state of the second factor; after a proof, new recovery codes, or its removal."""

    template = "admin/account/second_factor.html"

    def get(self, request: HttpRequest) -> HttpResponse:
        return self._overview(ProofForm())

    def post(self, request: HttpRequest) -> HttpResponse:
        if not second_factor.has_second_factor(self.person):
            return HttpResponseRedirect(reverse("second-factor"))
        if not may_guess(request, self.person):
            return locked_out(request, credentials={"username": self.person.get_username()})
        form = ProofForm(request.POST)
        if not form.is_valid():
            return self._overview(form)
        if not self._proves(form.cleaned_data["proof"]):
            count_mistake(request, self.person)
            form.add_error("proof", WRONG_PROOF)
            return self._overview(form)
        forget_mistakes(request, self.person)
        return self._remove() if "remove" in request.POST else self._renew()

    def _proves(self, proof: str) -> bool:
        return self.person.check_password(proof) or bool(second_factor.device_that_accepts(self.person, proof))

    def _remove(self) -> HttpResponse:
        second_factor.remove(self.person)
        log_change(self.person, self.person, gettext("Second factor removed."))
        messages.success(self.request, gettext("Your second factor was removed."))
        return HttpResponseRedirect(reverse("second-factor"))

    def _renew(self) -> HttpResponse:
        codes = second_factor.renew_recovery_codes(self.person)
        log_change(self.person, self.person, gettext("New recovery codes."))
        return _recovery_codes(self, codes)

    def _overview(self, form: Form) -> HttpResponse:
        return self.show(
            form=form,
            is_set_up=second_factor.has_second_factor(self.person),
            is_required=second_factor.is_required(self.person),
            codes_left=second_factor.recovery_codes_left(self.person),
        )


def _recovery_codes(page: AccountView, codes: list[str]) -> HttpResponse:
    """The codes, on a page that cannot be opened again."""
    page.template, page.title = "admin/account/recovery_codes.html", _("Your recovery codes")
    return page.show(codes=codes)
