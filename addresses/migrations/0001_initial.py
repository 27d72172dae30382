"""The tables."""

import common.fields
import django.db.models.deletion
import uuid6
from django.db import migrations, models


class Migration(migrations.Migration):

    initial = True

    dependencies = [
    ]

    operations = [
        migrations.CreateModel(
            name='Country',
            fields=[
                ('id', models.UUIDField(default=uuid6.uuid7, editable=False, primary_key=True, serialize=False)),
                ('code', models.CharField(max_length=2, unique=True)),
                ('name', models.CharField(max_length=100)),
            ],
            options={
                'verbose_name_plural': 'countries',
            },
        ),
        migrations.CreateModel(
            name='Customer',
            fields=[
                ('id', models.UUIDField(default=uuid6.uuid7, editable=False, primary_key=True, serialize=False)),
                ('email', models.EmailField(blank=True, max_length=254)),
                ('external_id', models.CharField(blank=True, help_text="The storefront's own id of the customer.", max_length=100)),
                ('first_name', models.CharField(blank=True, max_length=100)),
                ('last_name', models.CharField(blank=True, max_length=100)),
                ('phone', models.CharField(blank=True, max_length=40)),
                ('language_code', models.CharField(blank=True, max_length=20)),
                ('birthday', models.DateField(blank=True, null=True)),
                ('document_id', models.CharField(blank=True, max_length=50)),
                ('document_id_type', models.CharField(blank=True, choices=[('01', 'NIF'), ('02', 'NIE'), ('03', 'CIF'), ('04', 'Passport'), ('05', 'Other')], max_length=2)),
                ('document_id_country', models.CharField(blank=True, max_length=2)),
                ('account_type', models.CharField(choices=[('guest', 'Guest'), ('new', 'New'), ('existing', 'Existing')], default='guest', max_length=8)),
                ('is_guest', models.BooleanField(default=False, help_text='Known from guest checkouts alone.')),
                ('gender', models.SmallIntegerField(choices=[(0, 'Not Known'), (1, 'Male'), (2, 'Female'), (9, 'Not Applicable')], default=0)),
                ('date_joined', models.DateTimeField(blank=True, null=True)),
                ('last_login', models.DateTimeField(blank=True, null=True)),
                ('erased_at', models.DateTimeField(blank=True, editable=False, null=True)),
                ('created_at', models.DateTimeField()),
                ('updated_at', models.DateTimeField()),
                ('serial', common.fields.SerialField(editable=False, taken_from='common.SerialNumber', unique=True)),
            ],
        ),
        migrations.CreateModel(
            name='CustomerAddress',
            fields=[
                ('id', models.UUIDField(default=uuid6.uuid7, editable=False, primary_key=True, serialize=False)),
                ('email', models.CharField(blank=True, max_length=254)),
                ('phone_number', models.CharField(blank=True, max_length=40)),
                ('alt_phone', models.CharField(blank=True, max_length=40)),
                ('first_name', models.CharField(blank=True, max_length=100)),
                ('last_name', models.CharField(blank=True, max_length=100)),
                ('company_name', models.CharField(blank=True, max_length=200)),
                ('line', models.CharField(max_length=500)),
                ('line2', models.CharField(blank=True, max_length=500)),
                ('postcode', models.CharField(blank=True, max_length=20)),
                ('city_name', models.CharField(blank=True, max_length=100)),
                ('state', models.CharField(blank=True, max_length=100, verbose_name='state or province')),
                ('country_code', models.CharField(blank=True, max_length=2)),
                ('notes', models.TextField(blank=True, max_length=1000)),
                ('tax_office', models.CharField(blank=True, max_length=100)),
                ('tax_no', models.CharField(blank=True, max_length=50)),
                ('e_bill_taxpayer', models.BooleanField(default=False)),
                ('identity_number', models.CharField(blank=True, max_length=50)),
                ('is_active', models.BooleanField(default=True)),
                ('created_at', models.DateTimeField()),
                ('updated_at', models.DateTimeField()),
            ],
            options={
                'verbose_name_plural': 'customer addresses',
            },
        ),
        migrations.CreateModel(
            name='District',
            fields=[
                ('id', models.UUIDField(default=uuid6.uuid7, editable=False, primary_key=True, serialize=False)),
                ('name', models.CharField(max_length=100)),
            ],
        ),
        migrations.CreateModel(
            name='Township',
            fields=[
                ('id', models.UUIDField(default=uuid6.uuid7, editable=False, primary_key=True, serialize=False)),
                ('name', models.CharField(max_length=100)),
            ],
        ),
        migrations.CreateModel(
            name='City',
            fields=[
                ('id', models.UUIDField(default=uuid6.uuid7, editable=False, primary_key=True, serialize=False)),
                ('name', models.CharField(max_length=100)),
                ('country', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='cities', to='addresses.country')),
            ],
            options={
                'verbose_name_plural': 'cities',
            },
        ),
    ]
