from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('orders', '0005_add_saved_views'),
    ]

    operations = [
        migrations.AddIndex(
            model_name='shipment',
            index=models.Index(condition=models.Q(('shipped_at__isnull', False)), fields=['shipped_at', 'order'], name='shipment_shipped'),
        ),
    ]
