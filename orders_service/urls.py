"""The whole map."""

from django.contrib import admin
from django.urls import include, path
from django_prometheus.exports import ExportToDjangoView

from orders_service.docs import RedocView, SchemaView, SwaggerView
from orders_service.front_page import front_page, list_addresses
from orders_service.health import live, ready
from orders_service.problems import list_problems
from payments.gateways.sandbox.views import pay_page
from workplace.admin.finding import search

urlpatterns = [
    path("", front_page, name="front-page"),
    path("api/", list_addresses, name="api"),
    path("api/v1/", include("orders.urls")),
    path("api/v1/", include("addresses.urls")),
    path("api/v1/", include("events.urls")),
    path("api/problems/", list_problems, name="problems"),
    path("api/schema/", SchemaView.as_view(), name="schema"),
    path("api/docs/", SwaggerView.as_view(url_name="schema"), name="docs"),
    path("api/redoc/", RedocView.as_view(url_name="schema"), name="redoc"),
    path("oauth/", include("access.urls")),
    path("dialects/", include("dialects.urls")),
    path("o/", include("shopper.urls")),
    path("sandbox/pay/<slug:payment_id>", pay_page, name="sandbox-page"),
    path("admin/search/", admin.site.admin_view(search)),
    path("admin/account/", include("workplace.account.urls")),
    path("admin/", admin.site.urls),
    path("health/live", live),
    path("health/ready", ready),
    path("metrics", ExportToDjangoView),
]

handler400 = "orders_service.errors.bad_request"
handler403 = "orders_service.errors.permission_denied"
handler404 = "orders_service.errors.page_not_found"
handler500 = "orders_service.errors.server_error"
