"""The published moves of orders, items and shipments are the only ones; the status log and withdrawals stay as they were
written, but for what an erasure takes out of them; so does the privacy log; serials last."""

from django.db import migrations

from common.guards import FixedColumn, NeverDeleted, OnlyEdges
from common.log_guards import OnlyEnded, OnlyErased

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
        FixedColumn("channel", "serial"),
    ]
