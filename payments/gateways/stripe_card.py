"""Cards and the other methods of Stripe's Checkout, by the official SDK."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import datetime
from decimal import Decimal
from itertools import chain, islice
from typing import Any

import stripe

from payments.gateways.answers import (
    Answer,
    Declined,
    Missing,
    Redirect,
)
from payments.gateways.base import (
    Charge,
    Gateway,
    GatewayUnreachable,
    GatewayWebhook,
    Operation,
    RefundCall,
    WebhookRefused,
)
from payments.gateways.news import News
from payments.gateways.stripe_objects import (
    dispute_news,
    intent_answer,
    intent_event,
    metadata_of,
    refund_answer,
    refund_news,
    session_answer,
    session_event,
    units_of,
)

SILENT = (stripe.APIConnectionError, stripe.RateLimitError, stripe.AuthenticationError, stripe.IdempotencyError)
MOST_LISTED = 10_000


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
        if units_of(amount, currency) is None:
            return f"Stripe takes amounts in {currency} only in steps of 0.01."
        return None

    def start(self, charge: Charge) -> Answer:
        session = self._ask(self.stripe.v1.checkout.sessions.create, self._session(charge), charge.key(Operation.START))
        if isinstance(session, Answer):
            return session
        return Redirect(url=session.url, attempt_id=session.id)

    def capture(self, charge: Charge) -> Answer:
        key = charge.key(Operation.CAPTURE)
        return intent_answer(self._ask(self.stripe.v1.payment_intents.capture, {}, key, charge.transaction_id))

    def cancel(self, charge: Charge) -> Answer:
        key = charge.key(Operation.CANCEL)
        if charge.transaction_id:
            return intent_answer(self._ask(self.stripe.v1.payment_intents.cancel, {}, key, charge.transaction_id))
        return session_answer(self._ask(self.stripe.v1.checkout.sessions.expire, {}, key, charge.attempt_id))

    def refund(self, call: RefundCall) -> Answer:
        charge = call.charge
        wanted = {
            "payment_intent": charge.transaction_id,
            "amount": units_of(call.amount, charge.currency),
            "metadata": {"refund": str(call.id)},
        }
        return refund_answer(self._ask(self.stripe.v1.refunds.create, wanted, call.key))

    def look_up_payment(self, charge: Charge) -> Answer:
        """Without the session's id, asking under the same key for the same session is looking it up."""
        if not charge.attempt_id:
            return self.start(charge)
        expand = {"expand": ["payment_intent.latest_charge"]}
        return session_answer(self._ask(self.stripe.v1.checkout.sessions.retrieve, expand, "", charge.attempt_id))

    def look_up_refund(self, call: RefundCall) -> Answer:
        if call.transaction_id:
            return refund_answer(self._ask(self.stripe.v1.refunds.retrieve, {}, "", call.transaction_id))
        wanted = {"payment_intent": call.charge.transaction_id, "limit": 100}
        listed = self._list(self.stripe.v1.refunds.list, wanted)
        ours = [row for row in listed if metadata_of(row).get("refund") == str(call.id)]
        return refund_answer(ours[0]) if ours else Missing()

    def read_webhook(self, headers: Mapping[str, str], body: bytes) -> GatewayWebhook:
        if not self.signing_secret:
            raise WebhookRefused("Webhooks cannot be verified without STRIPE_SIGNING_SECRET.")
        try:
            event = self.stripe.construct_event(body, headers.get("Stripe-Signature"), self.signing_secret)
        except (stripe.SignatureVerificationError, ValueError) as error:
            raise WebhookRefused from error
        about: Any = event.data.object
        if event.type.startswith("checkout.session."):
            return session_event(event, about)
        if event.type.startswith("payment_intent."):
            return intent_event(event, about)
        if event.type.startswith(("refund.", "charge.refund.")):
            ours, news = metadata_of(about).get("refund", ""), (refund_news(about),)
            return GatewayWebhook(event.id, event.type, refund_answer(about), refund=ours, news=news)
        if event.type == "charge.refunded":
            return GatewayWebhook(event.id, event.type, news=self._refunds_of(about))
        if event.type.startswith("charge.dispute."):
            return GatewayWebhook(event.id, event.type, news=dispute_news(about))
        return GatewayWebhook(event.id, event.type)

    def recent(self, since: datetime) -> list[News]:
        created: Any = {"created": {"gte": int(since.timestamp())}, "limit": 100}
        refunds = self._list(self.stripe.v1.refunds.list, created)
        disputes = self._list(self.stripe.v1.disputes.list, created)
        named = [refund for refund in refunds if getattr(refund, "payment_intent", None)]
        return [*map(refund_news, named), *chain.from_iterable(map(dispute_news, disputes))]

    def _refunds_of(self, charge: Any) -> tuple[News, ...]:
        """A charge's refunds: Stripe does not send them with it. If the request fails, `recent` finds them later."""
        intent = getattr(charge, "payment_intent", None)
        if not intent:
            return ()
        try:
            return tuple(map(refund_news, self._list(self.stripe.v1.refunds.list, {"payment_intent": intent})))
        except GatewayUnreachable:
            return ()

    def _list(self, call: Callable[..., Any], wanted: Mapping[str, Any]) -> list[Any]:
        def pages(**asked: Any) -> list[Any]:
            return list(islice(call(**asked).auto_paging_iter(), MOST_LISTED))

        listed = self._ask(pages, wanted, "")
        if isinstance(listed, Declined):
            raise GatewayUnreachable(f"The list was refused: {listed.code}")
        return [] if isinstance(listed, Missing) else listed

    def _session(self, charge: Charge) -> dict[str, Any]:
        named = {"payment": str(charge.id), "order": charge.order_ref}
        price = {
            "currency": charge.currency.lower(),
            "unit_amount": units_of(charge.amount, charge.currency),
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
        """Stripe's object, or the answer that an error means."""
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
