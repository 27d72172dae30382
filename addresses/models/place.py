"""Places that addresses refer to by id: country, city, township, district."""

from __future__ import annotations

from uuid import UUID, uuid5

from django.db import models

from common.fields import Identified

ISO_3166 = UUID("8d6a4f6e-2a0f-5f0b-9a52-3166a1fa2000")
"""The namespace in which a country's code becomes its id, so that every installation gives it the same one."""


def country_id(code: str) -> UUID:
    """The id of the country with this ISO 3166-1 alpha-2 code (upper case)."""
    return uuid5(ISO_3166, code)


class Country(Identified):
    """A country of ISO 3166-1."""

    code = models.CharField(max_length=2, unique=True)
    name = models.CharField(max_length=100)

    class Meta:
        verbose_name_plural = "countries"

    def __str__(self) -> str:
        return self.name


class City(Identified):
    """A city, or whatever a country divides itself into first."""

    country = models.ForeignKey(Country, models.PROTECT, related_name="cities")
    name = models.CharField(max_length=100)

    class Meta:
        verbose_name_plural = "cities"
        constraints = [models.UniqueConstraint(fields=["country", "name"], name="city_once_a_country")]

    def __str__(self) -> str:
        return self.name


class Township(Identified):
    """A part of a city."""

    city = models.ForeignKey(City, models.PROTECT, related_name="townships")
    name = models.CharField(max_length=100)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["city", "name"], name="township_once_a_city")]

    def __str__(self) -> str:
        return self.name


class District(Identified):
    """A part of a township."""

    township = models.ForeignKey(Township, models.PROTECT, related_name="districts")
    name = models.CharField(max_length=100)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["township", "name"], name="district_once_a_township")]

    def __str__(self) -> str:
        return self.name
