"""What people do on the pages of an order, by what they read there."""

import re

from django.urls import reverse


class Desk:
    """One person's browser, signed in."""

    def __init__(self, page, accessible):
        self.page = page
        self.accessible = accessible

    def find(self, order):
        """From the list to an order, by its ref."""
        self.page.goto(reverse("admin:orders_order_changelist"))
        self.page.locator("#searchbar").fill(order.ref)
        self.page.keyboard.press("Enter")
        self.page.wait_for_url("**q=*")
        self.page.get_by_role("link", name=order.ref).first.click()
        self.page.wait_for_url(f"**/{order.pk}/change/**")

    def choose(self, title):
        """Open the form of an action that the order's page offers under this title (a regular expression)."""
        self.page.locator("#order").get_by_role("link", name=re.compile(f"^{title}$")).first.click()
        self.page.get_by_role("button", name="Preview", exact=True).wait_for()
        self.accessible(self.page)

    def preview(self):
        """Look at what would happen."""
        self.page.get_by_role("button", name="Preview").click()
        self.page.get_by_role("heading", name="This is what would happen").wait_for()
        self.accessible(self.page)
        return self.page.locator(".os-preview").inner_text()

    def confirm(self):
        """Do it, and read the result on the order's page."""
        self.page.get_by_role("button", name="Do it: ").click()
        self.page.wait_for_url("**/change/**")
        return self.page.inner_text("body")
