"""Programs that may call: making them, their keys, and what the database forbids."""

from io import StringIO

import pytest
from django.core.exceptions import ValidationError
from django.core.management import CommandError, call_command
from django.db import IntegrityError, transaction
from django.utils import timezone
from oauth2_provider.models import AbstractApplication, AccessToken

from access.models import ApiClient
from access.services import create_api_key, create_client, delete_expired_access_tokens, renew_client_secret
from common.errors import InvalidInput


def output_of(command, *arguments):
    out = StringIO()
    call_command(command, *arguments, stdout=out)
    return out.getvalue()


def token_status(api, client_id, secret):
    proof = {"grant_type": "client_credentials", "client_id": client_id, "client_secret": secret}
    body = "&".join(f"{name}={value}" for name, value in proof.items())
    return api.post("/oauth/token/", body, content_type="application/x-www-form-urlencoded").status_code


def test_the_command_makes_a_client_and_tells_its_secret_once(api, channel):
    written = output_of("create_client", "Web shop", "--channels", "web", "--scopes", "orders:read", "orders:write")

    said = dict(line.split() for line in written.splitlines())
    client = ApiClient.objects.get()
    assert (client.name, client.allowed_scopes) == ("Web shop", ["orders:read", "orders:write"])
    assert list(client.channels.all()) == [channel]
    assert said["client_secret"] not in client.client_secret
    assert token_status(api, said["client_id"], said["client_secret"]) == 200


def test_the_command_names_the_channels_there_are(channel, other_channel):
    with pytest.raises(CommandError, match=r"no channel shop\. There are: market, web"):
        output_of("create_client", "Web shop", "--channels", "shop", "--scopes", "orders:read")


def test_the_command_refuses_a_scope_that_does_not_exist(channel):
    with pytest.raises(CommandError, match="A list of scopes out of: orders:read"):
        output_of("create_client", "Web shop", "--channels", "web", "--scopes", "orders:everything")

    assert not ApiClient.objects.exists()


def test_the_command_makes_an_api_key(api, new_client):
    client = new_client("orders:read", "orders:write").client

    key = output_of("create_api_key", client.client_id, "--scopes", "orders:read").strip()

    header = {"authorization": f"Bearer {key}"}
    assert api.get("/api/reading/", headers=header).status_code == 200
    assert api.get("/api/writing/", headers=header).status_code == 403


@pytest.mark.parametrize("arguments", [["unknown"], ["{client_id}", "--scopes", "refunds:write"]])
def test_the_command_makes_no_key_that_would_open_nothing_or_too_much(new_client, arguments):
    client_id = new_client("orders:read").client.client_id

    with pytest.raises(CommandError):
        output_of("create_api_key", *[argument.format(client_id=client_id) for argument in arguments])


def test_an_api_key_has_no_more_scopes_than_its_client(new_client):
    with pytest.raises(InvalidInput, match=r"Not available: refunds:write\."):
        create_api_key(new_client("orders:read").client, scopes=["orders:read", "refunds:write"])


def test_a_new_secret_ends_the_old_one(api, new_client):
    new = new_client("orders:read")

    secret = renew_client_secret(new.client)

    assert token_status(api, new.client.client_id, new.secret) == 401
    assert token_status(api, new.client.client_id, secret) == 200


def test_saving_a_client_again_keeps_its_secret(api, new_client):
    new = new_client("orders:read")

    ApiClient.objects.get().save()

    assert token_status(api, new.client.client_id, new.secret) == 200


@pytest.mark.parametrize(
    "columns",
    [
        {"client_type": AbstractApplication.CLIENT_PUBLIC},
        {"authorization_grant_type": AbstractApplication.GRANT_PASSWORD},
        {"authorization_grant_type": AbstractApplication.GRANT_AUTHORIZATION_CODE},
        {"hash_client_secret": False},
    ],
)
def test_there_is_no_other_kind_of_client(db, columns):
    with pytest.raises(ValidationError):
        ApiClient(name="Web shop", **columns).full_clean()
    with pytest.raises(IntegrityError), transaction.atomic():
        ApiClient.objects.create(name="Web shop", **columns)


@pytest.mark.parametrize("scopes", [["made:up"], "orders:read", {"orders:read": True}, [["orders:read"]]])
def test_a_client_has_a_list_of_scopes_that_exist(db, scopes):
    with pytest.raises(ValidationError):
        ApiClient(name="Web shop", allowed_scopes=scopes).full_clean()


def test_a_client_without_a_name_cannot_be_made(channel):
    with pytest.raises(ValidationError):
        create_client("", channels=[channel.id], scopes=["orders:read"])


def test_access_tokens_that_have_ended_are_forgotten_and_api_keys_stay(new_client):
    client = new_client("orders:read").client
    key = create_api_key(client)
    AccessToken.objects.create(application=client, token_checksum="x", expires=timezone.now())

    assert delete_expired_access_tokens(timezone.now()) == 1
    assert AccessToken.objects.get().expires == key.expires_at
