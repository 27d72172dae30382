"""The second factor and sessions of a member of staff, as they meet them in the browser."""

from django.contrib.auth.models import Group
from django.test import Client
from django.urls import reverse

from access.models import SecondFactorGroup
from access.sessions import sessions_of
from tests.authenticator import Authenticator
from tests.browser.conftest import PASSWORD


def give_password(page, user):
    page.goto(reverse("admin:login"))
    page.get_by_label("Username").fill(user.username)
    page.get_by_label("Password").fill(PASSWORD)
    page.get_by_role("button", name="Log in").click()


def give_code(page, code):
    page.locator("#id_code").fill(code)
    page.get_by_role("button", name="Continue").click()


def test_a_person_is_led_to_set_up_an_app_and_signs_in_with_its_codes(page, person, accessible):
    user = person("Finance")
    SecondFactorGroup.objects.create(group=Group.objects.get(name="Finance"))
    give_password(page, user)
    page.wait_for_url("**/second-factor/set-up/**")
    accessible(page)
    assert page.get_by_role("img", name="QR code with the key").is_visible()
    app = Authenticator.typed(page.locator("#key").inner_text())

    page.locator("#id_code").fill(app.code())
    page.get_by_role("button", name="Set up").click()
    page.locator("#recovery-codes").wait_for()
    accessible(page)
    recovery_codes = page.locator("#recovery-codes li").all_inner_texts()
    page.get_by_role("link", name="I have written them down").click()
    page.wait_for_url("**/admin/")

    page.context.clear_cookies()
    give_password(page, user)
    page.wait_for_url("**/second-factor/code/**")
    accessible(page)
    give_code(page, recovery_codes[0])
    page.wait_for_url("**/admin/")

    page.context.clear_cookies()
    give_password(page, user)
    give_code(page, app.code(steps=1))
    page.wait_for_url("**/admin/")


def test_a_wrong_code_says_what_may_be_the_matter(page, person, accessible):
    user = person("Support")
    Authenticator.of(user)
    give_password(page, user)

    give_code(page, "000000")

    page.get_by_text("The code is wrong, was used before, or came too soon").first.wait_for()
    accessible(page)


def test_a_person_ends_a_session_elsewhere_and_removes_the_app(signed_in, person, accessible):
    page, user = signed_in("Support"), person("Support")
    elsewhere = Client(HTTP_USER_AGENT="Mozilla/5.0 (Windows NT 10.0) Gecko/20100101 Firefox/140.0")
    elsewhere.post(reverse("admin:login"), {"username": user.username, "password": PASSWORD, "next": "/admin/"})
    page.goto(reverse("own-sessions"))
    accessible(page)
    row = page.get_by_role("row").filter(has_text="Firefox, Windows")

    row.get_by_role("button", name="End").click()
    page.get_by_text("The session was ended.").wait_for()
    assert len(sessions_of(user)) == 1
    assert elsewhere.get("/admin/").status_code == 302

    page.goto(reverse("second-factor-set-up"))
    accessible(page)
    page.locator("#id_code").fill(Authenticator.typed(page.locator("#key").inner_text()).code())
    page.get_by_role("button", name="Set up").click()
    page.locator("#recovery-codes").wait_for()
    page.goto(reverse("second-factor"))
    accessible(page)
    page.get_by_label("Your password, or a code").fill(PASSWORD)
    page.get_by_role("button", name="Remove").click()
    page.get_by_text("Your second factor was removed.").wait_for()


def test_an_administrator_looks_after_a_persons_second_factor_and_sessions(signed_in, person, accessible):
    user = person("Support")
    Authenticator.of(user)
    page = signed_in("Admin")
    page.goto(reverse("admin:access_user_change", args=[user.pk]))

    sessions = reverse("admin:access_user_sessions", args=[user.pk])
    assert page.locator(f"a[href='{sessions}']").count()
    page.goto(sessions)
    page.get_by_role("heading", name="Sessions of support-1").first.wait_for()
    accessible(page)
    page.goto(reverse("admin:access_user_second_factor", args=[user.pk]))
    accessible(page)
    page.get_by_role("button", name="Reset").click()

    page.get_by_text("The second factor of support-1 was reset.").wait_for()
