"""Signing in by password and code, within limits that are counted by account."""

import re
import time
from collections.abc import Callable

import pytest
from allauth.account import app_settings as account_settings
from allauth.core.internal.ratelimit import parse_rates
from allauth.mfa import app_settings as second_factor_settings
from allauth.mfa.models import Authenticator
from allauth.mfa.totp.internal.auth import format_hotp_value, hotp_value, yield_hotp_counters_from_time
from django.core.mail import EmailMessage
from django.test import Client, RequestFactory
from django.urls import reverse

from helpline.staff import services
from helpline.staff.adapters import AccountAdapter
from helpline.staff.models import Person
from tests.staff.conftest import NOW
from tests.staff.sessions import SECRET, set_up_code_app, sign_in_without_second_factor

pytestmark = pytest.mark.django_db
Enter = Callable[[Person], Client]
WORD = "a long and quiet word"


def code(secret: str = SECRET, ahead: int = 0) -> str:
    now = list(yield_hotp_counters_from_time())[1]
    return format_hotp_value(hotp_value(secret, now + ahead))


def try_password(client: Client, name: str, word: str) -> str:
    said = {"login": f"{name}@example.org", "password": word}
    answer = client.post(reverse("account_login"), said, headers={"accept-language": "en"})
    return answer.headers.get("Location", answer.content.decode())


def reset_code(message: EmailMessage) -> str:
    return str(re.findall(r"code: (\S+)", str(message.body))[0])


def test_password_and_code_sign_in(client: Client, asha: Person) -> None:
    set_up_code_app(asha)
    assert try_password(client, "Asha", WORD) == reverse("mfa_authenticate")
    assert client.get(reverse("me")).status_code == 302
    client.post(reverse("mfa_authenticate"), {"code": code()})
    assert client.get(reverse("me")).status_code == 200


def test_the_sign_in_cookie_goes_with_the_browser(client: Client, asha: Person) -> None:
    try_password(client, "asha", WORD)
    assert client.cookies["staff"]["max-age"] == ""
    assert client.session.get_expiry_age() == 12 * 3600


def test_a_password_alone_reaches_only_the_pages_for_a_second_factor(client: Client, asha: Person) -> None:
    try_password(client, "asha", WORD)
    assert client.get(reverse("me")).status_code == 403
    assert client.get(reverse("second_factor")).status_code == 200


def test_a_code_works_once(client: Client, asha: Person) -> None:
    set_up_code_app(asha)
    used = code()
    for page, worked in ((client, True), (Client(), False)):
        try_password(page, "asha", WORD)
        page.post(reverse("mfa_authenticate"), {"code": used})
        assert (page.get(reverse("me")).status_code == 200) is worked


def test_ten_wrong_passwords_lock_that_account_and_no_other(
    client: Client, asha: Person, ben: Person
) -> None:
    for _ in range(10):
        assert "do not belong together" in try_password(client, "asha", "wrong")
    assert "That was wrong too often." in try_password(client, "asha", WORD)
    assert "That was wrong too often." in try_password(Client(), "ASHA", WORD)
    assert try_password(Client(), "ben", WORD) == reverse("home")


@pytest.mark.parametrize("host", ["testserver:1", "TESTSERVER", "testserver."])
def test_another_spelling_of_the_host_brings_no_further_tries(
    client: Client, asha: Person, host: str
) -> None:
    for _ in range(10):
        try_password(client, "asha", "wrong")
    assert "That was wrong too often." in try_password(Client(headers={"host": host}), "asha", WORD)


def test_the_lock_opens_after_ten_minutes(
    client: Client, asha: Person, monkeypatch: pytest.MonkeyPatch
) -> None:
    for _ in range(10):
        try_password(client, "asha", "wrong")
    later = time.time() + 601
    monkeypatch.setattr("allauth.core.internal.ratelimit.time.time", lambda: later)
    assert try_password(client, "asha", WORD) == reverse("home")


