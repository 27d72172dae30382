import django.db.models.deletion
import uuid6
from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('orders', '0003_guard_moves_and_log'),
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
    ]
