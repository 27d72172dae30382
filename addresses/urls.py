"""`/api/v1/customers/…`, addresses and places."""

from __future__ import annotations

from django.urls import include, path
from rest_framework.routers import SimpleRouter

from addresses.views.customers import CustomerAddressViewSet, CustomerViewSet
from addresses.views.places import CityViewSet, CountryViewSet, DistrictViewSet, TownshipViewSet

router = SimpleRouter()
router.register("customers", CustomerViewSet, basename="customer")
router.register("customer-addresses", CustomerAddressViewSet, basename="customer-address")
router.register("countries", CountryViewSet, basename="country")
router.register("cities", CityViewSet, basename="city")
router.register("townships", TownshipViewSet, basename="township")
router.register("districts", DistrictViewSet, basename="district")

urlpatterns = [path("", include(router.urls))]
