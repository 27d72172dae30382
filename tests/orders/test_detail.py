"""`GET /orders/{ref}/`: reading one order."""

import pytest

from orders.models import Order
from tests.answers import refusal, wrong


def url(order):
    return f"/api/v1/orders/{order.ref}/"


@pytest.fixture
def taxed(place):
    """An order whose addresses carry identity and tax numbers."""
    numbers = {"line": "300 E St SW", "tax_no": "1234567890", "identity_number": "12345678901"}
    return place(billing_address=numbers, shipping_address=numbers)


# --- finding it ------------------------------------------------------------------------------------------------------


def test_an_order_is_found_by_ref_and_by_id(api, order):
    by_ref, by_id = api.get(url(order)), api.get(f"/api/v1/orders/{order.id}/")

    assert by_ref.status_code == 200
    assert by_id.json() == by_ref.json()
    assert api.get(f"/api/v1/orders/{order.id.hex}/").json()["ref"] == order.ref


@pytest.mark.parametrize("path", ["{ref}/", "{ref}/status/", "last/"])
def test_whoever_reads_what_they_know_is_told_so(staff_api, guest, order, path):
    caller = guest if path == "last/" else staff_api
    address = f"/api/v1/orders/{path.format(ref=order.ref)}?token={order.token}"
    etag = caller.get(address)["ETag"]

    again = caller.get(address, headers={"if-none-match": etag})

    assert (again.status_code, again.content, again["ETag"]) == (304, b"", etag)


@pytest.mark.parametrize("path", ["{ref}/", "", "nowhere/"])
def test_what_is_personal_is_kept_by_no_cache_of_many(guest, order, path):
    answer = guest.get(f"/api/v1/orders/{path.format(ref=order.ref)}?token={order.token}")

    assert {"private", "no-cache"} <= set(answer["Cache-Control"].split(", "))


def test_its_address_is_the_same_whatever_format_is_asked_for(api, order):
    answers = [api.get(url(order)), api.get(f"{url(order)}?format=json"), api.get("/api/v1/orders/last/?format=json")]
    listed = api.get("/api/v1/orders/?format=json").json()["results"]

    addresses = [answer.json()["url"] for answer in answers if answer.status_code == 200] + [listed[0]["url"]]

    assert set(addresses) == {f"http://localhost:8000{url(order)}"}


@pytest.mark.parametrize("ref", ["2026-99999", "0190b0a5-7c3e-7000-8000-000000000001", "x", "x" * 40, "1", "-"])
def test_what_is_not_there_is_not_found(api, order, ref):
    problem = refusal(api.get(f"/api/v1/orders/{ref}/"), 404, "not_found")

    assert problem["detail"] == f"There is no order '{ref}' in your reach."


@pytest.mark.parametrize("ref", ["x" * 41, "a b", "ä", "..", "a%2Fb", "a.json"])
def test_what_cannot_be_a_ref_is_no_address(api, order, ref):
    refusal(api.get(f"/api/v1/orders/{ref}/"), 404, "not_found")


def test_integer_keys_and_numbers_find_nothing(api, place):
    order = place(number="1254")

    assert api.get("/api/v1/orders/1254/").status_code == 404
    assert Order.objects.get(number="1254") == order


# --- what it says ----------------------------------------------------------------------------------------------------


def test_every_part_of_an_order_is_there(api, order):
    whole = api.get(url(order)).json()

    assert whole["id"] == str(order.id)
    assert whole["billing_address"]["line"] == "300 E St SW"
    assert whole["items"][0]["sku"] == "MUG"
    assert whole["shipments"][0]["lines"] == [{"item": whole["items"][0]["id"], "quantity": 2}]
    assert [change["to_status"] for change in whole["statuses"]] == ["CREATED"]
    assert whole["payments"] == whole["notes"] == []