def test_wrong_codes_are_counted_by_account_too(client: Client, asha: Person) -> None:
    set_up_code_app(asha)
    for _ in range(10):
        try_password(client, "asha", WORD)
        client.post(reverse("mfa_authenticate"), {"code": "000000"})
    client.post(reverse("mfa_authenticate"), {"code": code()})
    assert client.get(reverse("me")).status_code == 302


def test_no_limit_is_keyed_by_an_address() -> None:
    limits = [*account_settings.RATE_LIMITS.values(), *second_factor_settings.RATE_LIMITS.values()]
    assert {rate.per for limit in limits for rate in parse_rates(limit)} == {"key", "user"}


def test_an_unknown_address_and_a_wrong_password_read_the_same(client: Client, asha: Person) -> None:
    wrong, unknown = try_password(client, "asha", "wrong"), try_password(client, "nobody", "wrong")
    strip = re.compile(r'(csrfmiddlewaretoken" value=")[^"]+')
    assert strip.sub("", wrong).replace("asha@", "nobody@") == strip.sub("", unknown)


def test_a_closed_account_says_so_after_the_right_password_only(
    client: Client, asha: Person, admin: Person
) -> None:
    services.deactivate(asha.pk, by=admin, now=NOW)
    assert "do not belong together" in try_password(client, "asha", "wrong")
    assert try_password(client, "asha", WORD) == reverse("account_inactive")


def test_signing_out_ends_the_session_by_post_only(signed_in_as: Enter, asha: Person) -> None:
    client = signed_in_as(asha)
    assert client.get(reverse("account_logout")).status_code == 405
    assert client.post(reverse("account_logout")).headers["Location"] == reverse("account_login")
    assert client.get(reverse("me")).status_code == 302


@pytest.mark.django_db(transaction=True)
def test_setting_up_a_code_app_counts_as_the_second_factor(
    client: Client, asha: Person, delivered: Callable[[], list[EmailMessage]]
) -> None:
    sign_in_without_second_factor(client, asha)
    client.post(reverse("account_reauthenticate"), {"password": WORD})
    secret = client.get(reverse("mfa_activate_totp")).context["form"].secret
    answer = client.post(reverse("mfa_activate_totp"), {"code": code(secret)})
    assert answer.headers["Location"] == reverse("mfa_view_recovery_codes")
    assert client.get(reverse("me")).status_code == 200
    assert delivered()[0].to == ["asha@example.org"]


def test_changing_the_sign_in_asks_for_the_password_again(client: Client, asha: Person) -> None:
    sign_in_without_second_factor(client, asha)
    assert (
        client.get(reverse("mfa_activate_totp"))
        .headers["Location"]
        .startswith(reverse("account_reauthenticate"))
    )
    client.post(reverse("account_reauthenticate"), {"password": "wrong"})
    assert client.get(reverse("mfa_activate_totp")).status_code == 302


def test_a_wrong_first_code_sets_nothing_up(signed_in_as: Enter, asha: Person) -> None:
    client = signed_in_as(asha)
    Authenticator.objects.all().delete()
    client.get(reverse("mfa_activate_totp"))
    client.post(reverse("mfa_activate_totp"), {"code": "000000"})
    assert not Authenticator.objects.exists()


def test_a_recovery_code_stands_in_for_the_app_once(signed_in_as: Enter, asha: Person) -> None:
    client = signed_in_as(asha)
    client.post(reverse("mfa_generate_recovery_codes"))
    [first, *_] = client.get(reverse("mfa_view_recovery_codes")).context["unused_codes"]
    for worked in (True, False):
        other = Client()
        try_password(other, "asha", WORD)
        other.post(reverse("mfa_authenticate"), {"code": first})
        assert (other.get(reverse("me")).status_code == 200) is worked


def test_recovery_codes_are_sealed_in_the_database(signed_in_as: Enter, asha: Person) -> None:
    signed_in_as(asha).post(reverse("mfa_generate_recovery_codes"))
    stored = Authenticator.objects.get(type=Authenticator.Type.RECOVERY_CODES)
    assert stored.data["seed"].startswith("gAAAA")


