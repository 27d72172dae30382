"""Rows of one app point at rows of another only along these arrows; a new arrow is a decision."""

from django.apps import apps

OURS = {"workplace", "orders", "payments", "cancellations", "addresses", "events", "access"}
ARROWS = {
    ("orders", "addresses"): "an order's customer and addresses",
    ("workplace", "orders"): "the channel that a letterhead or a sum is of",
    ("workplace", "access"): "the person who keeps a view of the order list",
    ("addresses", "orders"): "the channel that a customer belongs to",
    ("addresses", "access"): "the account of a customer who signs in",
    ("payments", "orders"): "the order that is paid",
    ("cancellations", "orders"): "the order and the items that a plan takes back",
    ("events", "orders"): "the order that something happened to",
    ("events", "access"): "the API client that receives the events",
    ("access", "orders"): "the channels that an API client sells for",
    ("access", "addresses"): "the customer that a token acts as",
}


def test_rows_of_one_app_point_at_another_along_known_arrows_only():
    drawn = {
        (model._meta.app_label, field.related_model._meta.app_label)
        for model in apps.get_models()
        for field in model._meta.get_fields()
        if field.is_relation and not field.auto_created and field.related_model
    }

    assert {(start, end) for start, end in drawn if {start, end} <= OURS and start != end} == set(ARROWS)
