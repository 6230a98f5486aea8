"""Two people cannot have one working name."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("staff", "0001_people")]

    operations = [
        migrations.AddField(
            model_name="person",
            name="working_name_key",
            field=models.CharField(blank=True, db_default="", editable=False, max_length=90),
        ),
        migrations.AddConstraint(
            model_name="person",
            constraint=models.UniqueConstraint(
                condition=models.Q(("working_name_key", ""), _negated=True),
                fields=("working_name_key",),
                name="person_has_a_name_of_their_own",
            ),
        ),
    ]
