"""Pages of staff: how long the server takes for each, compared with the list of Django's own admin."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from statistics import median
from typing import Any

from django.contrib import admin
from django.db import connection
from django.db.models import Count
from django.http import HttpResponse
from django.template.backends.django import DjangoTemplates
from django.test import Client, RequestFactory
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from access.models import User
from orders.models import Order, Shipment
from orders_service.bench.processes import cpu_seconds
from payments.models import Payment
from workplace.daily_sums import take_daily_sums
from workplace.models import SumsTaken

LIST = "admin:orders_order_changelist"
SEARCH = "/admin/search/"


@dataclass(frozen=True, slots=True)
class Page:
    """One row of the table: the median time of a view and the CPU of a view, server and database together, in
    milliseconds, and the queries of a view."""

    name: str
    ms: float
    cpu_ms: float
    queries: int


def admin_pages(*, seconds: float, database: int | None) -> Iterator[Page]:
    """The pages that staff open all day, each opened repeatedly for a number of seconds."""
    person = User.objects.create_superuser(f"bench-{time.time_ns()}")
    browser = Client(headers={"Host": "localhost"})
    browser.force_login(person)
    newest = Order.objects.exclude(date_placed=None).order_by("-date_placed", "-id")[0]
    order = reverse("admin:orders_order_change", args=[newest.pk])
    yield _measured("daily sums, by the worker", _summed_up, seconds, database)
    home = f"{reverse('admin:index')}?days=90"
    yield _measured("home, 90 days", lambda: browser.get(home), seconds, database)
    yield _measured("order list", lambda: browser.get(reverse(LIST)), seconds, database)
    for name, query in _sorts():
        yield _measured(name, partial(browser.get, f"{reverse(LIST)}?{query}"), seconds, database)
    yield _measured("order page", lambda: browser.get(order), seconds, database)
    customer = reverse("admin:addresses_customer_change", args=[_customer_with_most_orders()])
    yield _measured("customer page, most orders", lambda: browser.get(customer), seconds, database)
    for name, typed in _searches(newest):
        yield _measured(f"search for {name}", partial(browser.get, SEARCH, {"s": typed}), seconds, database)
    yield _measured("plain Django admin list", _PlainList(person).open, seconds, database)


def _customer_with_most_orders() -> Any:
    rows = Order.objects.exclude(customer=None).values("customer").annotate(orders=Count("*"))
    return rows.order_by("-orders")[0]["customer"]


def _searches(newest: Order) -> Iterator[tuple[str, str]]:
    """What staff look for: its name, and what they type."""
    sent = Shipment.objects.exclude(tracking_number="").order_by("-created_at", "-id")[0]
    paid = Payment.objects.exclude(transaction_id="").order_by("-created_at", "-id")[0]
    yield "an order's number", newest.ref
    yield "an e-mail", newest.email
    yield "a tracking number", sent.tracking_number
    yield "a transaction", paid.transaction_id
    yield "a first name", Order.objects.exclude(first_name="").order_by("-date_placed", "-id")[0].first_name


def _sorts() -> Iterator[tuple[str, str]]:
    """Every sort that the list of orders offers: its name, and what asks for it. Its first column is of boxes."""
    listing: Any = admin.site._registry[Order]
    for place, column in enumerate(listing.list_display, start=1):
        if column in listing.sorts:
            yield f"order list by {column}, ascending", f"o={place}"
            yield f"order list by {column}, descending", f"o=-{place}"


def admin_table(pages: Iterable[Page]) -> str:
    """The pages as a Markdown table."""
    lines = ["| Page | ms | CPU ms | queries |", "|---|---:|---:|---:|"]
    rows = (f"| {page.name} | {page.ms:.0f} | {page.cpu_ms:.0f} | {page.queries} |" for page in pages)
    return "\n".join([*lines, *rows])


def _measured(name: str, view: Callable[[], Any], seconds: float, database: int | None) -> Page:
    view()
    with CaptureQueriesContext(connection) as queries:
        if view().status_code != 200:
            raise RuntimeError(f"{name} does not open.")
    count = len(queries)
    took: list[float] = []
    used, end = _cpu_seconds(database), time.monotonic() + seconds
    while time.monotonic() < end or len(took) < 3:
        started = time.perf_counter()
        view()
        took.append((time.perf_counter() - started) * 1000)
    return Page(name, median(took), (_cpu_seconds(database) - used) * 1000 / len(took), count)


def _cpu_seconds(database: int | None) -> float:
    return time.process_time() + (cpu_seconds(database) if database else 0)


def _summed_up() -> HttpResponse:
    SumsTaken.objects.update(begun_at=None, position=0)
    take_daily_sums(timezone.now())
    return HttpResponse()


class _PlainList:
    """The same model in Django's own admin, with its own templates, and nothing set but the columns."""

    def __init__(self, person: User) -> None:
        columns = ("ref", "email", "total", "status", "payment_status", "shipping_status", "date_placed", "channel")
        plain = type("PlainAdmin", (admin.ModelAdmin,), {"list_display": columns, "list_filter": ("status",)})
        self.admin = plain(Order, admin.AdminSite())
        self.request = RequestFactory(headers={"Host": "localhost"}).get(reverse(LIST))
        self.request.user = person
        templates = Path(admin.__file__).parent / "templates"
        options = {"context_processors": ["django.template.context_processors.request"]}
        self.engine = DjangoTemplates({"NAME": "plain", "DIRS": [templates], "APP_DIRS": False, "OPTIONS": options})

    def open(self) -> HttpResponse:
        """The page, rendered."""
        answer: Any = self.admin.changelist_view(self.request)
        template = self.engine.get_template("admin/change_list.html")
        return HttpResponse(template.render(answer.context_data, self.request))
