"""Staff write the text of an e-mail, and see what it looks like before anybody gets it."""

from django.urls import reverse

from events.models import MailText

HTML = '<h1>Hello {{ customer_name }}</h1><p><a href="{{ page_url }}">Order {{ number }}</a></p>'


def test_a_text_is_written_previewed_and_saved(signed_in, accessible, channel):
    page = signed_in("Admin")
    page.goto(reverse("admin:events_mailtext_changelist", query={"channel": channel.code}))
    accessible(page)
    page.get_by_role("link", name="Order received, English").click()

    page.locator("[name=html]").fill(HTML)
    page.get_by_role("button", name="Preview").click()

    framed = page.frame_locator("iframe.wp-mail")
    framed.get_by_role("heading", name="Hello John Doe").wait_for()
    assert framed.get_by_role("link", name="Order 1254").get_attribute("href").endswith("/o/example/")
    accessible(page)
    page.get_by_role("button", name="Save").click()
    page.wait_for_url("**/mailtext/?channel=*")
    assert MailText.objects.get().html == HTML
