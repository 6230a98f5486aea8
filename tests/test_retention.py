import re
from collections import Counter
from collections.abc import Callable
from datetime import UTC, datetime, timedelta

import pytest
from django.apps import apps
from django.conf import settings
from django.contrib.sessions.models import Session
from django.core.management import call_command
from django.db.models import Model
from django.test import Client
from django.utils.html import escape
from django.utils.translation import override

from chat.briefly import LEFT, TURNED_AWAY
from chat.models import Conversation, Epoch, Offer, SealedFrame, UsedProof
from chat.services.arrival import PROOF_LIFE
from helpline.charity.rules import RANGES
from helpline.retention import RETENTION
from helpline.staff.models import AuditLine, Invitation, Person
from helpline.staff.rules import INVITATION_STANDS, KEEP_AUDIT_LINES, KEEP_CLOSED_ACCOUNTS, Action
from scheduling.models import Absence, Assignment, CheckIn, Notice, Pause, RotaEvent, Seat, Shift
from scheduling.services.duty import KEPT
from scheduling.services.erasure import ROTA_KEPT
from tests.source import Route, routes
from tests.staff.sessions import sign_in

# Older than anything may get.
LONG_AGO = datetime(2020, 3, 3, 19, 12, tzinfo=UTC)
# What stands in no table.
MEMORY = "memory"
SPAN = re.compile(r"(\d+|Ten) (minutes|hours|days|years)")
# What anybody may open. The list is closed: a page that is not on it asks for a sign-in.
PUBLIC = {
    "/", "/nl/", "/en/", "/nl/chat/", "/en/chat/", "/nl/veilig/", "/en/safe/", "/nl/gegevens/", "/en/data/",
    "/chat/leave", "/health/live", "/health/ready", "/.well-known/helpline-bundles.json",
    "/agenda/<slug:token>.ics",
    "/account/login/", "/account/logout/", "/account/inactive/", "/account/invitation/<str:token>/",
    "/account/password/reset/", "/account/password/reset/confirm/", "/account/password/reset/complete/",
    "/account/password/reset/done/", "/account/2fa/authenticate/", "/account/2fa/webauthn/login/",
}  # fmt: skip
WITHOUT_CSRF = {"/chat/leave"}


def tables() -> list[str]:
    return [model._meta.label for model in apps.get_models()]


def test_every_table_stands_in_the_retention_table_once() -> None:
    named = Counter(model for kept in RETENTION for model in kept.models)
    assert named == Counter(tables())


# --- what the table says is what the code does ---------------------------------------------
def spans() -> dict[str, timedelta]:
    """Return how long the code keeps the rows of each line that names a time."""
    return {
        "chat.Conversation": timedelta(minutes=RANGES["keep_place_minutes"][1]),
        "chat.UsedProof": PROOF_LIFE,
        "scheduling.CheckIn": KEPT,
        "scheduling.Shift": ROTA_KEPT,
        "scheduling.Absence": ROTA_KEPT,
        "scheduling.Notice": ROTA_KEPT,
        MEMORY: timedelta(seconds=max(LEFT.seconds, TURNED_AWAY.seconds)),
        "staff.AuditLine": KEEP_AUDIT_LINES - timedelta(days=1),  # a leap day's grace
        "staff.Person": KEEP_CLOSED_ACCOUNTS,
        "staff.Invitation": INVITATION_STANDS,
        "sessions.Session": timedelta(seconds=settings.SESSION_COOKIE_AGE),
    }


def test_every_time_in_the_table_is_the_codes_own() -> None:
    with override("en"):
        said = {
            next(iter(kept.models), MEMORY): found.groups()
            for kept in RETENTION
            if (found := SPAN.search(str(kept.until)))
        }
    assert {model: _span(*words) for model, words in said.items()} == spans()


def _span(number: str, unit: str) -> timedelta:
    n = 10 if number == "Ten" else int(number)
    return timedelta(days=365 * n) if unit == "years" else timedelta(**{unit: n})


def _closed_account() -> Person:
    return Person.objects.create_user("leila@example.org", None, is_active=False, closed_at=LONG_AGO)


def _lost_conversation() -> Conversation:
    lost = Conversation.objects.create(
        conv="A" * 22, state="waiting", language="nl", resume_hash="A" * 43, began_at=LONG_AGO, queued_at=LONG_AGO,
        lost_at=LONG_AGO,
    )  # fmt: skip
    SealedFrame.objects.create(
        conversation=lost, n=1, e=1, pid="A" * 11, inst="A" * 11, q=1, ciphertext=b"sealed"
    )
    Epoch.objects.create(conversation=lost, e=1, commit="A" * 43, prev="A" * 43)
    person = Person.objects.create_user("asha@example.org", None)
    Offer.objects.create(
        conversation=lost, person=person, e=1, role=1, pid="A" * 11, kem_key="A", cert="A", sig="A"
    )
    return lost


def _old_check_in() -> CheckIn:
    person = Person.objects.create_user("ben@example.org", None)
    row = CheckIn.objects.create(person=person, chat=True, phone=False, at=LONG_AGO, until=LONG_AGO)
    Pause.objects.create(check_in=row, at=LONG_AGO, until=LONG_AGO)
    return row


def _old_shift() -> Shift:
    asha = Person.objects.create_user("asha@example.org", None)
    then = {"starts_at": LONG_AGO, "ends_at": LONG_AGO + timedelta(hours=4)}
    shift = Shift.objects.create(date=LONG_AGO.date(), start_minute=1212, end_minute=1452, **then)
    seat = Seat.objects.create(shift=shift, kind="chat", position=1)
    seat.assignments.create(person=asha, origin="self", made_at=LONG_AGO, changed_at=LONG_AGO, **then)
    RotaEvent.objects.create(at=LONG_AGO, actor=asha, action="signed_up")
    return shift


