from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('addresses', '0004_index_documents'),
        ('orders', '0007_end_status_indexes_in_the_id'),
    ]

    operations = [
        migrations.RemoveIndex(
            model_name='order',
            name='order_placed',
        ),
        migrations.AddIndex(
            model_name='order',
            index=models.Index(models.OrderBy(models.F('date_placed'), descending=True), models.OrderBy(models.F('id'), descending=True), include=('channel', 'currency', 'status', 'total'), name='order_placed'),
        ),
    ]
