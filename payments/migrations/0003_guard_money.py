"""Money only takes the published moves, and what may have moved it stays: the row, whose it is, and how much went back."""

from django.db import migrations

from common.guards import FixedColumn, NeverDeleted, OnlyEdges

PAYMENT = {
    "new": ["processing", "authorized", "completed", "failed", "cancelled"],
    "processing": ["authorized", "completed", "failed", "cancelled"],
    "authorized": ["completed", "failed", "cancelled"],
}
REFUND = {
    "reserved": ["sent", "succeeded", "failed"],
    "sent": ["succeeded", "failed", "unknown"],
    "unknown": ["succeeded", "failed"],
    "succeeded": ["failed"],
    "failed": ["succeeded"],
}


class Migration(migrations.Migration):
    dependencies = [("payments", "0002_add_indexes")]
    operations = [
        OnlyEdges("payment", "status", PAYMENT),
        OnlyEdges("refund", "status", REFUND),
        NeverDeleted("payment"),
        NeverDeleted("refund"),
        FixedColumn("payment", "order"),
        FixedColumn("payment", "currency"),
        FixedColumn("refund", "payment"),
        FixedColumn("refund", "amount"),
    ]
