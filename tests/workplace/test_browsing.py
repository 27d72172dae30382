"""Every model can be browsed in the admin, and nothing there bypasses a service."""

import re
from decimal import Decimal

import pytest
from django.contrib import admin
from django.db import connection, models
from django.db.models import F
from django.db.models.expressions import OrderBy
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from access.models import User
from common.admin import ReadOnlyAdmin
from events.models import MailText
from orders.models import Order, Shipment
from orders.money.refund import RefundRequest, refund_order
from tests.sandbox import state_of

ITEMS = "/admin/orders/orderitem/"
OURS = ("access", "addresses", "cancellations", "events", "orders", "payments")
MODELS = [model for model in admin.site._registry if model._meta.app_label in OURS]
LISTED = [model for model in MODELS if model is not MailText]
"""Those with a list of their rows; e-mail texts have a page of their own instead, with shipped texts among them."""
READ_ONLY = [model for model in MODELS if isinstance(admin.site._registry[model], ReadOnlyAdmin)]


def names(models):
    return [model._meta.label for model in models]


@pytest.fixture
def back_office(client, db):
    client.force_login(User.objects.create_superuser("admin", password="a long password"))
    return client


@pytest.mark.parametrize("model", MODELS, ids=names(MODELS))
def test_every_list_opens_and_can_be_searched(back_office, order, model):
    url = reverse(f"admin:{model._meta.app_label}_{model._meta.model_name}_changelist")

    assert back_office.get(url).status_code == 200
    assert back_office.get(url, {"q": "nothing like this"}).status_code == 200


def orders_of(index):
    """What an index of a model is ordered by."""
    if index.expressions:
        return [_as_said(each) for each in index.expressions]
    orders = getattr(index, "fields_orders", [(name, "") for name in index.fields])
    return [f"{'-' if descending else ''}{name}" for name, descending in orders]


def _as_said(part):
    if isinstance(part, str):
        return part
    source, descending = (part.expression, part.descending) if isinstance(part, OrderBy) else (part, False)
    name = source.name if isinstance(source, F) else repr(source)
    return f"{'-' if descending else ''}{name}"


def turned(said):
    return [name.removeprefix("-") if name.startswith("-") else f"-{name}" for name in said]


def indexed(model):
    unique = [[field.name] for field in model._meta.fields if field.unique]
    whole = [each for each in [*model._meta.indexes, *model._meta.constraints] if not getattr(each, "condition", None)]
    return unique + [orders_of(each) for each in whole if hasattr(each, "fields")]


@pytest.mark.parametrize("model", READ_ONLY, ids=names(READ_ONLY))
def test_every_sort_that_a_list_offers_is_the_order_of_an_index(model):
    sorts = admin.site._registry[model].sorts

    for column, sort in sorts.items():
        said = [_as_said(part) for part in sort]
        assert said in indexed(model) or turned(said) in indexed(model), column


def first_items(back_office, query):
    return [item.unit_price for item in back_office.get(f"{ITEMS}?{query}").context["cl"].result_list]


def test_a_list_is_sorted_by_one_column_that_has_an_index_and_by_no_other(back_office, place):
    for price in ("2.00", "3.00", "1.00"):
        place(items=[{"sku": price, "quantity": 1, "unit_price": Decimal(price)}])
    newest_first = [Decimal(1), Decimal(3), Decimal(2)]

    assert first_items(back_office, "o=3") == [1, 2, 3]
    assert first_items(back_office, "o=-3.5") == [3, 2, 1]
    for unknown in ("o=1", "o=-99", "o=x", "o=0", "o="):
        assert first_items(back_office, unknown) == newest_first


def test_rows_are_found_by_what_stands_in_them_or_on_their_order(back_office, place):
    ours, other = place(number="WEB-1"), place(items=[{"sku": "TV", "quantity": 1, "unit_price": Decimal(1)}])

    def found(term):
        return {item.order_id for item in back_office.get(ITEMS, {"q": term}).context["cl"].result_list}

    assert found(ours.ref) == found("WEB-1") == found("MUG ") == {ours.pk}
    assert found("TV") == {other.pk}
    assert found("tv") == found("WEB") == set()


def test_no_search_joins_tables_or_changes_the_case_of_a_column(back_office, order):
    with CaptureQueriesContext(connection) as queries:
        back_office.get(ITEMS, {"q": order.ref})

    searched = [query["sql"] for query in queries if "WHERE" in query["sql"] and "orders_orderitem" in query["sql"]]
    assert searched
    assert not [sql for sql in searched if "UPPER" in sql or '"orders_order"."ref" =' in sql]


def test_customers_are_found_by_an_address_in_any_case(back_office, order):
    page = back_office.get("/admin/addresses/customer/", {"q": "Shop@Example.com"})

    assert [row.pk for row in page.context["cl"].result_list] == [order.customer_id]


@pytest.mark.parametrize("model", READ_ONLY, ids=names(READ_ONLY))
def test_every_row_can_be_opened(back_office, order, model):
    row = model._default_manager.first()
    if row is None:
        pytest.skip("A freshly placed order has none of these.")

    url = reverse(f"admin:{model._meta.app_label}_{model._meta.model_name}_change", args=[row.pk])

    assert back_office.get(url).status_code == 200
    assert back_office.get(url, {"_to_field": ""}).status_code == 200


