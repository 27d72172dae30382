"""`/` and `/api/`: links to everything, for visitors who know only the address of the service."""

from __future__ import annotations

from typing import Any

from django.conf import settings
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import render
from django.urls import reverse
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_safe

from orders.models import Order
from orders.page_link import page_url
from orders.statuses import OrderStatus
from orders_service.demo.logins import ADMIN, CUSTOMER, PASSWORD, STAFF, are_made


@require_safe
def front_page(request: HttpRequest) -> HttpResponse:
    """A page of links; in a demo with its logins, which are printed anyway."""
    context: dict[str, Any] = {"dialects": settings.DIALECTS, "is_demo": are_made()}
    if context["is_demo"]:
        newest = Order.objects.filter(status=OrderStatus.CREATED).order_by("-date_placed", "-id").first()
        context |= {
            "logins": [ADMIN, *STAFF, CUSTOMER],
            "password": PASSWORD,
            "order_page": page_url(newest) if newest else "",
        }
    return render(request, "front.html", context)


@csrf_exempt
@require_safe
def list_addresses(request: HttpRequest) -> JsonResponse:
    """The addresses that a program starts from."""
    paths = {
        "orders": reverse("order-list"),
        "description": reverse("schema"),
        "docs": reverse("docs"),
        "problems": reverse("problems"),
        "token": reverse("oauth:token"),
    }
    return JsonResponse({name: f"{settings.PUBLIC_URL}{path}" for name, path in paths.items()})
