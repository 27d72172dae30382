"""The home page: what needs a person now, and sales figures."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Any, cast

from django.http import HttpRequest
from django.urls import reverse
from django.utils import timezone
from django.utils.formats import number_format
from django.utils.functional import Promise
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from access.authentication import staff_behind
from access.models import User
from workplace.admin.charts import charts_of
from workplace.admin.chosen import chosen_in
from workplace.admin.list_filters import NEEDS, queues_of
from workplace.daily_sums import DAYS_SUMMED, refresh_daily_sums
from workplace.figures import Scope, figures
from workplace.work_queue import QUEUES, UNDELIVERED_WEBHOOKS, UNUSABLE_TEXTS

PERIODS = (7, 30, DAYS_SUMMED)
MOST_COUNTED = 1_000
LIST_OF_ORDERS = "orders.view_order"


@dataclass(frozen=True, slots=True)
class Task:
    """A kind of work that waits: how much of it, and where it is listed."""

    title: str | Promise
    number: int
    url: str

    @property
    def count(self) -> str:
        """The number, capped."""
        more = "+" if self.number > MOST_COUNTED else ""
        return f"{number_format(min(self.number, MOST_COUNTED), force_grouping=True)}{more}"


def dashboard(request: HttpRequest, context: dict[str, Any]) -> dict[str, Any]:
    """What the page shows to this person."""
    if not request.user.has_perm(LIST_OF_ORDERS):
        return {**context, "tasks": _tasks_elsewhere(request)}
    at = timezone.localtime()
    chosen = chosen_in(request, PERIODS)
    as_of = refresh_daily_sums(at)
    charts = charts_of(figures(Scope(chosen.days, at.date(), chosen.reached)))
    return {
        **context,
        **chosen.context,
        "title": gettext("Home"),
        "tasks": sorted([*_tasks(request, at), *_tasks_elsewhere(request)], key=lambda task: task.number == 0),
        "charts": [chart for chart in charts if request.user.has_perm(chart.permission)],
        "as_of": as_of,
    }


def _tasks(request: HttpRequest, at: datetime) -> list[Task]:
    orders = reverse("admin:orders_order_changelist")
    reached = cast(User, request.user).reached_channels()
    return [
        Task(NEEDS[name], QUEUES[name].count(at, most=MOST_COUNTED, channels=reached), f"{orders}?needs={name}")
        for name in queues_of(request)
    ]


def _tasks_elsewhere(request: HttpRequest) -> list[Task]:
    """The work that is about no order."""
    queues = (
        (UNUSABLE_TEXTS, _("E-mail texts that cannot be used"), reverse("admin:events_mailtext_changelist")),
        (
            UNDELIVERED_WEBHOOKS,
            _("Webhooks that could not be delivered"),
            reverse("admin:events_delivery_changelist", query={"needs": "redelivery"}),
        ),
    )
    caller = staff_behind(request)
    return [
        Task(title, queue.count(caller, most=MOST_COUNTED), listed)
        for queue, title, listed in queues
        if request.user.has_perm(queue.permission)
    ]
