from django.apps import AppConfig


class OrdersServiceConfig(AppConfig):
    name = "orders_service"

    def ready(self) -> None:
        # Django finds checks by importing the module that registers them.
        from orders_service import checks  # noqa: F401
        from orders_service.names import translate_names

        self.translated_names = translate_names()
