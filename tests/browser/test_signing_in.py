"""Into the admin and out again."""

from django.urls import reverse

from tests.browser.conftest import PASSWORD


def test_a_person_signs_in_finds_an_order_by_email_and_signs_out(signed_in, accessible, place):
    order = place()
    page = signed_in("Support")
    accessible(page)

    page.goto(reverse("admin:orders_order_changelist"))
    page.locator("#searchbar").fill("shop@example.com")
    page.keyboard.press("Enter")
    page.wait_for_url("**q=shop*")
    accessible(page)
    page.get_by_role("link", name=order.ref).first.click()

    page.wait_for_url(f"**{order.pk}/**")
    assert order.ref in page.title()


def test_guessing_ends_at_a_page_that_says_how_long_to_wait(page, watch, person, accessible):
    watch.expect("429")
    person("Support")
    page.goto(reverse("admin:login"))
    accessible(page)
    for _ in range(5):
        page.get_by_label("Username").fill("support-1")
        page.get_by_label("Password").fill("a guess")
        with page.expect_navigation():
            page.get_by_role("button", name="Log in").click()

    assert "15 minutes" in page.get_by_role("alert").inner_text()
    accessible(page)


def test_a_person_changes_the_password(signed_in, accessible):
    page = signed_in("Warehouse")
    page.goto(reverse("admin:password_change"))
    accessible(page)

    page.get_by_label("Old password").fill(PASSWORD)
    page.locator("[name=new_password1]").fill("another long password")
    page.locator("[name=new_password2]").fill("another long password")
    page.get_by_role("button", name="Change password").click()

    page.wait_for_url("**/password_change/done/")