@pytest.mark.parametrize("model", READ_ONLY, ids=names(READ_ONLY))
def test_nobody_adds_changes_or_deletes_by_hand(back_office, order, model):
    name = f"admin:{model._meta.app_label}_{model._meta.model_name}"
    row = model._default_manager.first()

    assert back_office.post(reverse(f"{name}_add"), {}).status_code == 403
    if row:
        assert back_office.post(reverse(f"{name}_change", args=[row.pk]), {}).status_code == 403
        assert back_office.post(reverse(f"{name}_delete", args=[row.pk]), {"post": "yes"}).status_code == 403


def test_plain_pages_are_in_turkish_too(back_office, place):
    order = place()
    pages = {
        reverse("admin:orders_orderitem_changelist"): ["stok kodu", "birim fiyat", "Bekliyor", "sipariş ürünleri"],
        reverse("admin:orders_orderitem_change", args=[order.items.get().pk]): ["liste fiyatı", "Vergi oranı"],
        reverse("admin:events_event_changelist"): ["sıra numarası", "Sipariş verildi", "olaylar"],
        reverse("admin:access_apiclient_changelist"): ["API istemcileri"],
    }

    for url, texts in pages.items():
        said = back_office.get(url, headers={"Accept-Language": "tr"}).content.decode().casefold()
        assert [text for text in texts if text.casefold() not in said] == [], url


def test_amounts_have_the_digits_of_their_currency_and_the_readers_marks(back_office, place, money, now):
    order, paid = place(currency="KWD"), place()
    refunded = money.pay(paid)
    refund_order(state_of(paid), request=RefundRequest(amount=Decimal("3.50")), **now)
    pages = {
        reverse("admin:orders_orderitem_changelist"): ["10.000\xa0KWD", "10,000\xa0KWD"],
        reverse("admin:orders_orderitem_change", args=[order.items.get().pk]): ["20.000\xa0KWD", "20,000\xa0KWD"],
        reverse("admin:payments_payment_changelist"): ["23.50\xa0USD", "23,50\xa0USD"],
        reverse("admin:payments_payment_change", args=[refunded.pk]): ["3.50\xa0USD", "3,50\xa0USD"],
        reverse("admin:payments_refund_changelist"): ["3.50\xa0USD", "3,50\xa0USD"],
    }

    for url, wanted in pages.items():
        for language, text in zip(("en", "tr"), wanted, strict=True):
            page = back_office.get(url, headers={"Accept-Language": language}).content.decode()
            assert text in page, url
            assert re.search(r"(20|23|3)[.,][05]000\b", page) is None, url


def test_orders_are_found_by_anything_on_a_parcel(back_office, order, place):
    place(items=[{"sku": "CUP-7", "quantity": 1, "unit_price": Decimal(1)}])

    page = back_office.get(reverse("admin:orders_order_changelist"), {"q": "cup-7 john"})

    assert [row.ref for row in page.context["cl"].result_list] == [Order.objects.order_by("-ref").first().ref]


def test_the_page_of_a_parcel_takes_the_same_queries_for_one_line_and_for_many(back_office, place):
    def queries(lines):
        order = place(items=[{"sku": f"SKU-{n}", "quantity": 1, "unit_price": Decimal(1)} for n in range(lines)])
        parcel = Shipment.objects.get(order=order)
        with CaptureQueriesContext(connection) as asked:
            assert back_office.get(reverse("admin:orders_shipment_change", args=[parcel.pk])).status_code == 200
        return len(asked)

    queries(1)  # The first page of a process also asks for what is kept from then on.
    assert queries(1) == queries(10)


def test_the_secret_token_is_not_shown(back_office, order):
    page = back_office.get(reverse("admin:orders_order_change", args=[order.pk]))

    assert order.token not in page.content.decode()
    assert order.token_digest not in page.content.decode()


# --- what the address of a list may narrow it by ----------------------------------------------------------------------


def list_of(model):
    return reverse(f"admin:{model._meta.app_label}_{model._meta.model_name}_changelist")


@pytest.mark.parametrize("model", LISTED, ids=names(LISTED))
def test_a_list_is_narrowed_by_no_column_but_those_of_its_filters(back_office, order, model):
    texts = [field.name for field in model._meta.fields if isinstance(field, models.CharField | models.TextField)]

    for name in [*texts, "pk", "nothing"]:
        for lookup in ("startswith", "regex"):
            answer = back_office.get(list_of(model), {f"{name}__{lookup}": "("})
            assert answer.status_code == 400 or answer["Location"].endswith("?e=1"), (name, lookup)


def test_an_orders_token_cannot_be_guessed_letter_by_letter(back_office, order):
    for letter in (order.token[0], "~"):
        answer = back_office.get(list_of(Order), {"token__startswith": letter})

        assert (answer.status_code, answer["Location"]) == (302, "/admin/orders/order/?e=1")


@pytest.mark.parametrize("model", LISTED, ids=names(LISTED))
def test_what_a_filter_offers_works_and_what_it_cannot_be_ends_at_no_error(back_office, order, other_channel, model):
    changelist = back_office.get(list_of(model)).context["cl"]
    for spec in changelist.filter_specs:
        for choice in spec.choices(changelist):
            assert back_office.get(list_of(model) + choice.get("query_string", "")).status_code == 200
        for parameter in spec.expected_parameters():
            for value in ("(", "\0", "9" * 30, "%", "'"):
                assert back_office.get(list_of(model), {parameter: value}).status_code in (200, 302), (parameter, value)
