"""The published moves of cancellation plans are the only ones; plans stay, with whose they are and which units."""

from django.db import migrations

from common.guards import FixedColumn, NeverDeleted, OnlyEdges
from common.part_guards import Agree

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
    operations = [
        OnlyEdges("cancellationplan", "status", PLAN),
        NeverDeleted("cancellationplan"),
        NeverDeleted("planline"),
        FixedColumn("cancellationplan", "order"),
        FixedColumn("cancellationplan", "plan_type"),
        FixedColumn("planline", "plan"),
        FixedColumn("planline", "item"),
        FixedColumn("planline", "quantity"),
        FixedColumn("planline", "unit_number"),
        Agree("planline", "plan.order", "item.order"),
    ]
