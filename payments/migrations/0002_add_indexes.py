"""What lists, filters and searches read."""

from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('payments', '0001_initial'),
    ]

    operations = [
        migrations.AddIndex(
            model_name='payment',
            index=models.Index(fields=['order', 'id'], name='payment_order'),
        ),
        migrations.AddIndex(
            model_name='payment',
            index=models.Index(fields=['method', 'order'], name='payment_method_order'),
        ),
        migrations.AddIndex(
            model_name='payment',
            index=models.Index(fields=['status', 'updated_at'], name='payment_status_updated'),
        ),
        migrations.AddIndex(
            model_name='payment',
            index=models.Index(fields=['created_at', 'id'], name='payment_created'),
        ),
        migrations.AddIndex(
            model_name='payment',
            index=models.Index(condition=models.Q(('transaction_id', ''), _negated=True), fields=['transaction_id'], name='payment_transaction'),
        ),
        migrations.AddIndex(
            model_name='payment',
            index=models.Index(condition=models.Q(('attempt_id', ''), _negated=True), fields=['method', 'attempt_id'], name='payment_attempt'),
        ),
        migrations.AddIndex(
            model_name='payment',
            index=models.Index(condition=models.Q(('needs_human', True)), fields=['status', 'order'], name='payment_for_people'),
        ),
        migrations.AddIndex(
            model_name='refund',
            index=models.Index(fields=['payment', 'id'], name='refund_payment'),
        ),
        migrations.AddIndex(
            model_name='refund',
            index=models.Index(condition=models.Q(('status__in', ['reserved', 'sent', 'unknown'])), fields=['status', 'updated_at'], name='refund_pending'),
        ),
        migrations.AddIndex(
            model_name='refund',
            index=models.Index(fields=['created_at', 'id'], name='refund_created'),
        ),
        migrations.AddIndex(
            model_name='refund',
            index=models.Index(condition=models.Q(('transaction_id', ''), _negated=True), fields=['transaction_id'], name='refund_transaction'),
        ),
    ]
