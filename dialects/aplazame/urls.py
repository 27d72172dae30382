"""The paths of Aplazame's document, with or without the version as a prefix."""

from __future__ import annotations

from typing import Any

from django.urls import URLPattern, re_path

from dialects.aplazame import views


def _at(path: str, view: Any, name: str) -> URLPattern:
    found: URLPattern = re_path(f"^(?:v[12]/)?{path}$", view.as_view(), name=name)
    return found


_ORDER = "orders/(?P<id>.+)"

urlpatterns: list[URLPattern] = [
    _at("orders", views.OrdersView, "orders"),
    _at(f"{_ORDER}/authorize", views.AuthorizeView, "authorize"),
    _at(f"{_ORDER}/cancel", views.CancelView, "cancel"),
    _at(f"{_ORDER}/refund", views.RefundView, "refund"),
    _at(f"{_ORDER}/refund-extended", views.RefundView, "refund-extended"),
    _at(f"{_ORDER}/captures", views.CapturesView, "captures"),
    _at(f"{_ORDER}/history", views.HistoryView, "history"),
    _at(_ORDER, views.OrderView, "order"),
]
