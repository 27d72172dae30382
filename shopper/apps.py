from __future__ import annotations

from django.apps import AppConfig


class ShopperConfig(AppConfig):
    """What shoppers see of their orders."""

    name = "shopper"
    verbose_name = "Shopper"
