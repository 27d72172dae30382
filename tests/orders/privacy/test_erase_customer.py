"""A customer is erased: nothing in the database tells who they were, and the books stay as they are."""

from datetime import timedelta
from uuid import uuid4

import pytest
from django.apps import apps
from django.db import connection
from django.test import Client
from django.utils import timezone

from access.models import CustomerToken, IdempotencyKey, Session, User
from access.tokens import opens_an_order
from addresses.models import Customer
from addresses.services.customer import CustomerErased, update_customer
from cancellations.models import CancellationPlan
from common.actors import SYSTEM
from common.fields import ExactDecimalField
from events.models import Event, Message
from events.types import EventType
from orders.cancelling.cancel import cancel_order
from orders.cancelling.plan_rows import NewPlan
from orders.cancelling.plans import cancel_plan, open_plan
from orders.history import add_history
from orders.models import CustomerHistoryEntry, Order, PrivacyEntry, StatusChange
from orders.money.audit import audit_orders, audit_payments
from orders.money.refund import RefundRequest, refund_order
from orders.page_link import PageLinkReplaced, order_behind, page_token
from orders.privacy.erase import AlreadyErased, erase_customer
from orders.privacy.pseudonym import pseudonym_of
from orders.privacy.scan import columns_with_text, find_words
from orders.resend_mail import NoEmailAddress, resend_last_mail
from orders.update import FieldsFrozen, update_order
from payments.models import Refund
from tests.orders.privacy.conftest import WORDS

pytestmark = pytest.mark.django_db

BOOKS = ["currency", "status", "quantity", "ref", "number"]


def places_of(words):
    return {(found.table, found.column) for found in find_words(words)}


def books():
    """Every amount, and what the books say about it, row by row."""
    kept = {}
    for model in apps.get_models():
        names = [
            field.attname
            for field in model._meta.concrete_fields
            if isinstance(field, ExactDecimalField) or (field.attname in BOOKS and model is not CustomerHistoryEntry)
        ]
        if names and model._meta.app_label in {"orders", "payments", "cancellations"}:
            kept[model] = list(model.objects.order_by("pk").values_list("pk", *names))
    kept.pop(CustomerHistoryEntry)
    return kept


def erase(customer, at=None):
    return erase_customer(customer, actor=SYSTEM, at=at or timezone.now())


def test_no_text_of_any_table_tells_who_it_was(zebedee, lived):
    before = places_of(WORDS)

    erase(zebedee)

    assert len(before) > 60, sorted(before)
    assert len(columns_with_text()) > 200
    assert places_of(WORDS) == set()


def test_a_name_that_is_a_currency_and_a_method_takes_neither_from_the_books(place, settle, customer):
    by = {"actor": SYSTEM, "at": timezone.now()}
    Customer.objects.filter(pk=customer.pk).update(first_name="Ron", last_name="Card")
    order = settle(place(currency="RON"))
    order.payments.update(card_last4="4242")
    cancel_plan(open_plan(order, NewPlan(plan_type="refund"), **by), **by)
    refund_order(order, RefundRequest(items=[{"item": order.items.get().pk, "quantity": 1}]), **by)
    payment, lines = order.payments.get(), Refund.objects.get().lines
    paid = Event.objects.get(order=order, type=EventType.PAYMENT_COMPLETED).data

    erase(customer)

    after = order.payments.get()
    assert (after.method, after.currency) == (payment.method, payment.currency) == ("card", "RON")
    assert Refund.objects.get().lines == lines
    told = Event.objects.get(order=order, type=EventType.PAYMENT_COMPLETED).data
    assert (told["currency"], told["method"]) == (paid["currency"], paid["method"])
    (part,) = CancellationPlan.objects.get().payment_plan
    assert (part["method"], part["currency"], part["card_last4"]) == ("card", "RON", "")


def test_money_that_comes_afterwards_brings_no_card(order, money, sandbox, customer):
    """An attempt that was given up here is paid at the gateway, long after."""
    payment = money.start(order)
    order.payments.update(status="cancelled")
    cancel_order(Order.objects.get(pk=order.pk), actor=SYSTEM, at=timezone.now())
    erase(customer)

    sandbox.pay(payment)
    sandbox.deliver()

    late = order.payments.get(status="completed")
    assert (late.refunded_amount, late.card_last4) == (order.total, "")
    facts = str(list(Event.objects.filter(order=order).values_list("data", flat=True)))
    assert "4242" not in facts


