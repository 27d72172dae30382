import common.fields
import django.db.models.deletion
from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('orders', '0013_sort_by_email'),
    ]

    operations = [
        migrations.CreateModel(
            name='SumsTaken',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('begun_at', models.DateTimeField(null=True)),
                ('at', models.DateTimeField(null=True)),
                ('first_day', models.DateField(null=True)),
                ('time_zone', models.CharField(blank=True, max_length=64)),
                ('transaction', models.BigIntegerField(default=0)),
                ('position', models.BigIntegerField(default=0)),
            ],
            options={
                'verbose_name_plural': 'sums taken',
                'constraints': [models.CheckConstraint(condition=models.Q(('id', 1)), name='sums_taken_one_row')],
            },
        ),
        migrations.CreateModel(
            name='DailySum',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('kind', models.CharField(choices=[('placed', 'Placed'), ('paid', 'Paid'), ('refunded', 'Refunded'), ('shipped', 'Shipped')], max_length=10)),
                ('day', models.DateField()),
                ('currency', models.CharField(blank=True, max_length=3)),
                ('label', models.CharField(blank=True, max_length=50)),
                ('count', models.PositiveIntegerField()),
                ('amount', common.fields.ExactDecimalField(default=0)),
                ('channel', models.ForeignKey(db_index=False, on_delete=django.db.models.deletion.CASCADE, related_name='+', to='orders.channel')),
            ],
            options={
                'constraints': [models.UniqueConstraint(fields=('kind', 'day', 'channel', 'currency', 'label'), name='daily_sum_once'), models.CheckConstraint(condition=models.Q(('kind__in', ['placed', 'paid', 'refunded', 'shipped'])), name='daily_sum_kind_known')],
            },
        ),
    ]
