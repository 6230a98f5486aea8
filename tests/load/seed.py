"""`python -m tests.load.seed CONVERSATIONS COUNSELLORS`: migrate, open the chat, sign counsellors in; print JSON.

The conversations stand as if their keys had been agreed on: the server cannot tell.
"""

import base64
import hashlib
import json
import os
import secrets
import sys
from datetime import date

import django

os.environ["DJANGO_SETTINGS_MODULE"] = "helpline.settings"
django.setup()

from django.conf import settings  # noqa: E402
from django.core.management import call_command  # noqa: E402
from django.test import Client  # noqa: E402

from chat.models import Conversation, Epoch, Offer  # noqa: E402
from helpline.charity.rules import TextKey  # noqa: E402
from helpline.charity.services import write_text  # noqa: E402
from helpline.common.channel import Channel  # noqa: E402
from helpline.common.clock import utc_now  # noqa: E402
from helpline.staff.models import Person  # noqa: E402
from helpline.staff.rules import Role  # noqa: E402
from scheduling.models import OpeningBlock  # noqa: E402
from tests.chat.frames import MEMBER, b64  # noqa: E402
from tests.duty import on_seat  # noqa: E402
from tests.staff.sessions import sign_in  # noqa: E402

NAMES = ("Asha", "Ben", "Leila", "Omar")
TOKEN = b64(32, 9)
FIELDS = {"kem_key" if name == "pk" else name: value for name, value in MEMBER.items()}


def main(conversations: int, counsellors: int) -> dict[str, object]:
    call_command("migrate", verbosity=0, interactive=False)
    now = utc_now()
    for weekday in range(7):
        OpeningBlock.objects.create(
            channel=Channel.CHAT,
            weekday=weekday,
            start_minute=0,
            end_minute=1440,
            valid_from=date(2026, 1, 1),
        )
    for language in ("nl", "en"):
        write_text(TextKey.LIMITS, language, "What we do when a child is in danger.", by=None, now=now)
    people = [hire(number) for number in range(counsellors)]
    for person in people:
        on_seat(person, {Channel.CHAT}, now)
    convs = [
        base64.urlsafe_b64encode(secrets.token_bytes(16)).rstrip(b"=").decode() for _ in range(conversations)
    ]
    talk(convs, people)
    owners = {conv: number * counsellors // max(1, conversations) for number, conv in enumerate(convs)}
    return {
        "convs": convs,
        "owners": owners,
        "token": TOKEN,
        "pid": MEMBER["pid"],
        "cookies": [*map(cookie, people)],
    }


def hire(number: int) -> Person:
    name = NAMES[number % len(NAMES)]
    person = Person.objects.create_user(
        f"{name.lower()}{number}@example.org", None, name=name, takes_chat=True
    )
    person.working_name = f"{name} {number}"
    person.save(update_fields=["working_name"])
    person.groups.set(person.groups.model.objects.filter(name=Role.COUNSELLOR.value))
    return person


def cookie(person: Person) -> str:
    client = Client()
    sign_in(client, person)
    return f"{settings.SESSION_COOKIE_NAME}={client.cookies[settings.SESSION_COOKIE_NAME].value}"


def talk(convs: list[str], people: list[Person]) -> None:
    now = utc_now()
    raw = base64.urlsafe_b64decode(TOKEN + "=")
    resume = base64.urlsafe_b64encode(hashlib.sha256(raw).digest()).rstrip(b"=").decode()
    made = [
        Conversation(
            conv=conv, state="active", language="nl", resume_hash=resume, began_at=now, queued_at=now,
            counsellor=people[number * len(people) // len(convs)], letter="ABCDEFGHIJKLMNOPQRSTUVWXYZ"[number % 26],
            accepted_at=now, first_accepted_at=now, hello_at=now, e=1, opened_at=now, lost_at=now,
        )
        for number, conv in enumerate(convs)
    ]  # fmt: skip
    Conversation.objects.bulk_create(made)
    Epoch.objects.bulk_create(
        [Epoch(conversation=one, e=1, commit=b64(32, 1), prev=b64(32, 0)) for one in made]
    )
    offers = [
        Offer(conversation=one, person_id=one.counsellor_id, e=1, seal=b64(1168), **FIELDS) for one in made
    ]
    Offer.objects.bulk_create(offers)


if __name__ == "__main__":
    sys.stdout.write(json.dumps(main(int(sys.argv[1]), int(sys.argv[2]))))
