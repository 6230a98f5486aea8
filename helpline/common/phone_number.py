"""A telephone number as a charity shows it. Pure: the settings use it."""

import re


def dialled(display: str) -> str:
    """Return what a tap dials: the digits as shown, but for the "(0)" that is dialled at home alone."""
    return re.sub(r"[^0-9+]", "", re.sub(r"^(\+|00)([0-9 –-]*)\(0\)", r"\1\2", display))


def is_dutch_free_number(display: str) -> bool:
    """Return whether calling it costs nothing: 0800…, +31 800… or 00 31 800…, however it is spaced."""
    return re.match(r"(?:0|(?:\+|00)31)800", dialled(display)) is not None
