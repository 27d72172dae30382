"""The published moves of orders, items and shipments are the only ones; the status log and withdrawals stay as they were
written, but for what an erasure takes out of them; so does the privacy log; serials last. What an order is made of only
goes while it may be amended, and shipments before they are sent."""

from django.db import migrations

from common.guards import FixedColumn, NeverDeleted, OnlyEdges
from common.log_guards import OnlyEnded, OnlyErased
from common.part_guards import Agree, OnlyChangedIn, OnlyDeletedIn

ORDER = {
    10: [100, 800],
    100: [110, 120, 200, 700, 800, 900],
    110: [100, 120, 200, 300, 400, 700, 800, 850, 900],
    120: [110, 200, 700, 800],
    200: [110, 300, 400, 500, 600, 700, 800, 850, 900],
    300: [110, 400, 500, 700, 800, 850, 900],
    400: [110, 300, 500, 700, 800, 850],
    500: [300, 400, 600, 700, 850],
    600: [700, 850],
    700: [100, 110, 120, 200, 300, 400, 500, 600, 800, 850],
}
ITEM = {
    100: [200, 700, 800, 900],
    200: [300, 400, 500, 700, 800, 900],
    300: [400, 500, 700, 800, 900],
    400: [300, 500, 700, 800],
    500: [300, 400, 600, 700],
    600: [700],
    700: [100, 200, 300, 400, 500, 600, 800, 900],
}
SHIPMENT = {
    "ready": ["shipped", "cancelled"],
    "shipped": ["delivered", "ready", "lost"],
}

AMENDABLE = [10, 100, 110, 120, 200, 300, 400]
UNSENT = ["ready", "cancelled"]


class Migration(migrations.Migration):
    dependencies = [("orders", "0003_index_search_text")]
    operations = [
        OnlyEdges("order", "status", ORDER),
        OnlyEdges("orderitem", "status", ITEM),
        OnlyEdges("shipment", "state", SHIPMENT),
        OnlyErased("statuschange", ["actor_name", "actor_id", "note", "label", "ip"]),
        NeverDeleted("statuschange"),
        OnlyErased("withdrawal", ["actor_name", "actor_id", "name", "email", "lines"]),
        NeverDeleted("withdrawal"),
        OnlyEnded("privacyentry", "is_running"),
        NeverDeleted("privacyentry"),
        FixedColumn("order", "serial"),
        OnlyChangedIn("order", "currency", "status", [10]),
        FixedColumn("orderitem", "order"),
        OnlyDeletedIn("orderitem", "order.status", AMENDABLE),
        FixedColumn("adjustment", "order"),
        FixedColumn("adjustment", "item"),
        FixedColumn("adjustment", "type"),
        FixedColumn("adjustment", "amount"),
        FixedColumn("adjustment", "included"),
        Agree("adjustment", "order", "item.order"),
        OnlyDeletedIn("adjustment", "order.status", AMENDABLE),
        FixedColumn("shipment", "order"),
        OnlyDeletedIn("shipment", "state", UNSENT),
        FixedColumn("shipmentline", "shipment"),
        FixedColumn("shipmentline", "item"),
        Agree("shipmentline", "shipment.order", "item.order"),
        OnlyChangedIn("shipmentline", "quantity", "shipment.state", ["ready"]),
        OnlyDeletedIn("shipmentline", "shipment.state", UNSENT),
        FixedColumn("channel", "serial"),
    ]
