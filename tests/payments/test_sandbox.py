"""The sandbox itself: its page, its tricks, its books, and that only whoever has its secret is heard."""

import sqlite3
import subprocess
import sys
import time
from decimal import Decimal
from uuid import uuid4

import pytest
import requests

from orders.money.gateway_calls import charge_for
from payments.gateways.answers import Declined, Missing
from payments.gateways.base import GatewayUnreachable, Operation, RefundCall
from payments.gateways.registry import gateway
from payments.gateways.sandbox import gateway as client
from payments.gateways.sandbox.books import Books
from payments.gateways.sandbox.cards import CARDS
from payments.gateways.sandbox.signature import TOLERANCE_SECONDS, is_genuine, signed
from payments.gateways.sandbox.webhooks import Deliverer
from payments.models import Payment
from tests.sandbox import GOOD_CARD, SECRET

PAGE = "/sandbox/pay/"


@pytest.fixture
def here(sandbox, settings, monkeypatch):
    """The sandbox as a part of this service."""
    monkeypatch.setattr(client, "here", lambda books, secret: sandbox.server)
    card = {**settings.PAYMENT_GATEWAYS["sandbox-card"], "url": "", "page_url": "http://testserver/sandbox"}
    settings.PAYMENT_GATEWAYS = {"sandbox-card": card}
    return sandbox


def test_a_person_pays_on_the_page_of_this_service(order, money, here, guest):
    payment = money.start(order)

    page = guest.get(payment.url)
    paid = guest.post(payment.url, f"do=pay&card={GOOD_CARD}", content_type="application/x-www-form-urlencoded")

    assert payment.url == f"http://testserver{PAGE}{payment.attempt_id}"
    assert "23.50 USD" in page.content.decode()
    assert all(card.number[-4:] in page.content.decode() for card in CARDS.values())
    assert (paid.status_code, paid["Location"].endswith("payment=captured")) == (302, True)
    money.reconcile()
    assert Payment.objects.get().status == "completed"


@pytest.mark.parametrize(
    ("return_url", "origins"),
    [("https://shop.example.com/thanks/{ref}", ["'self'", "https://shop.example.com"]), ("", ["'self'"])],
)
def test_the_form_leads_to_this_service_and_on_to_the_shop_alone(
    order, money, here, guest, settings, return_url, origins
):
    settings.PAYMENT_RETURN_URL = return_url
    payment = money.start(order)

    for page in (guest.get(payment.url), guest.post(payment.url)):
        policy = dict(part.split(" ", 1) for part in page["Content-Security-Policy"].split("; "))
        assert policy["form-action"].split() == origins


@pytest.mark.parametrize(
    ("form", "said", "status"),
    [
        ("do=pay&card=4000000000000119", "does not answer", "open"),
        ("do=pay&card=1234", "its own test cards only", "open"),
        ("do=cancel", "", "cancelled"),
    ],
)
def test_a_person_may_be_left_waiting_mistaken_or_gone(order, money, here, guest, form, said, status):
    payment = money.start(order)

    answer = guest.post(payment.url, form, content_type="application/x-www-form-urlencoded")

    assert said in answer.content.decode()
    assert here.books.rows("payments")[0]["status"] == status


def test_a_page_that_was_answered_takes_no_other_card(order, money, here, guest):
    payment = money.start(order)
    here.pay(payment, "4000000000000002")

    assert "This payment is declined." in guest.get(payment.url).content.decode()


def test_a_page_of_nothing_is_not_there(here, guest):
    assert guest.get(f"{PAGE}attempt_of_nobody").status_code == 404


def test_a_sandbox_elsewhere_has_no_page_here(sandbox, guest, db):
    assert guest.get(f"{PAGE}attempt_of_nobody").status_code == 404


def test_whoever_has_no_secret_is_not_heard(sandbox):
    answer = requests.post(f"{sandbox.server.address}/v1/refunds", json={}, timeout=5)

    assert answer.status_code == 401
    assert sandbox.requests() == []


