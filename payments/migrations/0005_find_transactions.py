from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('payments', '0004_tell_refunds_of_one_command_together'),
    ]

    operations = [
        migrations.AddIndex(
            model_name='payment',
            index=models.Index(fields=['transaction_id'], name='payment_transaction', condition=~models.Q(transaction_id='')),
        ),
        migrations.AddIndex(
            model_name='refund',
            index=models.Index(fields=['transaction_id'], name='refund_transaction', condition=~models.Q(transaction_id='')),
        ),
    ]
