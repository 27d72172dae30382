"""The countries of ISO 3166-1 and those with reserved codes, each under an id made of its code."""

from uuid import UUID, uuid5

from django.db import migrations
from django.utils import translation
from django_countries.data import COUNTRIES

from common.countries import RESERVED

ISO_3166 = UUID("8d6a4f6e-2a0f-5f0b-9a52-3166a1fa2000")


def load(apps, schema_editor):
    Country = apps.get_model("addresses", "Country")
    with translation.override("en"):
        Country.objects.bulk_create(
            Country(id=uuid5(ISO_3166, code), code=code, name=str(name)) for code, name in sorted({**COUNTRIES, **RESERVED}.items())
        )


class Migration(migrations.Migration):
    dependencies = [("addresses", "0003_add_indexes")]
    operations = [migrations.RunPython(load, migrations.RunPython.noop)]