def _old_absence() -> Absence:
    ben = Person.objects.create_user("ben@example.org", None)
    return Absence.objects.create(person=ben, starts_at=LONG_AGO, ends_at=LONG_AGO + timedelta(days=1))


def _old_notice() -> Notice:
    omar = Person.objects.create_user("omar@example.org", None)
    return Notice.objects.create(key="seat 1", person=omar, kind="reminder", due_at=LONG_AGO)


def _old_invitation() -> Invitation:
    return Invitation.objects.create(
        email="omar@example.org", name="Omar", token_hash=b"0" * 32, expires_at=LONG_AGO
    )


OLD: dict[str, tuple[Callable[[], Model], tuple[type[Model], ...]]] = {
    "chat.Conversation": (_lost_conversation, (Conversation, Epoch, Offer, SealedFrame)),
    "chat.UsedProof": (lambda: UsedProof.objects.create(nonce="0", expires_at=LONG_AGO), (UsedProof,)),
    "scheduling.CheckIn": (_old_check_in, (CheckIn, Pause)),
    "scheduling.Shift": (_old_shift, (Shift, Seat, Assignment, RotaEvent)),
    "scheduling.Absence": (_old_absence, (Absence,)),
    "scheduling.Notice": (_old_notice, (Notice,)),
    "staff.AuditLine": (
        lambda: AuditLine.objects.create(at=LONG_AGO, action=Action.HOURS_CHANGED),
        (AuditLine,),
    ),
    "staff.Person": (_closed_account, (Person,)),
    "staff.Invitation": (_old_invitation, (Invitation,)),
    "sessions.Session": (
        lambda: Session.objects.create(session_key="0" * 32, expire_date=LONG_AGO),
        (Session,),
    ),
}


def test_every_line_with_a_time_is_tried() -> None:
    # What stands in memory is tried where it is noted, in tests/chat/test_arrival.py.
    assert set(OLD) == set(spans()) - {MEMORY}


@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize("table", sorted(OLD))
def test_the_erase_command_leaves_nothing_past_its_time(table: str) -> None:
    make, models = OLD[table]
    make()
    assert all(model.objects.exists() for model in models)
    call_command("erase", verbosity=0)
    assert [model.__name__ for model in models if model.objects.exists()] == []


@pytest.mark.parametrize("language", ["nl", "en"])
def test_the_administrators_page_shows_every_line(language: str, client: Client, admin: Person) -> None:
    Person.objects.filter(pk=admin.pk).update(language=language)
    sign_in(client, admin)
    page = client.get("/held/").content.decode()
    with override(language):
        missing = [
            kept
            for kept in RETENTION
            if escape(str(kept.what)) not in page or escape(str(kept.until)) not in page
        ]
    assert missing == []


@pytest.mark.parametrize(("address", "language"), [("/nl/gegevens/", "nl"), ("/en/data/", "en")])
def test_the_public_page_shows_what_is_held_of_help_seekers(
    address: str, language: str, client: Client, db: None
) -> None:
    page = client.get(address).content.decode()
    with override(language):
        ours = [
            kept
            for kept in RETENTION
            if any(model.startswith(("chat.", "metrics.")) for model in kept.models)
        ]
        missing = [
            kept for kept in ours if escape(str(kept.what)) not in page or escape(str(kept.until)) not in page
        ]
    assert missing == []


# --- every address: who may open it, and who may post to it ------------------------------------
def _ids(route: Route) -> str:
    return route.pattern


ALL = routes("helpline.urls")


def test_the_public_list_names_only_what_exists() -> None:
    assert PUBLIC - {route.pattern for route in ALL} == set()


@pytest.mark.parametrize("route", [route for route in ALL if route.pattern not in PUBLIC], ids=_ids)
def test_what_is_not_public_leads_to_the_sign_in(route: Route, client: Client, db: None) -> None:
    answers = [client.get(route.address), client.post(route.address)]
    led = [answer for answer in answers if answer.status_code == 302]
    assert led
    assert all(answer["Location"].startswith("/account/login/") for answer in led)
    assert {answer.status_code for answer in answers} <= {302, 405}


@pytest.mark.parametrize("route", [route for route in ALL if route.pattern not in WITHOUT_CSRF], ids=_ids)
def test_a_post_without_the_pages_token_is_refused(route: Route, db: None) -> None:
    assert Client(enforce_csrf_checks=True).post(route.address).status_code == 403


@pytest.mark.parametrize("route", [route for route in ALL if route.pattern in WITHOUT_CSRF], ids=_ids)
def test_the_exit_needs_no_token_and_reads_no_cookie(route: Route, client: Client, admin: Person) -> None:
    sign_in(client, admin)
    answer = client.post(route.address, "{}", content_type="text/plain")
    assert (answer.status_code, answer.content, dict(answer.cookies)) == (204, b"", {})


@pytest.mark.parametrize("address", sorted(PUBLIC - {route for route in PUBLIC if "account" in route}))
def test_a_page_for_everybody_sets_no_cookie(address: str, client: Client, db: None) -> None:
    assert dict(client.get(address, headers={"accept-language": "nl"}).cookies) == {}


def test_the_demos_sign_in_exists_in_the_demo_only() -> None:
    assert {route.pattern for route in routes("helpline.demo.urls")} - {route.pattern for route in ALL} == {
        "/demo/"
    }
