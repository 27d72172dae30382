from django.apps import AppConfig
from django.contrib.auth.signals import user_logged_in


class AccessConfig(AppConfig):
    name = "access"
    verbose_name = "access"

    def ready(self) -> None:
        from access.signing_in import note_signing_in

        user_logged_in.connect(note_signing_in)
