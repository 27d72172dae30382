from django.apps import AppConfig
from django.contrib.admin import apps as admin


class WorkplaceConfig(AppConfig):
    name = "workplace"
    default = True

    def ready(self) -> None:
        from orders.privacy.mentions import mentioned_in
        from orders.privacy.words import Words

        mentioned_in("workplace.SavedView", "query", words=Words.names)


class StaffAdminConfig(admin.AdminConfig):
    """Django's admin with the site of staff."""

    default = False
    default_site = "workplace.admin_site.StaffSite"
