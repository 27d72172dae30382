"""Amounts of money in the reader's language, shown and typed alike on every page."""

from decimal import Decimal

import pytest

from tests.sandbox import state_of
from tests.workplace.acting import Desk, refusal, said

LIST = "/admin/orders/order/"


@pytest.fixture
def turkish(client, staff):
    """The desk of somebody who reads Turkish."""
    client.force_login(staff)
    client.defaults["HTTP_ACCEPT_LANGUAGE"] = "tr"
    return Desk(client)


def read(page):
    return page.content.decode().replace("\N{NO-BREAK SPACE}", " ")


def listed(page):
    return {row.ref for row in page.context["cl"].result_list}


def test_every_page_spells_an_amount_alike(turkish, paid):
    home = turkish.client.get("/admin/")
    pages = [home, turkish.client.get(LIST), turkish.page(paid), turkish.preview(paid, "refund", what="everything")]

    for page in pages:
        assert "23,50 USD" in read(page), page.request["PATH_INFO"]
        assert "23.50" not in read(page), page.request["PATH_INFO"]


def test_a_preview_tells_of_gateways_and_the_timeline_in_the_same_marks(turkish, paid):
    result = turkish.preview(paid, "refund", what="amount", amount="12,50").context["result"]

    assert [part.amount for part in result.refunds] == ["12,50\N{NO-BREAK SPACE}USD"]
    assert "12,50 USD" in " ".join(result.events)
    assert "12,50 USD" in " ".join(result.gateway_calls)


@pytest.mark.parametrize("amount", ["12,50", "12.50", "12,5"])
def test_an_amount_is_refunded_as_it_is_meant(turkish, paid, amount):
    turkish.do(paid, "refund", what="amount", amount=amount)

    assert state_of(paid).amount_refunded == Decimal("12.50")


def test_what_may_be_a_thousand_times_as_much_is_refused(turkish, paid):
    page = turkish.preview(paid, "refund", what="amount", amount="1.250")

    assert page.context["result"] is None
    assert "1250" in page.context["form"].errors["amount"][0]
    assert state_of(paid).amount_refunded == 0


def test_a_form_is_filled_in_with_what_it_understands(turkish, place, money):
    order = place(currency="KWD")
    money.pay(order)

    form = turkish.open(order, "refund").context["form"]
    messages = turkish.do(order, "refund", what="amount", amount="23,500")

    assert "23,500" in form["amount"].help_text
    assert 'inputmode="decimal"' in str(form["amount"])
    assert "23,500" in messages[0]
    assert state_of(order).amount_refunded == Decimal("23.500")


def test_a_refusal_spells_its_amounts_too(turkish, paid):
    page = turkish.preview(paid, "refund", what="amount", amount="23,51")

    assert "23,50 USD" in refusal(page)
    assert "23,51" in refusal(page)


@pytest.mark.parametrize("query", ["total_from=1.003,49&total_to=1003,49", "total_from=1003.4&total_to=1,003.50"])
def test_totals_narrow_the_list_as_they_are_typed(turkish, place, query):
    dear = place(items=[{"sku": "TV", "quantity": 1, "unit_price": Decimal("999.99")}])
    place()

    assert listed(turkish.client.get(f"{LIST}?{query}")) == {dear.ref}


@pytest.mark.parametrize("wrong", ["total_to=cheap", "total_to=1e99", "total_to=NaN", "total_to=1.003"])
def test_a_total_that_is_no_amount_is_said_and_leaves_the_other_filters(desk, place, wrong):
    place()
    dear = place(items=[{"sku": "TV", "quantity": 1, "unit_price": Decimal("999.99")}])

    page = desk.client.get(f"{LIST}?total_from=1000&{wrong}")

    assert listed(page) == {dear.ref}
    assert [text.split(":")[0] for text in said(page)] == ["Total to"]
    assert f'value="{wrong.partition("=")[2]}"' in read(page)
