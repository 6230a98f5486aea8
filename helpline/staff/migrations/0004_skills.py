"""What somebody is trained for, and the act of changing it."""

from django.db import migrations, models

ACTIONS = [
    "hours_changed",
    "exception_changed",
    "text_written",
    "text_reverted",
    "limits_changed",
    "person_invited",
    "invitation_sent_again",
    "invitation_withdrawn",
    "invitation_accepted",
    "roles_changed",
    "person_closed",
    "person_reopened",
    "capacity_changed",
    "skills_changed",
    "second_factor_reset",
]


class Migration(migrations.Migration):
    dependencies = [("staff", "0003_fill_working_name_keys")]

    operations = [
        migrations.AlterModelOptions(
            name="person",
            options={
                "default_permissions": ("change",),
                "permissions": [
                    ("set_capacity", "Can set how many conversations somebody holds at once"),
                    ("set_skills", "Can set what somebody is trained for"),
                ],
            },
        ),
        *(
            migrations.AddField(
                model_name=model, name=name, field=models.BooleanField(db_default=False, default=False)
            )
            for model in ("person", "invitation")
            for name in ("takes_phone", "takes_chat")
        ),
        migrations.RemoveConstraint(model_name="auditline", name="audit_line_names_a_listed_action"),
        migrations.AddConstraint(
            model_name="auditline",
            constraint=models.CheckConstraint(
                condition=models.Q(("action__in", ACTIONS)), name="audit_line_names_a_listed_action"
            ),
        ),
    ]
