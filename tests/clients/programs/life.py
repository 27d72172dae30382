"""An order's life through the generated Python client: `life.py BASE_URL API_KEY`."""

import json
import sys
from uuid import UUID

from orders_client import AuthenticatedClient
from orders_client.api.orders import (
    orders_complete_payment,
    orders_create,
    orders_create_refund,
    orders_list,
    orders_retrieve,
    orders_start_payment,
)
from orders_client.models import (
    ItemInput,
    NewOrderInput,
    Order,
    OrderInListPage,
    PayInput,
    Problem,
    RefundInput,
    RefundOutcome,
    StartedPayment,
)
from orders_client.types import Unset


def place(client: AuthenticatedClient, key: str) -> Order:
    """Two mugs, for a guest."""
    body = NewOrderInput(
        email="shop@example.com", items=[ItemInput(sku="MUG", quantity=2, unit_price="10.00")], total="20.00"
    )
    order = orders_create.sync(client=client, body=body, idempotency_key=key)
    assert isinstance(order, Order), order
    return order


def walked(client: AuthenticatedClient) -> list[str]:
    """The refs of all orders, page by page."""
    refs: list[str] = []
    cursor = ""
    while True:
        page = orders_list.sync(client=client, cursor=cursor, limit=2)
        assert isinstance(page, OrderInListPage), page
        refs += [order.ref for order in page.results if not isinstance(order.ref, Unset)]
        if page.next_ is None:
            return refs
        cursor = page.next_.split("cursor=")[1].split("&")[0]


def refunded(client: AuthenticatedClient, ref: str) -> str:
    """What is left to give back of an order that was paid and given back a part of."""
    begun = orders_start_payment.sync(
        ref, client=client, body=PayInput(payment_method="bank-transfer"), idempotency_key="pay-1"
    )
    assert isinstance(begun, StartedPayment), begun
    orders_complete_payment.sync(ref, UUID(str(begun.payment.id)), client=client)
    result = orders_create_refund.sync(ref, client=client, body=RefundInput(amount="5.00"), idempotency_key="refund-1")
    assert isinstance(result, RefundOutcome), result
    return result.remaining_amount


def problem(client: AuthenticatedClient) -> dict[str, object]:
    """Why an order that costs a fraction of a cent is refused."""
    body = NewOrderInput(email="shop@example.com", items=[ItemInput(quantity=1, unit_price="0.001")])
    refusal = orders_create.sync(client=client, body=body, idempotency_key="place-wrong")
    assert isinstance(refusal, Problem) and not isinstance(refusal.errors, Unset)
    return {"code": refusal.code, "pointer": refusal.errors[0].pointer}


def main(base_url: str, key: str) -> None:
    client = AuthenticatedClient(base_url=base_url, token=key)
    order = [place(client, f"place-{number}") for number in range(3)][-1]
    read = orders_retrieve.sync(order.ref, client=client)
    assert isinstance(read, Order), read
    args = {"total": read.total, "walked": len(walked(client)), "left": refunded(client, order.ref)}
    print(json.dumps({**args, **problem(client)}))


main(*sys.argv[1:])
