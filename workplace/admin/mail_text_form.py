"""The page of one text of an e-mail: what can be done there, and what it shows."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from smtplib import SMTPException
from typing import Any, cast
from uuid import UUID

from django import forms
from django.conf import settings
from django.contrib import messages
from django.db.models import Q
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from access.models import User
from common.errors import InvalidInput, Refusal, Sentence
from events.letters.language import TextUnusable
from events.letters.texts import (
    LONGEST_HTML,
    LONGEST_SUBJECT,
    LONGEST_TEXT,
    MailTextChanged,
    Place,
    check_wording,
    restore_default,
    save_text,
)
from events.letters.variables import Facts, Kind, Value, Variables, values_of, variables_of
from events.letters.wording import Wording, default_wording
from events.letters.writing import Letter, write
from events.mail_delivery import compose
from orders.mail_sample import example_facts, sample_facts
from orders.models import Channel, Order
from workplace.admin.mail import may_read_mail
from workplace.admin.sentences import input_error_texts, refusal_text, translated
from workplace.labels import MESSAGES

ASKING = ("{% if note %}…{% else %}…{% endif %}", "{% if not note %}…{% endif %}")


class MailTextForm(forms.Form):
    """Subject and text, and the order that the preview is about."""

    subject = forms.CharField(label=_("Subject"), max_length=LONGEST_SUBJECT)
    text = forms.CharField(label=_("Text"), max_length=LONGEST_TEXT, widget=forms.Textarea(attrs={"rows": 16}))
    html = forms.CharField(
        label=_("HTML"),
        required=False,
        max_length=LONGEST_HTML,
        widget=forms.Textarea(attrs={"rows": 8, "spellcheck": "false"}),
        help_text=_("Empty: made of the text."),
    )
    order = forms.CharField(
        label=_("Order for the preview"),
        required=False,
        max_length=64,
        help_text=_("Its ref or number. Empty: an invented one."),
    )
    replacing = forms.UUIDField(required=False, widget=forms.HiddenInput)

    @property
    def wording(self) -> Wording:
        """What was typed."""
        typed = {name: self.cleaned_data[name].replace("\r\n", "\n") for name in ("subject", "text", "html")}
        return Wording(**typed)


@dataclass(frozen=True, slots=True)
class Described:
    """A variable as it is written into a text, what it is, and its value in the preview."""

    written: str
    description: str
    value: str


class TextPage:
    """A request for the page of a text."""

    def __init__(self, request: HttpRequest, channel: Channel, place: Place) -> None:
        self.request, self.channel, self.place = request, channel, place
        self.current = place.current
        said = self.current.wording if self.current else default_wording(place.template, place.language)
        replacing = self.current.pk if self.current else None
        initial = {"subject": said.subject, "text": said.text, "html": said.html, "replacing": replacing}
        self.form = MailTextForm(request.POST or None, initial=initial)
        self.letter: Letter | None = None
        self.facts: Facts = example_facts(channel)

    def carry_out(self) -> HttpResponse | None:
        """Do what the pressed button asks for; None if the page is shown again."""
        if "restore" in self.request.POST and self.form["replacing"].value():
            return self._saved(self._restore)
        if not self.form.is_valid() or not self._is_written():
            return None
        if "save" in self.request.POST:
            return self._saved(self._save)
        if "test" in self.request.POST:
            self._send_test()
        return None

    def _is_written(self) -> bool:
        """Whether the text can be used; then the letter is there."""
        try:
            check_wording(self.place.template, self.form.wording)
            self.facts = self._facts()
            self.letter = write(self.place.template, self.form.wording, self.place.language, self.facts)
        except InvalidInput as wrong:
            for (field, *_rest), sentence in input_error_texts(wrong):
                self.form.add_error(str(field), sentence)
        except TextUnusable as wrong:
            self.form.add_error(None, [translated(error) for error in wrong.errors])
        return self.letter is not None

    def _facts(self) -> Facts:
        typed = self.form.cleaned_data["order"]
        if not typed:
            return self.facts
        found = Order.objects.filter(Q(ref__iexact=typed) | Q(number=typed), channel=self.channel).select_related(
            "channel"
        )
        order = (
            found.first() if self.request.user.has_perm("orders.view_order") and may_read_mail(self.request) else None
        )
        if order is None:
            unknown = Sentence("This channel has no such order, or you may not read its e-mails.")
            raise InvalidInput.on("order", code="does_not_exist", sentence=unknown)
        return sample_facts(order, self.place.template)

    def _save(self) -> str:
        by, replacing = self.request.user.get_username(), self.form.cleaned_data["replacing"]
        save_text(self.place, self.form.wording, replacing=replacing, by=by, at=timezone.now())
        return gettext("The text was saved. E-mails that are sent from now on say it.")

    def _restore(self) -> str:
        read = self.form["replacing"].value()
        if read != str(self.current.pk if self.current else ""):
            raise MailTextChanged
        restore_default(self.place, replacing=UUID(read), at=timezone.now())
        return gettext("The default text is used again.")

    def _saved(self, save: Callable[[], str]) -> HttpResponse | None:
        try:
            done = save()
        except Refusal as refusal:
            self.form.add_error(None, refusal_text(refusal))
            return None
        messages.success(self.request, done)
        listed = reverse("admin:events_mailtext_changelist", query={"channel": self.channel.code})
        return HttpResponseRedirect(listed)

    def _send_test(self) -> None:
        """Send the letter to the member of staff who asks for it, and to nobody else."""
        email = cast(User, self.request.user).email
        if not email or self.letter is None:
            self.form.add_error(None, gettext("You have no e-mail address. Somebody who looks after staff can add it."))
            return
        letter = replace(self.letter, subject=gettext("Test: {subject}").format(subject=self.letter.subject))
        try:
            compose(letter, to=email, sender=self.channel.mail_from).send()
        except (OSError, SMTPException) as error:
            self.form.add_error(None, gettext("The mail server did not take it: {error}").format(error=error))
            return
        messages.success(self.request, gettext("A test was sent to {email}.").format(email=email))

    def context(self) -> dict[str, Any]:
        """What the page shows."""
        template, language = self.place.template, self.place.language
        return {
            "title": f"{MESSAGES[template]} · {dict(settings.LANGUAGES)[language]} · {self.channel}",
            "channel": self.channel,
            "form": self.form,
            "current": self.current,
            "letter": self.letter,
            "language": language,
            "variables": list(
                _described(variables_of(template), values_of(variables_of(template), self.facts, language))
            ),
            "asking": ASKING,
            "email": cast(User, self.request.user).email,
        }


def _described(variables: Variables, values: Mapping[str, Value], of: str = "") -> Iterator[Described]:
    """Variables, with the parts of rows beneath them; `of` is what the row is called."""
    for name, variable in variables.items():
        value = values.get(name, "")
        written = f"{of}{name}"
        if variable.kind is Kind.ROWS:
            row = name.removesuffix("s")
            yield Described(f"{{% for {row} in {written} %}}…{{% endfor %}}", str(variable.description), "")
            rows = cast(Sequence[Mapping[str, Value]], value)
            yield from _described(variable.parts, rows[0] if rows else {}, f"{row}.")
        elif variable.kind is Kind.CONDITION:
            shown = gettext("Yes") if value else gettext("No")
            yield Described(f"{{% if {written} %}}…{{% endif %}}", str(variable.description), shown)
        else:
            yield Described(f"{{{{ {written} }}}}", str(variable.description), str(value))
