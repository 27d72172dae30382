"""What points at rows of other apps, and the constraints over it."""

import django.db.models.deletion
import django.db.models.functions.text
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):

    initial = True

    dependencies = [
        ('addresses', '0001_initial'),
        ('orders', '0001_initial'),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.AddField(
            model_name='customer',
            name='channel',
            field=models.ForeignKey(db_index=False, on_delete=django.db.models.deletion.PROTECT, related_name='customers', to='orders.channel'),
        ),
        migrations.AddField(
            model_name='customer',
            name='user',
            field=models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='customers', to=settings.AUTH_USER_MODEL),
        ),
        migrations.AddField(
            model_name='customeraddress',
            name='channel',
            field=models.ForeignKey(db_index=False, on_delete=django.db.models.deletion.PROTECT, related_name='addresses', to='orders.channel'),
        ),
        migrations.AddField(
            model_name='customeraddress',
            name='city',
            field=models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='addresses.city'),
        ),
        migrations.AddField(
            model_name='customeraddress',
            name='country',
            field=models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='addresses.country'),
        ),
        migrations.AddField(
            model_name='customeraddress',
            name='customer',
            field=models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='addresses', to='addresses.customer'),
        ),
        migrations.AddField(
            model_name='customeraddress',
            name='replaces',
            field=models.OneToOneField(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='replaced_by', to='addresses.customeraddress'),
        ),
        migrations.AddField(
            model_name='customeraddress',
            name='district',
            field=models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='addresses.district'),
        ),
        migrations.AddField(
            model_name='township',
            name='city',
            field=models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='townships', to='addresses.city'),
        ),
        migrations.AddField(
            model_name='district',
            name='township',
            field=models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='districts', to='addresses.township'),
        ),
        migrations.AddField(
            model_name='customeraddress',
            name='township',
            field=models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='addresses.township'),
        ),
        migrations.AddConstraint(
            model_name='city',
            constraint=models.UniqueConstraint(fields=('country', 'name'), name='city_once_a_country'),
        ),
        migrations.AddConstraint(
            model_name='customer',
            constraint=models.UniqueConstraint(models.F('channel'), django.db.models.functions.text.Upper('email'), django.db.models.functions.text.Lower('email'), models.F('external_id'), models.F('is_guest'), condition=models.Q(('email', ''), _negated=True), name='customer_email_once_a_channel'),
        ),
        migrations.AddConstraint(
            model_name='customer',
            constraint=models.UniqueConstraint(condition=models.Q(('external_id', ''), _negated=True), fields=('channel', 'external_id'), name='customer_external_id_once_a_channel'),
        ),
        migrations.AddConstraint(
            model_name='customer',
            constraint=models.CheckConstraint(condition=models.Q(('gender__one_of', [0, 1, 2, 9])), name='customer_gender_known'),
        ),
        migrations.AddConstraint(
            model_name='customer',
            constraint=models.CheckConstraint(condition=models.Q(('account_type__one_of', ['guest', 'new', 'existing'])), name='customer_account_type_known'),
        ),
        migrations.AddConstraint(
            model_name='customer',
            constraint=models.CheckConstraint(condition=models.Q(('document_id_type__one_of', ['', '01', '02', '03', '04', '05'])), name='customer_document_type_known'),
        ),
        migrations.AddConstraint(
            model_name='customer',
            constraint=models.CheckConstraint(condition=models.Q(('serial__gte', 1), ('serial__lt', 1099511627776)), name='customer_serial_in_range'),
        ),
        migrations.AddConstraint(
            model_name='township',
            constraint=models.UniqueConstraint(fields=('city', 'name'), name='township_once_a_city'),
        ),
        migrations.AddConstraint(
            model_name='district',
            constraint=models.UniqueConstraint(fields=('township', 'name'), name='district_once_a_township'),
        ),
    ]
