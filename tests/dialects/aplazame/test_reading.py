"""What an order looks like: the printed one key by key; and by PostgreSQL's statement as by its description."""

from datetime import UTC, date, datetime
from decimal import Decimal

import orjson
import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from dialects.aplazame import rendering
from dialects.common import answer_cache
from orders.models import ExternalId, Order
from tests.dialects.aplazame.printed import exchanges

pytestmark = pytest.mark.django_db

PRINTED = next(orjson.loads(asked.body)["order"] for asked, _ in exchanges() if asked.method == "PUT")
EXACTLY = "%Y-%m-%dT%H:%M:%S.%fZ"
POSTGRESQL = connection.vendor == "postgresql"


def compared(actual, printed):
    """Those of the actual keys that are printed, in the actual order."""
    if isinstance(printed, dict):
        return {name: compared(actual[name], printed[name]) for name in actual if name in printed}
    if isinstance(printed, list):
        return [compared(*pair) for pair in zip(actual, printed, strict=True)]
    return actual


def test_the_printed_order_is_read_as_printed(caller, demo):
    actual = caller.get(f"/orders/{demo.id.hex}").json()

    assert orjson.dumps(compared(actual, PRINTED)) == orjson.dumps(PRINTED)


def test_an_order_has_ids_and_the_times_of_what_happened(caller, demo):
    actual = caller.get(f"/orders/{demo.number}").json()

    assert list(actual) == [
        "id", "mid", "shipping", "articles", "discount", "currency", "total_amount", "billing", "customer", "created",
        "verified", "confirmed", "cancelled",
    ]  # fmt: skip
    assert (actual["id"], actual["mid"]) == (demo.id.hex, demo.number)
    assert (actual["created"], actual["confirmed"]) == (demo.created_at.strftime(EXACTLY), None)
    assert (actual["billing"], actual["verified"], actual["cancelled"]) == (None, None, None)


def test_a_confirmed_order_is_verified_at_the_same_moment_unless_told_otherwise(caller, confirmed):
    order = confirmed()
    actual = caller.get(f"/orders/{order.number}").json()

    assert actual["confirmed"] == actual["verified"] == order.approved_at.strftime(EXACTLY)
    Order.objects.filter(pk=order.pk).update(verified_at=datetime(2014, 1, 1, tzinfo=UTC))
    assert caller.get(f"/orders/{order.number}").json()["verified"] == "2014-01-01T00:00:00.000000Z"


def test_a_customer_is_told_in_the_documents_letters(caller, sold, buyer):
    customer = buyer(
        "dev@example.com",
        first_name="Bill",
        account_type="existing",
        gender=9,
        birthday=date(1958, 7, 5),
        date_joined=datetime(2014, 8, 21, 13, 56, 45, 123, tzinfo=UTC),
    )
    order = sold(customer=customer)

    assert caller.get(f"/orders/{order.number}").json()["customer"] == {
        "id": customer.hex,
        "email": "dev@example.com",
        "type": "e",
        "gender": 3,
        "first_name": "Bill",
        "last_name": "",
        "birthday": "1958-07-05",
        "language": None,
        "date_joined": "2014-08-21T13:56:45+0000",
        "last_login": None,
        "phone": None,
    }


def test_texts_that_there_are_not_are_empty_where_the_document_requires_them(caller, sold):
    order = sold(items=[{"sku": "A", "quantity": 1, "unit_price": Decimal(1), "product": {"url": None}}])

    (article,) = caller.get(f"/orders/{order.number}").json()["articles"]

    assert {name: article[name] for name in ("name", "description", "url", "image_url")} == {
        "name": "",
        "description": None,
        "url": "",
        "image_url": "",
    }


def test_ids_that_came_with_an_import_win(caller, sold):
    order = sold()
    ExternalId.objects.create(dialect="aplazame", kind="order", object_id=order.id, value="aplazame-1")
    ExternalId.objects.create(dialect="aplazame", kind="customer", object_id=order.customer_id, value="customer-1")

    actual = caller.get("/orders/aplazame-1").json()

    assert (actual["id"], actual["customer"]["id"]) == ("aplazame-1", "customer-1")
    assert len(caller.get("/orders?id=aplazame-1&customer_id=customer-1").json()["results"]) == 1


@pytest.mark.parametrize(
    ("currency", "price", "cents"), [("JPY", "12", 1200), ("KWD", "1.235", 124), ("EUR", "0.01", 1)]
)
def test_amounts_have_two_decimals_implied_in_every_currency(caller, sold, currency, price, cents):
    actual = caller.get(f"/orders/{sold(price, currency=currency).number}").json()

    assert (actual["total_amount"], actual["articles"][0]["price"]) == (cents, cents)


@pytest.mark.skipif(not POSTGRESQL, reason="only PostgreSQL writes JSON itself")
def test_postgresql_writes_what_the_description_says(sold, demo, buyer):
    customer = buyer("x@example.com", gender=2, account_type="new", last_login=datetime(2015, 1, 2, tzinfo=UTC))
    odd = [{"sku": "", "quantity": 3, "unit_price": Decimal("0.335"), "discount_amount": Decimal("0.005"),
            "product": {"name": "Ünal & Co", "image": "a.png", "url": None}}]  # fmt: skip
    billing = {"line": "x", "alt_phone": "", "country_code": "ES"}
    orders = [
        demo,
        sold(currency="KWD", customer=customer, items=odd, billing_address=billing, shipping_address=None),
    ]
    ExternalId.objects.create(dialect="aplazame", kind="order", object_id=orders[1].id, value="own")
    rows = answer_cache.seen([order.id for order in orders], rendering.SOURCES)

    written = [orjson.loads(order) for order in rendering.written(rows)]
    assert written == rendering.serialized(rows)
    assert orjson.dumps(written) == orjson.dumps(rendering.serialized(rows))


def test_a_page_takes_as_many_statements_for_one_order_as_for_many(caller, sold):
    sold()

    def statements():
        with CaptureQueriesContext(
            connection,
        ) as captured:
            assert caller.get("/orders").status_code == 200
        return len(captured)

    statements()
    sold()
    one = statements()
    for _ in range(4):
        sold()

    assert statements() == one
    assert one == (3 if POSTGRESQL else 6)


def test_a_text_of_the_books_own_is_told_as_it_is(caller, sold):
    order = sold()
    Order.objects.filter(pk=order.pk).update(first_name='"</b>\\', last_name="İ")

    actual = caller.get(f"/orders/{order.number}").json()["customer"]

    assert (actual["first_name"], actual["last_name"]) == ('"</b>\\', "İ")
