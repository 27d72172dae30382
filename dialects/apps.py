from django.apps import AppConfig


class DialectsConfig(AppConfig):
    name = "dialects"

    def ready(self) -> None:
        from dialects import checks  # noqa: F401
