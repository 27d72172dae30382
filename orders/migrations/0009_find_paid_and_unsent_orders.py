from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('addresses', '0004_index_documents'),
        ('orders', '0008_cover_what_figures_read'),
    ]

    operations = [
        migrations.AddIndex(
            model_name='order',
            index=models.Index(condition=models.Q(('is_paid', True), ('shipping_status__in', ['ready', 'partially_shipped']), ('status__in', [200, 300, 400])), fields=['date_placed'], name='order_paid_and_unsent'),
        ),
    ]
