"""Nobody gives in the admin what they do not have: neither to themselves nor to others, whatever they post."""

import pytest
from django.contrib.auth.models import Group, Permission
from django.test import Client

from access.models import ApiClient, User
from access.services import create_client
from tests.reach import limit_to
from tests.untouched import nothing_changes

pytestmark = pytest.mark.django_db

USERS, GROUPS, CLIENTS = "/admin/access/user/", "/admin/auth/group/", "/admin/access/apiclient/"
NEW_PASSWORD = {"password1": "another long password", "password2": "another long password", "usable_password": "true"}
DATE_JOINED = {"date_joined_0": "2026-01-01", "date_joined_1": "00:00:00"}


def permission(name):
    app, codename = name.split(".")
    return Permission.objects.get(content_type__app_label=app, codename=codename)


def person(name, *permissions, **columns):
    made = User.objects.create_user(
        name, password="a long password", is_staff=True, reaches_all_channels=True, **columns
    )
    made.user_permissions.set([permission(each) for each in permissions])
    return made


@pytest.fixture
def manager():
    """Looks after people, groups and clients, and may beside that read orders."""
    rights = [f"{verb}_{model}" for verb in ("view", "add", "change", "delete") for model in ("user", "apiclient")]
    groups = [f"auth.{verb}_group" for verb in ("view", "add", "change", "delete")]
    return person("manager", *(f"access.{right}" for right in rights), *groups, "orders.view_order")


@pytest.fixture
def desk(manager):
    browser = Client()
    browser.force_login(manager)
    return browser


def page_of(row):
    base = {User: USERS, Group: GROUPS, ApiClient: CLIENTS}[type(row)]
    return f"{base}{row.pk}/"


def saved(desk, someone, **fields):
    """Post the page of a person."""
    form = {"username": someone.username, "is_active": "on", "is_staff": "on", **DATE_JOINED, **fields}
    return desk.post(f"{page_of(someone)}change/", form)


# --- people ----------------------------------------------------------------------------------------------------------


def test_nobody_makes_themselves_or_others_a_superuser(desk, manager):
    assert 'name="is_superuser"' not in desk.get(f"{page_of(manager)}change/").content.decode()
    people = [manager, person("helper")]

    with nothing_changes():
        for someone in people:
            assert saved(desk, someone, is_superuser="on").status_code == 403
        new = {"username": "new", **NEW_PASSWORD, "is_superuser": "on"}
        assert desk.post(f"{USERS}add/", new).status_code == 403
    assert not User.objects.filter(is_superuser=True).exists()


def test_only_permissions_and_groups_of_ones_own_are_given(desk, manager):
    helper, own, other = person("helper"), permission("orders.view_order"), permission("payments.add_refund")
    readers, refunders = Group.objects.create(name="Readers"), Group.objects.create(name="Refunders")
    readers.permissions.set([own])
    refunders.permissions.set([own, other])

    for crafted in ({"user_permissions": [other.pk]}, {"groups": [refunders.pk]}):
        answer = saved(desk, helper, **crafted)
        assert (answer.status_code, list(answer.context["adminform"].form.errors)) == (200, list(crafted))
    assert User.objects.get(pk=helper.pk).get_all_permissions() == set()

    assert saved(desk, helper, user_permissions=[own.pk], groups=[readers.pk]).status_code == 302
    assert User.objects.get(pk=helper.pk).get_all_permissions() == {"orders.view_order"}


@pytest.mark.parametrize("is_active", [True, False])
@pytest.mark.parametrize("rights", ["a superuser's", "more by a group", "more by themselves"])
def test_whoever_may_do_more_is_neither_changed_nor_deleted_nor_given_another_password(desk, rights, is_active):
    someone = person("someone", is_superuser=rights == "a superuser's", is_active=is_active)
    if rights == "more by a group":
        someone.groups.add(Group.objects.get(name="Finance"))
    if rights == "more by themselves":
        someone.user_permissions.add(permission("payments.add_refund"))
    crafted = {"action": "delete_selected", "_selected_action": [str(someone.pk)], "post": "yes"}
    password = someone.password

    assert saved(desk, someone, first_name="Crafted").status_code == 403
    assert desk.get(f"{page_of(someone)}password/").status_code == 403
    assert desk.post(f"{page_of(someone)}password/", NEW_PASSWORD).status_code == 403
    assert desk.post(f"{page_of(someone)}delete/", {"post": "yes"}).status_code == 403
    assert desk.post(USERS, crafted).status_code == 403

    someone.refresh_from_db()
    assert (someone.first_name, someone.password) == ("", password)


def test_whoever_may_do_no_more_is_looked_after(desk):
    helper = person("helper", "orders.view_order")

    assert desk.post(f"{page_of(helper)}password/", NEW_PASSWORD).status_code == 302
    assert User.objects.get(pk=helper.pk).check_password(NEW_PASSWORD["password1"])
    assert desk.post(f"{page_of(helper)}delete/", {"post": "yes"}).status_code == 302
    assert not User.objects.filter(pk=helper.pk).exists()


def test_a_superuser_gives_everything(admin_client):
    helper = person("helper")

    given = {"is_superuser": "on", "user_permissions": [permission("payments.add_refund").pk]}
    assert saved(admin_client, helper, **given).status_code == 302

    assert User.objects.get(pk=helper.pk).is_superuser


# --- channels --------------------------------------------------------------------------------------------------------


