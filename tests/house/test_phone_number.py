"""What a shown telephone number dials, and which ones cost the caller nothing."""

import pytest

from helpline.common.phone_number import dialled, is_dutch_free_number


@pytest.mark.parametrize(
    ("number", "is_free"),
    [
        ("0800 – 000 00 00", True),
        ("0800-0000", True),
        ("+31 800 000 00 00", True),
        ("00 31 800 0000", True),
        ("(0800) 00 00", True),
        ("+31 (0)800 00 00", True),
        ("+31 (0)20 080 00 00", False),
        ("", False),
        ("020 – 000 08 00", False),
        ("088 00 00 000", False),
        ("0900 – 0800", False),
        ("085 0800 000", False),
        ("+31 20 080 00 00", False),
        ("+49 800 000 00 00", False),
        ("800 0000", False),
    ],
)
def test_only_a_dutch_free_number_is_free(number: str, is_free: bool) -> None:
    assert is_dutch_free_number(number) is is_free


@pytest.mark.parametrize(
    ("shown", "dials"),
    [
        ("0800 – 000 00 00", "08000000000"),
        ("(0800) 00 00", "08000000"),
        ("(020) 000 00 00", "0200000000"),
        ("+31 (0)20 000 00 00", "+31200000000"),
        ("0031 (0) 800-0000", "00318000000"),
        ("(0)20 000 00 00", "0200000000"),
    ],
)
def test_a_tap_dials_what_is_meant(shown: str, dials: str) -> None:
    assert dialled(shown) == dials
