"""The words of the sheets: headers and what stands in cells, in Dutch and in English. Pure.

They belong to a file's format, not to a page: both languages are read at any time, however they are spelled.
"""

import re
from collections.abc import Collection, Mapping
from enum import StrEnum
from typing import Final, NamedTuple, TypeVar

from helpline.common.channel import Channel
from helpline.staff.rules import Role
from scheduling.rules.limits import Contract
from scheduling.rules.rota import SeatKind

Value = TypeVar("Value")


class Said(NamedTuple):
    """What something is called in each language, and what people write besides."""

    dutch: str
    english: str
    also: tuple[str, ...] = ()

    def in_language(self, language: str) -> str:
        """Return the Dutch for "nl" and the English otherwise."""
        return self.dutch if language == "nl" else self.english


class SheetKind(StrEnum):
    """What the rows of a sheet are."""

    PEOPLE = "people"
    PATTERNS = "patterns"
    ASSIGNMENTS = "assignments"


class Column(StrEnum):
    """What a column of a sheet holds."""

    NAME = "name"
    EMAIL = "email"
    ROLES = "roles"
    SKILLS = "skills"
    CONTRACT = "contract"
    AGREED_HOURS = "agreed_hours"
    MAX_HOURS = "max_hours"
    IS_ADULT = "is_adult"
    WEEKDAY = "weekday"
    START = "start"
    END = "end"
    EVERY_N_WEEKS = "every_n_weeks"
    FIRST_DAY = "first_day"
    LAST_DAY = "last_day"
    SEATS = "seats"
    DATE = "date"
    PATTERN = "pattern"
    SEAT = "seat"
    POSITION = "position"
    PERSON = "person"


COLUMN_NAMES: Final[Mapping[Column, Said]] = {
    Column.NAME: Said("naam", "name"),
    Column.EMAIL: Said("e-mailadres", "e-mail address", ("e-mail", "mail")),
    Column.ROLES: Said("rollen", "roles", ("rol", "role")),
    Column.SKILLS: Said("opgeleid voor", "trained for", ("opleiding", "training", "skills")),
    Column.CONTRACT: Said("contract", "contract"),
    Column.AGREED_HOURS: Said("afgesproken uren per week", "agreed hours a week", ("uren", "hours")),
    Column.MAX_HOURS: Said(
        "hoogste aantal uren per week", "most hours a week", ("max uren", "max hours", "maximum")
    ),
    Column.IS_ADULT: Said("18 of ouder", "18 or older", ("18+", "volwassen", "adult")),
    Column.WEEKDAY: Said("weekdag", "weekday", ("dag", "day")),
    Column.START: Said("begin", "start", ("begintijd", "van", "from")),
    Column.END: Said("einde", "end", ("eindtijd", "eind", "tot", "until", "to")),
    Column.EVERY_N_WEEKS: Said("om de hoeveel weken", "every how many weeks", ("weken", "weeks")),
    Column.FIRST_DAY: Said("eerste dag", "first day"),
    Column.LAST_DAY: Said("laatste dag", "last day"),
    Column.SEATS: Said("plekken", "seats"),
    Column.DATE: Said("datum", "date"),
    Column.PATTERN: Said("patroon", "pattern", ("dienst", "shift")),
    Column.SEAT: Said("plek", "seat"),
    Column.POSITION: Said("hoeveelste", "which one", ("nummer", "number", "positie", "position")),
    Column.PERSON: Said(
        "wie", "who", ("persoon", "person", "naam", "name", "e-mailadres", "e-mail", "email")
    ),
}
ROLES: Final[Mapping[Role, Said]] = {
    Role.COUNSELLOR: Said("hulpverlener", "counsellor", ("counselor",)),
    Role.SUPERVISOR: Said("supervisor", "supervisor"),
    Role.PLANNER: Said("planner", "planner"),
    Role.MANAGER: Said("manager", "manager"),
    Role.ADMINISTRATOR: Said("beheerder", "administrator", ("admin",)),
}
SKILLS: Final[Mapping[Channel, Said]] = {
    Channel.PHONE: Said("telefoon", "phone", ("telephone", "tel", "bellen")),
    Channel.CHAT: Said("chat", "chat", ("chatten",)),
}
SEATS: Final[Mapping[SeatKind, Said]] = {
    SeatKind.PHONE: SKILLS[Channel.PHONE],
    SeatKind.CHAT: SKILLS[Channel.CHAT],
    SeatKind.BOTH: Said("beide", "both"),
    SeatKind.SUPERVISOR: Said("supervisor", "supervisor"),
    SeatKind.BACKUP: Said("achterwacht", "backup", ("reserve",)),
}
CONTRACTS: Final[Mapping[Contract, Said]] = {
    Contract.EMPLOYEE: Said("in loondienst", "employee", ("loondienst", "werknemer", "medewerker")),
    Contract.VOLUNTEER: Said("vrijwilliger", "volunteer"),
}
YES_OR_NO: Final[Mapping[bool, Said]] = {
    True: Said("ja", "yes", ("j", "y", "x", "waar", "true", "1")),
    False: Said("nee", "no", ("n", "onwaar", "false", "0")),
}
WEEKDAYS: Final[Mapping[int, Said]] = {
    0: Said("maandag", "Monday", ("ma", "mon")),
    1: Said("dinsdag", "Tuesday", ("di", "tue")),
    2: Said("woensdag", "Wednesday", ("wo", "wed")),
    3: Said("donderdag", "Thursday", ("do", "thu")),
    4: Said("vrijdag", "Friday", ("vr", "fri")),
    5: Said("zaterdag", "Saturday", ("za", "sat")),
    6: Said("zondag", "Sunday", ("zo", "sun")),
}


def plain(word: str) -> str:
    """Return what two words are compared by: no difference of case, no spaces, dots or hyphens."""
    return re.sub(r"[\W_]+", "", word.casefold())


def reading(words: Mapping[Value, Said], among: Collection[Value] | None = None) -> dict[str, Value]:
    """Return the values (`among` these, if given) by every plain word that stands for them."""
    return {
        plain(word): value
        for value, said in words.items()
        if among is None or value in among
        for word in (said.dutch, said.english, *said.also)
    }
