from typing import Any

from django.apps import AppConfig
from django.apps import apps as installed_apps
from django.db.models.signals import post_migrate


def list_event_types(sender: AppConfig, *, using: str, apps: Any = installed_apps, **signal: Any) -> None:
    """Add new event types to those that the database accepts. None goes: old workers and old events may have it."""
    from events.types import EventType

    if "storabletype" in apps.all_models["events"]:  # not while the app is migrated backwards
        types = apps.get_model("events", "StorableType").objects.using(using)
        types.bulk_create([types.model(name=name) for name in EventType.values], ignore_conflicts=True)


class EventsConfig(AppConfig):
    name = "events"

    def ready(self) -> None:
        post_migrate.connect(list_event_types, sender=self)
