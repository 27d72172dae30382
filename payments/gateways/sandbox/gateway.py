"""The gateway of the sandbox: a client like that of any provider."""

from __future__ import annotations

import json
import time
from collections.abc import Mapping
from datetime import datetime
from decimal import Decimal
from typing import Any
from urllib.parse import quote

import requests

from common.money import format_amount
from payments.gateways.answers import (
    Answer,
    Authorized,
    Card,
    Declined,
    Missing,
    Redirect,
    Succeeded,
    Waiting,
    Withdrawn,
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
from payments.gateways.news import DisputeNews, DisputeOutcome, News, RefundNews
from payments.gateways.sandbox.local import here
from payments.gateways.sandbox.server import SandboxServer
from payments.gateways.sandbox.signature import HEADER, is_genuine

_STATES = {"authorized": Authorized, "captured": Succeeded, "cancelled": Withdrawn, "open": Waiting}


class SandboxCard(Gateway):
    """Card payments in the sandbox.

    `url` is where the sandbox listens; without one, it runs in this process, with its books in the file `books`.
    `page_url` is where customers reach its page, `webhook_url` where it reaches us. `capture` is `automatic`, or
    `manual` to hold the money until it is captured. `seconds` is how long an answer is waited for.
    """

    def __init__(
        self,
        *,
        identifier: str,
        label: str,
        secret: str,
        url: str = "",
        books: str = "",
        page_url: str = "",
        webhook_url: str = "",
        capture: str = "automatic",
        seconds: float = 10,
    ) -> None:
        super().__init__(identifier=identifier, label=label)
        self.secret = secret
        self.books = books
        self._url = url.rstrip("/")
        self._page_url = page_url.rstrip("/")
        self.webhook_url = webhook_url
        self.capture_method = capture
        self.seconds = seconds

    @property
    def is_here(self) -> bool:
        """Whether the sandbox runs in this process."""
        return not self._url

    @property
    def server(self) -> SandboxServer:
        """The sandbox in this process."""
        return here(self.books, self.secret)

    @property
    def url(self) -> str:
        return self._url or self.server.address

    def start(self, charge: Charge) -> Answer:
        body = {
            "reference": str(charge.id),
            "amount": format_amount(charge.amount, charge.currency),
            "currency": charge.currency,
            "capture": self.capture_method,
            "description": charge.order_ref,
            "return_url": charge.return_url,
            "webhook_url": self.webhook_url,
        }
        said = self._ask("POST", "/v1/payments", body, key=charge.key(Operation.START))
        answer = _payment_answer(said)
        if isinstance(answer, Waiting):
            page = f"{self._page_url or self.url}/pay/{said['id']}"
            return Redirect(url=page, attempt_id=said["id"], transaction_id=said["transaction_id"])
        return answer

    def capture(self, charge: Charge) -> Answer:
        path = f"/v1/payments/{charge.attempt_id}/capture"
        return _payment_answer(self._ask("POST", path, {}, key=charge.key(Operation.CAPTURE)))

    def cancel(self, charge: Charge) -> Answer:
        path = f"/v1/payments/{charge.attempt_id}/cancel"
        return _payment_answer(self._ask("POST", path, {}, key=charge.key(Operation.CANCEL)))

    def refund(self, call: RefundCall) -> Answer:
        charge = call.charge
        body = {
            "payment": charge.attempt_id,
            "reference": str(call.id),
            "amount": format_amount(call.amount, charge.currency),
        }
        return _refund_answer(self._ask("POST", "/v1/refunds", body, key=call.key))

    def look_up_payment(self, charge: Charge) -> Answer:
        name = charge.attempt_id or charge.key(Operation.START)
        return _payment_answer(self._ask("GET", f"/v1/payments/{quote(name, safe='')}"))

    def look_up_refund(self, call: RefundCall) -> Answer:
        return _refund_answer(self._ask("GET", f"/v1/refunds/{call.key}"))

    def read_webhook(self, headers: Mapping[str, str], body: bytes) -> GatewayWebhook:
        if not is_genuine(headers.get(HEADER, ""), body, self.secret, at=int(time.time())):
            raise WebhookRefused
        event = json.loads(body)
        if "dispute" in event:
            return GatewayWebhook(event["id"], event["type"], news=(_dispute_news(event["dispute"]),))
        if "refund" in event:
            refund = event["refund"]
            ours = {"refund": refund["reference"], "attempt_id": refund["payment"]}
            answer, news = _refund_answer(refund), (_refund_news(refund),)
            return GatewayWebhook(event["id"], event["type"], answer, news=news, **ours)
        payment = event["payment"]
        return GatewayWebhook(
            event["id"],
            event["type"],
            _payment_answer(payment),
            payment=payment["reference"],
            attempt_id=payment["id"],
            transaction_id=payment["transaction_id"],
        )

    def recent(self, since: datetime) -> list[News]:
        said = self._ask("GET", f"/v1/recent/{since.timestamp()}")
        return [*map(_refund_news, said.get("refunds", ())), *map(_dispute_news, said.get("disputes", ()))]

    def _ask(self, method: str, path: str, body: Mapping[str, Any] | None = None, *, key: str = "") -> dict[str, Any]:
        headers = {"Authorization": f"Bearer {self.secret}", "Idempotency-Key": key}
        try:
            response = requests.request(
                method, self.url + path, json=body, headers=headers, timeout=(3, self.seconds), allow_redirects=False
            )
            said: dict[str, Any] = response.json()
        except (requests.RequestException, ValueError) as error:
            raise GatewayUnreachable(f"{type(error).__name__} at {method} {path}") from error
        if response.status_code >= 500 or response.status_code == 401:
            raise GatewayUnreachable(f"HTTP {response.status_code} at {method} {path}")
        return {**said, "http": response.status_code}


def _payment_answer(said: Mapping[str, Any]) -> Answer:
    refused = _refusal(said)
    if refused:
        return refused
    known: dict[str, Any] = {"transaction_id": said["transaction_id"], "attempt_id": said["id"], "card": _card(said)}
    if said["status"] == "declined":
        return Declined(code=said["failure"], detail="The card was declined.", **known)
    if said["status"] in ("authorized", "captured"):
        known |= {"amount": Decimal(said.get("captured") or said["amount"]), "currency": said["currency"]}
    return _STATES[said["status"]](**known)


def _refund_answer(said: Mapping[str, Any]) -> Answer:
    refused = _refusal(said)
    if refused:
        return refused
    if said["status"] == "failed":
        return Declined(code=said["failure"], transaction_id=said["id"])
    money: dict[str, Any] = {"amount": Decimal(said["amount"]), "currency": said.get("currency", "")}
    return (Waiting if said["status"] == "pending" else Succeeded)(transaction_id=said["id"], **money)


def _refund_news(said: Mapping[str, Any]) -> RefundNews:
    return RefundNews(answer=_refund_answer(said), refund=said["reference"], **_about(said))


def _dispute_news(said: Mapping[str, Any]) -> DisputeNews:
    return DisputeNews(outcome=DisputeOutcome(said["status"]), reason=said["reason"], **_about(said))


def _about(said: Mapping[str, Any]) -> dict[str, Any]:
    return {
        "id": said["id"],
        "amount": Decimal(said["amount"]),
        "currency": said["currency"],
        "attempt_id": said["payment"],
        "transaction_id": said["transaction_id"],
    }


def _refusal(said: Mapping[str, Any]) -> Answer | None:
    status = said.get("http", 200)
    if status == 404:
        return Missing()
    return Declined(code=said["code"], detail=said.get("detail", "")) if status >= 400 else None


def _card(said: Mapping[str, Any]) -> Card | None:
    return Card(said["brand"], said["last4"]) if said.get("brand") else None
