"""The pages where administrators change texts and limits: what they show, save and refuse."""

import re
from collections.abc import Callable
from datetime import UTC, datetime
from html import unescape
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse

from helpline.charity import queries, services
from helpline.charity.models import LimitsVersion, TextVersion
from helpline.charity.rules import RANGES, Language, Limits, TextKey
from helpline.staff.models import AuditLine, Person

pytestmark = pytest.mark.django_db
NOW = datetime(2026, 11, 24, 12, 0, tzinfo=UTC)
Enter = Callable[[Person], Client]
NL, EN = Language.NL, Language.EN
LIMITS_TEXT = reverse("text", args=["limits"])
WELCOME = reverse("text", args=["welcome"])
USUAL: dict[str, Any] = {name: getattr(Limits(), name) for name in RANGES}
PAGES = [reverse("texts"), WELCOME, reverse("limits")]


def write(
    by: Person, body: str = "Dag.", key: TextKey = TextKey.WELCOME, language: Language = NL
) -> TextVersion:
    services.write_text(key, language, body, by=by, now=NOW)
    return queries.text_versions(key).filter(language=language)[0]


def typed(nl: str = "", en: str = "", seen_nl: int = 0, seen_en: int = 0, **more: str) -> dict[str, Any]:
    return {"nl": nl, "en": en, "seen_nl": seen_nl, "seen_en": seen_en, **more}


def shown(response: Any) -> str:
    return unescape(response.content.decode())


@pytest.fixture
def put_back(admin: Person) -> list[str]:
    """The addresses that put an earlier version back, of a text and of the limits."""
    first = write(admin, "een")
    write(admin, "twee")
    services.set_limits(Limits(queue_cap=7), by=admin, now=NOW)
    limits = LimitsVersion.objects.get()
    services.set_limits(Limits(), by=admin, now=NOW)
    return [
        reverse("put_back_text", args=["welcome", first.pk]),
        reverse("put_back_limits", args=[limits.pk]),
    ]


# --- the ladder ------------------------------------------------------------------


@pytest.mark.parametrize("page", PAGES)
def test_an_administrator_sees_the_page(office: Client, page: str) -> None:
    assert office.get(page).status_code == 200


@pytest.mark.parametrize("page", PAGES)
def test_somebody_signed_out_is_led_to_the_sign_in_page(client: Client, page: str, admin: Person) -> None:
    assert client.get(page).headers["Location"].startswith(reverse("account_login"))


@pytest.mark.parametrize("page", PAGES)
def test_neither_planner_nor_supervisor_may_see_it(
    signed_in_as: Enter, page: str, noor: Person, omar: Person
) -> None:
    assert [signed_in_as(person).get(page).status_code for person in (noor, omar)] == [403, 403]


def test_somebody_without_the_role_changes_nothing(
    signed_in_as: Enter, put_back: list[str], noor: Person
) -> None:
    planner = signed_in_as(noor)
    saves = [(WELCOME, typed(nl="x", seen_nl=2)), (reverse("limits"), {**USUAL, "queue_cap": 9, "seen": 2})]
    saves += [(page, {"seen": 2}) for page in put_back]
    assert {planner.post(page, data).status_code for page, data in saves} == {403}
    assert (queries.text(TextKey.WELCOME, "nl"), queries.limits()) == ("twee", Limits())


def test_somebody_signed_out_changes_nothing(client: Client, put_back: list[str]) -> None:
    pages = [WELCOME, reverse("limits"), *put_back]
    assert {client.post(page, {"seen": 2}).status_code for page in pages} == {302}
    assert (queries.text(TextKey.WELCOME, "nl"), queries.limits()) == ("twee", Limits())


def test_a_get_changes_nothing(office: Client, put_back: list[str]) -> None:
    assert [office.get(page, {"seen": 2}).status_code for page in put_back] == [405, 405]
    office.get(WELCOME, typed(nl="x", seen_nl=2))
    office.get(reverse("limits"), {**USUAL, "queue_cap": 9, "seen": 2})
    assert (queries.text(TextKey.WELCOME, "nl"), queries.limits()) == ("twee", Limits())


def test_the_list_takes_no_post_and_the_forms_no_put(office: Client) -> None:
    assert office.post(reverse("texts")).status_code == 405
    assert [office.put(page).status_code for page in (WELCOME, reverse("limits"))] == [405, 405]


def test_a_post_from_elsewhere_is_refused(admin: Person, office: Client) -> None:
    strict = Client(enforce_csrf_checks=True)
    strict.cookies = office.cookies
    pages = (WELCOME, reverse("limits"))
    assert [strict.post(page, typed(nl="x")).status_code for page in pages] == [403, 403]


