"""Payments are for whoever has `payments:read`: not in an order's answers, not on pages, not on paper for others."""

from io import BytesIO

import pytest
from django.contrib.auth.models import Group, Permission
from django.db import connection
from pypdf import PdfReader
from rest_framework.test import APIClient

from access.models import User
from orders.cancelling.plan_rows import NewPlan
from orders.cancelling.plans import open_plan
from orders.models import Order
from orders.status.change_status import change_status
from orders.statuses import OrderStatus
from tests.untouched import KEYS, nothing_changes
from tests.workplace.acting import Desk

ORDERS = "/api/v1/orders/"
CARD = "4242"


@pytest.fixture
def paid(place, money):
    """An order paid by card."""
    order = place()
    money.pay(order)
    return Order.objects.get(pk=order.pk)


@pytest.fixture
def warehouse(db):
    person = User.objects.create_user(
        "warehouse-1", password="a long password", is_staff=True, reaches_all_channels=True
    )
    person.groups.add(Group.objects.get(name="Warehouse"))
    return person


@pytest.fixture
def warehouse_api(warehouse):
    connection = APIClient()
    connection.force_login(warehouse)
    return connection


@pytest.fixture
def shipper(client_for, channel):
    """A client that ships, and has nothing to do with money."""
    return client_for("orders:read", "orders:write", "shipments:write", "cancellations:read", channels=[channel])


@pytest.fixture(params=["warehouse_api", "shipper"])
def blind(request):
    """Somebody who sees no payments."""
    return request.getfixturevalue(request.param)


# --- the API ---------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("path", ["{ref}/", "", "{ref}/?fields=ref,total,items", "?expand=shipments,statuses,notes"])
def test_who_lacks_the_scope_gets_orders_without_payments(blind, paid, path):
    answer = blind.get(ORDERS + path.format(ref=paid.ref))

    assert answer.status_code == 200
    assert "total" in answer.content.decode()
    assert "payments" not in answer.content.decode()
    assert "card_last4" not in answer.content.decode()


@pytest.mark.parametrize("asked", ["expand=payments", "expand=notes,payments", "fields=ref,payments"])
@pytest.mark.parametrize("path", ["{ref}/", ""])
def test_who_lacks_the_scope_and_asks_for_payments_is_told_so(blind, paid, path, asked):
    answer = blind.get(f"{ORDERS}{path.format(ref=paid.ref)}?{asked}")

    assert (answer.status_code, answer.json()["code"]) == (403, "scope_missing")
    assert answer.json()["scope"] == "payments:read"


def test_answers_to_commands_and_refusals_have_no_payments_either(shipper, paid):
    changed = shipper.patch(f"{ORDERS}{paid.ref}/", {"invoice_number": "A-1"}, format="json")
    with nothing_changes(but=[KEYS]):
        differs = shipper.post(f"{ORDERS}{paid.ref}/ship/", {}, format="json", headers={"if-match": '"1"'})
    shipped = shipper.post(f"{ORDERS}{paid.ref}/ship/", {}, format="json")

    assert (changed.status_code, differs.status_code, shipped.status_code) == (200, 412, 200)
    for order in (changed.json(), differs.json()["current"], shipped.json()):
        assert order["ref"] == paid.ref
        assert "payments" not in order


def test_buyers_see_their_payments(customer_api, guest, paid):
    guest.credentials(HTTP_X_ORDER_TOKEN=paid.token)

    for buyer in (customer_api, guest):
        (payment,) = buyer.get(f"{ORDERS}{paid.ref}/").json()["payments"]
        assert payment["card_last4"] == CARD


def test_a_tag_of_an_order_without_payments_is_not_that_of_the_order_with_them(shipper, api, paid):
    url = f"{ORDERS}{paid.ref}/"
    without = shipper.get(url)["ETag"]

    assert api.get(url, headers={"if-none-match": without}).status_code == 200
    assert shipper.get(url, headers={"if-none-match": without}).status_code == 304
    changed = shipper.patch(url, {"invoice_number": "A-1"}, format="json", headers={"if-match": without})
    assert changed.status_code == 200


