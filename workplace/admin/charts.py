"""Figures as charts, each with a table that says the same in numbers."""

from __future__ import annotations

import json
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from functools import lru_cache
from typing import Any

from django.utils.formats import date_format, number_format
from django.utils.functional import Promise
from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString
from django.utils.translation import get_language, gettext, ngettext
from django.utils.translation import gettext_lazy as _

from common.money import ZERO
from orders.statuses import OrderStatus
from workplace.figures import Figures
from workplace.labels import ORDER_STATUSES, format_money, name_of_method
from workplace.models.daily_sum import SHIPPED_WITHIN

MOST_CURRENCIES = 3
"""The most currencies with a chart of their own; the table has them all."""

_TICKS = {"color": "#8b93a1"}
_AXIS = {"grid": {"display": False}, "border": {"display": False}, "ticks": _TICKS}
_NUMBERS = {**_AXIS, "beginAtZero": True, "ticks": {**_TICKS, "maxTicksLimit": 5, "precision": 0}}
_LOOK = {
    "animation": False,
    "responsive": True,
    "maintainAspectRatio": False,
    "plugins": {"legend": {"display": False}},
}
_VERTICAL = {**_LOOK, "scales": {"x": {**_AXIS, "ticks": {**_TICKS, "maxTicksLimit": 8}}, "y": _NUMBERS}}
_HORIZONTAL = {
    **_LOOK,
    "indexAxis": "y",
    "scales": {"x": _NUMBERS, "y": {**_AXIS, "ticks": {**_TICKS, "autoSkip": False}}},
}


@dataclass(frozen=True, slots=True)
class Chart:
    """One chart: what it is about, its number in large, what is drawn, and the table beneath."""

    title: str | Promise
    note: str | Promise
    total: str
    labels: Sequence[str]
    values: Sequence[float]
    headers: Sequence[str]
    rows: Sequence[Sequence[str]]
    is_horizontal: bool = False
    permission: str = "orders.view_order"

    @property
    def table(self) -> SafeString:
        """The numbers, as HTML."""
        return _table(self.headers, self.rows)

    @property
    def data(self) -> str:
        """What Chart.js draws."""
        bars = {"data": self.values, "backgroundColor": "var(--color-primary-500)", "borderRadius": 3}
        return json.dumps({"labels": self.labels, "datasets": [{**bars, "label": str(self.title)}]})

    @property
    def options(self) -> str:
        return json.dumps(_HORIZONTAL if self.is_horizontal else _VERTICAL)

    @property
    def is_empty(self) -> bool:
        return not any(self.values)


def charts_of(figures: Figures) -> list[Chart]:
    """All charts, in the order of the page."""
    return [
        _orders(figures),
        *(_revenue(figures, currency) for currency in figures.currencies[:MOST_CURRENCIES]),
        _statuses(figures),
        _methods(figures),
        _refunds(figures),
        _shipping(figures),
    ]


def _orders(figures: Figures) -> Chart:
    counts = [figures.orders.get(day, 0) for day in figures.dates]
    return Chart(
        _("Orders a day"),
        _("By the day they were placed."),
        ngettext("%s order", "%s orders", sum(counts)) % _number(sum(counts)),
        *_days(figures.dates, counts),
        [gettext("Day"), gettext("Orders")],
        [[_day(day), _number(count)] for day, count in zip(figures.dates, counts, strict=True)],
    )


def _revenue(figures: Figures, currency: str) -> Chart:
    amounts = [figures.worth[currency].get(day, ZERO) for day in figures.dates]
    others = figures.currencies if currency == figures.currencies[0] else [currency]
    return Chart(
        gettext("Revenue a day in %s") % currency,
        _("Totals of placed orders, excluding cancelled and rejected ones."),
        format_money(sum(amounts, ZERO), currency),
        *_days(figures.dates, amounts),
        [gettext("Day"), *others],
        [[_day(day), *_amounts(figures, others, day)] for day in figures.dates],
        permission="payments.view_payment",
    )


