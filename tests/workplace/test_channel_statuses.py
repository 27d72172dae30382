"""Staff say what a channel calls its statuses, and in which zone it tells times."""

import json

import pytest
from django.core.exceptions import ValidationError
from django.urls import reverse

from orders.channel_settings import change_channel
from orders.models import Channel

NAMES = [{"name": "Sent", "move": "ship", "shows": ["SHIPPED"]}, {"name": "New", "shows": ["CREATED"]}]


def page(channel):
    return reverse("admin:orders_channel_statuses", args=[channel.pk])


def kept(channel):
    row = Channel.objects.get(pk=channel.pk)
    return row.time_zone, row.status_names


def test_names_and_zone_are_changed_on_the_channels_page(admin_client, channel):
    answer = admin_client.post(page(channel), {"time_zone": "Europe/Madrid", "status_names": json.dumps(NAMES)})

    assert answer.status_code == 302
    assert kept(channel) == ("Europe/Madrid", NAMES)
    shown = admin_client.get(page(channel)).content.decode()
    assert "&quot;Sent&quot;" in shown
    assert '<option value="Europe/Madrid" selected>' in shown


def test_a_dialect_speaks_by_them(admin_client, channel, order, client_for, settings):
    settings.DIALECTS = ["lunasoft"]
    admin_client.post(page(channel), {"time_zone": "America/Denver", "status_names": json.dumps(NAMES)})

    (shown,) = client_for("orders:read", channels=[channel]).get("/dialects/lunasoft/orders").json()["orders"]

    assert shown["current_status"] == "New"
    assert shown["created"][-5:] in ("-0600", "-0700")


def test_without_names_they_are_the_usual_ones(admin_client, channel):
    change_channel(channel, {"status_names": NAMES})

    admin_client.post(page(channel), {"time_zone": "UTC", "status_names": ""})

    assert kept(channel) == ("UTC", None)


@pytest.mark.parametrize(
    ("sent", "said"),
    [
        ({"time_zone": "Mars/Base"}, "Mars/Base"),
        ({"status_names": "{"}, "This is not JSON"),
        ({"status_names": '[{"name": "Sent", "move": "fly"}]'}, "A list of objects"),
        ({"status_names": '[{"name": "Sent"}, {"name": "Sent"}]'}, "may occur once"),
    ],
)
def test_what_is_wrong_is_told_beside_the_form(admin_client, channel, sent, said):
    before = kept(channel)

    answer = admin_client.post(page(channel), {"time_zone": "UTC", "status_names": "", **sent})

    assert answer.status_code == 200
    assert said in answer.content.decode()
    assert kept(channel) == before


def test_nothing_else_is_changed_by_it(channel):
    with pytest.raises(ValueError, match="code"):
        change_channel(channel, {"code": "other"})
    with pytest.raises(ValidationError):
        change_channel(channel, {"time_zone": "Mars/Base"})
