"""Refunds of one command share its id, and each says for which pieces it is and how much of them it gives back."""

from collections import defaultdict
from decimal import Decimal

import uuid6
from django.db import migrations, models
from django.db.models import F

from common.guards import NeverDeleted, OnlyEdges

REFUND = {
    "reserved": ["sent", "succeeded", "failed"],
    "sent": ["succeeded", "failed", "unknown"],
    "unknown": ["succeeded", "failed"],
}


def share_out(apps, schema_editor):
    """Until now the first refund of a command told the pieces of all."""
    refunds = apps.get_model("payments", "Refund").objects
    refunds.update(command=F("id"))
    for first in refunds.exclude(pieces=[]).select_related("payment").order_by("id"):
        same = {"payment__order_id": first.payment.order_id, "created_at": first.created_at, "reason": first.reason}
        command = list(refunds.filter(**same).order_by("id"))
        for refund, pieces in zip(command, shares(first.pieces, [row.amount for row in command]), strict=True):
            refund.command, refund.pieces = first.id, pieces
            refund.save(update_fields=["command", "pieces"])


def shares(lines, amounts):
    left = [Decimal(line["amount"]) for line in lines]
    told = defaultdict(list)
    for number, amount in enumerate(amounts):
        for index, line in enumerate(lines):
            part = min(left[index], amount)
            if part:
                share = {"worth": line["amount"], "credit": f"{0 * part}", "amount": f"{part}"}
                told[number].append({"item": line["item"], "quantity": line["quantity"], "taken": 0, **share})
                left[index] -= part
                amount -= part
    return [told[number] for number in range(len(amounts))]


class Migration(migrations.Migration):
    dependencies = [("payments", "0003_find_payments_for_people")]
    operations = [
        migrations.AddField("refund", "command", models.UUIDField(null=True, editable=False)),
        migrations.AlterField(
            "refund",
            "pieces",
            models.JSONField(blank=True, default=list, help_text="What the money is for, each with its share."),
        ),
        migrations.RunPython(share_out, migrations.RunPython.noop),
        migrations.AlterField(
            "refund",
            "command",
            models.UUIDField(
                default=uuid6.uuid7,
                editable=False,
                help_text="The first refund of the command that this one is part of.",
            ),
        ),
        # SQLite has built the table anew.
        OnlyEdges("refund", "status", REFUND),
        NeverDeleted("refund"),
    ]
