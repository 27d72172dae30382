"""What the document says about the API as a whole, and how drf-spectacular is to write it."""

from __future__ import annotations

DESCRIPTION = """\
The one order book of a business that sells through several storefronts and marketplaces: place, find, change, move,
pay, ship, cancel and refund orders.

**Callers.** Programs send `Authorization: Bearer …`, with an access token from `/oauth/token/` or an API key; its
scopes say what they may do, its channels whose orders they see. Staff and customers are signed in. Guests give an
order's token.

**Values.** Amounts are decimal strings with the currency's digits (`"33.00"`), never floats. Times are RFC 3339 in
UTC. Ids are UUIDs; orders are named by their `ref` as well. A path works with and without its last slash.

**Lists** have pages (`page`, `limit`), or are walked in constant time with `cursor`. A filter is named by its field,
and by how to compare: `total__gte=10`. A parameter that does not exist is refused, never ignored.

**Commands** can be repeated safely with an `Idempotency-Key`, rehearsed with `dry_run=true`, and bound to a version
with `If-Match`. What they refuse, they refuse with a problem document (RFC 9457): its `code` is for programs, its
`detail` for people, and every code is explained at `/api/problems/`.

**Formats.** JSON comes in. JSON comes out, or XML or YAML, by `Accept` or `?format=`; problems are always JSON. A
method that a path does not have is answered 405.
"""

TAGS = [
    {"name": name, "description": description}
    for name, description in {
        "orders": "Orders: placed, found, read, changed and moved, and what is written down about them.",
        "order-items": "Items across orders.",
        "payments": "Payments across orders, and the webhooks of gateways.",
        "refunds": "Refunds across orders.",
        "cancellation-plans": "Cancellations of what was not sent, and returns of what was, from asking to money back.",
        "events": "Everything that happened, in order.",
        "webhook-endpoints": "Addresses that receive events, and the deliveries to them.",
        "customers": "People who buy, each in one channel.",
        "customer-addresses": "Addresses. They are never edited: a change makes a new one in the old one's place.",
        "privacy-log": "Who read what is kept about people, who exported orders, and who erased whom.",
        "carriers": "The carriers that are offered, and where each tracks shipments.",
        "reasons": "The reasons that are offered for cancelling, returning, refunding, rejecting and holding.",
        "countries": "The countries of ISO 3166-1.",
        "cities": "Cities of countries.",
        "townships": "Townships of cities.",
        "districts": "Districts of townships.",
    }.items()
]

ENUMS = {
    "PrivacyKind": "orders.models.PrivacyKind",
    "RefundOrigin": "payments.statuses.RefundOrigin",
    "AccountType": "addresses.models.AccountType",
    "ActorKind": "common.actors.ActorKind",
    "AdjustmentOrigin": "orders.models.adjustment.AdjustmentOrigin",
    "AdjustmentType": "orders.models.AdjustmentType",
    "CancelStatus": "orders.statuses.CancelStatus",
    "DeliveryState": "events.models.DeliveryState",
    "DocumentType": "addresses.models.DocumentType",
    "EventType": "events.types.EventType",
    "Gender": "addresses.models.Gender",
    "HistoryStatus": "orders.models.history.HistoryStatus",
    "OrderPaymentStatus": "orders.statuses.PaymentStatus",
    "OrderShippingStatus": "orders.statuses.ShippingStatus",
    "PaymentState": "payments.statuses.PaymentState",
    "PlanStatus": "cancellations.statuses.PlanStatus",
    "PlanType": "cancellations.statuses.PlanType",
    "RefundState": "payments.statuses.RefundState",
    "ShipmentState": "orders.statuses.ShipmentState",
}
"""What vocabularies are called, instead of after the field in which each is met first."""

SETTINGS = {
    "TITLE": "Orders Service",
    "DESCRIPTION": DESCRIPTION,
    "VERSION": "1.0.0",
    "OAS_VERSION": "3.1.0",
    "LICENSE": {"name": "Proprietary"},
    "TAGS": TAGS,
    "SCHEMA_PATH_PREFIX": r"/api/v1",
    "SORT_OPERATIONS": False,
    "SORT_OPERATION_PARAMETERS": False,
    "POSTPROCESSING_HOOKS": [
        "drf_spectacular.hooks.postprocess_schema_enums",
        "orders_service.openapi.numbers.without_column_limits",
        "orders_service.openapi.defaults.without_defaults",
        "orders_service.openapi.path_order.in_order",
        "orders_service.openapi.webhooks.with_webhooks",
    ],
    "ENUM_NAME_OVERRIDES": ENUMS,
    "ENUM_SUFFIX": "",
    "ENFORCE_NON_BLANK_FIELDS": True,
    "SERVE_INCLUDE_SCHEMA": False,
    "SERVE_PERMISSIONS": ["rest_framework.permissions.AllowAny"],
    "SERVE_AUTHENTICATION": [],
    "SWAGGER_UI_DIST": "SIDECAR",
    "SWAGGER_UI_FAVICON_HREF": "SIDECAR",
    "REDOC_DIST": "SIDECAR",
}
