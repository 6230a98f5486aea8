"""Sending the mails that are due. While the mail server is down they wait, and nothing else does."""

from collections.abc import Iterable
from datetime import datetime
from itertools import groupby

from helpline.staff.gateway import Delivery, deliver
from helpline.staff.queries import mailboxes
from scheduling.mails import Facts, write_mail
from scheduling.models import Notice
from scheduling.queries.notices import ahead_of, gaps_ahead, waiting
from scheduling.rules.rota import NoticeKind
from scheduling.services.rota.notices import settle

# Nobody needs to hear these once the time they speak of has come.
_ONLY_BEFORE = frozenset(
    {
        NoticeKind.REMINDER,
        NoticeKind.COVER_ASKED,
        NoticeKind.GAP,
        NoticeKind.FITTING_GAP,
        NoticeKind.PLANNER_ASKED,
    }
)
_WAS = frozenset({NoticeKind.CONFIRM_MOVED, NoticeKind.SEAT_CHANGED})


def send_due(now: datetime) -> None:
    """Send what is due, one mail for all that one person hears of one kind; stop while the server is away.

    What it refuses for good is settled too: it must not keep the others' mails back."""
    rows = waiting(now)
    boxes = mailboxes({row.person_id for row in rows if row.person_id})
    late = [row for row in rows if row.person_id not in boxes or _is_stale(row, now)]
    settle([row.pk for row in late], now)
    to_send = sorted(
        set(rows) - set(late), key=lambda row: (row.person_id or 0, row.kind, row.due_at, row.pk)
    )
    for (person_id, kind), group in groupby(to_send, key=lambda row: (row.person_id or 0, row.kind)):
        mine = list(group)
        email, language = boxes[person_id]
        mail = write_mail(NoticeKind(kind), language, _facts(NoticeKind(kind), mine, now), now)
        if deliver(email, mail.subject, mail.body) is Delivery.AWAY:
            return
        settle([row.pk for row in mine], now)


def _is_stale(row: Notice, now: datetime) -> bool:
    return row.kind in _ONLY_BEFORE and row.starts_at is not None and row.starts_at <= now


def _facts(kind: NoticeKind, rows: Iterable[Notice], now: datetime) -> Facts:
    rows = list(rows)
    if kind is NoticeKind.DIGEST:
        return Facts(ahead_of(rows[0].person_id or 0, now), gaps=gaps_ahead(now))
    spans = tuple(sorted({row.span for row in rows if row.span}))
    other = rows[0].other if len(rows) == 1 else None
    return Facts(
        spans,
        was=other if kind in _WAS else None,
        in_return=other if kind is NoticeKind.COVER_ASKED else None,
    )
