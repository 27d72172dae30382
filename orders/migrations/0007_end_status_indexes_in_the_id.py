from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('addresses', '0004_index_documents'),
        ('orders', '0006_index_shipping_times'),
    ]

    operations = [
        migrations.RemoveIndex(
            model_name='order',
            name='order_payment_status_placed',
        ),
        migrations.RemoveIndex(
            model_name='order',
            name='order_shipping_status_placed',
        ),
        migrations.RemoveIndex(
            model_name='order',
            name='order_cancel_status_placed',
        ),
        migrations.RemoveIndex(
            model_name='order',
            name='order_currency_placed',
        ),
        migrations.AddIndex(
            model_name='order',
            index=models.Index(models.F('payment_status'), models.OrderBy(models.F('date_placed'), descending=True), models.OrderBy(models.F('id'), descending=True), name='order_payment_status_placed'),
        ),
        migrations.AddIndex(
            model_name='order',
            index=models.Index(models.F('shipping_status'), models.OrderBy(models.F('date_placed'), descending=True), models.OrderBy(models.F('id'), descending=True), name='order_shipping_status_placed'),
        ),
        migrations.AddIndex(
            model_name='order',
            index=models.Index(models.F('cancel_status'), models.OrderBy(models.F('date_placed'), descending=True), models.OrderBy(models.F('id'), descending=True), condition=models.Q(('cancel_status__isnull', False)), name='order_cancel_status_placed'),
        ),
        migrations.AddIndex(
            model_name='order',
            index=models.Index(models.F('currency'), models.OrderBy(models.F('date_placed'), descending=True), models.OrderBy(models.F('id'), descending=True), name='order_currency_placed'),
        ),
    ]
