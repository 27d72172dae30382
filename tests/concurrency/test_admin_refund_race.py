"""Two people press "Confirm: Refund" on the same rehearsal at the same moment, on PostgreSQL with real connections."""

from decimal import Decimal

import pytest
from django.test import Client

from access.models import User
from events.models import Event
from payments.models import Refund
from tests.concurrency.at_once import RACE, ROUNDS, at_once
from tests.sandbox import gateway_and_books_agree
from tests.workplace.acting import Desk
from workplace.admin.actions import running

HANDS = 4

pytestmark = RACE


@pytest.fixture
def desks(db):
    """People at desks of their own."""

    def sit_down(name):
        client = Client()
        client.force_login(User.objects.create_superuser(name, password="a long password"))
        return Desk(client)

    return [sit_down(f"finance-{number}") for number in range(1, HANDS + 1)]


def the_one_refund(sandbox, order, payment):
    refund = Refund.objects.get(payment=payment)
    assert (refund.status, refund.amount) == ("succeeded", Decimal("5.00"))
    asked = [row for row in sandbox.requests("refund") if row["subject"] == payment.attempt_id]
    assert [row["key"] for row in asked] == [str(refund.pk)]
    assert gateway_and_books_agree(sandbox, order)
    return refund


def test_people_who_confirm_the_same_version_at_once_give_one_refund(place, money, sandbox, desks):
    for _ in range(ROUNDS):
        order = place()
        payment = money.pay(order)
        rehearsed = [desk.preview(order, "refund", what="amount", amount="5.00") for desk in desks]
        sheets = [
            (desk, desk.url(order, "refund"), desk.confirmation(page))
            for desk, page in zip(desks, rehearsed, strict=True)
        ]

        answers = at_once(*(lambda d=desk, u=url, s=sent: d.client.post(u, s) for desk, url, sent in sheets))

        assert sorted(answer.status_code for answer in answers) == [200] * (HANDS - 1) + [302]
        assert all(answer.context["notice"] for answer in answers if answer.status_code == 200)
        refund = the_one_refund(sandbox, order, payment)
        assert Event.objects.get(order=order, type="refund.succeeded").actor_name == refund.actor_name


def test_one_person_who_clicks_many_times_gives_one_refund(place, money, sandbox, desks):
    desk = desks[0]
    for _ in range(ROUNDS):
        order = place()
        payment = money.pay(order)
        sent = desk.confirmation(desk.preview(order, "refund", what="amount", amount="5.00"))
        url = desk.url(order, "refund")

        def click(sent=sent, url=url):
            client = Client()
            client.cookies = desk.client.cookies.copy()
            return client.post(url, sent)

        answers = at_once(*[click] * HANDS)

        assert {answer.status_code for answer in answers} == {302}
        the_one_refund(sandbox, order, payment)


def test_without_the_version_each_of_them_would_give_a_refund(place, money, sandbox, desks, monkeypatch):
    monkeypatch.setattr(running, "_has_begun", lambda wish, claimed: True)
    order = place()
    payment = money.pay(order)
    rehearsed = [desk.preview(order, "refund", what="amount", amount="5.00") for desk in desks]
    sheets = [(desk, desk.confirmation(page)) for desk, page in zip(desks, rehearsed, strict=True)]

    at_once(*(lambda d=desk, s=sent: d.client.post(d.url(order, "refund"), s) for desk, sent in sheets))

    assert Refund.objects.filter(payment=payment).count() == HANDS