@pytest.mark.parametrize("trick", ["cut_before", "cut_after", "error_before", "error_after"])
def test_a_misbehaving_gateway_is_an_unreachable_one(order, money, sandbox, trick):
    charge = charge_for(order, money.start(order))
    sandbox.misbehave("look_up", trick)

    with pytest.raises(GatewayUnreachable):
        gateway("sandbox-card").look_up_payment(charge)


def test_what_the_gateway_never_heard_of_is_missing(order, money, sandbox):
    charge = charge_for(order, money.pay(order))

    answer = gateway("sandbox-card").look_up_refund(RefundCall(uuid4(), Decimal("1.00"), charge))

    assert isinstance(answer, Missing)


def test_one_key_is_one_refund_however_often_it_is_asked_for(order, money, sandbox):
    card, charge = gateway("sandbox-card"), charge_for(order, money.pay(order))
    first = RefundCall(uuid4(), Decimal("1.00"), charge)
    other_amount = RefundCall(first.id, Decimal("2.00"), charge)

    assert card.refund(first) == card.refund(first)
    assert isinstance(card.refund(other_amount), Declined)
    assert sandbox.taken() == Decimal("22.50")


def test_the_gateway_itself_never_gives_back_more_than_it_took(order, money, sandbox):
    charge = charge_for(order, money.pay(order))

    answer = gateway("sandbox-card").refund(RefundCall(uuid4(), Decimal("23.51"), charge))

    assert (type(answer), answer.code) == (Declined, "more_than_was_taken")


def test_a_call_back_is_delivered_until_it_is_taken(order, money, sandbox):
    """Nobody listens at the address: it stays owed, and is tried less and less often."""
    payment = money.start(order)
    with sandbox.books.changing() as books:
        books.execute("UPDATE payments SET webhook_url = 'http://127.0.0.1:9/'")
    sandbox.pay(payment)
    deliverer = Deliverer(sandbox.books, SECRET)

    assert deliverer.deliver_due() == 0

    owed = sandbox.books.rows("webhooks")[0]
    assert (owed["tries"], owed["delivered"]) == (1, 0)
    assert owed["due"] > time.time()


def test_an_old_signature_is_no_signature():
    body, at = b"{}", 1_000_000

    assert is_genuine(signed(body, SECRET, at=at), body, SECRET, at=at + TOLERANCE_SECONDS)
    assert not is_genuine(signed(body, SECRET, at=at), body, SECRET, at=at + TOLERANCE_SECONDS + 1)


def test_the_books_survive_whoever_keeps_them(tmp_path):
    """A writer that is killed in the middle of a change leaves nothing of it."""
    books = Books(tmp_path / "books.sqlite3")
    script = f"""
import os, signal
from pathlib import Path
from payments.gateways.sandbox.books import Books
with Books(Path({str(books.path)!r})).changing() as connection:
    connection.execute("INSERT INTO requests (operation, subject, key) VALUES ('refund', 'x', 'y')")
    os.kill(os.getpid(), signal.SIGKILL)
"""
    killed = subprocess.run([sys.executable, "-c", script], check=False)

    assert killed.returncode == -9
    assert books.rows("requests") == []


def test_the_sandbox_runs_as_a_server_of_its_own(tmp_path):
    command = [
        sys.executable,
        "-m",
        "payments.gateways.sandbox",
        "--books",
        str(tmp_path / "own.sqlite3"),
        "--port",
        "0",
    ]
    with subprocess.Popen(command, stdout=subprocess.PIPE, text=True) as server:
        address = server.stdout.readline().split()[-1]
        answer = requests.get(f"{address}/v1/payments/none", headers={"Authorization": "Bearer sandbox"}, timeout=5)
        server.kill()

    assert (answer.status_code, answer.json()["code"]) == (404, "unknown_payment")
    with sqlite3.connect(tmp_path / "own.sqlite3") as books:
        assert books.execute("SELECT operation FROM requests").fetchall() == [("look_up",)]


def test_every_operation_has_an_expected_answer_for_rehearsals(sandbox):
    card = gateway("sandbox-card")

    assert all(card.expected(operation) for operation in Operation)
