"""Searches compare words without accents (`common/folding.py`): so must the texts they look in."""

from django.db import migrations, transaction

from common.folding import folded

BATCH = 1_000


def fold(apps, schema_editor):
    """Each batch commits by itself, so that nobody waits for a locked order until all are done."""
    orders = apps.get_model("orders", "Order")._base_manager.using(schema_editor.connection.alias)
    last = None
    while batch := _after(orders, last):
        last = batch[-1][0]
        accented = [key for key, text in batch if not text.isascii()]
        with transaction.atomic(using=schema_editor.connection.alias):
            found = list(orders.select_for_update().filter(pk__in=accented).only("search_text"))
            for order in found:
                order.search_text = "\n".join(dict.fromkeys(folded(order.search_text).split("\n")))
            orders.bulk_update(found, ["search_text"], batch_size=200)


def _after(orders, last):
    ahead = orders.order_by("pk") if last is None else orders.order_by("pk").filter(pk__gt=last)
    return list(ahead.values_list("pk", "search_text")[:BATCH])


class Migration(migrations.Migration):
    atomic = False
    dependencies = [("orders", "0010_find_gifts")]
    operations = [migrations.RunPython(fold, migrations.RunPython.noop)]
