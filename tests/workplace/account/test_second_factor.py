"""The second factor: given after the password, required by group or of all, asked for by the API."""

import re
from datetime import timedelta

import pytest
import time_machine
from django.contrib.admin.models import LogEntry
from django.contrib.auth.models import Group
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone
from rest_framework.test import APIClient

from access.models import SecondFactorGroup
from tests.authenticator import Authenticator
from tests.routes import routes
from tests.workplace.account.conftest import CODE, ORDERS, OWN, SET_UP, Browser, begin_setting_up

# --- giving the code -------------------------------------------------------------------------------------------------


def test_the_password_alone_reaches_the_code_page_and_the_way_out_and_nothing_else(app, laptop):
    paths = {route.path for route in routes("/admin/")} - {CODE, "/admin/login/", "/admin/logout/"}
    names = "object_id content_type_id id pk key url app_label order_id row_id kind name channel_id template language"
    address = dict.fromkeys(names.split(), "1")
    for path in paths:
        for answer in (laptop.get(path.format_map(address)), laptop.post(path.format_map(address))):
            assert answer.status_code == 302, path
            assert answer["Location"].startswith((f"{CODE}?next=", OWN)), path

    assert laptop.get(CODE).status_code == 200
    assert laptop.post("/admin/logout/").status_code == 200


def test_the_code_lets_in_where_the_person_wanted_to_go_under_a_new_key(app, laptop):
    before = laptop.session.session_key

    assert laptop.give(app.code())["Location"] == "/admin/orders/order/"

    assert laptop.reaches("/admin/orders/order/")
    assert laptop.session.session_key != before


def test_the_code_leads_to_no_other_site(app, laptop):
    answer = laptop.post(CODE, {"code": app.code(), "next": "https://example.com/"})

    assert answer["Location"] == "/admin/"


def test_the_code_of_one_session_is_none_of_another(app, laptop, person):
    laptop.give(app.code())
    other = Browser()
    other.sign_in()

    assert not other.reaches()


def test_a_code_counts_once(app, laptop):
    code = app.code()
    laptop.give(code)
    other = Browser()
    other.sign_in()

    assert "was used before" in other.give(code).content.decode()
    assert not other.reaches()


def test_after_a_wrong_code_the_right_one_waits_a_second(app, laptop):
    begun = timezone.now()
    with time_machine.travel(begun, tick=False):
        laptop.give("000000")
        laptop.give(app.code())
        assert not laptop.reaches()
    with time_machine.travel(begun + timedelta(seconds=1.1), tick=False):
        laptop.give(app.code())
        assert laptop.reaches()


def test_five_wrong_codes_lock_the_name_at_the_address_and_signing_in_again_does_not_help(app, laptop):
    begun = timezone.now()
    with time_machine.travel(begun, tick=False):
        for _ in range(4):
            assert laptop.give("000000").status_code == 200
            assert laptop.sign_in().status_code == 302
        answer = laptop.give("000000")
        assert (answer.status_code, answer["Retry-After"]) == (429, "900")
        assert laptop.sign_in().status_code == 429
        assert laptop.give(app.code()).status_code == 429
    with time_machine.travel(begun + timedelta(minutes=15, seconds=1), tick=False):
        assert laptop.give(app.code()).status_code == 302


def test_the_right_code_forgets_the_mistakes_before_it(app, laptop):
    begun = timezone.now()
    for number in range(4):
        with time_machine.travel(begun + timedelta(minutes=number), tick=False):
            laptop.give("000000")
    with time_machine.travel(begun + timedelta(minutes=5), tick=False):
        assert laptop.give(app.code()).status_code == 302

    other = Browser()
    assert [other.sign_in(password=f"guess {number}").status_code for number in range(4)] == [200] * 4


def test_a_recovery_code_replaces_a_code_once_however_it_is_typed(recovery_codes, laptop):
    assert laptop.give(recovery_codes[0].upper().replace("-", " ")).status_code == 302
    assert laptop.reaches()
    other = Browser()
    other.sign_in()

    other.give(recovery_codes[0])

    assert not other.reaches()
    assert "9 recovery codes are left" in laptop.get(OWN).content.decode()


# --- required --------------------------------------------------------------------------------------------------------


def test_who_must_have_one_and_has_none_reaches_only_the_page_to_set_it_up(required, laptop):
    for path in ("/admin/", "/admin/orders/order/", "/admin/password_change/", OWN, "/admin/account/sessions/"):
        answer = laptop.get(path)
        assert answer["Location"].startswith(f"{SET_UP}?next="), path
    assert "Orders" not in laptop.get(SET_UP).content.decode().replace("Orders Service", "")

    app = begin_setting_up(laptop)
    laptop.post(SET_UP, {"code": app.code()})

    assert laptop.reaches("/admin/orders/order/")


def test_who_may_do_without_is_let_in_by_password(laptop):
    assert laptop.reaches("/admin/orders/order/")


def test_it_can_be_required_of_all_staff(settings, admin_client, laptop):
    settings.SECOND_FACTOR_REQUIRED = True

    assert admin_client.get("/admin/")["Location"].startswith(SET_UP)
    assert laptop.get("/admin/")["Location"].startswith(SET_UP)


def test_a_group_requires_it_from_now_on_and_the_log_says_so(admin_client, laptop):
    group = Group.objects.get(name="Support")
    form = {"name": "Support", "permissions": list(group.permissions.values_list("pk", flat=True))}
    address = reverse("admin:auth_group_change", args=[group.pk])
    assert laptop.reaches()

    assert admin_client.post(address, form | {"needs_second_factor": "on"}).status_code == 302
    assert not laptop.reaches()
    assert "Members need a second factor" in LogEntry.objects.get().get_change_message()
    assert 'name="needs_second_factor"' in admin_client.get(address).content.decode()

    assert admin_client.post(address, form).status_code == 302
    assert laptop.reaches()
    assert not SecondFactorGroup.objects.exists()


# --- by API ----------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("step", ["code", "set-up"])
def test_a_session_without_the_code_is_refused_by_the_api(step, person, required, request):
    if step == "code":
        request.getfixturevalue("app")
    api = APIClient()
    api.force_login(person)

    for answer in (api.get(ORDERS), api.post(ORDERS, {}, format="json"), api.get("/api/v1/countries/")):
        problem = answer.json()
        assert (answer.status_code, problem["code"], problem["step"]) == (401, "second_factor_missing", step)
        assert "second factor" in problem["detail"]


def test_a_session_is_served_for_one_more_query_with_a_code_or_without(person, laptop):
    before = queries_of(laptop)
    laptop.give(Authenticator.of(person)[0].code())
    after = queries_of(laptop)

    assert [before.count(table) for table in ("otp_totp_totpdevice", "access_secondfactorgroup")] == [1, 0]
    assert [after.count(table) for table in ("otp_totp_totpdevice", "access_secondfactorgroup")] == [1, 0]
    assert len(after) == len(before)


def queries_of(laptop):
    with CaptureQueriesContext(connection) as queries:
        assert laptop.get(ORDERS).status_code == 200
    return [found[1] for query in queries if (found := re.search(r'FROM "(\w+)"', query["sql"]))]


def test_customers_need_no_second_factor(settings, customer_api):
    settings.SECOND_FACTOR_REQUIRED = True

    assert customer_api.get(ORDERS).status_code == 200
