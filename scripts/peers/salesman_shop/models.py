"""What the shop sells."""

from decimal import Decimal

from django.db import models
from django.http import HttpRequest


class Product(models.Model):
    """One thing at one price."""

    name = models.CharField(max_length=200)
    code = models.CharField(max_length=64)
    price = models.DecimalField(max_digits=12, decimal_places=2)

    def __str__(self) -> str:
        return self.name

    def get_price(self, request: HttpRequest) -> Decimal:
        return self.price
