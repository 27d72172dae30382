from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('orders', '0009_find_paid_and_unsent_orders'),
        ('payments', '0002_guard_money'),
    ]

    operations = [
        migrations.AddIndex(
            model_name='payment',
            index=models.Index(condition=models.Q(('needs_human', True)), fields=['status', 'order'], name='payment_for_people'),
        ),
    ]
