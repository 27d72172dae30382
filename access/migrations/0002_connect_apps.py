"""What points at rows of other apps, and the constraints over it."""

import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models

from common.guards import FixedColumn


class Migration(migrations.Migration):

    initial = True

    dependencies = [
        ('access', '0001_initial'),
        ('addresses', '0001_initial'),
        ('orders', '0001_initial'),
    ]

    operations = [
        migrations.AddField(
            model_name='apiclient',
            name='channels',
            field=models.ManyToManyField(blank=True, help_text='The only channels this client reaches.', related_name='clients', to='orders.channel'),
        ),
        migrations.AddField(
            model_name='apiclient',
            name='user',
            field=models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.CASCADE, related_name='%(app_label)s_%(class)s', to=settings.AUTH_USER_MODEL, verbose_name='user'),
        ),
        migrations.AddField(
            model_name='user',
            name='channels',
            field=models.ManyToManyField(blank=True, help_text='The only channels that this member of staff reaches, unless they reach all.', related_name='staff', to='orders.channel'),
        ),
        migrations.AddField(
            model_name='customertoken',
            name='client',
            field=models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='customer_tokens', to=settings.OAUTH2_PROVIDER_APPLICATION_MODEL),
        ),
        migrations.AddField(
            model_name='customertoken',
            name='customer',
            field=models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='tokens', to='addresses.customer'),
        ),
        migrations.AddConstraint(
            model_name='idempotencykey',
            constraint=models.UniqueConstraint(fields=('owner', 'key'), name='idempotency_key_once_an_owner'),
        ),
        migrations.AddConstraint(
            model_name='idempotencykey',
            constraint=models.CheckConstraint(condition=models.Q(models.Q(('state', 'running'), ('status__isnull', True)), models.Q(('state', 'answered'), ('status__isnull', False)), _connector='OR'), name='idempotency_key_answered_means_a_status'),
        ),
        migrations.AddConstraint(
            model_name='apiclient',
            constraint=models.CheckConstraint(condition=models.Q(('authorization_grant_type', 'client-credentials'), ('client_type', 'confidential'), ('hash_client_secret', True)), name='client_has_a_hashed_secret_and_no_users'),
        ),
        migrations.AddConstraint(
            model_name='user',
            constraint=models.CheckConstraint(condition=models.Q(('serial__gte', 1), ('serial__lt', 1099511627776)), name='user_serial_in_range'),
        ),
        FixedColumn("user", "serial"),
    ]
