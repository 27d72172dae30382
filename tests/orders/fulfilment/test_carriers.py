"""Carriers are a list: a shipment that names one gets its name and where it tracks, and any other text stays."""

from types import SimpleNamespace

import pytest
from django.core.exceptions import ValidationError
from django.db import IntegrityError, transaction

from orders.fulfilment.ship import ship_order
from orders.fulfilment.shipments import Tracking, correct_shipment, split_shipment
from orders.fulfilment.track import TrackingKnown, track_order
from orders.models import Carrier, Channel, Order, Shipment

TEMPLATE = "https://dhl.example/track/{tracking_number}?lang=en"


@pytest.fixture
def carriers(db):
    return SimpleNamespace(
        dhl=Carrier.objects.create(code="dhl", name="DHL Express", tracking_url=TEMPLATE),
        post=Carrier.objects.create(code="post", name="Post"),
        gone=Carrier.objects.create(code="gone", name="Gone", tracking_url=TEMPLATE, is_active=False),
    )


def shipped(order, now, **tracking):
    ship_order(order, tracking=Tracking(**tracking), **now)
    row = Shipment.objects.get(order=order, state="shipped")
    return row.carrier, row.tracking_url


@pytest.mark.parametrize("said", ["dhl", "DHL", "dhl express", " DHL Express "])
def test_a_carrier_by_code_or_name_gets_its_name_and_its_address(order, carriers, now, said):
    assert shipped(order, now, carrier=said, tracking_number="JD 01/2?") == (
        "DHL Express", "https://dhl.example/track/JD%2001%2F2%3F?lang=en",
    )  # fmt: skip


@pytest.mark.parametrize(
    ("tracking", "kept"),
    [
        ({"carrier": "Uncle Bob", "tracking_number": "1"}, ("Uncle Bob", "")),
        ({"carrier": "Gone", "tracking_number": "1"}, ("Gone", "")),
        ({"carrier": "dhl"}, ("DHL Express", "")),
        ({"carrier": "post", "tracking_number": "1"}, ("Post", "")),
        ({"carrier": "dhl", "tracking_number": "1", "tracking_url": "https://x.example/"}, ("DHL Express", "https://x.example/")),
        ({"carrier": "dhl", "tracking_number": "1", "tracking_url": ""}, ("DHL Express", "")),
        ({"tracking_number": "1"}, ("", "")),
    ],
)  # fmt: skip
def test_other_words_and_given_addresses_stay(order, carriers, now, tracking, kept):
    assert shipped(order, now, **tracking) == kept


PASTED = {"carrier": "dhl\u200b", "tracking_number": "\u202aJD\u00a001\n\u202c"}


def test_a_pasted_number_is_read_without_what_came_along(place, carriers, now):
    at_once, corrected = place(), place()
    shipped(at_once, now, **PASTED)
    shipped(corrected, now, tracking_number="1")
    correct_shipment(Shipment.objects.get(order=corrected), **PASTED, **now)

    for order in (at_once, corrected):
        parcel = Shipment.objects.get(order=order)
        address = TEMPLATE.format(tracking_number="JD%2001")
        assert (parcel.carrier, parcel.tracking_number, parcel.tracking_url) == ("DHL Express", "JD 01", address)


def test_a_channel_has_a_usual_carrier(place, carriers, now):
    Channel.objects.update(default_carrier=carriers.dhl)

    assert shipped(place(), now, tracking_number="1") == ("DHL Express", "https://dhl.example/track/1?lang=en")
    assert shipped(place(), now) == ("DHL Express", "")
    assert shipped(place(), now, carrier="", tracking_number="1") == ("", "")
    Carrier.objects.update(is_active=False)
    assert shipped(place(), now, tracking_number="1") == ("", "")


def test_what_was_derived_follows_a_correction_and_what_was_written_by_hand_stays(order, carriers, now):
    shipped(order, now, carrier="dhl", tracking_number="1")
    parcel = Shipment.objects.get(order=order)

    def corrected(**corrections):
        correct_shipment(parcel, **corrections, **now)
        return Shipment.objects.get(pk=parcel.pk).tracking_url

    assert corrected(tracking_number="2") == "https://dhl.example/track/2?lang=en"
    assert corrected(carrier="Uncle Bob") == ""
    assert corrected(carrier="dhl") == "https://dhl.example/track/2?lang=en"
    assert corrected(tracking_url="https://by-hand.example/") == "https://by-hand.example/"
    assert corrected(tracking_number="3") == "https://by-hand.example/"


def test_a_parcel_is_split_off_with_the_name_of_its_carrier(order, carriers, now):
    item = order.items.get()

    parcel = split_shipment(order, lines=[{"item": item.pk, "quantity": 1}], carrier="dhl", **now)

    assert parcel.carrier == "DHL Express"


def test_the_same_tracking_by_another_name_of_the_carrier_is_known(order, carriers, now):
    shipped(order, now, carrier="DHL Express", tracking_number="1")

    with pytest.raises(TrackingKnown):
        track_order(Order.objects.get(pk=order.pk), tracking=Tracking("dhl", "1"), **now)


@pytest.mark.parametrize(
    "template",
    [
        "javascript:alert('{tracking_number}')", "https://{tracking_number}/", "https://{tracking_number}.example/",
        "https://dhl.example/", "https://dhl.example/{number}",
        "https://dhl.example/{tracking_number}/{tracking_number}",
        "https://dhl.example/{tracking_number}}", "https://dhl.example/{{tracking_number}",
        "//dhl.example/{tracking_number}",
        "ftp://dhl.example/{tracking_number}", "https://dhl.example@evil.example/{tracking_number}",
        "data:text/html,{tracking_number}", "https://dhl.example/{tracking_number}\n", "{tracking_number}",
    ],
)  # fmt: skip
def test_an_address_that_tracks_nothing_or_leads_astray_is_refused(db, template):
    with pytest.raises(ValidationError):
        Carrier(code="dhl", name="DHL", tracking_url=template).full_clean()


def test_the_database_refuses_what_is_no_web_address_too(carriers):
    with pytest.raises(IntegrityError), transaction.atomic():
        Carrier.objects.filter(pk=carriers.dhl.pk).update(tracking_url="javascript:alert('{tracking_number}')")


def test_no_two_carriers_have_a_code_or_a_name_in_common(carriers):
    for twin in (Carrier(code="DHL", name="Other"), Carrier(code="other", name="dhl EXPRESS")):
        with pytest.raises(ValidationError):
            twin.full_clean()


def test_carriers_are_listed_and_matched_by_the_api(api, order, carriers):
    listed = api.get("/api/v1/carriers/").json()["results"]
    path = f"/api/v1/orders/{order.ref}/ship/"
    answer = api.post(path, {"carrier": "dhl", "tracking_number": "9"}, format="json", headers={"idempotency-key": "k"})

    assert [(row["code"], row["name"]) for row in listed] == [("dhl", "DHL Express"), ("post", "Post")]
    assert answer.json()["shipments"][0]["tracking_url"] == "https://dhl.example/track/9?lang=en"