def test_amounts_invoices_products_and_the_country_stay(zebedee, lived):
    Order.objects.filter(pk=lived.order.pk).update(invoice_number="INV-1")
    lived.order.items.update(product={"name": "Medium Mug", "engraving": "For Quixworth"}, sku="MUG")
    before = books()

    erase(zebedee)

    assert books() == before
    order = Order.objects.get(pk=lived.order.pk)
    assert order.invoice_number == "INV-1"
    assert order.billing_address.country_code == "ES"
    assert order.items.get().product == {"name": "Medium Mug"}
    assert not [found for batch in (*audit_orders(100), *audit_payments(100)) for found in batch.found]


def test_a_pseudonym_stands_where_the_name_was(zebedee, lived):
    entry = erase(zebedee)

    customer, order = Customer.objects.get(pk=zebedee.pk), Order.objects.get(pk=lived.other.pk)
    pseudonym = entry.about["pseudonym"]
    assert pseudonym.startswith("erased-")
    assert {customer.full_name, order.full_name, order.shipping_address.full_name} == {pseudonym}
    assert Event.objects.filter(order=order, actor_kind="customer").values_list("actor_name", flat=True)[0] == pseudonym
    assert set(StatusChange.objects.filter(order=order, actor_kind="customer").values_list("actor_name", "ip")) == {
        (pseudonym, None)
    }
    assert pseudonym.upper() in order.search_text
    assert entry.about["orders"] == 2


def test_the_same_person_stays_one_pseudonym(zebedee, channel, other_channel, settings):
    at = timezone.now()
    columns = {"created_at": at, "updated_at": at}
    again = Customer.objects.create(channel=other_channel, email="quixworth@EXAMPLE.com", **columns)
    stranger = Customer.objects.create(channel=channel, email="other@example.com", **columns)
    guest = Customer.objects.create(channel=channel, email="quixworth@example.com", is_guest=True, **columns)

    pseudonyms = [erase(one).about["pseudonym"] for one in (zebedee, again, guest, stranger)]

    assert len(set(pseudonyms)) == 2
    assert pseudonyms[0] == pseudonyms[1] == pseudonyms[2]
    settings.PSEUDONYM_KEY = "another"
    late = Customer.objects.create(channel=channel, email="quixworth@example.com", **columns)
    assert erase(late).about["pseudonym"] not in pseudonyms


def test_who_may_be_the_same_person_is_named(zebedee, channel):
    at = timezone.now()
    guest = Customer.objects.create(
        channel=channel, email="quixworth@example.com", is_guest=True, created_at=at, updated_at=at
    )

    assert erase(zebedee).about["same_email"] == [str(guest.pk)]


def test_everything_that_opened_something_is_dead(zebedee, lived):
    token, digest, link = lived.order.token, lived.order.token_digest, page_token(lived.order)
    Client().force_login(zebedee.user)
    assert Session.objects.filter(user_id=zebedee.user_id).exists()

    erase(zebedee)

    assert not opens_an_order(digest)
    assert Order.objects.get(pk=lived.order.pk).token != token
    with pytest.raises(PageLinkReplaced):
        order_behind(link, at=timezone.now())
    assert not CustomerToken.objects.filter(customer=zebedee).exists()
    assert not Session.objects.filter(user_id=zebedee.user_id).exists()
    account = User.objects.get(pk=zebedee.user_id)
    assert (account.is_active, account.has_usable_password(), account.email) == (False, False, "")


def test_a_command_is_not_done_twice_although_its_answer_is_forgotten(zebedee, lived, api, body):
    key = IdempotencyKey.objects.get(key="order-1")
    assert "Quixworth" in key.body

    erase(zebedee)

    kept = IdempotencyKey.objects.get(key="order-1")
    assert (kept.body, kept.state, kept.status, kept.fingerprint) == ("", "answered", 201, key.fingerprint)


