"""Forms of the second factor."""

from __future__ import annotations

from django import forms
from django.utils.translation import gettext_lazy as _
from unfold.widgets import UnfoldAdminPasswordWidget, UnfoldAdminTextInputWidget

WRONG_CODE = _("The code is wrong, was used before, or came too soon after a wrong one. Wait for the next one.")
WRONG_PROOF = _("This is neither your password nor a code that still works.")


class CodeForm(forms.Form):
    """A code of the app, or a recovery code."""

    code = forms.CharField(
        label=_("Code"),
        max_length=40,
        widget=UnfoldAdminTextInputWidget(attrs={"autocomplete": "one-time-code", "autofocus": True}),
    )


class ProofForm(forms.Form):
    """What shows that the person at the desk is the one who signed in."""

    proof = forms.CharField(
        label=_("Your password, or a code"),
        max_length=128,
        widget=UnfoldAdminPasswordWidget(attrs={"autocomplete": "current-password"}),
    )
