"""What lists, filters and searches read."""

import django.db.models.functions.text
from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('addresses', '0002_connect_apps'),
    ]

    operations = [
        migrations.AddIndex(
            model_name='customer',
            index=models.Index(models.F('channel'), django.db.models.functions.text.Upper('email'), name='customer_email'),
        ),
        migrations.AddIndex(
            model_name='customer',
            index=models.Index(fields=['phone'], name='customer_phone'),
        ),
        migrations.AddIndex(
            model_name='customer',
            index=models.Index(fields=['document_id'], name='customer_document', opclasses=['varchar_pattern_ops']),
        ),
        migrations.AddIndex(
            model_name='customer',
            index=models.Index(fields=['document_id_type'], name='customer_document_type'),
        ),
        migrations.AddIndex(
            model_name='customer',
            index=models.Index(fields=['document_id_country'], name='customer_document_country'),
        ),
        migrations.AddIndex(
            model_name='customer',
            index=models.Index(fields=['created_at', 'id'], name='customer_created'),
        ),
        migrations.AddIndex(
            model_name='customer',
            index=models.Index(fields=['last_login', 'id'], name='customer_last_login'),
        ),
        migrations.AddIndex(
            model_name='customer',
            index=models.Index(fields=['date_joined', 'id'], name='customer_date_joined'),
        ),
        migrations.AddIndex(
            model_name='customer',
            index=models.Index(condition=models.Q(('external_id', ''), _negated=True), fields=['external_id'], name='customer_external_id'),
        ),
        migrations.AddIndex(
            model_name='customer',
            index=models.Index(condition=models.Q(('erased_at__isnull', True), ('is_guest', True)), fields=['channel', 'created_at'], name='customer_guest'),
        ),
        migrations.AddIndex(
            model_name='customeraddress',
            index=models.Index(fields=['channel', 'id'], name='address_channel'),
        ),
        migrations.AddIndex(
            model_name='customeraddress',
            index=models.Index(fields=['email'], name='address_email'),
        ),
        migrations.AddIndex(
            model_name='customeraddress',
            index=models.Index(fields=['phone_number'], name='address_phone'),
        ),
        migrations.AddIndex(
            model_name='customeraddress',
            index=models.Index(fields=['postcode'], name='address_postcode'),
        ),
        migrations.AddIndex(
            model_name='customeraddress',
            index=models.Index(fields=['last_name'], name='address_last_name'),
        ),
        migrations.AddIndex(
            model_name='customeraddress',
            index=models.Index(fields=['line'], name='address_line'),
        ),
        migrations.AddIndex(
            model_name='customeraddress',
            index=models.Index(django.db.models.functions.text.Left('notes', 100), condition=models.Q(('notes', ''), _negated=True), name='address_notes'),
        ),
        migrations.AddIndex(
            model_name='customeraddress',
            index=models.Index(condition=models.Q(('company_name', ''), _negated=True), fields=['company_name'], name='address_company_name'),
        ),
        migrations.AddIndex(
            model_name='customeraddress',
            index=models.Index(condition=models.Q(('tax_office', ''), _negated=True), fields=['tax_office'], name='address_tax_office'),
        ),
        migrations.AddIndex(
            model_name='customeraddress',
            index=models.Index(condition=models.Q(('tax_no', ''), _negated=True), fields=['tax_no'], name='address_tax_no'),
        ),
        migrations.AddIndex(
            model_name='customeraddress',
            index=models.Index(condition=models.Q(('identity_number', ''), _negated=True), fields=['identity_number'], name='address_identity_number'),
        ),
    ]
