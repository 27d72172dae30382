from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('addresses', '0005_call_the_state_state_or_province'),
        ('orders', '0011_search_what_is_on_parcels'),
    ]

    operations = [
        migrations.AddIndex(
            model_name='order',
            index=models.Index(models.OrderBy(models.F('date_placed'), descending=True), models.OrderBy(models.F('id'), descending=True), condition=models.Q(('shipping_status__in', ['ready', 'partially_shipped']), ('status__in', [200, 300, 400])), name='order_ready_to_ship_placed'),
        ),
    ]
