"""What the database holds, so that a test can say that nothing of it has changed."""

from contextlib import contextmanager

from django.apps import apps

APPS = ["orders", "addresses", "events", "payments", "cancellations", "access", "common"]
FILLED_BY_MIGRATIONS = {"addresses.country"}
SESSIONS = {"access.session"}
"""Tables that signing in changes."""
KEYS = "access.idempotencykey"
PRIVACY_LOG = "orders.privacyentry"


def everything(*, but=()):
    """Every row of every table of ours, by model. Without those of `but`, such as `KEYS`."""
    left_out = FILLED_BY_MIGRATIONS | SESSIONS | set(but)
    models = [model for app in APPS for model in apps.get_app_config(app).get_models()]
    return {
        model._meta.label_lower: list(model._base_manager.order_by("pk").values())
        for model in models
        if model._meta.label_lower not in left_out
    }


@contextmanager
def nothing_changes(*, but=()):
    """The block leaves every row as it was."""
    before = everything(but=but)
    yield
    after = everything(but=but)
    changed = {name: (before[name], rows) for name, rows in after.items() if rows != before[name]}
    assert not changed, f"{', '.join(changed)} changed: {changed}"
