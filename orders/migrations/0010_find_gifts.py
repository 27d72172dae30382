from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('addresses', '0004_index_documents'),
        ('orders', '0009_find_paid_and_unsent_orders'),
    ]

    operations = [
        migrations.AddIndex(
            model_name='order',
            index=models.Index(models.OrderBy(models.F('date_placed'), descending=True), models.OrderBy(models.F('id'), descending=True), condition=models.Q(('has_gift_box', True)), name='order_gift_placed'),
        ),
    ]
