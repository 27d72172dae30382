"""The tables."""

import common.fields
import django.db.models.deletion
import django.db.models.expressions
import django.db.models.lookups
import django_fsm
import uuid6
from decimal import Decimal
from django.db import migrations, models


class Migration(migrations.Migration):

    initial = True

    dependencies = [
        ('orders', '0001_initial'),
    ]

    operations = [
        migrations.CreateModel(
            name='Payment',
            fields=[
                ('id', models.UUIDField(default=uuid6.uuid7, editable=False, primary_key=True, serialize=False)),
                ('order', models.ForeignKey(db_index=False, on_delete=django.db.models.deletion.PROTECT, related_name='payments', to='orders.order')),
                ('method', models.CharField(help_text="The gateway's identifier, such as `bank-transfer`.", max_length=50)),
                ('label', models.CharField(blank=True, max_length=100)),
                ('currency', models.CharField(max_length=3)),
                ('amount', common.fields.MoneyField()),
                ('refunded_amount', common.fields.MoneyField(default=Decimal('0'))),
                ('refund_reserved', common.fields.MoneyField(default=Decimal('0'))),
                ('refunded_beyond', common.fields.MoneyField(default=Decimal('0'), help_text="What the gateway refunded beyond the payment's amount.")),
                ('retained_amount', common.fields.MoneyField(default=Decimal('0'), help_text="What was not owed and is kept by a person's decision.")),
                ('status', django_fsm.FSMField(choices=[('new', 'New'), ('processing', 'Processing'), ('authorized', 'Authorized'), ('completed', 'Completed'), ('failed', 'Failed'), ('cancelled', 'Cancelled')], default='new', max_length=10, protected=True)),
                ('transaction_id', models.CharField(blank=True, help_text="The gateway's own id of the money.", max_length=200)),
                ('attempt_id', models.CharField(blank=True, help_text="The gateway's own id of this attempt to pay.", max_length=200)),
                ('idempotency_key', models.CharField(editable=False, max_length=300, null=True, unique=True)),
                ('asking', models.CharField(blank=True, choices=[('', 'Nothing'), ('start', 'Start'), ('capture', 'Capture'), ('cancel', 'Cancel')], help_text='What the gateway is being asked.', max_length=10)),
                ('asking_key', models.CharField(blank=True, editable=False, help_text='The command that asks.', max_length=300)),
                ('attempts', models.PositiveIntegerField(default=0, help_text='How often the gateway was asked for the outcome.')),
                ('needs_human', models.BooleanField(default=False, help_text='A person must look.')),
                ('attention', models.CharField(blank=True, choices=[('', 'Nothing'), ('no_answer', 'The gateway does not answer'), ('overpaid', 'More was paid than was owed'), ('kept_after_cancellation', 'Money for cancelled or returned goods was not refunded'), ('contradicted', 'The gateway contradicts itself'), ('other_amount', 'The gateway names another amount'), ('other_currency', 'The gateway names another currency'), ('disputed', 'A dispute is open')], help_text='Why a person must look.', max_length=30)),
                ('url', models.CharField(blank=True, help_text='Where the customer pays.', max_length=2000)),
                ('return_url', models.CharField(blank=True, help_text='Where the customer goes after paying; empty: where the channel says.', max_length=2000)),
                ('card_brand', models.CharField(blank=True, max_length=30)),
                ('card_last4', models.CharField(blank=True, max_length=4)),
                ('cheque_number', models.CharField(blank=True, max_length=50)),
                ('cheque_date', models.DateField(blank=True, null=True)),
                ('detail', models.CharField(blank=True, help_text='What the storefront says about it.', max_length=500)),
                ('option_id', models.CharField(blank=True, help_text="The storefront's own id of the way to pay that was chosen.", max_length=50)),
                ('failure_code', models.CharField(blank=True, max_length=100)),
                ('failure_detail', models.CharField(blank=True, max_length=500)),
                ('created_at', models.DateTimeField()),
                ('updated_at', models.DateTimeField()),
                ('authorized_at', models.DateTimeField(blank=True, null=True)),
                ('completed_at', models.DateTimeField(blank=True, null=True)),
            ],
        ),
        migrations.CreateModel(
            name='Refund',
            fields=[
                ('id', models.UUIDField(default=uuid6.uuid7, editable=False, primary_key=True, serialize=False)),
                ('payment', models.ForeignKey(db_index=False, on_delete=django.db.models.deletion.PROTECT, related_name='refunds', to='payments.payment')),
                ('amount', common.fields.MoneyField()),
                ('status', django_fsm.FSMField(choices=[('reserved', 'Reserved'), ('sent', 'Sent'), ('succeeded', 'Succeeded'), ('failed', 'Failed'), ('unknown', 'Unknown')], default='reserved', max_length=10, protected=True)),
                ('origin', models.CharField(choices=[('command', 'Asked for here'), ('excess', 'Money that was not owed'), ('dashboard', 'Made at the gateway'), ('dispute', "Disputed by the customer's bank")], default='command', max_length=10)),
                ('manual', models.BooleanField(default=False, help_text="A person pays it out, whatever the payment's method.")),
                ('keep_shipping', models.BooleanField(default=False, help_text='The goods are shipped although they are refunded.')),
                ('excess', common.fields.MoneyField(default=Decimal('0'), help_text='The part of it that returns money which was not owed.')),
                ('reason', models.CharField(blank=True, max_length=500)),
                ('reason_code', models.CharField(blank=True, help_text='Of the offered reason that it is.', max_length=50)),
                ('command', models.UUIDField(default=uuid6.uuid7, editable=False, help_text='The first refund of the command that this one is part of.')),
                ('lines', models.JSONField(blank=True, default=list, help_text='The units that it is for, each with its share.')),
                ('transaction_id', models.CharField(blank=True, help_text="The gateway's own id of the refund.", max_length=200)),
                ('idempotency_key', models.CharField(editable=False, max_length=300, null=True, unique=True)),
                ('failure_code', models.CharField(blank=True, max_length=100)),
                ('failure_detail', models.CharField(blank=True, max_length=500)),
                ('needs_human', models.BooleanField(default=False, help_text='A person must pay it out, or look.')),
                ('attention', models.CharField(blank=True, choices=[('', 'Nothing'), ('no_answer', 'The gateway does not answer'), ('overpaid', 'More was paid than was owed'), ('kept_after_cancellation', 'Money for cancelled or returned goods was not refunded'), ('contradicted', 'The gateway contradicts itself'), ('other_amount', 'The gateway names another amount'), ('other_currency', 'The gateway names another currency'), ('disputed', 'A dispute is open')], help_text='Why a person must look.', max_length=30)),
                ('attempts', models.PositiveIntegerField(default=0, help_text='How often the gateway was asked for the outcome.')),
                ('actor_kind', models.CharField(choices=[('staff', 'staff'), ('customer', 'customer'), ('client', 'client'), ('guest', 'guest'), ('gateway', 'gateway'), ('system', 'system')], max_length=10)),
                ('actor_name', models.CharField(max_length=150)),
                ('created_at', models.DateTimeField()),
                ('updated_at', models.DateTimeField()),
                ('settled_at', models.DateTimeField(blank=True, null=True)),
            ],
        ),
        migrations.CreateModel(
            name='GatewayEvent',
            fields=[
                ('id', models.UUIDField(default=uuid6.uuid7, editable=False, primary_key=True, serialize=False)),
                ('gateway', models.CharField(max_length=50)),
                ('event_id', models.CharField(max_length=200)),
                ('kind', models.CharField(max_length=100)),
                ('received_at', models.DateTimeField()),
                ('payment', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='gateway_events', to='payments.payment')),
                ('refund', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='gateway_events', to='payments.refund')),
            ],
        ),
        migrations.CreateModel(
            name='GatewayCheck',
            fields=[
                ('id', models.UUIDField(default=uuid6.uuid7, editable=False, primary_key=True, serialize=False)),
                ('gateway', models.CharField(max_length=50, unique=True)),
                ('checked_at', models.DateTimeField()),
                ('completed_at', models.DateTimeField(help_text='When all that it listed was last booked.', null=True)),
            ],
            options={
                'abstract': False,
            },
        ),
        migrations.AddConstraint(
            model_name='payment',
            constraint=models.CheckConstraint(condition=models.Q(('status__one_of', ['new', 'processing', 'authorized', 'completed', 'failed', 'cancelled'])), name='payment_status_known'),
        ),
        migrations.AddConstraint(
            model_name='payment',
            constraint=models.CheckConstraint(condition=models.Q(('amount__gt', 0)), name='payment_amount_positive'),
        ),
        migrations.AddConstraint(
            model_name='payment',
            constraint=models.CheckConstraint(condition=models.Q(('currency__one_of', ['CLF', 'UYW']), models.Q(models.Q(('currency__one_of', ['BHD', 'IQD', 'JOD', 'KWD', 'LYD', 'OMR', 'TND'])), django.db.models.lookups.Exact(models.ExpressionWrapper(django.db.models.expressions.CombinedExpression(models.F('amount'), '%%', models.Value(10)), output_field=models.BigIntegerField()), 0)), models.Q(models.Q(('currency__one_of', ['BIF', 'CLP', 'DJF', 'GNF', 'ISK', 'JPY', 'KMF', 'KRW', 'PYG', 'RWF', 'UGX', 'UYI', 'VND', 'VUV', 'XAF', 'XOF', 'XPF']), _negated=True), django.db.models.lookups.Exact(models.ExpressionWrapper(django.db.models.expressions.CombinedExpression(models.F('amount'), '%%', models.Value(100)), output_field=models.BigIntegerField()), 0)), django.db.models.lookups.Exact(models.ExpressionWrapper(django.db.models.expressions.CombinedExpression(models.F('amount'), '%%', models.Value(10000)), output_field=models.BigIntegerField()), 0), _connector='OR'), name='payment_amount_fits_its_currency'),
        ),
        migrations.AddConstraint(
            model_name='payment',
            constraint=models.CheckConstraint(condition=models.Q(('retained_amount__lte', models.F('amount'))), name='payment_retains_no_more_than_it_brought'),
        ),
        migrations.AddConstraint(
            model_name='payment',
            constraint=models.CheckConstraint(condition=models.Q(('amount__gte', django.db.models.expressions.CombinedExpression(models.F('refunded_amount'), '+', models.F('refund_reserved'))), ('refund_reserved__gte', 0), ('refunded_amount__gte', 0), ('refunded_beyond__gte', 0), ('retained_amount__gte', 0)), name='payment_never_refunded_beyond_its_amount'),
        ),
        migrations.AddConstraint(
            model_name='payment',
            constraint=models.CheckConstraint(condition=models.Q(('status', 'completed'), models.Q(('refund_reserved', 0), ('refunded_amount', 0), ('refunded_beyond', 0), ('retained_amount', 0)), _connector='OR'), name='payment_refunded_only_when_completed'),
        ),
        migrations.AddConstraint(
            model_name='payment',
            constraint=models.UniqueConstraint(condition=models.Q(models.Q(('transaction_id', ''), _negated=True), models.Q(('status__in', ['failed', 'cancelled']), _negated=True)), fields=('method', 'transaction_id'), name='payment_transaction_once_a_gateway'),
        ),
        migrations.AddConstraint(
            model_name='payment',
            constraint=models.CheckConstraint(condition=models.Q(('asking__one_of', ['', 'start', 'capture', 'cancel'])), name='payment_question_known'),
        ),
        migrations.AddConstraint(
            model_name='payment',
            constraint=models.CheckConstraint(condition=models.Q(('attention__one_of', ['', 'no_answer', 'overpaid', 'kept_after_cancellation', 'contradicted', 'other_amount', 'other_currency', 'disputed'])), name='payment_attention_known'),
        ),
        migrations.AddConstraint(
            model_name='refund',
            constraint=models.CheckConstraint(condition=models.Q(('status__one_of', ['reserved', 'sent', 'succeeded', 'failed', 'unknown'])), name='refund_status_known'),
        ),
        migrations.AddConstraint(
            model_name='refund',
            constraint=models.CheckConstraint(condition=models.Q(('amount__gt', 0)), name='refund_amount_positive'),
        ),
        migrations.AddConstraint(
            model_name='refund',
            constraint=models.CheckConstraint(condition=models.Q(('origin__one_of', ['command', 'excess', 'dashboard', 'dispute'])), name='refund_origin_known'),
        ),
        migrations.AddConstraint(
            model_name='refund',
            constraint=models.CheckConstraint(condition=models.Q(('attention__one_of', ['', 'no_answer', 'overpaid', 'kept_after_cancellation', 'contradicted', 'other_amount', 'other_currency', 'disputed'])), name='refund_attention_known'),
        ),
        migrations.AddConstraint(
            model_name='refund',
            constraint=models.CheckConstraint(condition=models.Q(('excess__gte', 0), ('excess__lte', models.F('amount'))), name='refund_excess_within_amount'),
        ),
        migrations.AddConstraint(
            model_name='refund',
            constraint=models.UniqueConstraint(condition=models.Q(models.Q(('transaction_id', ''), _negated=True), ('origin__in', ['dashboard', 'dispute'])), fields=('payment', 'transaction_id'), name='refund_booked_once_a_gateway'),
        ),
        migrations.AddConstraint(
            model_name='gatewayevent',
            constraint=models.UniqueConstraint(fields=('gateway', 'event_id'), name='gateway_event_once'),
        ),
    ]
