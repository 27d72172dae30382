"""The pages on which a superuser looks after users and clients."""

import re

import pytest
from django.contrib.messages import get_messages
from django.utils import timezone

from access.models import ApiClient, IdempotencyKey
from access.services import create_api_key


@pytest.fixture
def desk(admin_client):
    return admin_client


def said(answer):
    return " ".join(str(message) for message in get_messages(answer.wsgi_request))


def action(desk, name, client):
    return desk.post("/admin/access/apiclient/", {"action": name, "_selected_action": [client.pk]})


def test_a_new_clients_secret_is_shown_once(desk, api, channel):
    answer = desk.post(
        "/admin/access/apiclient/add/",
        {"name": "Web shop", "enabled": "on", "channels": [str(channel.pk)], "allowed_scopes": ["orders:read"]},
    )

    client = ApiClient.objects.get()
    shown = re.search(r"client_id (\S+), client_secret (\S+)\. It is not shown again\.", said(answer))
    assert shown[1] == client.client_id
    assert client.allowed_scopes == ["orders:read"]
    assert list(client.channels.all()) == [channel]
    body = f"grant_type=client_credentials&client_id={shown[1]}&client_secret={shown[2]}"
    assert api.post("/oauth/token/", body, content_type="application/x-www-form-urlencoded").status_code == 200


def test_a_secret_is_shown_on_the_next_page_and_travels_in_no_cookie(desk, new_client):
    client = new_client("orders:read").client

    answers = [action(desk, name, client) for name in ("renew_secret", "make_api_key")]
    answers.append(desk.post("/admin/access/apiclient/add/", {"name": "App", "enabled": "on"}))
    page = desk.get("/admin/access/apiclient/").content.decode()

    assert {answer.status_code for answer in answers} == {302}
    assert page.count("client_secret ") == 2
    assert page.count("API key key_") == 1
    assert {name for answer in answers for name in answer.cookies} <= {"sessionid", "csrftoken"}
    assert "It is not shown again" not in desk.get("/admin/access/apiclient/").content.decode()


def test_the_page_of_a_client_shows_no_secret(desk, new_client):
    client = new_client("orders:read").client

    page = desk.get(f"/admin/access/apiclient/{client.pk}/change/").content.decode()

    assert client.client_id in page
    assert ApiClient.objects.get().client_secret not in page
    assert "grant" not in page


def test_changing_a_client_shows_and_changes_no_secret(desk, new_client):
    client = new_client("orders:read").client
    before = ApiClient.objects.get().client_secret

    answer = desk.post(f"/admin/access/apiclient/{client.pk}/change/", {"name": "App", "allowed_scopes": []})

    assert "client_secret" not in said(answer)
    after = ApiClient.objects.get()
    assert (after.name, after.enabled, after.allowed_scopes) == ("App", False, [])
    assert after.client_secret == before


def test_a_secret_can_be_renewed(desk, new_client):
    client = new_client("orders:read").client
    before = ApiClient.objects.get().client_secret

    assert "client_secret" in said(action(desk, "renew_secret", client))
    assert ApiClient.objects.get().client_secret != before


def test_an_api_key_can_be_made(desk, api, new_client):
    shown = said(action(desk, "make_api_key", new_client("orders:read").client))

    key = re.search(r"key_\S+(?=\. It)", shown)[0]
    assert api.get("/api/reading/", headers={"authorization": f"Bearer {key}"}).status_code == 200


def test_staff_who_may_only_look_make_no_keys(client, staff, new_client):
    from django.contrib.auth.models import Permission

    staff.user_permissions.add(Permission.objects.get(codename="view_apiclient"))
    client.force_login(staff)

    answer = action(client, "make_api_key", new_client("orders:read").client)

    assert "key_" not in said(answer)


@pytest.mark.parametrize(
    "page",
    [
        "access/user",
        "auth/group",
        "access/apiclient",
        "access/customertoken",
        "access/idempotencykey",
        "oauth2_provider/accesstoken",
    ],
)
def test_every_list_opens(desk, new_client, page):
    create_api_key(new_client("orders:read").client)

    assert desk.get(f"/admin/{page}/").status_code == 200


def test_users_can_be_made_and_changed(desk, staff):
    assert desk.get("/admin/access/user/add/").status_code == 200
    assert desk.get(f"/admin/access/user/{staff.pk}/change/").status_code == 200


def test_idempotency_keys_can_only_be_looked_at(desk):
    at = timezone.now()
    row = IdempotencyKey.objects.create(owner="client:x", key="a-key", created_at=at, expires_at=at)

    assert desk.get(f"/admin/access/idempotencykey/{row.pk}/change/").status_code == 200
    assert desk.get("/admin/access/idempotencykey/add/").status_code == 403
    assert desk.post(f"/admin/access/idempotencykey/{row.pk}/delete/", {"post": "yes"}).status_code == 403
    assert desk.post(f"/admin/access/idempotencykey/{row.pk}/change/", {"key": "b"}).status_code == 403


@pytest.mark.parametrize("model", ["grant", "idtoken", "refreshtoken"])
def test_what_we_do_not_speak_of_oauth_has_no_page(desk, model):
    assert desk.get(f"/admin/oauth2_provider/{model}/").status_code == 404
