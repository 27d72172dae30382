"""How the admin presents itself: names, colours, and the way to each list, by the jobs people do."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from django.http import HttpRequest
from django.templatetags.static import static
from django.urls import reverse_lazy
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _


def _may(permission: str) -> Callable[[HttpRequest], bool]:
    return lambda request: request.user.has_perm(permission)


def _link(title: str | Promise, icon: str, url: str, permission: str) -> dict[str, Any]:
    return {"title": title, "icon": icon, "link": reverse_lazy(f"admin:{url}"), "permission": _may(permission)}


def _on_orders(request: HttpRequest) -> bool:
    """Whether this is a page of orders, and not one with an entry of its own."""
    return request.path.startswith("/admin/orders/order/") and "/import-tracking/" not in request.path


NAVIGATION: list[dict[str, Any]] = [
    {
        "items": [{"title": _("Home"), "icon": "home", "link": reverse_lazy("admin:index")}],
    },
    {
        "title": _("Orders"),
        "items": [
            {
                **_link(_("Orders"), "receipt_long", "orders_order_changelist", "orders.view_order"),
                "active": _on_orders,
            },
            _link(
                _("Cancellations and returns"),
                "assignment_return",
                "cancellations_cancellationplan_changelist",
                "cancellations.view_cancellationplan",
            ),
            _link(
                _("Reasons that were given"),
                "bar_chart",
                "orders_reason_report",
                "cancellations.view_cancellationplan",
            ),
            _link(_("Notes"), "sticky_note_2", "orders_note_changelist", "orders.view_note"),
            _link(_("E-mails"), "mail", "events_message_changelist", "events.view_message"),
            _link(_("Events"), "history", "events_event_changelist", "events.view_event"),
        ],
    },
    {
        "title": _("Money"),
        "items": [
            _link(_("Payments"), "payments", "payments_payment_changelist", "payments.view_payment"),
            _link(_("Refunds"), "currency_exchange", "payments_refund_changelist", "payments.view_refund"),
        ],
    },
    {
        "title": _("Fulfilment"),
        "items": [
            _link(_("Shipments"), "local_shipping", "orders_shipment_changelist", "orders.view_shipment"),
            _link(_("Items"), "inventory_2", "orders_orderitem_changelist", "orders.view_orderitem"),
            _link(_("Import tracking numbers"), "upload_file", "orders_order_import", "orders.change_shipment"),
        ],
    },
    {
        "title": _("Customers"),
        "items": [
            _link(_("Customers"), "group", "addresses_customer_changelist", "addresses.view_customer"),
            _link(_("Addresses"), "home_pin", "addresses_customeraddress_changelist", "addresses.view_customeraddress"),
            _link(
                _("Order history (external)"),
                "work_history",
                "orders_customerhistoryentry_changelist",
                "orders.view_customerhistoryentry",
            ),
        ],
    },
    {
        "title": _("Settings"),
        "collapsible": True,
        "items": [
            _link(_("Channels"), "storefront", "orders_channel_changelist", "orders.view_channel"),
            _link(_("E-mail texts"), "edit_note", "events_mailtext_changelist", "events.change_mailtext"),
            _link(_("Carriers"), "local_shipping", "orders_carrier_changelist", "orders.view_carrier"),
            _link(_("Reasons"), "format_list_bulleted", "orders_reason_changelist", "orders.view_reason"),
            _link(_("Staff"), "badge", "access_user_changelist", "access.view_user"),
            _link(_("Groups"), "groups", "auth_group_changelist", "auth.view_group"),
            _link(_("API clients"), "key", "access_apiclient_changelist", "access.view_apiclient"),
            _link(
                _("Access tokens"),
                "vpn_key",
                "oauth2_provider_accesstoken_changelist",
                "oauth2_provider.view_accesstoken",
            ),
            _link(
                _("Customer tokens"), "account_circle", "access_customertoken_changelist", "access.view_customertoken"
            ),
            _link(_("Webhooks"), "webhook", "events_webhookendpoint_changelist", "events.change_webhookendpoint"),
            _link(_("Webhook deliveries"), "send", "events_delivery_changelist", "events.change_webhookendpoint"),
            _link(_("Privacy log"), "policy", "orders_privacyentry_changelist", "orders.view_privacyentry"),
            _link(_("Locked logins"), "lock", "axes_accessattempt_changelist", "axes.view_accessattempt"),
            _link(_("Countries"), "public", "addresses_country_changelist", "addresses.view_country"),
            _link(_("Cities"), "location_city", "addresses_city_changelist", "addresses.view_city"),
            _link(_("Townships"), "holiday_village", "addresses_township_changelist", "addresses.view_township"),
            _link(_("Districts"), "signpost", "addresses_district_changelist", "addresses.view_district"),
        ],
    },
]

UNFOLD = {
    "SITE_TITLE": _("Orders Service"),
    "SITE_HEADER": _("Orders Service"),
    "SITE_SYMBOL": "package_2",
    "SITE_URL": None,
    "SHOW_HISTORY": False,
    "SHOW_VIEW_ON_SITE": False,
    "DASHBOARD_CALLBACK": "workplace.admin.home.dashboard",
    "STYLES": [lambda request: static("workplace/workplace.css")],
    "SCRIPTS": [lambda request: static("workplace/focus.js")],
    "COLORS": {
        "primary": {
            "50": "oklch(97.0% .014 254.6)",
            "100": "oklch(93.2% .032 255.6)",
            "200": "oklch(88.2% .059 254.1)",
            "300": "oklch(80.9% .105 251.8)",
            "400": "oklch(70.7% .165 254.6)",
            "500": "oklch(62.3% .214 259.8)",
            "600": "oklch(54.6% .245 262.9)",
            "700": "oklch(48.8% .243 264.4)",
            "800": "oklch(42.4% .199 265.6)",
            "900": "oklch(37.9% .146 265.5)",
            "950": "oklch(28.2% .091 267.9)",
        },
    },
    "ACCOUNT": {
        "navigation": [
            {"title": _("Change password"), "link": reverse_lazy("admin:password_change")},
            {"title": _("Second factor"), "link": reverse_lazy("second-factor")},
            {"title": _("Your sessions"), "link": reverse_lazy("own-sessions")},
        ]
    },
    "SIDEBAR": {"show_search": True, "show_all_applications": False, "navigation": NAVIGATION},
}