def test_unsent_mail_is_sent_to_nobody_and_sent_mail_is_not_sent_again(zebedee, lived):
    assert Message.objects.exclude(state="sent").exists()

    erase(zebedee)

    assert set(Message.objects.values_list("state", "to")) == {("sent", "")}
    with pytest.raises(NoEmailAddress):
        resend_last_mail(Order.objects.get(pk=lived.order.pk), actor=SYSTEM, at=timezone.now())


def test_each_order_says_so_in_its_events(zebedee, lived):
    before = Order.objects.get(pk=lived.order.pk).version

    entry = erase(zebedee)

    order = Order.objects.get(pk=lived.order.pk)
    last = order.events.latest("sequence")
    assert (last.type, last.data["pseudonym"]) == (EventType.ORDER_ERASED, entry.about["pseudonym"])
    assert order.version == before + 1 == last.data["version"]
    assert order.erased_at


def test_a_draft_is_given_up(zebedee, draft, channel):
    Order.objects.filter(pk=draft.pk).update(customer=zebedee)

    erase(zebedee)

    assert Order.objects.get(pk=draft.pk).get_status_display() == "Cancelled"


def test_somebody_is_erased_once(zebedee):
    erase(zebedee)

    with pytest.raises(AlreadyErased):
        erase(zebedee)
    assert PrivacyEntry.objects.count() == 1


def test_nothing_is_written_about_them_any_more(zebedee, lived):
    erase(zebedee)
    customer, order, at = Customer.objects.get(pk=zebedee.pk), Order.objects.get(pk=lived.order.pk), timezone.now()

    with pytest.raises(CustomerErased):
        update_customer(customer, at=at, changes={"first_name": "Zebedée"})
    with pytest.raises(FieldsFrozen):
        update_order(order, actor=SYSTEM, at=at, changes={"email": "quixworth@example.com"})
    with pytest.raises(CustomerErased):
        add_history(order, [], actor=SYSTEM, at=at)
    assert not places_of(WORDS)


def test_whoever_comes_back_is_a_new_customer(zebedee, api, body):
    erase(zebedee)
    person = {"email": "quixworth@example.com", "external_id": "QX-000771"}

    by_id = body | {"customer": str(zebedee.pk)}
    refused = api.post("/api/v1/orders/", by_id, format="json", headers={"idempotency-key": "1"})
    placed = api.post("/api/v1/orders/", body | {"customer": person}, format="json", headers={"idempotency-key": "2"})

    assert refused.json()["errors"][0]["code"] == "unknown_customer"
    assert placed.status_code == 201
    assert Customer.objects.get(external_id="QX-000771").pk != zebedee.pk


def test_an_address_that_others_have_too_is_left_to_them(zebedee, place, settle, channel):
    pick_up = place(billing_address=None, shipping_address={"line": "Pick-up point 7", "country_code": "ES"})
    shared = pick_up.shipping_address
    type(shared).objects.filter(pk=shared.pk).update(customer=None)
    order = settle(place(customer=zebedee.id, billing_address=None, shipping_address=shared.pk))

    erase(zebedee)

    assert type(shared).objects.get(pk=shared.pk).line == "Pick-up point 7"
    order = Order.objects.get(pk=order.pk)
    assert (order.shipping_address.country_code, order.shipping_address.line) == ("ES", order.last_name)


def test_old_orders_cost_no_more_statements_than_few(zebedee, place, settle, django_assert_max_num_queries):
    for _ in range(3):
        settle(place(customer=zebedee.id))
    later = timezone.now() + timedelta(days=30)

    with django_assert_max_num_queries(90 if connection.vendor == "sqlite" else 60):
        erase(zebedee, at=later)


@pytest.mark.parametrize(("email", "is_same"), [("MIX@example.com", True), ("mıx@example.com", False)])
def test_only_the_same_email_in_any_case_has_the_same_pseudonym(email, is_same):
    def pseudonym(email):
        return pseudonym_of(email=email, external_id="", channel_id=uuid4(), customer_id=uuid4())

    assert (pseudonym(email) == pseudonym("mix@example.com")) == is_same