def test_a_mailed_code_sets_a_new_password_and_the_second_factor_stays(
    client: Client, asha: Person, delivered: Callable[[], list[EmailMessage]]
) -> None:
    set_up_code_app(asha)
    Person.objects.update(language="en")
    client.post(reverse("account_reset_password"), {"email": "asha@example.org"})
    typed = {"code": reset_code(delivered()[0])}
    assert client.post(reverse("account_confirm_password_reset_code"), typed).status_code == 302
    new = {"password1": "another quiet word", "password2": "another quiet word"}
    client.post(reverse("account_complete_password_reset"), new)
    assert try_password(client, "asha", "another quiet word") == reverse("mfa_authenticate")


def test_a_wrong_mailed_code_may_be_tried_three_times(
    client: Client, asha: Person, delivered: Callable[[], list[EmailMessage]]
) -> None:
    client.post(reverse("account_reset_password"), {"email": "asha@example.org"})
    for _ in range(3):
        client.post(reverse("account_confirm_password_reset_code"), {"code": "WRONG"})
    assert client.get(reverse("account_confirm_password_reset_code")).headers["Location"] == reverse(
        "account_login"
    )


def test_asking_for_a_code_answers_the_same_for_an_unknown_address_and_mails_nobody(
    client: Client, asha: Person, delivered: Callable[[], list[EmailMessage]]
) -> None:
    answers = [
        Client().post(reverse("account_reset_password"), {"email": f"{name}@example.org"})
        for name in ("asha", "nobody")
    ]
    assert [(answer.status_code, answer.headers["Location"]) for answer in answers] == [
        (302, reverse("account_confirm_password_reset_code"))
    ] * 2
    assert [message.to for message in delivered()] == [["asha@example.org"]]


def test_codes_are_not_mailed_without_end(
    client: Client, asha: Person, delivered: Callable[[], object]
) -> None:
    answers = [
        Client().post(reverse("account_reset_password"), {"email": "asha@example.org"}) for _ in range(6)
    ]
    assert [answer.status_code for answer in answers] == [302] * 5 + [429]
    assert '<main id="content"' in answers[-1].content.decode()


def test_a_new_password_ends_the_sign_ins_elsewhere(
    signed_in_as: Enter, asha: Person, delivered: Callable[[], object]
) -> None:
    here, there = signed_in_as(asha), Client()
    there.cookies["staff"] = here.cookies["staff"].value
    said = {"oldpassword": WORD, "password1": "another quiet word", "password2": "another quiet word"}
    assert here.post(reverse("account_change_password"), said).headers["Location"] == reverse("me")
    assert here.get(reverse("me")).status_code == 200
    assert there.get(reverse("me")).status_code == 302


def test_a_short_new_password_is_refused(signed_in_as: Enter, asha: Person) -> None:
    said = {"oldpassword": WORD, "password1": "short", "password2": "short"}
    answer = signed_in_as(asha).post(reverse("account_change_password"), said)
    assert 'class="field-error"' in answer.content.decode()


def test_an_account_without_a_password_sets_one(signed_in_as: Enter, asha: Person) -> None:
    asha.set_unusable_password()
    asha.save()
    client = signed_in_as(asha)
    assert client.get(reverse("account_change_password")).headers["Location"] == reverse(
        "account_set_password"
    )
    client.post(reverse("account_set_password"), {"password1": WORD, "password2": WORD})
    asha.refresh_from_db()
    assert asha.check_password(WORD)


def test_the_library_knows_nobodys_address_and_opens_no_account(rf: RequestFactory) -> None:
    request = rf.get("/", headers={"user-agent": "canary"}, REMOTE_ADDR="192.0.2.7")
    adapter = AccountAdapter(request)
    assert adapter.get_client_ip(request) == "nowhere"
    assert adapter.get_http_user_agent(request) == ""
    assert not adapter.is_open_for_signup(request)


def test_an_account_is_found_however_its_address_is_spelled(asha: Person) -> None:
    assert Person.objects.get_by_natural_key(" ASHA@example.org") == asha
