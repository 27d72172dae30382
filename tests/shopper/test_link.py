"""The link to an order's page: it opens one order, until it is replaced or has expired."""

from datetime import timedelta

import pytest
from django.utils import timezone

from common.actors import SYSTEM
from events.models import Event
from orders.models import Order
from orders.page_link import page_token, page_url
from orders.replace_page_link import replace_page_link


def test_a_link_opens_its_own_order_and_no_other(page_of, place):
    mine, other = place(number="MINE-1"), place(number="OTHER-2")

    answer = page_of(mine).get()

    assert answer.status_code == 200
    assert "MINE-1" in answer.content.decode()
    assert "OTHER-2" not in answer.content.decode()
    assert page_token(mine) != page_token(other)


@pytest.mark.parametrize("change", [lambda token: token[:-1], lambda token: "9" + token, lambda token: "1"])
def test_a_changed_link_opens_nothing(visitor, order, change):
    answer = visitor.get(f"/o/{change(page_token(order))}/")

    assert answer.status_code == 404
    assert "no such order page" in answer.content.decode()


def test_the_orders_api_token_opens_no_page(visitor, order):
    assert visitor.get(f"/o/{order.token}/").status_code == 404


def test_a_replaced_link_says_so(page_of, order):
    old = page_of(order)

    changed = replace_page_link(order, actor=SYSTEM, at=timezone.now())

    assert old.get().status_code == 410
    assert "replaced" in old.get().content.decode()
    assert page_of(changed).get().status_code == 200
    assert Event.objects.filter(order=order, type="order.page_link_replaced").count() == 1


def test_an_expired_link_says_so(page_of, order):
    order.channel.page_days = 30
    order.channel.save()
    page = page_of(order)
    assert page.get().status_code == 200

    Order.objects.filter(pk=order.pk).update(created_at=timezone.now() - timedelta(days=31))

    assert page.get().status_code == 410
    assert "expired" in page.get().content.decode()


def test_guessing_is_throttled(visitor, settings):
    settings.THROTTLES = {**settings.THROTTLES, "unauthenticated": "3/min"}

    answers = [visitor.get(f"/o/{guess}-0.guess/") for guess in range(5)]

    assert [answer.status_code for answer in answers] == [404, 404, 404, 429, 429]
    assert int(answers[-1]["Retry-After"]) <= 60


@pytest.mark.parametrize("path", ["", "cancel/", "return/", "confirmation.pdf"])
def test_no_page_is_cached_or_indexed(page_of, order, path):
    answer = page_of(order).get(path)

    assert answer.status_code == 200
    assert "no-store" in answer["Cache-Control"]
    assert answer["X-Robots-Tag"] == "noindex, nofollow"
    assert answer["Referrer-Policy"] == "same-origin"


def test_the_api_tells_the_link_to_the_customer_and_to_clients(api, guest, order):
    path = f"/api/v1/orders/{order.ref}/page-link/"

    link_answers = [api.get(path), guest.get(path, headers={"X-Order-Token": order.token})]

    assert [answer.json() for answer in link_answers] == [{"url": page_url(order), "expires_at": None}] * 2


def test_only_whoever_may_change_the_order_replaces_the_link(api, guest, client_for, channel, order):
    path = f"/api/v1/orders/{order.ref}/page-link/"
    reader = client_for("orders:read", channels=[channel])

    assert guest.post(path, headers={"X-Order-Token": order.token}).status_code == 403
    assert reader.post(path).status_code == 403
    assert reader.get(path).status_code == 403
    replaced = api.post(path)

    assert replaced.status_code == 200
    assert replaced.json()["url"] == page_url(Order.objects.get(pk=order.pk)) != page_url(order)