def test_times_are_in_utc_with_z_and_amounts_are_strings(api, order):
    whole = api.get(url(order)).json()

    assert all(whole[name].endswith("Z") for name in ("date_placed", "created_at", "updated_at"))
    assert all(isinstance(whole[name], str) for name in whole if name.endswith(("amount", "total")))


def test_nothing_inside_is_told(api, order):
    whole = api.get(url(order)).json()

    inner = {
        "search_text",
        "token_digest",
        "event_count",
        "item_count",
    }
    assert inner.isdisjoint(whole)


def test_fields_can_be_picked(api, order):
    assert api.get(url(order), {"fields": "ref,status"}).json() == {"ref": order.ref, "status": "CREATED"}


@pytest.mark.parametrize("parameter", ["status", "q", "page", "limit", "ordering", "dry_run", "ref"])
def test_a_single_order_takes_no_parameters_of_lists(api, order, parameter):
    assert wrong(api.get(url(order), {parameter: "1"})) == {parameter: "unknown_parameter"}


def test_identity_and_tax_numbers_are_for_who_may_read_addresses(
    api, staff_api, customer_api, guest, client_for, channel, taxed
):
    def numbers(connection, **query):
        whole = connection.get(url(taxed), query).json()
        return {
            whole[role][name]
            for role in ("billing_address", "shipping_address")
            for name in ("tax_no", "identity_number")
        }

    reader = client_for("orders:read", channels=[channel])
    assert numbers(api) == numbers(staff_api) == numbers(customer_api) == {"1234567890", "12345678901"}
    assert numbers(reader) == numbers(guest, token=taxed.token) == {None}


# --- not modified ----------------------------------------------------------------------------------------------------


def test_an_order_that_has_not_changed_is_not_sent_again(api, order):
    tag = api.get(url(order))["ETag"]

    again = api.get(url(order), headers={"if-none-match": tag})

    assert again.status_code == 304
    assert again.content == b""
    assert again["ETag"] == tag
    assert "Authorization" in again["Vary"]


@pytest.mark.parametrize("form", ["{}", "W/{}", '"7", {}', '"7",W/{} , "8"', "*"])
def test_the_tag_may_be_one_of_several_and_weak(api, order, form):
    tag = api.get(url(order))["ETag"]

    again = api.get(url(order), headers={"if-none-match": form.format(tag)})

    assert (again.status_code, again["ETag"]) == (304, tag)


@pytest.mark.parametrize("tag", ['"7"', "7", "", "x", '"1'])
def test_another_tag_gets_the_order(api, order, tag):
    assert api.get(url(order), headers={"if-none-match": tag}).status_code == 200


def test_the_tag_is_strong_and_made_of_the_version(api, order):
    assert api.get(url(order))["ETag"].startswith('"1')


def test_every_change_of_the_order_changes_the_tag(api, order):
    seen = [api.get(url(order))["ETag"]]
    for change in (
        lambda: api.patch(url(order), {"customer_note": "Ring twice."}, format="json"),
        lambda: api.put(f"{url(order)}status/", {"status": "HOLD"}, format="json"),
        lambda: api.post(f"{url(order)}notes/", {"message": "Hello"}, format="json"),
    ):
        change()
        seen.append(api.get(url(order))["ETag"])

    assert len(set(seen)) == len(seen)


def test_the_tag_of_an_order_says_nothing_to_whoever_may_not_see_it(api, stranger, order):
    tag = api.get(url(order))["ETag"]

    for header in (tag, "*"):
        refusal(stranger.get(url(order), headers={"if-none-match": header}), 404, "not_found")


def test_caches_are_told_what_an_answer_depends_on(api, order):
    varies = {name.strip() for name in api.get(url(order))["Vary"].split(",")}

    assert varies >= {"Accept", "Authorization", "Cookie", "X-Order-Token"}


def test_head_says_the_same_without_the_body(api, order):
    head, got = api.head(url(order)), api.get(url(order))

    assert (head.status_code, head.content) == (200, b"")
    assert (head["ETag"], head["Content-Type"]) == (got["ETag"], got["Content-Type"])
