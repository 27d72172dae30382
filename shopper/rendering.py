"""What the templates of order pages are given."""

from __future__ import annotations

from datetime import datetime
from typing import Any
from uuid import uuid4

from django.utils.translation import gettext

from common.errors import InvalidInput, OutcomeUnknown, Refusal
from orders.models import Order
from orders.page_link import page_token
from shopper.access import language_of
from shopper.contents import contents_of
from workplace.admin.sentences import input_error_texts, refusal_text
from workplace.documents.contents import has_refunds, is_placed
from workplace.documents.printing import sender_of


def layout_context(order: Order) -> dict[str, Any]:
    """What every page of an order says: whose it is, its link, and a key that makes its forms count once."""
    return {
        "order": order,
        "token": page_token(order),
        "sender": sender_of(order),
        "language": language_of(order),
        "key": uuid4().hex,
    }


def page_context(order: Order, *, at: datetime) -> dict[str, Any]:
    """What the order's page shows."""
    documents = {"confirmation": is_placed(order), "refund_note": has_refunds(order)}
    return {**layout_context(order), "page": contents_of(order, at=at), "documents": documents}


def error_text(error: Refusal | InvalidInput) -> str:
    """Why something is not possible, in the language of the page."""
    if isinstance(error, OutcomeUnknown):
        return gettext("The payment provider does not answer at the moment. Look at this page again in a minute.")
    if isinstance(error, Refusal):
        return refusal_text(error)
    return " ".join(text for _, text in input_error_texts(error))
