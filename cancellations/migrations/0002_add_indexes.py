"""What lists, filters and searches read."""

from django.db import migrations, models


def index_payment_plans(apps, schema_editor):
    """Whole documents are compared, which PostgreSQL finds by their hash."""
    if schema_editor.connection.vendor == "postgresql":
        schema_editor.execute(
            "CREATE INDEX plan_payment_plan ON cancellations_cancellationplan USING hash (payment_plan)"
        )


def forget_payment_plans(apps, schema_editor):
    if schema_editor.connection.vendor == "postgresql":
        schema_editor.execute("DROP INDEX plan_payment_plan")


class Migration(migrations.Migration):

    dependencies = [
        ('cancellations', '0001_initial'),
    ]

    operations = [
        migrations.AddIndex(
            model_name='cancellationplan',
            index=models.Index(fields=['order', 'id'], name='plan_order'),
        ),
        migrations.AddIndex(
            model_name='cancellationplan',
            index=models.Index(fields=['status', 'created_at'], name='plan_status_created'),
        ),
        migrations.AddIndex(
            model_name='cancellationplan',
            index=models.Index(fields=['created_at', 'id'], name='plan_created'),
        ),
        migrations.AddIndex(
            model_name='cancellationplan',
            index=models.Index(condition=models.Q(('invoice_number', ''), _negated=True), fields=['invoice_number'], name='plan_invoice'),
        ),
        migrations.AddIndex(
            model_name='cancellationplan',
            index=models.Index(fields=['refund_amount', 'created_at'], name='plan_refund_amount'),
        ),
        migrations.AddIndex(
            model_name='cancellationplan',
            index=models.Index(fields=['shipping_refund_amount', 'created_at'], name='plan_shipping_refund_amount'),
        ),
        migrations.AddIndex(
            model_name='cancellationplan',
            index=models.Index(fields=['discount_refund_amount', 'created_at'], name='plan_discount_refund_amount'),
        ),
        migrations.RunPython(index_payment_plans, forget_payment_plans),
    ]