def test_who_is_limited_to_channels_gives_no_other_and_looks_after_nobody_of_others(
    desk, manager, channel, other_channel
):
    limit_to(manager, channel)
    colleague, elsewhere, of_all = person("colleague"), person("elsewhere"), person("of-all")
    limit_to(colleague, channel)
    limit_to(elsewhere, channel, other_channel)

    for channels in ([], [other_channel.pk], [channel.pk, other_channel.pk]):
        answer = saved(desk, colleague, channels=channels)
        assert (answer.status_code, list(answer.context["adminform"].form.errors)) == (200, ["channels"])
    with nothing_changes():
        assert saved(desk, colleague, channels=[channel.pk], reaches_all_channels="on").status_code == 403
    for someone in (elsewhere, of_all):
        with nothing_changes():
            assert saved(desk, someone, channels=[channel.pk]).status_code == 302
            assert desk.post(f"{page_of(someone)}password/", NEW_PASSWORD).status_code == 404
    assert [row.pk for row in desk.get(USERS).context["cl"].queryset.order_by("username")] == [colleague.pk, manager.pk]
    assert saved(desk, colleague, channels=[channel.pk], first_name="Ada").status_code == 302
    assert User.objects.get(pk=colleague.pk).first_name == "Ada"


def test_whoever_is_added_has_the_channels_of_who_added_them(desk, manager, channel):
    limit_to(manager, channel)

    assert desk.post(f"{USERS}add/", {"username": "new", **NEW_PASSWORD}).status_code == 302

    assert list(User.objects.get(username="new").channels.all()) == [channel]


def test_no_client_of_another_channel_is_made_or_looked_after(desk, manager, channel, other_channel):
    limit_to(manager, channel)
    other = create_client("Market", channels=[other_channel.pk], scopes=[]).client
    crafted = {"name": "App", "channels": [other_channel.pk]}

    answer = desk.post(f"{CLIENTS}add/", crafted)
    assert list(answer.context["adminform"].form.errors) == ["channels"]
    with nothing_changes():
        assert desk.post(f"{page_of(other)}change/", {"name": "Mine", "channels": [channel.pk]}).status_code == 302
        desk.post(CLIENTS, {"action": "make_api_key", "_selected_action": [other.pk]})
    assert desk.post(f"{CLIENTS}add/", {"name": "App", "channels": [channel.pk]}).status_code == 302


def test_who_reaches_all_channels_gives_some_or_all_or_none(desk, channel):
    helper = person("helper")

    for given, reached in (
        ({"channels": [channel.pk]}, {channel.pk}),
        ({"reaches_all_channels": "on"}, None),
        ({}, set()),
    ):
        assert saved(desk, helper, **given).status_code == 302
        assert User.objects.get(pk=helper.pk).reached_channels() == reached


# --- groups ----------------------------------------------------------------------------------------------------------


def test_no_group_gets_more_than_its_keeper_has(desk, manager):
    group, own = Group.objects.create(name="Managers"), permission("orders.view_order")
    manager.groups.add(group)
    crafted = {"name": "Managers", "permissions": [own.pk, permission("payments.add_refund").pk]}

    assert desk.post(f"{page_of(group)}change/", crafted).status_code == 200
    assert desk.post(f"{GROUPS}add/", {**crafted, "name": "New"}).status_code == 200
    assert list(group.permissions.all()) == []
    assert not Group.objects.filter(name="New").exists()

    assert desk.post(f"{page_of(group)}change/", {"name": "Managers", "permissions": [own.pk]}).status_code == 302
    assert list(group.permissions.all()) == [own]


def test_a_group_that_gives_more_is_left_as_it_is(desk):
    finance = Group.objects.get(name="Finance")
    before = set(finance.permissions.all())

    assert desk.post(f"{page_of(finance)}change/", {"name": "Finance", "permissions": []}).status_code == 403
    assert desk.post(f"{page_of(finance)}delete/", {"post": "yes"}).status_code == 403

    assert set(Group.objects.get(name="Finance").permissions.all()) == before


# --- clients ---------------------------------------------------------------------------------------------------------


def test_a_client_gets_no_scope_that_its_maker_has_not(desk):
    assert "refunds:write" not in desk.get(f"{CLIENTS}add/").content.decode()

    with nothing_changes():
        answer = desk.post(f"{CLIENTS}add/", {"name": "App", "allowed_scopes": ["orders:read", "refunds:write"]})
        assert list(answer.context["adminform"].form.errors) == ["allowed_scopes"]
    assert desk.post(f"{CLIENTS}add/", {"name": "App", "allowed_scopes": ["orders:read"]}).status_code == 302
    assert ApiClient.objects.get().allowed_scopes == ["orders:read"]


@pytest.mark.parametrize("action", ["renew_secret", "make_api_key"])
def test_nobody_gets_the_secret_of_a_client_that_may_do_more(desk, channel, action):
    weak = create_client("Reader", channels=[], scopes=["orders:read"]).client
    strong = create_client("Shop", channels=[channel.pk], scopes=["orders:read", "refunds:write"]).client

    with nothing_changes():
        answer = desk.post(CLIENTS, {"action": action, "_selected_action": [weak.pk, strong.pk]})
        assert answer.status_code == 403
        assert desk.post(f"{page_of(strong)}change/", {"name": "Mine", "channels": []}).status_code == 403
    assert desk.post(CLIENTS, {"action": action, "_selected_action": [weak.pk]}).status_code == 302
    assert "It is not shown again" in desk.get(CLIENTS).content.decode()