@pytest.mark.skipif(connection.vendor != "postgresql", reason="Other databases use the serializers.")
@pytest.mark.parametrize("path", ["{ref}/", "?expand=shipments"])
def test_the_database_writes_no_more_than_the_serializers(blind, paid, monkeypatch, path):
    url = ORDERS + path.format(ref=paid.ref)
    written = blind.get(url).json()
    for module in ("base", "order"):
        monkeypatch.setattr(f"orders.views.{module}.can_render", lambda request: False)

    assert written == blind.get(url).json()


def test_a_plan_does_not_say_on_which_card_its_money_goes_back(shipper, api, paid, now):
    plan = open_plan(paid, NewPlan(plan_type="cancel"), **now)

    for path in ("", f"{plan.pk}/"):
        seen, hidden = (who.get(f"/api/v1/cancellation-plans/{path}").content.decode() for who in (api, shipper))
        assert f'"{CARD}"' in seen
        assert "payment_plan" not in hidden
        assert "card_last4" not in hidden


def test_a_rehearsal_tells_of_e_mails_without_their_words(blind, api, paid):
    url = f"/api/v1/order-items/{paid.items.get().pk}/reject/?dry_run=true"
    with nothing_changes():
        (seen,), (hidden,) = (who.post(url, {}, format="json").json()["emails"] for who in (api, blind))

    assert f"•••• {CARD}" in seen["text"]
    assert hidden == {name: value for name, value in seen.items() if name != "text"}


# --- pages and paper -------------------------------------------------------------------------------------------------


@pytest.fixture
def desk(client, warehouse):
    client.force_login(warehouse)
    return client


def confirmation(client, order):
    pdf = client.get(f"/admin/orders/order/{order.pk}/documents/confirmation/").content
    return " ".join(page.extract_text() for page in PdfReader(BytesIO(pdf)).pages)


def test_a_confirmation_names_the_card_to_who_may_see_it(desk, desk_of, paid):
    seen, hidden = confirmation(desk_of("Finance"), paid), confirmation(desk, paid)

    assert f"•••• {CARD}" in seen
    assert "Medium Mug" in hidden
    assert "Paid:" not in hidden
    assert CARD not in hidden


def test_a_preview_tells_that_money_goes_back_and_not_on_which_card(desk, paid):
    url = f"/admin/orders/order/{paid.pk}/reject/{paid.items.get().pk}/"
    with nothing_changes():
        page = desk.post(url, {"quantity": "2", "reason": "Gone", "preview": "1"})

    result = page.context["result"]
    assert [part.payment for part in result.refunds] == ["a payment"]
    assert any("to a payment." in sentence for sentence in result.events)
    assert "One e-mail to the customer." in page.content.decode()
    assert CARD not in page.content.decode()


def test_the_timeline_names_no_card_to_who_sees_events_and_no_payments(desk, warehouse, paid):
    warehouse.user_permissions.add(Permission.objects.get(codename="view_event"))

    page = desk.get(f"/admin/orders/order/{paid.pk}/change/").content.decode()

    assert "was paid: a payment." in page
    assert CARD not in page


# --- e-mails ---------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(("role", "sees"), [("Support", True), ("Finance", False)])
def test_e_mails_on_the_page_and_in_previews_are_for_who_may_read_them(desk_of, paid, now, role, sees):
    change_status(paid, to=OrderStatus.PACKAGE_WAITING, notify_customer=True, **now)
    client = desk_of(role)

    page = client.get(f"/admin/orders/order/{paid.pk}/change/").content.decode()
    preview = Desk(client).preview(paid, "cancel", notify_customer="on")

    assert (client.get("/admin/events/message/").status_code == 200) == sees
    assert ('id="messages-title"' in page) == sees
    assert len(preview.context["result"].emails) == 1
    assert ('class="os-email"' in preview.content.decode()) == sees
    assert ("One e-mail to the customer." in preview.content.decode()) != sees
