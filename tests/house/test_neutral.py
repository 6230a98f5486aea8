"""What a mail or a calendar may say to those who look on."""

import pytest
from pytest_django.fixtures import Settings

from helpline.common.neutral import TELLING, neutral_url, telling


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("Your appointment on Thursday 18:00", []),
        ("The CHAT on Thursday", ["chat"]),
        ("Je telefoondienst", ["telefo", "dienst"]),
        ("A quiet line", ["quiet line"]),
    ],
)
def test_a_telling_word_is_found_in_any_case_and_inside_others(
    text: str, words: list[str], settings: Settings
) -> None:
    settings.HELPLINE_NAME = "Quiet Line"
    assert telling(text) == words


def test_every_telling_word_is_written_as_it_is_looked_for() -> None:
    assert [word for word in TELLING if word != word.casefold()] == []


@pytest.mark.parametrize(
    ("public", "neutral", "address"),
    [
        ("http://localhost:8000", "localhost", "http://localhost:8000/home/"),
        ("https://chat.example.org", "chat.example.org", "https://chat.example.org/home/"),
        ("https://chat.example.org", "agenda.example.org", "https://agenda.example.org/home/"),
    ],
)
def test_an_address_is_at_the_neutral_host_where_there_is_one(
    public: str, neutral: str, address: str, settings: Settings
) -> None:
    settings.PUBLIC_URL, settings.NEUTRAL_HOST = public, neutral
    assert neutral_url("/home/") == address
