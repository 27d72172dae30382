"""Whatever is typed into a form about an order, the answer is a page that says what is wrong, or what is done."""

import re
from html import escape, unescape

import pytest
from django.db import transaction

from access.models import User
from orders.models import Order, OrderItem

NAMES = re.compile(r'<(?:input|select|textarea)\b[^>]*? name="([^"]+)"')
TYPED = ("", "\0", "-1", "9" * 40, "NaN", "2026-13-45T99:99", "x" * 20_000)
OBJECTS = (
    "[]", "{", '{"a": NaN}', r'{"a": "\u0000"}', r'{"a": "\ud800"}', '{"a": 123456789012345678901234567890}',
    '{"a": 1, "a": 2}', "[" * 100,
)  # fmt: skip


@pytest.fixture
def back_office(client, db):
    client.force_login(User.objects.create_superuser("admin"))
    return client


@pytest.fixture
def cups(paid):
    return paid.items.get(sku="CUP")


@pytest.fixture
def forms(back_office, paid):
    """The addresses of an order's forms, with the names of their fields."""
    start = f"/admin/orders/order/{paid.pk}/"
    page = back_office.get(f"{start}change/").content.decode()
    found = {}
    for href in sorted(set(re.findall(rf'href="({start}[^"?#]+)', page))):
        answer = back_office.get(unescape(href))
        names = set(NAMES.findall(answer.content.decode())) if "html" in answer["Content-Type"] else ()
        found[href] = [name for name in names if name not in ("csrfmiddlewaretoken", "s", "language", "next")]
    return {href: names for href, names in found.items() if names}


def typed_into(back_office, href, names, typed):
    with transaction.atomic():
        answer = back_office.post(href, dict.fromkeys(names, typed))
        transaction.set_rollback(True)
    return answer


def test_nothing_that_is_typed_breaks_a_form(back_office, forms):
    assert len(forms) > 8

    for href, names in forms.items():
        for typed in TYPED:
            answer = typed_into(back_office, href, names, typed)
            assert answer.status_code in (200, 302, 400, 409), f"{href} {typed[:20]!r}: {answer.status_code}"


@pytest.mark.parametrize("typed", OBJECTS)
def test_what_is_no_object_that_can_be_stored_is_refused_and_shown_again(back_office, paid, cups, typed):
    start = f"/admin/orders/order/{paid.pk}"

    for href in (f"{start}/facts/", f"{start}/item-facts/{cups.pk}/"):
        page = typed_into(back_office, href, ["extra_field"], typed)
        assert page.status_code == 200
        assert f">\n{escape(typed)}</textarea>" in page.content.decode()


@pytest.mark.parametrize("typed", ["", "null", "{}"])
def test_an_emptied_object_is_one_without_names(desk, paid, cups, typed):
    OrderItem.objects.filter(pk=cups.pk).update(extra_field={"wrap": True})
    Order.objects.filter(pk=paid.pk).update(extra_field={"source": "radio"})

    desk.do(paid, "facts", extra_field=typed)
    desk.do(paid, "item-facts", cups, extra_field=typed)

    assert Order.objects.get(pk=paid.pk).extra_field == {}
    assert OrderItem.objects.get(pk=cups.pk).extra_field == {}
