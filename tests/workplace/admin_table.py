"""Who gets in where in the admin."""

from tests.routes import routes
from workplace.admin.actions import ACTIONS
from workplace.admin.actions.base import Group as Subject

ROLES = ("Support", "Warehouse", "Finance")
EVERYBODY = set(ROLES)

SEEN = {
    "orders/order orders/orderitem orders/shipment orders/statuschange orders/note orders/adjustment": EVERYBODY,
    "orders/customerhistoryentry addresses/customeraddress events/message": {"Support"},
    "addresses/customer payments/payment payments/refund cancellations/cancellationplan events/event": {
        "Support", "Finance"
    },
    "orders/carrier orders/reason": set(),
    "orders/channel orders/privacyentry addresses/country addresses/city addresses/township addresses/district": set(),
    "events/webhookendpoint events/delivery": set(),
    "access/user access/apiclient access/customertoken access/idempotencykey auth/group": set(),
    "oauth2_provider/accesstoken axes/accessattempt axes/accesslog axes/accessfailurelog": set(),
}  # fmt: skip
"""Who may browse which rows, beside superusers. Nobody of a role adds, changes or deletes any by hand."""

ROLES_WITH = {
    "orders:write": {"Support"},
    "shipments:write": {"Warehouse"},
    "payments:write": {"Finance"},
    "refunds:write": {"Finance"},
    "cancellations:write": {"Support", "Finance"},
    "privacy:write": set(),
}
DONE = {action.verb: ROLES_WITH[action.scope] for action in ACTIONS}
"""Who may do what to an order: those whose role has the action's scope."""

SCOPES_ABOUT = {
    Subject.STATUS: {"orders:write"},
    Subject.MONEY: {"payments:write", "refunds:write"},
    Subject.GOODS: {"shipments:write", "orders:write"},
    Subject.CANCELLATION: {"cancellations:write", "refunds:write"},
    Subject.CONTACT: {"orders:write", "privacy:write"},
}
"""The scopes that what an action is about can need."""

DONE_TO_MANY = {
    "ship": {"Warehouse"},
    "ship-and-notify": {"Warehouse"},
    "pack": {"Warehouse"},
    "confirm-payment": {"Finance"},
    "hold": {"Support"},
    "export-csv": EVERYBODY,
    "export-xlsx": EVERYBODY,
    "print_packing_slips": EVERYBODY,
}
"""Who may do what to several orders, chosen in the list."""

ELSEWHERE = {
    "/admin/": EVERYBODY,
    "/admin/search/": EVERYBODY,
    "/admin/logout/": EVERYBODY,
    "/admin/login/": EVERYBODY,
    "/admin/password_change/": EVERYBODY,
    "/admin/password_change/done/": EVERYBODY,
    "/admin/account/second-factor/": EVERYBODY,
    "/admin/account/second-factor/code/": EVERYBODY,
    "/admin/account/second-factor/set-up/": EVERYBODY,
    "/admin/account/sessions/": EVERYBODY,
    "/admin/autocomplete/": set(),
    "/admin/jsi18n/": EVERYBODY,
    "/admin/r/{content_type_id}/{object_id}/": EVERYBODY,
    "/admin/{app_label}/": EVERYBODY,
    "/admin/{url}": EVERYBODY,
    "/admin/access/user/{id}/password/": set(),
    "/admin/access/user/{object_id}/second-factor/": set(),
    "/admin/access/user/{object_id}/sessions/": set(),
    "/admin/addresses/customer/{object_id}/data/": set(),
    "/admin/addresses/customer/{object_id}/erase/": set(),
    "/admin/events/mailtext/": set(),
    "/admin/events/mailtext/{channel_id}/{template}/{language}/": set(),
    "/admin/orders/channel/{object_id}/letterhead/": set(),
    "/admin/orders/channel/{object_id}/statuses/": set(),
    "/admin/orders/channel/{object_id}/customers/": set(),
    "/admin/orders/channel/{object_id}/shipping/": set(),
    "/admin/orders/reason/report/": {"Support", "Finance"},
    "/admin/orders/order/{order_id}/documents/{kind}/": EVERYBODY,
    "/admin/orders/order/views/keep/": EVERYBODY,
    "/admin/orders/order/views/{pk}/forget/": EVERYBODY,
    "/admin/orders/order/bulk/{name}/": {"Warehouse"},
    "/admin/orders/order/bulk/{name}/{key}/": {"Warehouse"},
    "/admin/orders/order/import-tracking/": {"Warehouse"},
    "/admin/orders/order/import-tracking/{key}/": {"Warehouse"},
}
"""Everything that is neither a list of rows nor done to one order. The documents tried are packing slips, the bulk
action tried is shipping; the others are in `DONE_TO_MANY` and in `tests/workplace/test_printing.py`."""

OPEN = {"/admin/login/", "/admin/logout/"}
"""For whoever has not signed in."""

BY_HAND = {
    "access/user", "access/apiclient", "auth/group", "events/webhookendpoint", "orders/carrier", "orders/reason",
}  # fmt: skip
ENDED_BY_HAND = {"oauth2_provider/accesstoken", "access/customertoken", "axes/accessattempt", "events/delivery"}
"""What superusers write, and what they may only delete: tokens, the guesses that lock somebody out, and webhooks that
nobody needs any more."""

PEOPLE = ("nobody", "a customer", *ROLES, "a superuser")
NOWHERE = "0190b0a5-7c3e-7000-8000-000000000001"
PATHS = sorted({route.path for route in routes("/admin/")})


def named(table):
    """The table with a line for each name."""
    return {name: who for names, who in table.items() for name in names.split()}


def who_may(path):
    """The roles that a page is for."""
    if path in ELSEWHERE:
        return ELSEWHERE[path]
    app, model, *rest = path.removeprefix("/admin/").strip("/").split("/")
    if (app, model) == ("orders", "order") and rest[:1] == ["{order_id}"]:
        return DONE[rest[1]]
    seen = named(SEEN)[f"{app}/{model}"]
    return set() if rest[-1:] in (["add"], ["delete"]) else seen


def may_superusers(path):
    """They browse everything, and write by hand what no service keeps."""
    parts = ["", "", *path.replace("/{object_id}", "").strip("/").split("/")]
    app, model, last = parts[-3:]
    if last not in ("add", "delete"):
        return path != "/admin/autocomplete/"  # no page of ours completes anything
    return f"{app}/{model}" in (BY_HAND if last == "add" else BY_HAND | ENDED_BY_HAND)
