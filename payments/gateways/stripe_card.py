"""Cards and everything else that Stripe's Checkout takes, by the official SDK."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from decimal import Decimal
from typing import Any

import stripe

from common.money import digits
from payments.gateways.base import (
    Answer,
    Authorized,
    Card,
    Charge,
    Declined,
    Gateway,
    GatewayUnreachable,
    GatewayWebhook,
    Missing,
    Operation,
    Redirect,
    RefundCall,
    Succeeded,
    Waiting,
    WebhookRefused,
    Withdrawn,
)

WITHOUT_DIGITS = frozenset("BIF CLP DJF GNF JPY KMF KRW MGA PYG RWF VND VUV XAF XOF XPF".split())
"""Stripe's currencies without digits. They are not quite ISO's: MGA has two there, ISK and UGX none."""

SILENT = (stripe.APIConnectionError, stripe.RateLimitError, stripe.AuthenticationError, stripe.IdempotencyError)
INTENTS: Mapping[str, type[Answer]] = {"succeeded": Succeeded, "requires_capture": Authorized, "canceled": Withdrawn}
REFUNDS: Mapping[str, type[Answer]] = {"succeeded": Succeeded, "pending": Waiting, "requires_action": Waiting}


class StripeCard(Gateway):
    """Payments on Stripe's own page. `url` points it at another server that speaks like Stripe."""

    def __init__(
        self,
        *,
        identifier: str,
        label: str,
        api_key: str,
        signing_secret: str,
        url: str = "",
        capture: str = "automatic",
        seconds: float = 20,
    ) -> None:
        super().__init__(identifier=identifier, label=label)
        self.signing_secret = signing_secret
        self.capture_method = capture
        addresses: Any = {"base_addresses": {"api": url.rstrip("/")}} if url else {}
        # Repeating is our business: each row is asked about under its own key, by whoever holds it.
        self.stripe = stripe.StripeClient(
            api_key, max_network_retries=0, http_client=stripe.RequestsClient(timeout=seconds), **addresses
        )

    def why_not(self, amount: Decimal, currency: str) -> str | None:
        if _units(amount, currency) is None:
            return f"Stripe takes amounts in {currency} only in steps of 0.01."
        return None

    def start(self, charge: Charge) -> Answer:
        session = self._ask(self.stripe.v1.checkout.sessions.create, self._session(charge), charge.key(Operation.START))
        if isinstance(session, Answer):
            return session
        return Redirect(url=session.url, attempt_id=session.id)

    def capture(self, charge: Charge) -> Answer:
        key = charge.key(Operation.CAPTURE)
        return _intent_answer(self._ask(self.stripe.v1.payment_intents.capture, {}, key, charge.transaction_id))

    def cancel(self, charge: Charge) -> Answer:
        key = charge.key(Operation.CANCEL)
        if charge.transaction_id:
            return _intent_answer(self._ask(self.stripe.v1.payment_intents.cancel, {}, key, charge.transaction_id))
        return _session_answer(self._ask(self.stripe.v1.checkout.sessions.expire, {}, key, charge.attempt_id))

    def refund(self, call: RefundCall) -> Answer:
        charge = call.charge
        wanted = {
            "payment_intent": charge.transaction_id,
            "amount": _units(call.amount, charge.currency),
            "metadata": {"refund": str(call.id)},
        }
        return _refund_answer(self._ask(self.stripe.v1.refunds.create, wanted, call.key))

    def look_up_payment(self, charge: Charge) -> Answer:
        """Without the session's id, asking under the same key for the same session is looking it up."""
        if not charge.attempt_id:
            return self.start(charge)
        expand = {"expand": ["payment_intent.latest_charge"]}
        return _session_answer(self._ask(self.stripe.v1.checkout.sessions.retrieve, expand, "", charge.attempt_id))

    def look_up_refund(self, call: RefundCall) -> Answer:
        if call.transaction_id:
            return _refund_answer(self._ask(self.stripe.v1.refunds.retrieve, {}, "", call.transaction_id))
        wanted = {"payment_intent": call.charge.transaction_id, "limit": 100}
        listed = self._ask(self.stripe.v1.refunds.list, wanted, "")
        if isinstance(listed, Answer):
            return listed
        ours = [row for row in listed.auto_paging_iter() if _metadata(row).get("refund") == str(call.id)]
        return _refund_answer(ours[0]) if ours else Missing()

    def read_webhook(self, headers: Mapping[str, str], body: bytes) -> GatewayWebhook:
        if not self.signing_secret:
            raise WebhookRefused("Webhooks cannot be verified without STRIPE_SIGNING_SECRET.")
        try:
            event = self.stripe.construct_event(body, headers.get("Stripe-Signature"), self.signing_secret)
        except (stripe.SignatureVerificationError, ValueError) as error:
            raise WebhookRefused from error
        about: Any = event.data.object
        if event.type.startswith("checkout.session."):
            return _session_event(event, about)
        if event.type.startswith("payment_intent."):
            return _intent_event(event, about)
        if event.type.startswith("refund."):
            return GatewayWebhook(
                event.id, event.type, _refund_answer(about), refund=_metadata(about).get("refund", "")
            )
        return GatewayWebhook(event.id, event.type)

    def _session(self, charge: Charge) -> dict[str, Any]:
        named = {"payment": str(charge.id), "order": charge.order_ref}
        price = {
            "currency": charge.currency.lower(),
            "unit_amount": _units(charge.amount, charge.currency),
            "product_data": {"name": charge.order_ref},
        }
        return {
            "mode": "payment",
            "line_items": [{"price_data": price, "quantity": 1}],
            "client_reference_id": str(charge.id),
            "success_url": charge.return_url,
            "cancel_url": charge.return_url,
            "metadata": named,
            "payment_intent_data": {"capture_method": self.capture_method, "metadata": named},
            **({"customer_email": charge.email} if charge.email else {}),
        }

    def _ask(self, call: Callable[..., Any], params: Mapping[str, Any], key: str, *path: str) -> Any:
        """Stripe's object, or the answer that an error amounts to."""
        options = {"idempotency_key": key} if key else {}
        try:
            return call(*path, params=params, options=options)
        except SILENT as error:
            raise GatewayUnreachable(type(error).__name__) from error
        except (stripe.InvalidRequestError, stripe.CardError) as error:
            if error.code == "resource_missing":
                return Missing()
            return Declined(code=error.code or "refused", detail=error.user_message or "")
        except stripe.StripeError as error:
            raise GatewayUnreachable(f"{type(error).__name__} {error.http_status}") from error


