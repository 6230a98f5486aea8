"""Writing the charity's texts and limits: each save is a new version with an audit line; nothing is overwritten."""

from collections.abc import Mapping
from dataclasses import asdict
from datetime import datetime

from django.db import IntegrityError, transaction

from helpline.charity.models import LimitsVersion, TextVersion
from helpline.charity.queries import body_of, newest_limits, newest_text
from helpline.charity.rules import (
    ChangedInBetween,
    Language,
    Limits,
    TextKey,
    check_limits,
    check_text,
    tidy,
)
from helpline.charity.samples import SAMPLES
from helpline.staff.models import Person
from helpline.staff.rules import Action
from helpline.staff.services import record


@transaction.atomic
def write_text(
    key: TextKey, language: Language, body: str, *, by: Person | None, now: datetime, seen: int | None = None
) -> bool:
    """Save a text as its newest version and return True; return False when there is nothing to change.

    `seen`: the number of the version that was looked at, 0 for none. A body equal to that one was not touched and
    changes nothing. Raises ChangedInBetween when there is a newer version, TooLong and MustStay as check_text does.
    """
    body = tidy(body)
    if seen is not None and body == body_of(key, language, seen):
        return False
    return _add_text(key, language, body, by=by, now=now, seen=seen, action=Action.TEXT_WRITTEN)


@transaction.atomic
def write_texts(
    key: TextKey,
    bodies: Mapping[Language, str],
    *,
    by: Person | None,
    now: datetime,
    seen: Mapping[Language, int],
) -> bool:
    """Save one text in several languages, all or none; tell whether anything changed. Raises as write_text does."""
    written = [
        write_text(key, language, body, by=by, now=now, seen=seen[language])
        for language, body in bodies.items()
    ]
    return any(written)


@transaction.atomic
def revert_text(version_id: int, *, by: Person | None, now: datetime, seen: int | None = None) -> bool:
    """Put an earlier version back by saving it anew; tell whether anything changed.

    Raises TextVersion.DoesNotExist, and otherwise as write_text does.
    """
    version = TextVersion.objects.get(pk=version_id)
    key, language = TextKey(version.key), Language(version.language)
    return _add_text(key, language, version.body, by=by, now=now, seen=seen, action=Action.TEXT_REVERTED)


@transaction.atomic
def set_limits(limits: Limits, *, by: Person | None, now: datetime, seen: int | None = None) -> bool:
    """Save the limits as their newest version and return True; return False when nothing changes.

    `seen`: the number of the version that was looked at, 0 for none. Raises OutOfRange, and ChangedInBetween when
    there is a newer version.
    """
    check_limits(limits)
    newest = newest_limits()
    number = newest.number if newest else 0
    if limits == (newest.limits if newest else Limits()):
        return False
    if seen is not None and seen != number:
        raise ChangedInBetween
    try:
        with transaction.atomic():
            LimitsVersion.objects.create(number=number + 1, written_by=by, written_at=now, **asdict(limits))
    except IntegrityError:
        raise ChangedInBetween from None
    record(by, Action.LIMITS_CHANGED, at=now)
    return True


@transaction.atomic
def revert_limits(version_id: int, *, by: Person | None, now: datetime, seen: int | None = None) -> bool:
    """Put earlier limits back by saving them anew; tell whether anything changed.

    Raises LimitsVersion.DoesNotExist, and otherwise as set_limits does.
    """
    return set_limits(LimitsVersion.objects.get(pk=version_id).limits, by=by, now=now, seen=seen)


@transaction.atomic
def seed_demo_texts(now: datetime) -> None:
    """Write the sample texts where there is no text yet. Twice is once."""
    for key, bodies in SAMPLES.items():
        for language, body in bodies.items():
            if newest_text(key, language) is None:
                write_text(key, language, body, by=None, now=now)


def _add_text(
    key: TextKey,
    language: Language,
    body: str,
    *,
    by: Person | None,
    now: datetime,
    seen: int | None,
    action: Action,
) -> bool:
    newest = newest_text(key, language)
    number, before = (newest.number, newest.body) if newest else (0, "")
    if body == before:
        return False
    if seen is not None and seen != number:
        raise ChangedInBetween
    check_text(key, body, before)
    try:
        with transaction.atomic():
            TextVersion.objects.create(
                key=key, language=language, number=number + 1, body=body, written_by=by, written_at=now
            )
    except IntegrityError:
        # Somebody saved the same number a moment earlier.
        raise ChangedInBetween from None
    record(by, action, f"{key} {language}", at=now)
    return True
