"""Doing something to many orders in the list: preview, confirmation, and results."""

from uuid import uuid4

LIST = "/admin/orders/order/"


def previewed(desk, verb, orders, **more):
    chosen = {"action": verb, "index": 0, "_selected_action": [str(order.pk) for order in orders]}
    return desk.post(f"{LIST}?q=mug", {**chosen, **more})


def confirmation(orders, **more):
    """What the browser sends when the button under a preview is pressed."""
    return {"order": [f"{order.pk}:{order.version}" for order in orders], "command_key": uuid4(), **more}


def confirmed(desk, verb, orders, **more):
    return desk.post(f"{LIST}bulk/{verb}/", confirmation(orders, **more), follow=True)


def results(page):
    """What the page says of each order, by ref: whether it is done, and why."""
    return {attempt.order.ref: (attempt.outcome == "done", attempt.sentence) for attempt in page.context["results"]}
