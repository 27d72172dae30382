"""What is measured: a request, and the same work as plain SQL."""

from __future__ import annotations

import itertools
import json
from abc import ABC, abstractmethod
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any
from uuid import UUID, uuid4

from django.db import connection, transaction

from orders.models import Order
from orders.statuses import OrderStatus
from orders_service.bench import sql

API = "/api/v1"


@dataclass(frozen=True, slots=True)
class Call:
    """One request."""

    method: str
    path: str
    body: bytes | None = None
    headers: dict[str, str] = field(default_factory=dict)


def busiest_channel() -> UUID:
    """A channel with most of the orders, as the largest storefront of a business has. Only its orders are measured."""
    return Order.objects.order_by("-date_placed")[0].channel_id


class Scenario(ABC):
    """Something people do, again and again."""

    name: str
    status = 200

    @abstractmethod
    def calls(self) -> Iterator[Call]:
        """Requests without end, each different where the service would otherwise only repeat itself."""

    @abstractmethod
    def by_sql(self) -> Iterator[None]:
        """The same work done by plain SQL, a step for each request."""


class ListOfFifty(Scenario):
    name = "list of 50"

    def __init__(self) -> None:
        self.channel = busiest_channel()

    def calls(self) -> Iterator[Call]:
        return itertools.repeat(Call("GET", f"{API}/orders/?limit=50"))

    def by_sql(self) -> Iterator[None]:
        while True:
            with connection.cursor() as cursor:
                cursor.execute(sql.LIST, [self.channel])
                cursor.fetchone()
            yield


class Detail(Scenario):
    name = "detail"

    def __init__(self) -> None:
        orders = Order.objects.filter(channel=busiest_channel()).order_by("-date_placed")
        self.refs = list(orders.values_list("ref", flat=True)[:200])

    def calls(self) -> Iterator[Call]:
        return (Call("GET", f"{API}/orders/{ref}/") for ref in itertools.cycle(self.refs))

    def by_sql(self) -> Iterator[None]:
        for ref in itertools.cycle(self.refs):
            with connection.cursor() as cursor:
                cursor.execute(sql.DETAIL, [ref])
                cursor.fetchone()
            yield


class StatusChange(Scenario):
    """From `PACKAGE_WAITING` to `PACKAGED` and back, so that it can go on for ever."""

    name = "status change"

    def __init__(self) -> None:
        rows = Order.objects.filter(channel=busiest_channel(), status=OrderStatus.PACKAGED).order_by("-date_placed")
        self.orders = list(rows.values_list("pk", "ref")[:200])
        if not self.orders:
            raise RuntimeError("The busiest channel has no packed order whose status could be changed.")

    def calls(self) -> Iterator[Call]:
        for target in itertools.cycle(("PACKAGE_WAITING", "PACKAGED")):
            body = json.dumps({"status": target}).encode()
            for _, ref in self.orders:
                yield Call("PUT", f"{API}/orders/{ref}/status/", body)

    def by_sql(self) -> Iterator[None]:
        for target in itertools.cycle((OrderStatus.PACKAGE_WAITING, OrderStatus.PACKAGED)):
            for pk, _ in self.orders:
                with transaction.atomic(), connection.cursor() as cursor:
                    sql.change_status(cursor, pk, int(target))
                yield


class Placement(Scenario):
    name = "placement"
    status = 201

    def calls(self) -> Iterator[Call]:
        body = json.dumps(_NEW_ORDER).encode()
        while True:
            yield Call("POST", f"{API}/orders/", body, {"Idempotency-Key": str(uuid4())})

    def by_sql(self) -> Iterator[None]:
        like = Order.objects.order_by("-date_placed")[0]
        while True:
            with transaction.atomic(), connection.cursor() as cursor:
                sql.place(cursor, like)
            yield


_ADDRESS: dict[str, Any] = {"line": "1 Example Street", "city_name": "Example", "country_code": "US"}
_NEW_ORDER: dict[str, Any] = {
    "customer": {"email": "customer-1@example.com"},
    "currency": "USD",
    "items": [
        {"sku": f"SKU-{number}", "quantity": 2, "unit_price": "10.00", "product": {"name": f"Product {number}"}}
        for number in range(3)
    ],
    "adjustments": [{"type": "shipping", "label": "Standard", "amount": "3.50"}],
    "billing_address": _ADDRESS,
    "shipping_address": _ADDRESS,
}

SCENARIOS: tuple[type[Scenario], ...] = (ListOfFifty, Detail, StatusChange, Placement)
