"""Who is a counsellor already works on both channels; others are trained first, should they become one."""

from typing import Any

from django.db import migrations

from helpline.staff.rules import Role


def fill(apps: Any, _schema: Any) -> None:
    counsellors = apps.get_model("staff", "Person").objects.filter(groups__name=Role.COUNSELLOR)
    counsellors.update(takes_phone=True, takes_chat=True)


class Migration(migrations.Migration):
    dependencies = [("staff", "0004_skills")]

    operations = [migrations.RunPython(fill, migrations.RunPython.noop, elidable=True)]
