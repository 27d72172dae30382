"""The tables."""

import common.fields
import django.db.models.deletion
import uuid6
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):

    initial = True

    dependencies = [
        ('orders', '0001_initial'),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name='Letterhead',
            fields=[
                ('id', models.UUIDField(default=uuid6.uuid7, editable=False, primary_key=True, serialize=False)),
                ('legal_name', models.CharField(blank=True, max_length=200)),
                ('address', models.TextField(blank=True, max_length=1000)),
                ('language_code', models.CharField(blank=True, max_length=20)),
                ('logo', models.BinaryField(blank=True, help_text='A PNG.', null=True)),
                ('updated_at', models.DateTimeField()),
                ('channel', models.OneToOneField(on_delete=django.db.models.deletion.CASCADE, related_name='letterhead', to='orders.channel')),
            ],
            options={
                'abstract': False,
            },
        ),
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
                'constraints': [models.UniqueConstraint(fields=('kind', 'day', 'channel', 'currency', 'label'), name='daily_sum_once'), models.CheckConstraint(condition=models.Q(('kind__one_of', ['placed', 'paid', 'refunded', 'shipped'])), name='daily_sum_kind_known')],
            },
        ),
        migrations.CreateModel(
            name='SavedView',
            fields=[
                ('id', models.UUIDField(default=uuid6.uuid7, editable=False, primary_key=True, serialize=False)),
                ('name', models.CharField(max_length=60)),
                ('query', models.CharField(help_text="The part of the list's address after the question mark.", max_length=2000)),
                ('created_at', models.DateTimeField()),
                ('owner', models.ForeignKey(db_index=False, on_delete=django.db.models.deletion.CASCADE, related_name='saved_views', to=settings.AUTH_USER_MODEL)),
            ],
            options={
                'constraints': [models.UniqueConstraint(fields=('owner', 'name'), name='saved_view_name_once_a_person')],
            },
        ),
    ]
