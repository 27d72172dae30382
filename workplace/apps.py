from django.apps import AppConfig


class WorkplaceConfig(AppConfig):
    name = "workplace"

    def ready(self) -> None:
        from orders.privacy.mentions import mentioned_in
        from orders.privacy.words import Words

        mentioned_in("workplace.SavedView", "query", words=Words.names)
