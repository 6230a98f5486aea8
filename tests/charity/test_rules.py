"""What texts and limits may be, and how a text falls into paragraphs and lists."""

from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from helpline.charity.rules import (
    MOST_CHARACTERS,
    RANGES,
    Items,
    Limits,
    MustStay,
    OutOfRange,
    Paragraph,
    TextKey,
    TooLong,
    check_limits,
    check_text,
    parts_of,
    tidy,
)
from helpline.charity.samples import SAMPLES

lines = st.sampled_from(["", " ", "one", "two words", "- first", "- second", " - not one", "-"])


@pytest.mark.parametrize(
    ("typed", "expected"),
    [
        ("", ""),
        ("  \r\n \n", ""),
        ("one\r\ntwo\rthree", "one\ntwo\nthree"),
        ("\n\n  one  \n\n two \n", "one\n\n two"),
    ],
)
def test_a_text_is_stored_without_stray_spaces(typed: str, expected: str) -> None:
    assert tidy(typed) == expected


@given(st.text(max_size=50))
def test_tidying_twice_is_tidying_once(typed: str) -> None:
    assert tidy(tidy(typed)) == tidy(typed)


@pytest.mark.parametrize("key", TextKey)
def test_a_text_has_a_longest_length(key: TextKey) -> None:
    check_text(key, "a" * MOST_CHARACTERS, "")
    with pytest.raises(TooLong):
        check_text(key, "a" * (MOST_CHARACTERS + 1), "")


@pytest.mark.parametrize("key", [key for key in TextKey if key is not TextKey.LIMITS])
def test_most_texts_can_be_taken_away(key: TextKey) -> None:
    check_text(key, "", "something")


def test_the_text_on_the_limits_of_confidentiality_cannot_be_taken_away() -> None:
    check_text(TextKey.LIMITS, "", "")
    check_text(TextKey.LIMITS, "other", "something")
    with pytest.raises(MustStay):
        check_text(TextKey.LIMITS, "", "something")


def test_the_limits_one_starts_with_are_within_their_ranges() -> None:
    check_limits(Limits())
    assert Limits() == Limits(6, 60, 5, 15, 15, 2)


@pytest.mark.parametrize("name", RANGES)
def test_both_ends_of_a_range_are_allowed_and_nothing_beyond(name: str) -> None:
    low, high = RANGES[name]
    for allowed in (low, high):
        check_limits(replace(Limits(), **{name: allowed}))
    for beyond in (low - 1, high + 1):
        with pytest.raises(OutOfRange):
            check_limits(replace(Limits(), **{name: beyond}))


@pytest.mark.parametrize(
    ("body", "expected"),
    [
        ("", []),
        ("one", [Paragraph(("one",))]),
        ("one\ntwo", [Paragraph(("one", "two"))]),
        ("one\n\n\ntwo", [Paragraph(("one",)), Paragraph(("two",))]),
        ("- a\n- b", [Items(("a", "b"))]),
        ("- a\n\n- b", [Items(("a",)), Items(("b",))]),
        ("one:\n- a\n- b\ntwo", [Paragraph(("one:",)), Items(("a", "b")), Paragraph(("two",))]),
        ("-a\n -b\n-", [Paragraph(("-a", " -b", "-"))]),
    ],
)
def test_a_blank_line_parts_paragraphs_and_a_dash_begins_an_entry(
    body: str, expected: list[Paragraph | Items]
) -> None:
    assert parts_of(body) == expected


@given(st.lists(lines, max_size=12))
def test_every_line_comes_back_once_and_in_order(typed: list[str]) -> None:
    back: list[str] = []
    for part in parts_of("\n".join(typed)):
        back += [f"- {entry}" for entry in part.entries] if isinstance(part, Items) else part.lines
    assert back == [line for line in typed if line.strip()]


def test_there_is_a_sample_of_every_text_marked_as_one() -> None:
    assert set(SAMPLES) == set(TextKey)
    for bodies in SAMPLES.values():
        assert {language: body.split(".")[0] for language, body in bodies.items()} == {
            "nl": "Voorbeeldtekst",
            "en": "Sample text",
        }


def test_every_sample_may_be_saved_as_it_is() -> None:
    for key, bodies in SAMPLES.items():
        for body in bodies.values():
            check_text(key, body, body)
            assert tidy(body) == body
