"""Events tell amounts and methods of payments to whoever may see payments: in the feed, rehearsals and webhooks."""

import pytest

from access.scopes import SCOPES
from access.services import create_client
from events.models import Delivery, Event
from events.webhooks.endpoints import register_endpoint
from events.webhooks.message import message_of
from orders.cancelling.cancel import cancel_order
from orders.models import OrderItem

FEED = "/api/v1/events/"
BLIND = [scope for scope in SCOPES if scope != "payments:read"]


@pytest.fixture
def paid(order, money):
    money.pay(order)
    return order


@pytest.fixture
def blind(client_for, channel):
    """A client that sees events, and no payments."""
    return client_for(*BLIND, channels=[channel])


def facts_in(answer):
    """What the payment events in an answer say."""
    return [event["data"] for event in answer.json()["results"] if event["type"].startswith("payment.")]


@pytest.mark.usefixtures("feed_of_now")
@pytest.mark.parametrize("path", [FEED, "/api/v1/orders/{ref}/events/"])
def test_events_leave_out_what_payments_would_tell(api, blind, paid, path):
    url = path.format(ref=paid.ref)

    seen, hidden = facts_in(api.get(url)), facts_in(blind.get(url))

    assert all({"amount", "method"} <= data.keys() for data in seen)
    assert hidden == [{name: data[name] for name in data if name not in ("amount", "method")} for data in seen]
    assert len(hidden) > 1


def test_a_rehearsal_tells_no_more_than_the_feed_would(api, blind, paid):
    url = f"/api/v1/orders/{paid.ref}/refund/?dry_run=true"

    seen, hidden = (who.post(url, {}, format="json").json() for who in (api, blind))

    assert [event["type"] for event in hidden["events"]] == [event["type"] for event in seen["events"]]
    assert not any("amount" in event["data"] for event in hidden["events"] if event["type"].startswith("refund."))
    assert [call["operation"] for call in seen["gateway_calls"]] == ["refund"]
    assert hidden["gateway_calls"] == [{"operation": "refund"}]


@pytest.mark.parametrize(("scopes", "sees"), [(SCOPES, True), (BLIND, False)], ids=["sees", "blind"])
def test_webhooks_tell_what_the_feed_tells_their_client(channel, paid, now, scopes, sees):
    client = create_client("Listener", channels=[channel.id], scopes=scopes).client
    endpoint = register_endpoint("https://shop.example/hooks", client=client.client_id, at=now["at"])
    event = Event.objects.filter(order=paid, type="payment.completed").get()
    delivery = Delivery(endpoint=endpoint, event=event, type=event.type, due_at=now["at"], created_at=now["at"])

    body = message_of(delivery, endpoint, at=now["at"]).body.decode()

    assert ('"amount"' in body) == sees


CARD = "4242"


@pytest.mark.usefixtures("feed_of_now")
def test_no_event_tells_the_card_that_money_goes_back_to(api, blind, paid, now):
    """Of a refund and of a cancellation's parts."""
    item = OrderItem.objects.filter(order=paid).first()
    cancel_order(paid, lines=[{"item": item.pk, "quantity": 1}], **now)

    seen, hidden = (who.get(f"/api/v1/orders/{paid.ref}/events/").content.decode() for who in (api, blind))

    assert CARD in seen
    assert CARD not in hidden
    assert '"parts"' not in hidden


@pytest.mark.usefixtures("feed_of_now")
def test_a_foreign_event_is_as_unknown_as_one_that_is_not_there(stranger, order):
    foreign = Event.objects.filter(order=order).first().id
    nowhere = "0190b0a5-7c3e-7000-8000-000000000001"

    answers = [stranger.get(FEED, {"after": id}) for id in (foreign, nowhere)]

    assert [answer.status_code for answer in answers] == [400, 400]
    assert answers[0].json() == answers[1].json()
