"""The workplace in Turkish, for browsers that ask for it."""

from django.urls import reverse

from tests.browser.conftest import PASSWORD, SIZES, Watch


def test_the_workplace_speaks_turkish_to_who_reads_turkish(browser, size, live_server, person, order, accessible):
    context = browser.new_context(**SIZES[size], base_url=live_server.url, locale="tr-TR", reduced_motion="reduce")
    watch = Watch(context, live_server.url)
    page = context.new_page()
    user = person("Support")
    page.goto(reverse("admin:login"))
    page.locator("[name=username]").fill(user.username)
    page.locator("[name=password]").fill(PASSWORD)
    page.locator("#login-form button[type=submit]").click()
    page.wait_for_url("**/admin/")
    assert "Ana sayfa" in page.inner_text("body")
    accessible(page)

    page.goto(reverse("admin:orders_order_change", args=[order.pk]))

    assert page.locator("html").get_attribute("lang") == "tr"
    assert "Alındı" in page.locator("#order").inner_text()
    assert "Zaman çizelgesi" in page.locator("#order").inner_text()
    accessible(page)
    assert watch.unexpected == []
    context.close()
