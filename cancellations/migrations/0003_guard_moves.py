"""The published moves of cancellation plans are the only ones."""

from django.db import migrations

from common.guards import OnlyEdges

PLAN = {
    "waiting": ["waiting_supplier", "confirmation_waiting", "confirmed", "approved", "rejected", "cancelled"],
    "waiting_supplier": ["confirmation_waiting", "confirmed", "rejected", "cancelled"],
    "confirmation_waiting": ["confirmed", "rejected", "cancelled"],
    "confirmed": ["approved", "rejected", "cancelled"],
    "approved": ["waiting_for_payment", "manuel_refund_need", "completed", "failed"],
    "waiting_for_payment": ["manuel_refund_need", "completed", "failed"],
    "manuel_refund_need": ["completed", "failed"],
    "failed": ["waiting_for_payment", "manuel_refund_need"],
}


class Migration(migrations.Migration):
    dependencies = [("cancellations", "0002_add_indexes")]
    operations = [OnlyEdges("cancellationplan", "status", PLAN)]
