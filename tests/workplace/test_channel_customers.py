"""Staff decide what a channel's customers may do and which e-mails they get, and create channels."""

import pytest
from django.core.management import CommandError, call_command
from django.urls import reverse

from orders.models import Channel

GIVEN = {
    "customer_cancellation": "on_request",
    "return_days": "14",
    "withdrawal_days": "15",
    "page_days": "",
    "mails": ["placed", "shipped"],
    "mail_from": "US Web Store <hello@shop.example>",
    "unpaid_reminder_minutes": "60",
    "unpaid_expiry_minutes": "",
    "color": "#0b6e4f",
    "return_url": "https://shop.example/thanks/{ref}",
    "return_hosts": "shop.example\nlocalhost:3000",
}


def page(channel):
    return reverse("admin:orders_channel_customers", args=[channel.pk])


def test_what_customers_may_do_is_changed_on_the_channels_page(admin_client, channel):
    answer = admin_client.post(page(channel), GIVEN)

    assert answer.status_code == 302
    row = Channel.objects.get(pk=channel.pk)
    assert (row.customer_cancellation, row.return_days, row.page_days) == ("on_request", 14, None)
    assert row.withdrawal_days == 15
    assert not row.customer_address_correction
    assert (row.mails, row.unpaid_reminder_minutes, row.color) == (["placed", "shipped"], 60, "#0b6e4f")
    assert (row.return_url, row.return_hosts) == (GIVEN["return_url"], ["shop.example", "localhost:3000"])
    shown = admin_client.get(page(channel)).content.decode()
    assert 'value="shipped"' in shown
    assert 'value="14"' in shown


@pytest.mark.parametrize(
    "wrong",
    [
        {"return_days": "-1"},
        {"mails": ["birthday"]},
        {"customer_cancellation": "maybe"},
        {"return_url": "http://shop.example"},
        {"return_url": "https://shop.example/{token}"},
        {"return_hosts": "https://shop.example"},
    ],
)
def test_what_is_wrong_changes_nothing(admin_client, channel, wrong):
    answer = admin_client.post(page(channel), GIVEN | wrong)

    assert answer.status_code == 200
    assert Channel.objects.get(pk=channel.pk).mails == []


def test_a_channel_is_created(db):
    call_command("create_channel", "eu-web", "EU Web Store", "EUR", hostname="eu.shop.example")

    assert Channel.objects.get(code="eu-web").default_currency == "EUR"


def test_a_channel_of_no_currency_is_refused(db):
    with pytest.raises(CommandError, match="not an ISO 4217 currency"):
        call_command("create_channel", "eu-web", "EU Web Store", "XXZ")

    assert not Channel.objects.exists()
