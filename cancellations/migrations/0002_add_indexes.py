"""What lists, filters and searches read."""

from django.db import migrations, models


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
    ]
