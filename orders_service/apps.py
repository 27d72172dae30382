from django.apps import AppConfig


class OrdersServiceConfig(AppConfig):
    name = "orders_service"

    def ready(self) -> None:
        # Django finds checks by importing the module that registers them.
        from common.list_headers import work_out_headers_once_a_page
        from orders_service import checks  # noqa: F401
        from orders_service.names import translate_names

        self.translated_names = translate_names()
        work_out_headers_once_a_page()
