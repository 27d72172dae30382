"""Aplazame's own SDK against a server: each of its calls, and what the SDK's own tests demand of an API."""

from decimal import Decimal

import pytest
from aplazame_sdk import AplazameError, Client

from orders.models import CustomerHistoryEntry, Order
from orders_service.demo.aplazame import EARLIER_SHIPPING

pytestmark = pytest.mark.django_db(transaction=True, serialized_rollback=True)

ARTICLE = {
    "id": "59825349042875546873",
    "name": "N5 eau premiere spray",
    "description": "A decidedly lighter, fresher...",
    "url": "http://www.chanel.com",
    "image_url": "http://www.chanel.com",
    "quantity": 1,
    "price": 29000,
    "tax_rate": 2100,
}
CART = {"order": {"articles": [ARTICLE], "discount": 300}}
WHOLE = {"order": {"shipping": EARLIER_SHIPPING, **CART["order"], "currency": "EUR", "total_amount": 31080}}
EARLIER = {
    "id": "18857527248912279381",
    "amount": 12080,
    "due": "",
    "status": "cancelled",
    "type": "paypal",
    "order_date": "2014-03-21T13:56:45+0000",
    "currency": "EUR",
    "billing": None,
    "shipping": EARLIER_SHIPPING,
}


@pytest.fixture(params=[{}, {"sandbox": True}, {"version": "2"}], ids=["plain", "sandbox", "version 2"])
def options(request):
    return request.param


@pytest.fixture
def connect(live_server, token, settings):
    settings.ALLOWED_HOSTS = ["*"]
    host = live_server.url.removeprefix("http://")
    return lambda token=token, **options: Client(token, host=f"{host}/dialects/aplazame", ssl=False, **options)


@pytest.fixture
def sdk(connect):
    return connect()


def refused(call, *args, **kwargs):
    with pytest.raises(AplazameError) as error:
        call(*args, **kwargs)
    return error.value


def test_it_lists_and_reads_orders(connect, options, demo):
    sdk = connect(**options)

    listed = sdk.orders({"ordering": "-cancelled,confirmed"}, page=1).json()["results"]

    assert [row["mid"] for row in listed] == [demo.number]
    assert sdk.get_order(demo.id.hex).json() == sdk.get_order(demo.number).json() == listed[0]


def test_it_asks_for_a_page_past_the_end(sdk, demo):
    answer = sdk.orders(page=2)

    assert (answer.status_code, answer.json()["results"]) == (200, [])


def test_it_filters_by_what_python_has(sdk, demo, confirmed):
    order = confirmed()

    def found(**filters):
        return [row["mid"] for row in sdk.orders(filters).json()["results"]]

    assert found(created_since=demo.created_at.replace(tzinfo=None)) == [order.number]
    assert found(**{"confirmed-isnull": True}) == [demo.number]
    assert found(mid=[demo.number, order.number], ordering="created") == [demo.number, order.number]
    assert found(q="hobbes,watter") == [demo.number]
    assert len(found(q=None)) == 2


def test_the_first_order_not_cancelled_is_the_one_confirmed_first(sdk, demo, confirmed):
    first = confirmed()
    confirmed()

    found = sdk.orders({"ordering": "-cancelled,confirmed"}).json()["results"][0]

    assert (found["mid"], found["cancelled"], found["confirmed"] is None) == (first.number, None, False)


def test_it_refunds(sdk, paid):
    order = paid()

    assert sdk.refund_check(order.number).json() == {"remaining_amount": 70070}
    assert sdk.refund(order.number, amount=1).json() == {"remaining_amount": 70069}
    assert sdk.refund(order.id.hex, 10049).json() == {"remaining_amount": 60020}
    assert Order.objects.get(pk=order.pk).amount_refunded == Decimal("100.50")


def test_it_updates_an_order_after_a_refund(sdk, paid):
    order = paid()
    sdk.refund(order.number, amount=1)

    assert sdk.update(order.number, CART, partial=True).status_code == 204
    assert sdk.update(order.number, WHOLE).status_code == 204
    assert Order.objects.get(pk=order.pk).total == Decimal("700.70")


def test_it_updates_an_order_that_is_not_paid(sdk, sold):
    order = sold()

    assert sdk.update(order.id.hex, WHOLE).status_code == 204
    assert sdk.get_order(order.number).json()["total_amount"] == 31080


def test_it_cancels_once(sdk, sold):
    order = sold()

    assert sdk.cancel(order.number).status_code == 204
    assert refused(sdk.cancel, order.number).code == 403
    assert refused(sdk.update, order.number, CART, partial=True).code == 403
    assert refused(sdk.history, order.number, [EARLIER]).code == 403


def test_it_authorizes_once(sdk, sold):
    order = sold()

    assert sdk.authorize(order.id.hex).json() == {"id": order.number, "amount": 70070}
    assert sdk.get_order(order.number).json()["confirmed"]
    assert refused(sdk.authorize, order.number).code == 403


def test_it_tells_the_history_before_an_order_is_confirmed(sdk, sold, confirmed):
    order = sold()

    assert sdk.history(order.number, [EARLIER]).status_code == 204
    assert CustomerHistoryEntry.objects.get(customer=order.customer, reference=EARLIER["id"]).amount == Decimal(
        "120.80"
    )
    assert refused(sdk.history, confirmed().number, {}).code == 403


def test_it_reads_errors(connect, sdk, demo):
    missing = refused(sdk.cancel, "404")
    unknown = refused(connect("nobody").orders)

    assert (missing.code, missing.type, missing.message) == (404, "ObjectNotFoundException", "Object not found")
    assert missing.response.json()["error"]["fields"] == {"order__id": "404"}
    assert (unknown.code, unknown.type) == (401, "UnauthorizedException")
    assert str(refused(sdk.get_order, "x y")) == "404.Object not found"


@pytest.mark.parametrize("method", ["post", "delete"])
def test_other_methods_on_the_list_are_not_allowed(sdk, demo, method):
    error = refused(getattr(sdk, method), "/orders")

    assert error.code == 405
    assert "not allowed" in error.message


def test_an_error_in_another_format_is_no_json(connect, demo):
    error = refused(connect(ctype="xml").get_order, "404")

    assert error.message == "Unknown Error"


@pytest.mark.parametrize("call", ["merchants", "me", "customers"])
def test_what_the_document_of_orders_does_not_have_is_not_found(sdk, demo, call):
    assert refused(getattr(sdk, call)).code == 404
