"""Staff who are limited to some channels find nothing of another: on no page of the admin, by no request to the API."""

from uuid import uuid4

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.utils import timezone

from common.in_channels import InChannels
from payments.models import Refund
from tests.routes import routes
from tests.untouched import KEYS, nothing_changes
from tests.workplace.staff_channels.shown import NOWHERE, PAGES, leaked
from workplace.admin.actions import ACTIONS
from workplace.daily_sums import take_daily_sums

OF_NO_CHANNEL = {
    "auth.group", "orders.carrier", "addresses.country", "addresses.city", "addresses.township", "addresses.district",
}  # fmt: skip
"""What is listed and belongs to no channel."""

UNTOLD = {"access.idempotencykey", "axes.accessattempt", "axes.accesslog", "axes.accessfailurelog"}
"""What does not tell its channel, so that nobody who is limited sees rows but their own."""


ADMIN = sorted({route.path for route in routes("/admin/")})

ROWS_OF = {action.verb: action.rows for action in ACTIONS}


@pytest.fixture
def desk(shops, member):
    browser = Client()
    browser.force_login(member)
    return browser


def test_every_page_of_rows_says_which_channel_they_are_of(shops):
    """And the shops of this module have rows of each, so that the tests below can fail."""
    assert [label for label, page in PAGES.items() if not isinstance(page, InChannels)] == []
    assert {label for label, rows in shops.foreign.items() if not rows} == OF_NO_CHANNEL
    assert {label for label, rows in shops.before.items() if not rows} <= OF_NO_CHANNEL


def test_no_list_of_the_admin_shows_rows_of_another_channel(desk, shops):
    shown, leaks = {}, {}
    for label in PAGES:
        answer = desk.get(f"/admin/{label.replace('.', '/')}/")
        rows = {row.pk for row in answer.context["cl"].queryset} if answer.status_code == 200 else None
        shown[label] = rows
        if rows is None or rows & shops.foreign[label] or leaked(answer, shops.marks):
            leaks[label] = (answer.status_code, leaked(answer, shops.marks))

    assert leaks == {}
    assert {label for label, rows in shown.items() if not rows} <= OF_NO_CHANNEL | UNTOLD


def test_no_page_of_a_row_opens_for_another_channel(desk, shops):
    opened, closed = [], []
    for label, rows in shops.foreign.items():
        base = f"/admin/{label.replace('.', '/')}/"
        pages = [f"{base}{pk}/change/" for pk in rows] + [
            f"{base}{pk}/{page}/" for pk in list(rows)[:1] for page in ("history", "delete")
        ]
        for page in pages:
            answer = desk.get(page)
            if answer.status_code == 200 or leaked(answer, shops.words):
                opened.append(page)
        if not any(desk.get(f"{base}{pk}/change/").status_code == 200 for pk in shops.before[label]):
            closed.append(label)

    assert opened == []
    assert set(closed) <= OF_NO_CHANNEL | UNTOLD


def test_nothing_of_another_channel_is_done_by_any_address_of_the_admin(desk, shops):
    """Every address with a place for an order, a channel or their rows, asked for and posted to."""
    other, answered = shops.other, []
    with nothing_changes(but=[KEYS]):
        for path in ADMIN:
            parts = path.strip("/").split("/")
            if "{" not in path or parts[1] in ("{app_label}", "{url}", "r") or "views" in parts:
                continue
            known = {"order": other.order.pk, "channel": other.order.channel_id, "user": other.order.customer.user_id}
            verb = parts[4] if len(parts) > 4 else ""
            address = path.format_map({
                "object_id": known.get(parts[2], NOWHERE), "id": known.get(parts[2], NOWHERE),
                "order_id": other.order.pk, "row_id": other.rows.get(ROWS_OF.get(verb, ""), NOWHERE),
                "kind": "confirmation", "name": "ship", "key": uuid4(),
                "channel_id": other.order.channel_id, "template": "placed", "language": "en",
            })  # fmt: skip
            form = {"order": f"{other.order.pk}:{other.order.version}", "command_key": uuid4().hex, "post": "yes"}
            told_of = [other.order.ref, other.order.email]
            answers = [desk.get(address), desk.post(address, form)]
            answered += [path for answer in answers if answer.status_code == 200 or leaked(answer, told_of)]

    assert answered == []


def test_what_is_chosen_or_confirmed_of_another_channel_is_left_alone(desk, shops):
    other, own = shops.other.order, shops.own.order
    orders = "/admin/orders/order/"
    with nothing_changes(but=[KEYS, "orders.privacyentry"]):
        for action in ("export-csv", "export-xlsx", "ship", "print_packing_slips"):
            answer = desk.post(orders, {"action": action, "_selected_action": [str(other.pk)]})
            assert other.ref not in answer.getvalue().decode(errors="replace")
        desk.post(f"{orders}bulk/ship/", {"order": f"{other.pk}:{other.version}", "command_key": uuid4().hex})
        file = SimpleUploadedFile("numbers.csv", f"ref,tracking_number\n{own.ref},1\n{other.ref},2\n".encode())
        preview = desk.post(f"{orders}import-tracking/", {"file": file})

    sentences = [each.sentence for each in preview.context["results"]]
    assert sentences[1] == "There is no such order."
    assert sentences[0] != sentences[1]


def test_the_search_of_the_admin_finds_nothing_of_another_channel(desk, shops):
    def found(shop):
        refund = Refund.objects.get(pk=shop.rows["refunds"])
        words = [shop.order.ref, shop.order.email, refund.transaction_id, refund.payment.transaction_id]
        return [len(desk.get("/admin/search/", {"s": word}).context["results"]) for word in words]

    assert found(shops.other) == [0, 0, 0, 0]
    assert 0 not in found(shops.own)


def test_the_home_page_counts_ones_own_channels(desk, shops, member, other_channel):
    take_daily_sums(timezone.now())
    limited = desk.get("/admin/")
    other = desk.get("/admin/", {"channel": other_channel.code})
    member.reaches_all_channels = True
    member.save()
    whole = desk.get("/admin/")

    def numbers(page):
        return {str(task.title): task.number for task in page.context["tasks"] if task.number}

    assert numbers(limited)
    assert numbers(whole) == {title: 2 * number for title, number in numbers(limited).items()} | {
        "Webhooks that could not be delivered": 3
    }
    assert [row.code for row in limited.context["channels"]] == ["us-web"]
    assert leaked(limited, shops.marks) == []
    assert other.context["channel"] is None
    assert str(limited.context["charts"][0]) != str(whole.context["charts"][0])
