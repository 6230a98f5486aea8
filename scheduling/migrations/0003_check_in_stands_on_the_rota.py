"""A check-in no longer names channels: the seat that somebody holds does.

The defaults come first, so that the columns can be brought back over check-ins that lack them.
"""

from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('scheduling', '0002_rota'),
    ]

    operations = [
        migrations.RemoveConstraint(
            model_name='checkin',
            name='check_in_is_for_a_channel',
        ),
        migrations.AlterField(
            model_name='checkin',
            name='chat',
            field=models.BooleanField(default=True),
        ),
        migrations.AlterField(
            model_name='checkin',
            name='phone',
            field=models.BooleanField(default=False),
        ),
        migrations.RemoveField(
            model_name='checkin',
            name='chat',
        ),
        migrations.RemoveField(
            model_name='checkin',
            name='phone',
        ),
    ]
