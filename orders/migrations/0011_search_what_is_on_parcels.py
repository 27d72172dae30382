"""Searches compare words without accents (`common/folding.py`), and look in addresses and names of products too
(`orders/search.py`): so the texts they look in say all that."""

from collections import defaultdict
from itertools import chain

from django.db import migrations, transaction

from common.folding import folded
from common.phones import forms_of

BATCH = 1_000
LABEL = ("company_name", "line", "line2", "postcode", "city_name")


def tell_all(apps, schema_editor):
    """Each batch commits by itself, so that nobody waits for a locked order until all are done."""
    alias = schema_editor.connection.alias
    orders = apps.get_model("orders", "Order")._base_manager.using(alias)
    items = apps.get_model("orders", "OrderItem")._base_manager.using(alias)
    last = None
    while keys := _after(orders, last):
        last = keys[-1]
        products = defaultdict(list)
        for order_id, product in items.filter(order__in=keys).order_by("position").values_list("order_id", "product"):
            products[order_id].append(str(product.get("name", "")))
        with transaction.atomic(using=alias):
            batch = orders.select_for_update(of=("self",)).filter(pk__in=keys)
            found = list(batch.select_related("customer", "billing_address", "shipping_address").order_by("pk"))
            changed = [order for order in found if _told(order, products[order.pk])]
            orders.bulk_update(changed, ["search_text"], batch_size=200)


def _after(orders, last):
    ahead = orders.order_by("pk") if last is None else orders.order_by("pk").filter(pk__gt=last)
    return list(ahead.values_list("pk", flat=True)[:BATCH])


def _told(order, products):
    """Whether the text says more or other than before."""
    before = order.search_text
    addresses = filter(None, (order.billing_address, order.shipping_address))
    labels = chain.from_iterable(map(_label, addresses))
    lines = chain(before.split("\n"), forms_of(order.customer.phone), products, labels)
    order.search_text = "\n".join(dict.fromkeys(folded(line) for line in lines if line))
    return order.search_text != before


def _label(address):
    yield f"{address.first_name} {address.last_name}".strip()
    yield from (getattr(address, name) for name in LABEL)
    yield from forms_of(address.phone_number, address.country_code)


class Migration(migrations.Migration):
    atomic = False
    dependencies = [("orders", "0010_find_gifts"), ("addresses", "0005_call_the_state_state_or_province")]
    operations = [migrations.RunPython(tell_all, migrations.RunPython.noop)]
