"""Where a customer goes after paying: where the payment says, else the channel, else the service."""

import pytest
from django.core.exceptions import ValidationError

from common.errors import InvalidInput
from orders.channel_settings import change_channel
from orders.page_link import page_url
from payments.models import Payment
from tests.untouched import nothing_changes

pytestmark = pytest.mark.usefixtures("sandbox")
THANKS = "https://shop.example/thanks?step=3"


@pytest.fixture
def channel(channel):
    channel.return_hosts = ["shop.example", "shop.example:8443", "localhost:3000"]
    channel.save()
    return channel


@pytest.fixture
def return_address(sandbox):
    """The return address that the gateway was given for a payment."""

    def return_address(payment):
        return sandbox.provider.look_up(payment.attempt_id)["return_url"]

    return return_address


def pay(caller, order, url, **headers):
    body = {"payment_method": "sandbox-card", "return_url": url}
    return caller.post(
        f"/api/v1/orders/{order.ref}/pay/", body, headers={"Idempotency-Key": "k", **headers}, format="json"
    )


def test_the_orders_page_is_where_customers_go(order, money, return_address):
    assert return_address(money.start(order)) == page_url(order)


def test_a_channel_has_its_own_address(order, channel, money, return_address):
    channel.return_url = "https://shop.example/orders/{number}/thanks"
    channel.save()

    assert return_address(money.start(order)) == f"https://shop.example/orders/{order.number}/thanks"


def test_a_payment_has_its_own_address(api, order, channel, return_address):
    channel.return_url = "https://shop.example/elsewhere"
    channel.save()

    assert pay(api, order, THANKS).status_code == 200

    payment = Payment.objects.get(order=order)
    assert payment.return_url == return_address(payment) == THANKS


def test_a_payment_may_name_the_orders_page(api, order, channel, return_address):
    channel.return_url = "https://shop.example/elsewhere"
    channel.save()

    assert pay(api, order, "{page}").status_code == 200
    assert return_address(Payment.objects.get(order=order)) == page_url(order)


@pytest.mark.parametrize(
    ("url", "code"),
    [
        ("http://shop.example/thanks", "not_https"),
        ("ftp://shop.example/thanks", "not_https"),
        ("javascript:alert(1)", "invalid"),
        ("//shop.example/thanks", "not_https"),
        ("/thanks", "invalid"),
        ("https://user@shop.example/", "user_in_url"),
        ("https://user:secret@shop.example/", "user_in_url"),
        ("https://@shop.example/", "user_in_url"),
        ("https://evil.example/thanks", "host_not_allowed"),
        ("https://shop.example.evil.example/", "host_not_allowed"),
        ("https://sub.shop.example/", "host_not_allowed"),
        ("https://shop.example:444/", "host_not_allowed"),
        ("https://shop.example:99999/", "invalid"),
        ("https://evil.example\\@shop.example/", "invalid"),
        ("https://shop.example/\tthanks", "invalid"),
        ("https://şhop.example/", "invalid"),
        ("{hostname}", "invalid"),
    ],
)
def test_what_leads_elsewhere_is_refused_and_names_field_and_rule(api, order, channel, url, code):
    with nothing_changes():
        answer = pay(api, order, url)

    assert answer.status_code == 400
    (error,) = answer.json()["errors"]
    assert (error["pointer"], error["code"]) == ("/return_url", code)


@pytest.mark.parametrize("url", ["https://SHOP.example/", "https://shop.example:8443/", "http://localhost:3000/thanks"])
def test_a_host_is_known_in_any_case_and_by_its_port_and_loopback_needs_no_https(order, channel, money, url):
    assert money.start(order, return_url=url).return_url == url


def test_without_https_only_where_the_service_is_tried_out(order, channel, money, settings):
    with pytest.raises(InvalidInput):
        money.start(order, return_url="http://shop.example/")
    settings.DEBUG = True

    assert money.start(order, return_url="http://shop.example/").status == "processing"


def test_another_address_begins_another_attempt_and_the_same_resumes_it(order, channel, money):
    first = money.start(order, return_url=THANKS)
    same = money.start(order, return_url=THANKS)
    other = money.start(order)

    assert same.pk == first.pk != other.pk
    assert Payment.objects.get(pk=first.pk).status == "cancelled"


def test_a_rehearsal_refuses_alike_and_begins_nothing(api, order, channel):
    path = f"/api/v1/orders/{order.ref}/pay/?dry_run=true"
    body = {"payment_method": "sandbox-card"}

    with nothing_changes():
        refused = api.post(path, body | {"return_url": "https://evil.example/"}, format="json")
        rehearsed = api.post(path, body | {"return_url": THANKS}, format="json")

    assert (refused.status_code, rehearsed.status_code) == (400, 200)


@pytest.mark.parametrize(
    "wrong",
    [
        {"return_url": "http://shop.example/"},
        {"return_url": "https://shop.example/{token}"},
        {"return_url": "https://shop.example/{page.token}"},
        {"return_url": "https://user@shop.example/"},
        {"return_hosts": ["https://shop.example"]},
        {"return_hosts": ["Shop.example"]},
        {"return_hosts": "shop.example"},
    ],
)
def test_a_channel_keeps_no_address_that_breaks_a_rule(channel, wrong):
    with pytest.raises(ValidationError), nothing_changes():
        change_channel(channel, wrong)