def _statuses(figures: Figures) -> Chart:
    counts = [(str(text), figures.statuses.get(status, 0)) for status, (text, _tone) in ORDER_STATUSES.items()]
    counts = [(text, count) for text, count in counts if count]
    closed = figures.statuses.get(OrderStatus.COMPLETED, 0)
    return Chart(
        _("Orders by status"),
        _("Current statuses of the orders placed in this period."),
        gettext("%s completed") % _number(closed),
        *_named(counts),
        [gettext("Status"), gettext("Orders")],
        [[text, _number(count)] for text, count in counts],
        is_horizontal=True,
    )


def _methods(figures: Figures) -> Chart:
    counts = [(f"{name_of_method(method)}, {currency}", count) for method, currency, count, __ in figures.methods]
    total = sum(count for _name, count in counts)
    return Chart(
        _("Payment methods"),
        _("Completed payments started in this period."),
        ngettext("%s payment", "%s payments", total) % _number(total),
        *_named(counts[:8]),
        [gettext("Method"), gettext("Currency"), gettext("Payments"), gettext("Amount")],
        [
            [name_of_method(method), code, _number(count), format_money(sum_, code)]
            for method, code, count, sum_ in figures.methods
        ],
        is_horizontal=True,
        permission="payments.view_payment",
    )


def _refunds(figures: Figures) -> Chart:
    days = [(day, code, *rows[day]) for code, rows in sorted(figures.refunds.items()) for day in sorted(rows)]
    counts = [sum(rows[day][0] for rows in figures.refunds.values() if day in rows) for day in figures.dates]
    return Chart(
        _("Refunds a day"),
        _("Succeeded refunds, by the day they were requested."),
        ngettext("%s refund", "%s refunds", sum(counts)) % _number(sum(counts)),
        *_days(figures.dates, counts),
        [gettext("Day"), gettext("Currency"), gettext("Refunds"), gettext("Amount")],
        [[_day(day), code, _number(count), format_money(sum_, code)] for day, code, count, sum_ in days],
        permission="payments.view_refund",
    )


def _shipping(figures: Figures) -> Chart:
    names = list(_steps())
    counts = list(zip(names, figures.shipped_within, strict=True))
    total = sum(figures.shipped_within)
    return Chart(
        _("From placed to shipped"),
        _("Time from placing to the first shipment."),
        ngettext("%s order shipped", "%s orders shipped", total) % _number(total),
        *_named(counts),
        [gettext("Within"), gettext("Orders")],
        [[name, _number(count)] for name, count in counts],
        permission="orders.view_shipment",
    )


def _table(headers: Sequence[str], rows: Sequence[Sequence[str]]) -> SafeString:
    """Head and body of a table whose first column names the rows."""
    first, *others = headers
    head = format_html_join("", '<th scope="col" class="wp-number">{}</th>', ([header] for header in others))
    line = '<tr><th scope="row">{}</th>' + '<td class="wp-number">{}</td>' * len(others) + "</tr>"
    body = format_html_join("", line, rows)
    return format_html('<thead><tr><th scope="col">{}</th>{}</tr></thead><tbody>{}</tbody>', first, head, body)


def _steps() -> Iterator[str]:
    before = 0
    for days in SHIPPED_WITHIN:
        span = f"{before}–{days}" if days - before > 1 else str(days)
        yield ngettext("%s day", "%s days", days) % span
        before = days
    yield gettext("longer")


def _days(dates: Sequence[date], values: Sequence[int | Decimal]) -> tuple[list[str], list[float]]:
    return [_day(day) for day in dates], [float(value) for value in values]


def _named(counts: Sequence[tuple[str, int]]) -> tuple[list[str], list[float]]:
    return [name for name, _count in counts], [float(count) for _name, count in counts]


def _amounts(figures: Figures, currencies: Sequence[str], day: date) -> Iterator[str]:
    for currency in currencies:
        amount = figures.worth[currency].get(day)
        yield format_money(amount, currency) if amount is not None else "–"


def _day(day: date) -> str:
    return _day_in(get_language(), day)


@lru_cache(maxsize=1_000)
def _day_in(_language: str | None, day: date) -> str:
    return date_format(day, "j M")


def _number(count: Any) -> str:
    return number_format(count, force_grouping=True)
