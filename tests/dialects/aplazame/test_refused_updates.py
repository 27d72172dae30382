"""Updates that are refused, field by field."""

import pytest

from orders_service.demo.aplazame import EARLIER_SHIPPING
from tests.dialects.aplazame.test_reading import PRINTED
from tests.dialects.aplazame.test_update import PUT, without
from tests.untouched import nothing_changes


def wrong(answer):
    assert answer.status_code == 400, answer.content
    return set(answer.json()["error"]["fields"])


@pytest.mark.parametrize(
    ("body", "fields"),
    [
        ({}, {"order"}),
        ({"order": []}, {"order"}),
        ([], {"order"}),
        (without(PUT, "articles"), {"articles"}),
        (without(PUT, "currency", "total_amount"), {"currency", "total_amount"}),
        (without(PUT, currency="XXX"), {"currency"}),
        (without(PUT, total_amount=310.8), {"total_amount"}),
        (without(PUT, total_amount=-1), {"total_amount"}),
        (without(PUT, total_amount=True), {"total_amount"}),
        (without(PUT, total_amount=10**15), {"total_amount"}),
        (without(PUT, articles=[]), {"articles"}),
        (without(PUT, articles=[{**PRINTED["articles"][0], "quantity": 0}]), {"articles.0.quantity"}),
        (without(PUT, articles=[{"id": "1"}]), {"articles.0.name", "articles.0.quantity", "articles.0.price"}),
        (without(PUT, shipping={**EARLIER_SHIPPING, "country": "Spain"}), {"shipping.country"}),
        (without(PUT, shipping={"name": "x", "price": 1}), {
            f"shipping.{name}" for name in ("first_name", "last_name", "street", "city", "state", "country", "zip")
        }),
    ],
)  # fmt: skip
def test_a_body_that_is_wrong_is_refused_field_by_field(caller, sold, body, fields):
    order = sold()

    with nothing_changes():
        assert wrong(caller.put(f"/orders/{order.number}", body)) == fields


ARTICLE = {**PRINTED["articles"][0], "price": 1200}
SHIPPING = {**PRINTED["shipping"], "price": 500, "discount": 0}


@pytest.mark.parametrize(
    ("sent", "field"),
    [
        ({"articles": [{**ARTICLE, "price": 1250}]}, "articles.0.price"),
        ({"articles": [{**ARTICLE, "discount": 50}]}, "articles.0.discount"),
        ({"discount": 150}, "discount"),
        ({"cart_discount": 150}, "discount"),
        ({"shipping": {**SHIPPING, "price": 550}}, "shipping.price"),
        ({"discount": 100, "shipping": {**SHIPPING, "discount": 50}}, "shipping.discount"),
        ({"articles": [ARTICLE], "total_amount": 1250}, "total_amount"),
    ],
)
def test_an_amount_that_its_currency_does_not_have_is_refused(caller, sold, sent, field):
    order = sold("12", currency="JPY")

    with nothing_changes():
        answer = caller.patch(f"/orders/{order.number}", {"order": sent})
        assert list(wrong(answer)) == [field]


def test_an_article_that_discounts_more_than_it_costs_is_refused(caller, sold):
    order = sold()
    article = {"id": "A", "name": "A", "quantity": 1, "price": 100, "discount": 101}

    with nothing_changes():
        assert wrong(caller.patch(f"/orders/{order.number}", {"order": {"articles": [article]}})) == {
            "articles.0.discount"
        }
