"""How a product is shown, and the payment method with which a basket becomes an order."""

from rest_framework import serializers
from salesman.checkout.payment import PaymentMethod
from salesman.core.utils import get_salesman_model

from .models import Product


class ProductSerializer(serializers.ModelSerializer):
    class Meta:
        model = Product
        fields = ["name", "code"]


class OnDelivery(PaymentMethod):
    identifier = "on-delivery"
    label = "On delivery"

    def basket_payment(self, basket, request):
        order = get_salesman_model("Order").objects.create_from_basket(basket, request)
        basket.delete()
        return f"/orders/{order.ref}/"