def test_what_does_not_exist_is_not_found(office: Client, put_back: list[str]) -> None:
    other_key = put_back[0].replace("welcome", "data")
    assert office.get("/texts/other/").status_code == 404
    assert office.post("/texts/other/put-back/1/", {"seen": 1}).status_code == 404
    assert office.post(other_key, {"seen": 1}).status_code == 404
    assert office.post("/limits/put-back/999999/", {"seen": 1}).status_code == 404


# --- the list ---------------------------------------------------------------------


def test_the_list_says_what_is_missing_and_that_the_doors_stay_closed(office: Client) -> None:
    page = shown(office.get(reverse("texts")))
    assert page.count("missing") == len(TextKey) * len(Language)
    assert "stay closed until the text" in page


def test_the_list_says_when_a_text_was_written_and_that_the_doors_can_open(
    office: Client, admin: Person
) -> None:
    write(admin, "een", TextKey.LIMITS)
    write(admin, "one", TextKey.LIMITS, EN)
    page = shown(office.get(reverse("texts")))
    assert page.count("written on 24 November 2026") == 2
    assert "stay closed" not in page


# --- one text ------------------------------------------------------------------------


def test_both_languages_are_saved(office: Client) -> None:
    response = office.post(WELCOME, typed(nl="Dag.", en="Hello."))
    assert response.headers["Location"] == WELCOME
    assert [queries.text(TextKey.WELCOME, language) for language in Language] == ["Dag.", "Hello."]
    assert "Saved: “Welcome”." in shown(office.get(WELCOME))


def test_saving_twice_makes_one_version(office: Client) -> None:
    for _ in range(2):
        assert office.post(WELCOME, typed(nl="Dag.")).status_code == 302
    assert TextVersion.objects.count() == AuditLine.objects.count() == 1
    assert "Nothing was changed." in shown(office.get(WELCOME))


def test_a_preview_shows_the_text_as_on_the_public_page_and_saves_nothing(office: Client) -> None:
    page = office.post(WELCOME, typed(nl="Dag.\n\n- een\n- <b>", preview="1")).content.decode()
    assert '<p>Dag.</p>\n<ul class="promise"><li>een</li><li>&lt;b&gt;</li></ul>' in page
    assert "Preview, not saved yet" in page
    assert "Dag.\n\n- een\n- &lt;b&gt;</textarea>" in page
    assert page.index("Preview, not saved yet") < page.index("<textarea")
    assert re.findall(r"<button[^>]*>(Show a preview|Save)<", page) == ["Show a preview", "Save"]
    assert TextVersion.objects.count() == 0


def test_the_page_says_that_markup_is_shown_as_it_is_typed(office: Client) -> None:
    assert "**, # and &lt;b&gt; are shown as they are typed" in office.get(WELCOME).content.decode()
    office.post(WELCOME, typed(nl="**vet** <b>"))
    assert "<p>**vet** &lt;b&gt;</p>" in office.get(WELCOME).content.decode()


def test_a_text_that_is_too_long_is_refused_and_stays_typed(office: Client) -> None:
    response = office.post(WELCOME, typed(nl="a" * 5001, en="Hello."))
    assert response.status_code == 422
    assert "at most 5000 characters" in shown(response)
    assert "a" * 5001 in shown(response)
    assert queries.text(TextKey.WELCOME, "en") == ""


def test_the_text_on_limits_cannot_be_emptied_in_the_page(office: Client, admin: Person) -> None:
    write(admin, "een", TextKey.LIMITS)
    response = office.post(LIMITS_TEXT, typed(seen_nl=1, en="one"))
    assert response.status_code == 422
    assert "without it the chat and the line close" in shown(response)
    assert queries.text(TextKey.LIMITS, "nl") == "een"


@pytest.mark.parametrize("wrong", [{"seen_nl": ""}, {"seen_en": "x"}, {"seen_nl": "-1"}, {"nl": "a\x00b"}])
def test_a_form_that_is_not_ours_is_refused(office: Client, wrong: dict[str, str]) -> None:
    assert office.post(WELCOME, {**typed(nl="Dag."), **wrong}).status_code == 422
    assert TextVersion.objects.count() == 0


def test_of_two_administrators_the_later_is_told_and_nothing_typed_is_lost(
    office: Client, admin: Person
) -> None:
    write(admin, "van Leila")
    response = office.post(WELCOME, typed(nl="van Noor"))
    assert response.status_code == 409
    assert "Somebody changed this in between." in shown(response)
    assert ">\nvan Noor</textarea>" in shown(response)
    assert queries.text(TextKey.WELCOME, "nl") == "van Leila"


def test_after_the_warning_a_second_save_replaces_the_newer_version(office: Client, admin: Person) -> None:
    write(admin, "van Leila")
    page = shown(office.post(WELCOME, typed(nl="van Noor")))
    assert '<input type="hidden" name="seen_nl" value="1"' in page
    office.post(WELCOME, typed(nl="van Noor", seen_nl=1))
    assert queries.text(TextKey.WELCOME, "nl") == "van Noor"


