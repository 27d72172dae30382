"""What gateways say of their own accord, and why a person must look."""

from importlib import import_module

import common.fields
import django.db.models.expressions
import uuid6
from decimal import Decimal
from django.db import migrations, models

from common.guards import NeverDeleted, OnlyEdges

guarded = import_module("payments.migrations.0003_guard_money")


class Migration(migrations.Migration):

    dependencies = [
        ('orders', '0004_guard_moves_and_log'),
        ('payments', '0003_guard_money'),
    ]

    operations = [
        migrations.CreateModel(
            name='GatewayCheck',
            fields=[
                ('id', models.UUIDField(default=uuid6.uuid7, editable=False, primary_key=True, serialize=False)),
                ('gateway', models.CharField(max_length=50, unique=True)),
                ('checked_at', models.DateTimeField()),
            ],
            options={
                'abstract': False,
            },
        ),
        migrations.RemoveConstraint(
            model_name='payment',
            name='payment_never_refunded_beyond_its_amount',
        ),
        migrations.RemoveConstraint(
            model_name='payment',
            name='payment_refunded_only_when_completed',
        ),
        migrations.AddField(
            model_name='payment',
            name='attention',
            field=models.CharField(blank=True, choices=[('', 'Nothing'), ('no_answer', 'The gateway does not answer'), ('overpaid', 'More was paid than was owed'), ('kept_after_cancellation', 'Money of a cancelled order was not refunded'), ('contradicted', 'The gateway contradicts itself'), ('other_amount', 'The gateway names another amount'), ('other_currency', 'The gateway names another currency'), ('disputed', 'A dispute is open')], help_text='Why a person must look.', max_length=30),
        ),
        migrations.AddField(
            model_name='payment',
            name='refunded_beyond',
            field=common.fields.MoneyField(default=Decimal('0'), help_text="What the gateway refunded beyond the payment's amount."),
        ),
        migrations.AddField(
            model_name='payment',
            name='retained_amount',
            field=common.fields.MoneyField(default=Decimal('0'), help_text="What was not owed and is kept by a person's decision."),
        ),
        migrations.AddField(
            model_name='refund',
            name='attention',
            field=models.CharField(blank=True, choices=[('', 'Nothing'), ('no_answer', 'The gateway does not answer'), ('overpaid', 'More was paid than was owed'), ('kept_after_cancellation', 'Money of a cancelled order was not refunded'), ('contradicted', 'The gateway contradicts itself'), ('other_amount', 'The gateway names another amount'), ('other_currency', 'The gateway names another currency'), ('disputed', 'A dispute is open')], help_text='Why a person must look.', max_length=30),
        ),
        migrations.AddField(
            model_name='refund',
            name='excess',
            field=common.fields.MoneyField(default=Decimal('0'), help_text='The part of it that returns money which was not owed.'),
        ),
        migrations.AddField(
            model_name='refund',
            name='manual',
            field=models.BooleanField(default=False, help_text="A person pays it out, whatever the payment's method."),
        ),
        migrations.AddField(
            model_name='refund',
            name='origin',
            field=models.CharField(choices=[('command', 'Asked for here'), ('excess', 'Money that was not owed'), ('dashboard', 'Made at the gateway'), ('dispute', "Disputed by the customer's bank")], default='command', max_length=10),
        ),
        migrations.AlterField(
            model_name='payment',
            name='needs_human',
            field=models.BooleanField(default=False, help_text='A person must look.'),
        ),
        migrations.AlterField(
            model_name='refund',
            name='needs_human',
            field=models.BooleanField(default=False, help_text='A person must pay it out, or look.'),
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
            constraint=models.CheckConstraint(condition=models.Q(('attention__in', ['', 'no_answer', 'overpaid', 'kept_after_cancellation', 'contradicted', 'other_amount', 'other_currency', 'disputed'])), name='payment_attention_known'),
        ),
        migrations.AddConstraint(
            model_name='refund',
            constraint=models.CheckConstraint(condition=models.Q(('origin__in', ['command', 'excess', 'dashboard', 'dispute'])), name='refund_origin_known'),
        ),
        migrations.AddConstraint(
            model_name='refund',
            constraint=models.CheckConstraint(condition=models.Q(('attention__in', ['', 'no_answer', 'overpaid', 'kept_after_cancellation', 'contradicted', 'other_amount', 'other_currency', 'disputed'])), name='refund_attention_known'),
        ),
        migrations.AddConstraint(
            model_name='refund',
            constraint=models.CheckConstraint(condition=models.Q(('excess__gte', 0), ('excess__lte', models.F('amount'))), name='refund_excess_within_amount'),
        ),
        migrations.AddConstraint(
            model_name='refund',
            constraint=models.UniqueConstraint(condition=models.Q(models.Q(('transaction_id', ''), _negated=True), ('origin__in', ['dashboard', 'dispute'])), fields=('payment', 'transaction_id'), name='refund_booked_once_a_gateway'),
        ),
        OnlyEdges("payment", "status", guarded.PAYMENT),
        OnlyEdges("refund", "status", guarded.REFUND),
        NeverDeleted("payment"),
        NeverDeleted("refund"),
    ]
