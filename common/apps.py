from django.apps import AppConfig

from common import lookups


class CommonConfig(AppConfig):
    name = "common"

    def ready(self) -> None:
        """Texts are compared alike by every database."""
        lookups.register()
