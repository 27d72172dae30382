"""What the bodies of Sylius' requests mean."""

from __future__ import annotations

from typing import Any

from common.errors import InvalidInput, Sentence
from dialects.sylius.errors import UnknownFields
from orders.fulfilment.shipments import NO_TRACKING, Tracking
from orders.models import Shipment

LONGEST_TRACKING: int = Shipment._meta.get_field("tracking_number").max_length or 0


def tracking_in(body: Any) -> Tracking:
    """The tracking code in the body of `ship`, if there is one, without blanks around it. An empty list is what PHP
    makes of no fields.

    Raises:
        UnknownFields: the body has other fields, or is no object.
        InvalidInput: on `tracking`.
    """
    if body == []:
        return NO_TRACKING
    if not isinstance(body, dict) or set(body) - {"tracking"}:
        raise UnknownFields.on(code="unknown_field", sentence=Sentence("This form should not contain extra fields."))
    code = body.get("tracking")
    if code is None:
        return NO_TRACKING
    if isinstance(code, bool) or not isinstance(code, str | int):
        raise InvalidInput.on("tracking", code="invalid", sentence=Sentence("This value is not valid."))
    number = str(code).strip()
    if len(number) > LONGEST_TRACKING:
        sentence = Sentence("This value is too long. It should have {most} characters or less.", most=LONGEST_TRACKING)
        raise InvalidInput.on("tracking", code="max_length", sentence=sentence)
    return Tracking(tracking_number=number) if number else NO_TRACKING
