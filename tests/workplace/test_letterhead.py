"""The letterhead of a channel: on paper, and the page on which it is changed."""

import struct
import zlib
from io import BytesIO

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse
from django.utils import timezone
from PIL import Image
from pypdf import PdfReader

from common.errors import InvalidInput
from tests.basket import fresh
from tests.workplace.papers import CONFIRMATION, SLIP, text
from workplace.documents.printing import print_document
from workplace.letterhead import change_letterhead
from workplace.models import Letterhead

pytestmark = pytest.mark.django_db


def picture(format="PNG", size=(60, 20)):
    file = BytesIO()
    Image.new("RGB", size, "navy").save(file, format)
    return file.getvalue()


# --- letterhead and language ---


def test_the_letterhead_of_the_channel_stands_at_the_top(order, channel):
    changes = {"legal_name": "US Web Store, Inc.", "address": "1 Main St\nWashington", "logo": picture()}
    change_letterhead(channel, at=timezone.now(), changes=changes)

    pdf = print_document(fresh(order), CONFIRMATION)

    assert "US Web Store, Inc. 1 Main St Washington" in text(pdf)
    assert [image.image.size for image in PdfReader(BytesIO(pdf)).pages[0].images] == [(60, 20)]


def test_another_channels_letterhead_is_not_used(order, other_channel):
    change_letterhead(other_channel, at=timezone.now(), changes={"legal_name": "Marketplace Ltd."})

    assert "Marketplace Ltd." not in text(print_document(fresh(order), CONFIRMATION))


def test_a_document_speaks_the_customers_language(place):
    order = place(columns={"language_code": "tr-TR"})

    confirmation = text(print_document(fresh(order), CONFIRMATION))

    assert "Sipariş onayı" in confirmation
    assert "23,50 USD" in confirmation


def test_a_document_speaks_the_channels_language_to_a_customer_who_told_none(order, channel):
    change_letterhead(channel, at=timezone.now(), changes={"language_code": "tr"})

    assert "Paketleme fişi" in text(print_document(fresh(order), SLIP))


def claiming(width, height):
    """A small file that says it is a huge picture."""
    header = b"IHDR" + struct.pack(">IIBBBBB", width, height, 8, 2, 0, 0, 0)
    return picture()[:8] + struct.pack(">I", 13) + header + struct.pack(">I", zlib.crc32(header)) + picture()[33:]


@pytest.mark.parametrize(
    "file",
    [claiming(10_000, 10_000), claiming(30_000, 30_000), b"", b"no picture",
     b"<svg xmlns='http://www.w3.org/2000/svg'/>", picture("GIF"), picture(size=(2001, 1)),
     picture() + b"\0" * 256 * 1024],
    ids=["bomb", "larger bomb", "nothing", "text", "svg", "gif", "wide", "heavy"],
)  # fmt: skip
def test_a_logo_that_is_no_small_picture_is_refused(channel, file):
    with pytest.raises(InvalidInput):
        change_letterhead(channel, at=timezone.now(), changes={"logo": file})

    assert not Letterhead.objects.exists()


def test_a_logo_is_kept_as_large_as_it_is_printed(channel):
    kept = change_letterhead(channel, at=timezone.now(), changes={"logo": picture(size=(2000, 1000))}).logo

    assert Image.open(BytesIO(kept)).size == (500, 250)


def test_a_logo_is_kept_as_the_picture_alone(channel):
    hidden = picture("JPEG") + b"<script>"

    kept = change_letterhead(channel, at=timezone.now(), changes={"logo": hidden}).logo

    assert kept.startswith(b"\x89PNG")
    assert b"<script>" not in kept


# --- the letterhead's page ---


def letterhead_page(channel):
    return reverse("admin:orders_channel_letterhead", args=[channel.pk])


def test_the_letterhead_is_changed_on_the_channels_page(admin_client, channel):
    form = {"legal_name": "US Web Store, Inc.", "address": "1 Main St", "language_code": "en"}

    shown = admin_client.get(reverse("admin:orders_channel_change", args=[channel.pk]))
    done = admin_client.post(letterhead_page(channel), {**form, "logo": SimpleUploadedFile("logo.png", picture())})

    assert letterhead_page(channel) in shown.content.decode()
    assert done.status_code == 302
    assert Letterhead.objects.get().legal_name == "US Web Store, Inc."
    assert bytes(Letterhead.objects.get().logo).startswith(b"\x89PNG")
    assert "data:image/png;base64," in admin_client.get(letterhead_page(channel)).content.decode()


def test_the_logo_stays_until_it_is_removed(admin_client, channel):
    change_letterhead(channel, at=timezone.now(), changes={"logo": picture()})

    admin_client.post(letterhead_page(channel), {"language_code": "en"})
    assert Letterhead.objects.get().logo is not None

    admin_client.post(letterhead_page(channel), {"language_code": "en", "remove_logo": "on"})
    assert Letterhead.objects.get().logo is None


def test_a_wrong_logo_is_told_beside_the_form(admin_client, channel):
    answer = admin_client.post(letterhead_page(channel), {"logo": SimpleUploadedFile("logo.png", b"no picture")})

    assert answer.status_code == 200
    assert "A logo is a PNG or JPEG picture." in answer.content.decode()
    assert not Letterhead.objects.exists()


def test_there_is_no_letterhead_of_no_channel(admin_client, order):
    for unknown in ("nowhere", order.pk):
        assert admin_client.get(f"/admin/orders/channel/{unknown}/letterhead/").status_code == 404


@pytest.mark.parametrize("role", ["Support", "Warehouse", "Finance"])
def test_nobody_without_the_permission_changes_a_letterhead(client, person, channel, role):
    person(role, client)

    assert client.get(letterhead_page(channel)).status_code == 403
    assert client.post(letterhead_page(channel), {"legal_name": "Mine"}).status_code == 403
    assert not Letterhead.objects.exists()
