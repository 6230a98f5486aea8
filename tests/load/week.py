"""`python -m tests.load.week`: the week's page of 140 seats and, as its control, of 14; prints JSON."""

import json
import os
import sys
import time
from datetime import date, timedelta
from statistics import median

import django

os.environ["DJANGO_SETTINGS_MODULE"] = "helpline.settings"
django.setup()

from django.test import Client  # noqa: E402

from helpline.staff.models import Person  # noqa: E402
from helpline.staff.rules import Role  # noqa: E402
from scheduling.rota_wording import week_key  # noqa: E402
from tests.scheduling.weeks import fill_week, open_all_week  # noqa: E402
from tests.staff.sessions import sign_in  # noqa: E402

MONDAY = date(2027, 2, 1)
TIMES = 20


def main() -> dict[str, dict[str, float]]:
    people = [hire(number) for number in range(10)]
    open_all_week()
    full, small = MONDAY, MONDAY + timedelta(weeks=1)
    fill_week(full, people)
    fill_week(small, people, shifts_a_day=1, kinds=("phone", "chat"))
    client = Client(SERVER_NAME="localhost")
    sign_in(client, people[0])
    return {"140": measured(client, full), "14": measured(client, small)}


def hire(number: int) -> Person:
    person = Person.objects.create_user(f"colleague{number}@example.org", None, name=f"Colleague {number}")
    person.groups.set(person.groups.model.objects.filter(name=Role.PLANNER.value))
    return person


def measured(client: Client, monday: date) -> dict[str, float]:
    """Return the median milliseconds and the bytes of a page."""
    address = f"/rota/?week={week_key(monday)}"
    page = client.get(address)
    if page.status_code != 200:
        raise RuntimeError(f"the page answered {page.status_code}")
    took = []
    for _ in range(TIMES):
        began = time.perf_counter()
        client.get(address)
        took.append(1000 * (time.perf_counter() - began))
    return {"ms": median(took), "bytes": len(page.content)}


if __name__ == "__main__":
    sys.stdout.write(json.dumps(main()))
