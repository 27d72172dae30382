"""`/countries/`, `/cities/`, `/townships/` and `/districts/`."""

from __future__ import annotations

from typing import Any

from rest_framework.mixins import ListModelMixin, RetrieveModelMixin

from access.permissions import Anybody
from access.viewsets import AccessView
from addresses.filters import CityFilter, CountryFilter, DistrictFilter, TownshipFilter
from addresses.models import City, Country, District, Township
from addresses.serializers.resources import CitySerializer, CountrySerializer, DistrictSerializer, TownshipSerializer
from common.api.operations import Operation, Page


def _place(one: str, several: str, serializer: Any) -> dict[str, Operation]:
    return {
        "list": Operation(f"List {several}", access=[Anybody], gives=Page(serializer), filtered=True),
        "retrieve": Operation(f"Read a {one}", access=[Anybody], gives=serializer),
    }


class PlaceViewSet(ListModelMixin, RetrieveModelMixin, AccessView):
    """Places that addresses refer to."""

    ordering_fields = {"name": "name"}
    ordering = "name"


class CountryViewSet(PlaceViewSet):
    """The countries of ISO 3166-1."""

    serializer_class = CountrySerializer
    filterset_class = CountryFilter
    queryset = Country.objects.all()
    operations = _place("country", "countries", CountrySerializer)


class CityViewSet(PlaceViewSet):
    """Cities."""

    serializer_class = CitySerializer
    filterset_class = CityFilter
    queryset = City.objects.all()
    operations = _place("city", "cities", CitySerializer)


class TownshipViewSet(PlaceViewSet):
    """Townships."""

    serializer_class = TownshipSerializer
    filterset_class = TownshipFilter
    queryset = Township.objects.all()
    operations = _place("township", "townships", TownshipSerializer)


class DistrictViewSet(PlaceViewSet):
    """Districts."""

    serializer_class = DistrictSerializer
    filterset_class = DistrictFilter
    queryset = District.objects.all()
    operations = _place("district", "districts", DistrictSerializer)
