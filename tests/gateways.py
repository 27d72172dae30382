"""A gateway without a provider: it does at once what it is asked, or what the test tells it to do instead."""

from collections import Counter
from types import SimpleNamespace

import pytest
from django.utils import timezone

from common.actors import SYSTEM
from orders.money.pay import start_payment
from payments.gateways.answers import Authorized, Declined, Missing, Succeeded, Withdrawn
from payments.gateways.base import Gateway, GatewayUnreachable
from payments.gateways.registry import gateway
from payments.models import Payment

BY_HAND = {"class": "payments.gateways.manual.ManualGateway", "label": "Bank transfer"}


class Obliging(Gateway):
    """Keeps books of what it was asked under which key, so that a repetition is no second time."""

    def __init__(self, *, identifier, label, holds=False):
        super().__init__(identifier=identifier, label=label)
        self.holds = holds
        self.done = {}
        self.asked = Counter()
        self.mood = "obliging"

    def start(self, charge):
        return self._do(charge.key("start"), Authorized() if self.holds else Succeeded())

    def capture(self, charge):
        return self._do(charge.key("capture"), Succeeded())

    def cancel(self, charge):
        return self._do(charge.key("cancel"), Withdrawn())

    def refund(self, call):
        return self._do(call.key, Succeeded(), amount=call.amount)

    def look_up_payment(self, charge):
        return self.done.get(charge.key("start"), (Missing(), 0))[0]

    def look_up_refund(self, call):
        return self.done.get(call.key, (Missing(), 0))[0]

    @property
    def given_back(self):
        """What went back to customers, in all."""
        return sum(amount for _, amount in self.done.values())

    def _do(self, key, answer, amount=0):
        self.asked[key] += 1
        if self.mood == "declining":
            return Declined(code="not_today", detail="Not today.")
        if self.mood != "silent at once":
            self.done.setdefault(key, (answer, amount))
        if self.mood.startswith("silent"):
            raise GatewayUnreachable("No answer.")
        return answer


@pytest.fixture
def obliging(settings):
    """The gateway `card`, one that holds money first, `hold`, and money by hand."""
    here = f"{Obliging.__module__}.{Obliging.__qualname__}"
    settings.PAYMENT_GATEWAYS = {
        "card": {"class": here, "label": "Card", "holds": False},
        "hold": {"class": here, "label": "Card, captured later", "holds": True},
        "bank-transfer": BY_HAND,
    }
    for name in ("card", "hold"):
        made = gateway(name)
        made.done, made.asked, made.mood = {}, Counter(), "obliging"
    return SimpleNamespace(card=gateway("card"), hold=gateway("hold"))


@pytest.fixture
def pay(obliging):
    """Pay an order, or a part of it, at once."""

    def pay(order, amount=None, method="card"):
        payment = start_payment(order, method=method, amount=amount, actor=SYSTEM, at=timezone.now())
        return Payment.objects.get(pk=payment.pk)

    return pay
