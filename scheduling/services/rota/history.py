"""What each act leaves behind: a line of history, and the mails that are due."""

from dataclasses import dataclass
from datetime import datetime

from scheduling.models import Assignment, Notice, RotaEvent, Shift
from scheduling.rules.hours import Span
from scheduling.rules.rota import NoticeKind, RotaAction, ShiftState


@dataclass(frozen=True, slots=True)
class Act:
    """Who does something and when; `by` None is a sweep."""

    by: int | None
    now: datetime


def note(act: Act, action: RotaAction, *, about: str = "", person_id: int | None = None) -> None:
    """Append one line that concerns no dated seat."""
    RotaEvent.objects.create(
        at=act.now, actor_id=act.by, action=action.value, about=about, person_id=person_id
    )


def note_person(act: Act, action: RotaAction, person_id: int) -> None:
    """Append one line about a colleague, without a seat."""
    note(act, action, person_id=person_id)


def note_shift(act: Act, action: RotaAction, shift: Shift, *, about: str = "") -> None:
    """Append one line about a whole shift."""
    RotaEvent.objects.create(
        at=act.now, actor_id=act.by, action=action.value, starts_at=shift.starts_at, ends_at=shift.ends_at, about=about
    )  # fmt: skip


def note_hold(
    act: Act, action: RotaAction, hold: Assignment, *, part: Span | None = None, about: str = ""
) -> None:
    """Append one line about somebody's hold, or (part) a part of it; reads its seat, so select it."""
    span = part or hold.span
    RotaEvent.objects.create(
        at=act.now, actor_id=act.by, action=action.value, person_id=hold.person_id, kind=hold.seat.kind,
        starts_at=span.start, ends_at=span.end, about=about,
    )  # fmt: skip


def tell(act: Act, kind: NoticeKind, hold: Assignment, *, was: Span | None = None) -> None:
    """Let a mail to the holder be due now; reads the seat and its shift, so select them.

    Nobody is told of a draft, of what is over, of what they did themselves, nor the same twice.
    """
    is_published = hold.seat.shift.state == ShiftState.PUBLISHED.value
    if not is_published or hold.person_id == act.by or hold.ends_at <= act.now:
        return
    tell_person(
        act, kind, hold.person_id, f"{kind}:{hold.pk}:{hold.revision}",
        starts_at=hold.starts_at, ends_at=hold.ends_at, other=was,
    )  # fmt: skip


def tell_person(
    act: Act,
    kind: NoticeKind,
    person_id: int,
    key: str,
    *,
    starts_at: datetime | None = None,
    ends_at: datetime | None = None,
    other: Span | None = None,
) -> bool:
    """Let a mail to somebody be due now; return whether it is new. `key`: what they must not hear twice."""
    _row, is_new = Notice.objects.get_or_create(
        key=f"{key}:{person_id}",
        defaults={
            "person_id": person_id, "kind": kind.value, "starts_at": starts_at, "ends_at": ends_at,
            "other_starts_at": other.start if other else None, "other_ends_at": other.end if other else None,
            "due_at": act.now,
        },
    )  # fmt: skip
    return is_new
