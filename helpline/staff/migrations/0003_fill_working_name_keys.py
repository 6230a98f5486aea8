"""Give everybody the key of their working name; of two who share one, the later account keeps none for now."""

from typing import Any

from django.db import migrations

from helpline.staff.rules import name_key


def fill(apps: Any, _schema: Any) -> None:
    taken: set[str] = set()
    for person in apps.get_model("staff", "Person").objects.order_by("pk"):
        key = name_key(person.working_name)
        # Whoever has none is asked for another name when they next change their account.
        if key and key not in taken:
            taken.add(key)
            person.working_name_key = key
            person.save(update_fields=["working_name_key"])


class Migration(migrations.Migration):
    dependencies = [("staff", "0002_working_name_key")]

    operations = [migrations.RunPython(fill, migrations.RunPython.noop, elidable=True)]
