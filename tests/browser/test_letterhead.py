"""A channel's letterhead, from the form to paper."""

from io import BytesIO

from django.urls import reverse
from PIL import Image
from pypdf import PdfReader

from workplace.models import Letterhead


def test_a_superuser_gives_a_channel_its_letterhead_and_prints_with_it(signed_in, accessible, order, channel):
    logo = BytesIO()
    Image.new("RGB", (120, 40), "navy").save(logo, "PNG")
    page = signed_in("Admin")
    page.goto(reverse("admin:orders_channel_change", args=[channel.pk]))
    page.goto(reverse("admin:orders_channel_letterhead", args=[channel.pk]))
    accessible(page)

    page.locator("[name=legal_name]").fill("US Web Store, Inc.")
    page.locator("[name=address]").fill("300 E St SW\nWashington")
    page.set_input_files("input[name=logo]", {"name": "logo.png", "mimeType": "image/png", "buffer": logo.getvalue()})
    page.locator("#letterhead-form button[type=submit]").click()

    page.wait_for_url("**/change/")
    assert Letterhead.objects.get().legal_name == "US Web Store, Inc."
    printed = page.request.get(reverse("admin:orders_order_document", args=[order.pk, "confirmation"]))
    assert "US Web Store, Inc." in PdfReader(BytesIO(printed.body())).pages[0].extract_text()
