"""Money only takes the published moves, and what may have moved it stays: the row, whose it is, and how much went back."""

from django.db import migrations

from common.guards import FixedColumn, NeverDeleted, OnlyEdges
from common.part_guards import Agree, OnlyChangedByMove
from payments.guards import RefundsCovered

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

LOWERED = """OLD."refunded_amount" + OLD."refund_reserved" + OLD."refunded_beyond"
    > NEW."refunded_amount" + NEW."refund_reserved" + NEW."refunded_beyond\""""


class Migration(migrations.Migration):
    dependencies = [("payments", "0002_add_indexes"), ("orders", "0001_initial")]
    operations = [
        OnlyEdges("payment", "status", PAYMENT),
        OnlyEdges("refund", "status", REFUND),
        NeverDeleted("payment"),
        NeverDeleted("refund"),
        FixedColumn("payment", "order"),
        FixedColumn("payment", "currency"),
        FixedColumn("payment", "method"),
        OnlyChangedByMove("payment", "amount", "status", ["authorized", "completed"]),
        Agree("payment", "currency", "order.currency"),
        FixedColumn("refund", "payment"),
        FixedColumn("refund", "amount"),
        FixedColumn("refund", "excess"),
        FixedColumn("refund", "lines"),
        RefundsCovered("refund", "new", "INSERT", "NEW.\"status\" <> 'failed'", 'NEW."payment_id"'),
        RefundsCovered("refund", "revived", 'UPDATE OF "status"', "OLD.\"status\" = 'failed'", 'NEW."payment_id"'),
        RefundsCovered(
            "payment", "sums", 'UPDATE OF "refunded_amount", "refund_reserved", "refunded_beyond"', LOWERED, 'NEW."id"'
        ),
        NeverDeleted("gatewayevent"),
    ]
