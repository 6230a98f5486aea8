"""Which texts and limits the charity sets, and what they may be. Pure: no Django, no clock, no database."""

from dataclasses import dataclass
from enum import StrEnum


class TextKey(StrEnum):
    """The texts that the charity writes itself, in the order in which a help-seeker meets them."""

    WELCOME = "welcome"
    WHO = "who"
    LIMITS = "limits"
    DATA = "data"
    WAITING = "waiting"
    AFTER = "after"


class Language(StrEnum):
    """The languages each text is written in."""

    NL = "nl"
    EN = "en"


class NotAccepted(Exception):
    """What was asked for is refused; each subclass is one reason."""


class ChangedInBetween(NotAccepted):
    """Somebody else saved a newer version since this one was looked at."""


class TooLong(NotAccepted):
    """A text has at most MOST_CHARACTERS."""


class MustStay(NotAccepted):
    """The text on the limits of confidentiality can be rewritten, not emptied: chat and line would close."""


class OutOfRange(NotAccepted):
    """Some limit lies outside its range of RANGES."""


MOST_CHARACTERS = 5_000


@dataclass(frozen=True, slots=True)
class Limits:
    """The numbers the charity sets itself; as long as it has set none, these."""

    queue_cap: int = 6
    longest_wait_minutes: int = 60
    short_abandon_seconds: int = 5
    closing_soon_minutes: int = 15
    keep_place_minutes: int = 15
    requeue_minutes: int = 2


# From and to, both included.
RANGES: dict[str, tuple[int, int]] = {
    "queue_cap": (1, 50),
    "longest_wait_minutes": (5, 240),
    "short_abandon_seconds": (1, 30),
    "closing_soon_minutes": (0, 60),
    # Not longer than the page "What do we hold?" says: erased 15 minutes after the help-seeker's page is gone.
    "keep_place_minutes": (1, 15),
    "requeue_minutes": (1, 10),
}


@dataclass(frozen=True, slots=True)
class Paragraph:
    """Lines that belong together."""

    lines: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Items:
    """A list, one entry a line."""

    entries: tuple[str, ...]


Part = Paragraph | Items


def tidy(body: str) -> str:
    """Return a text as it is stored: one kind of line end, no spaces at line ends, none before or after it."""
    return "\n".join(line.rstrip() for line in body.splitlines()).strip()


def check_text(key: TextKey, body: str, before: str) -> None:
    """Raise TooLong or MustStay unless this tidy body may follow the one before ("" when there was none)."""
    if len(body) > MOST_CHARACTERS:
        raise TooLong
    if key is TextKey.LIMITS and before and not body:
        raise MustStay


def check_limits(limits: Limits) -> None:
    """Raise OutOfRange unless every limit lies within its range, both ends included."""
    if not all(low <= getattr(limits, name) <= high for name, (low, high) in RANGES.items()):
        raise OutOfRange


def parts_of(body: str) -> list[Part]:
    """Return a text's paragraphs and lists in order: a blank line parts paragraphs, "- " begins a list's entry.

    Every line that is not blank comes back exactly once.
    """
    parts: list[Part] = []
    for group in _groups(body):
        entry = group[0].startswith(_ENTRY)
        parts.append(Items(tuple(line[2:].strip() for line in group)) if entry else Paragraph(group))
    return parts


_ENTRY = "- "


def _groups(body: str) -> list[tuple[str, ...]]:
    """Return the runs of lines of one kind, entries or not, that no blank line parts."""
    groups: list[list[str]] = []
    before = ""
    for line in body.splitlines():
        if not line.strip():
            before = ""
            continue
        if before and before.startswith(_ENTRY) == line.startswith(_ENTRY):
            groups[-1].append(line)
        else:
            groups.append([line])
        before = line
    return [tuple(group) for group in groups]