def _units(amount: Decimal, currency: str) -> int | None:
    """The amount in Stripe's smallest units; None if it has a finer step than Stripe takes."""
    places = 0 if currency in WITHOUT_DIGITS else max(2, digits(currency))
    units = amount.scaleb(places)
    fine = units != units.to_integral_value() or (places == 3 and units % 10)
    return None if fine else int(units)


def _session_answer(session: Any) -> Answer:
    if isinstance(session, Answer):
        return session
    if session.status == "expired":
        return Withdrawn(attempt_id=session.id)
    intent = session.payment_intent
    if intent is None or isinstance(intent, str):
        paid = session.payment_status == "paid"
        return (Succeeded if paid else Waiting)(attempt_id=session.id, transaction_id=intent or "")
    return _intent_answer(intent, attempt_id=session.id)


def _intent_answer(intent: Any, attempt_id: str = "") -> Answer:
    if isinstance(intent, Answer):
        return intent
    kind = INTENTS.get(intent.status, Waiting)
    return kind(transaction_id=intent.id, attempt_id=attempt_id, card=_card(intent))


def _refund_answer(refund: Any) -> Answer:
    if isinstance(refund, Answer):
        return refund
    kind = REFUNDS.get(refund.status)
    if kind is None:
        return Declined(code=getattr(refund, "failure_reason", None) or refund.status, transaction_id=refund.id)
    return kind(transaction_id=refund.id)


def _session_event(event: Any, session: Any) -> GatewayWebhook:
    failed = event.type == "checkout.session.async_payment_failed"
    answer = Declined(code="async_payment_failed") if failed else _session_answer(session)
    return GatewayWebhook(
        event.id, event.type, answer, payment=session.client_reference_id or "", attempt_id=session.id
    )


def _intent_event(event: Any, intent: Any) -> GatewayWebhook:
    """A card that was declined leaves the page open for another one: it is no end of the payment."""
    answer = None if intent.status not in INTENTS else _intent_answer(intent)
    return GatewayWebhook(
        event.id, event.type, answer, payment=_metadata(intent).get("payment", ""), transaction_id=intent.id
    )


def _metadata(row: Any) -> dict[str, str]:
    metadata: Any = getattr(row, "metadata", None)
    return dict(metadata.to_dict()) if metadata else {}


def _card(intent: Any) -> Card | None:
    charge = getattr(intent, "latest_charge", None)
    details = getattr(charge, "payment_method_details", None) if charge and not isinstance(charge, str) else None
    card = getattr(details, "card", None)
    return Card(card.brand, card.last4) if card else None
