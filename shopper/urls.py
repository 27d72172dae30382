"""The pages behind the link to an order, at `/o/`."""

from __future__ import annotations

from django.urls import path

from shopper.views.address import correct_shipping_address
from shopper.views.asking import cancel, return_units
from shopper.views.order import document, pay, show_order
from shopper.views.theme import theme
from shopper.views.withdrawing import withdraw_units

app_name = "shopper"
urlpatterns = [
    path("theme/<slug:code>.css", theme, name="theme"),
    path("<str:token>/", show_order, name="order"),
    path("<str:token>/pay/", pay, name="pay"),
    path("<str:token>/cancel/", cancel, name="cancel"),
    path("<str:token>/return/", return_units, name="return"),
    path("<str:token>/withdraw/", withdraw_units, name="withdraw"),
    path("<str:token>/address/", correct_shipping_address, name="address"),
    path("<str:token>/<slug:kind>.pdf", document, name="document"),
]
