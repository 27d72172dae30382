from django.db import migrations, models
from django.db.models.functions import Upper


class Migration(migrations.Migration):

    dependencies = [
        ('orders', '0012_find_orders_ready_to_ship'),
    ]

    operations = [
        migrations.AddIndex(
            model_name='order',
            index=models.Index(Upper('email'), models.OrderBy(models.F('date_placed'), descending=True), models.OrderBy(models.F('id'), descending=True), name='order_email_placed'),
        ),
        migrations.RemoveIndex(
            model_name='order',
            name='order_email',
        ),
    ]
