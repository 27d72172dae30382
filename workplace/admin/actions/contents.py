"""Actions on notes, addresses and e-mails."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from addresses.models import CustomerAddress
from common.contacts import MailboxField, PhoneNumberField
from common.countries import choices
from orders.models import Note, Order
from orders.notes import NewNote, add_notes
from orders.page_link import page_url
from orders.replace_page_link import replace_page_link
from orders.resend_mail import NothingToResend, resend_last_mail
from orders.update import FieldsFrozen, update_order, why_frozen
from workplace.admin.actions.base import Action, Command, Group, ResultMessage
from workplace.admin.actions.forms import ActionForm, NoteField
from workplace.admin.page import OrderPage
from workplace.labels import Text

KEPT = ("tax_office", "tax_no", "e_bill_taxpayer", "identity_number", "notes")
PLACES = ("country", "city", "township", "district")


class NoteForm(ActionForm):
    """A message, and who may read it."""

    message = NoteField(label=_("Note"), max_length=5000, rows=5)
    public = forms.BooleanField(label=_("The customer may read it"), required=False)


class AddNote(Action):
    verb = "note"
    title = _("Write a note")
    explained = _("Colleagues read it on this page.")
    done = _("The note is written.")
    scope = "orders:write"
    group = Group.CONTACT
    form = NoteForm

    def do(self, command: Command) -> list[Note]:
        return add_notes(command.order, [NewNote(**command.data)], **command.context)


class ResendMail(Action):
    verb = "resend-mail"
    title = _("Send the last e-mail again")
    explained = _("The newest e-mail to the customer is sent once more, to the order's present address.")
    done = _("The e-mail is queued again.")
    scope = "orders:write"
    group = Group.CONTACT

    def refuse(self, page: OrderPage, row: Any) -> None:
        if not page.messages:
            raise NothingToResend

    def do(self, command: Command) -> Order:
        return resend_last_mail(command.order, **command.context)


class ReplacePageLink(Action):
    verb = "replace-page-link"
    title = _("Replace the link to the customer's page")
    explained = _("All earlier links, in e-mails too, open nothing any more.")
    scope = "orders:write"
    group = Group.CONTACT

    def do(self, command: Command) -> Order:
        return replace_page_link(command.order, **command.context)

    def result_messages(self, outcome: Order, page: OrderPage) -> list[ResultMessage]:
        return [ResultMessage(gettext("The new link: {url}").format(url=page_url(outcome)))]


class ContactForm(ActionForm):
    """Who bought, and how they are reached about this order."""

    first_name = forms.CharField(label=_("First name"), max_length=100, required=False)
    last_name = forms.CharField(label=_("Last name"), max_length=100, required=False)
    email = MailboxField(label=_("E-mail"), required=False)
    phone = PhoneNumberField(label=_("Phone"), required=False)
    language_code = forms.CharField(
        label=_("Language"), max_length=20, required=False, help_text=_("Of e-mails and documents: en, tr, …")
    )

    def prepare(self) -> None:
        self.initial = {name: getattr(self.page.order, name) for name in self.fields}

    def arguments(self) -> dict[str, Any]:
        return dict(self.cleaned_data)


class CorrectContact(Action):
    """What the order says about its customer; their account stays as it is."""

    verb = "correct-contact"
    title = _("Correct the customer's details")
    explained = _("Only this order changes: e-mails about it go to the new address, in the new language.")
    done = _("The customer's details are corrected.")
    scope = "orders:write"
    group = Group.CONTACT
    form = ContactForm

    def refuse(self, page: OrderPage, row: Any) -> None:
        _refuse_frozen(page.order, "email")

    def do(self, command: Command) -> Order:
        return update_order(command.order, changes=command.data, **command.context)


def _countries() -> list[tuple[str, str]]:
    return [("", "–"), *choices()]


class AddressForm(ActionForm):
    """Where somebody lives, as far as staff correct it."""

    first_name = forms.CharField(label=_("First name"), max_length=100, required=False)
    last_name = forms.CharField(label=_("Last name"), max_length=100, required=False)
    company_name = forms.CharField(label=_("Company"), max_length=200, required=False)
    line = forms.CharField(label=_("Street and number"), max_length=500)
    line2 = forms.CharField(label=_("Further line"), max_length=500, required=False)
    postcode = forms.CharField(label=_("Postcode"), max_length=20, required=False)
    city_name = forms.CharField(label=_("City"), max_length=100, required=False)
    state = forms.CharField(label=_("State"), max_length=100, required=False)
    country_code = forms.ChoiceField(label=_("Country"), choices=_countries, required=False)
    phone_number = PhoneNumberField(label=_("Phone"), required=False)
    email = MailboxField(label=_("E-mail"), required=False)
    role = ""

    def prepare(self) -> None:
        old = self._old
        if old:
            self.initial = {name: getattr(old, name) for name in self.fields}

    def arguments(self) -> dict[str, Any]:
        """The address in full: what the form does not ask for stays, but for places that would contradict it."""
        said, old = dict(self.cleaned_data), self._old
        if old is None:
            return {"address": said}
        kept = {name: getattr(old, name) for name in KEPT}
        moved = any(said[name] != getattr(old, name) for name in ("city_name", "country_code"))
        places = {} if moved else {name: getattr(old, name) for name in PLACES}
        return {"address": {**said, **kept, **places}}

    @property
    def _old(self) -> CustomerAddress | None:
        old: CustomerAddress | None = getattr(self.page.order, self.role)
        return old


class ShippingAddressForm(AddressForm):
    """Where the goods go."""

    role = "shipping_address"


class BillingAddressForm(AddressForm):
    """Where the invoice goes."""

    role = "billing_address"


class CorrectAddress(Action):
    """The old address stays what it was; the order gets a new one."""

    scope = "orders:write"
    group = Group.CONTACT

    def __init__(self, verb: str, title: Text, form: type[AddressForm]) -> None:
        self.verb = verb
        self.title = title
        self.form = form
        self.role = form.role
        self.explained = _("The order gets a new address; the old one stays as it was for other orders.")

    def refuse(self, page: OrderPage, row: Any) -> None:
        _refuse_frozen(page.order, self.role)

    def do(self, command: Command) -> Order:
        return update_order(command.order, changes={self.role: command.data["address"]}, **command.context)

    def result_messages(self, outcome: Order, page: OrderPage) -> list[ResultMessage]:
        address = getattr(outcome, self.role)
        return [ResultMessage(gettext("The address is now: {address}.").format(address=address.label))]


def _refuse_frozen(order: Order, name: str) -> None:
    reason = why_frozen(order, name)
    if reason:
        raise FieldsFrozen(names=name, frozen=[name], reasons={name: reason})


CONTACT_ACTIONS = (
    AddNote(),
    CorrectContact(),
    CorrectAddress("correct-shipping-address", _("Correct the shipping address"), ShippingAddressForm),
    CorrectAddress("correct-billing-address", _("Correct the billing address"), BillingAddressForm),
    ResendMail(),
    ReplacePageLink(),
)