def test_after_the_warning_the_language_that_was_not_touched_shows_its_newest_version(
    office: Client, admin: Person
) -> None:
    write(admin, "een")
    write(admin, "one", language=EN)
    write(admin, "twee")
    write(admin, "two", language=EN)
    page = shown(office.post(WELCOME, typed(nl="drie", en="one", seen_nl=1, seen_en=1)))
    assert ">\ndrie</textarea>" in page
    assert ">\ntwo</textarea>" in page


def test_somebody_who_changed_the_other_language_is_not_overwritten(office: Client, admin: Person) -> None:
    write(admin, "one", language=EN)
    assert office.post(WELCOME, typed(nl="een")).status_code == 302
    assert [queries.text(TextKey.WELCOME, language) for language in Language] == ["een", "one"]


# --- versions -----------------------------------------------------------------------


def test_versions_say_when_and_by_whom(office: Client, admin: Person) -> None:
    write(admin)
    services.seed_demo_texts(NOW)
    page = shown(office.get(WELCOME))
    assert "Version 1, 24 November 2026 13:00, by Noor-admin" in page
    assert "Version 1, 24 November 2026 13:00</p>" in page.replace("\n", "")


def test_a_text_and_limits_are_put_back(office: Client, put_back: list[str]) -> None:
    for page in put_back:
        assert page in shown(office.get(WELCOME)) + shown(office.get(reverse("limits")))
        assert office.post(page, {"seen": 2}).status_code == 302
    assert queries.text(TextKey.WELCOME, "nl") == "een"
    assert queries.limits() == Limits(queue_cap=7)


def test_putting_back_over_a_newer_version_is_refused_with_a_sentence(
    office: Client, put_back: list[str]
) -> None:
    for page, answer in zip(put_back, (WELCOME, reverse("limits")), strict=True):
        assert office.post(page, {"seen": 1}).headers["Location"] == answer
        assert "Somebody changed this in between. Look at the newest version and choose" in shown(
            office.get(answer)
        )
    assert (queries.text(TextKey.WELCOME, "nl"), queries.limits()) == ("twee", Limits())


def test_putting_back_without_saying_over_what_is_refused(office: Client, put_back: list[str]) -> None:
    assert [office.post(page).status_code for page in put_back] == [400, 400]


def test_the_version_in_use_cannot_be_put_back(office: Client, put_back: list[str]) -> None:
    in_use = queries.newest_text(TextKey.WELCOME, "nl")
    assert in_use is not None
    assert reverse("put_back_text", args=["welcome", in_use.pk]) not in shown(office.get(WELCOME))


# --- limits -----------------------------------------------------------------------------


def test_limits_are_saved(office: Client) -> None:
    response = office.post(reverse("limits"), {**USUAL, "queue_cap": 9, "seen": 0})
    assert response.headers["Location"] == reverse("limits")
    assert queries.limits() == Limits(queue_cap=9)
    assert 'value="9"' in shown(office.get(reverse("limits")))


def test_every_limit_says_its_range(office: Client) -> None:
    page = shown(office.get(reverse("limits")))
    for low, high in RANGES.values():
        assert f"From {low} to {high}." in page


@pytest.mark.parametrize("name", RANGES)
@pytest.mark.parametrize("beyond", [lambda low, _: low - 1, lambda _, high: high + 1, lambda *_: "many"])
def test_limits_beyond_their_range_are_refused_and_stay_typed(
    office: Client, name: str, beyond: Callable[..., object]
) -> None:
    value = beyond(*RANGES[name])
    response = office.post(reverse("limits"), {**USUAL, name: value, "seen": 0})
    assert response.status_code == 422
    assert f'value="{value}"' in shown(response)
    assert queries.limits() == Limits()


def test_of_two_who_set_limits_the_later_is_told(office: Client, admin: Person) -> None:
    services.set_limits(Limits(queue_cap=7), by=admin, now=NOW)
    response = office.post(reverse("limits"), {**USUAL, "queue_cap": 8, "seen": 0})
    assert response.status_code == 409
    assert "Somebody changed this in between." in shown(response)
    assert '<input type="hidden" name="seen" value="1"' in shown(response)
    assert queries.limits() == Limits(queue_cap=7)


def test_limits_and_texts_leave_an_audit_line_each(office: Client, admin: Person) -> None:
    office.post(WELCOME, typed(nl="Dag."))
    office.post(reverse("limits"), {**USUAL, "queue_cap": 9, "seen": 0})
    lines = AuditLine.objects.order_by("pk").values_list("by", "action", "about")
    assert list(lines) == [(admin.pk, "text_written", "welcome nl"), (admin.pk, "limits_changed", "")]
