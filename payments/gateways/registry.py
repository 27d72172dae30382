"""The gateways that are configured (`settings.PAYMENT_GATEWAYS`), made once per process."""

from __future__ import annotations

import json
from collections.abc import Mapping
from functools import cache
from typing import Any

from django.conf import settings
from django.utils.module_loading import import_string

from common.errors import InvalidInput, Sentence
from payments.gateways.base import Gateway
from payments.gateways.removed import RemovedGateway


def gateways() -> Mapping[str, Gateway]:
    """Every configured gateway by its identifier."""
    return _made(json.dumps(settings.PAYMENT_GATEWAYS, default=str))


def gateway(identifier: str) -> Gateway:
    """The gateway of a payment. One that is configured no more does not answer."""
    return gateways().get(identifier) or RemovedGateway(identifier=identifier, label=identifier)


def unknown_method(identifier: str, known: Mapping[str, Gateway]) -> InvalidInput:
    """There is no such payment method."""
    sentence = Sentence(
        "There is no payment method '{asked}' here. There are: {known}.",
        asked=identifier,
        known=", ".join(known) or "none",
    )
    return InvalidInput.on("payment_method", code="unknown_payment_method", sentence=sentence)


@cache
def _made(configured: str) -> dict[str, Gateway]:
    return {identifier: _make(identifier, options) for identifier, options in json.loads(configured).items()}


def _make(identifier: str, options: Mapping[str, Any]) -> Gateway:
    arguments = {name: value for name, value in options.items() if name != "class"}
    made: Gateway = import_string(options["class"])(identifier=identifier, **arguments)
    return made
