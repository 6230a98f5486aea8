"""Counting one contact: its coarse cells go up by one; nothing else is written, not even a log line."""

from dataclasses import asdict
from datetime import datetime, timedelta
from typing import Any

from django.db import IntegrityError, connection, transaction
from django.db.models import F

from helpline.common.channel import Channel
from helpline.common.clock import AMSTERDAM
from helpline.metrics.models import (
    BlockTally,
    LanguageTally,
    LengthTally,
    ProfileTally,
    Tally,
    WaitTally,
    WeekTally,
)
from helpline.metrics.rules import (
    BlockCell,
    Cell,
    LanguageCell,
    LengthCell,
    Outcome,
    ProfileCell,
    WaitCell,
    WeekCell,
    cells,
)

TABLES: dict[type[Cell], type[Tally]] = {
    WeekCell: WeekTally,
    BlockCell: BlockTally,
    ProfileCell: ProfileTally,
    WaitCell: WaitTally,
    LengthCell: LengthTally,
    LanguageCell: LanguageTally,
}


def count_contact(
    channel: Channel,
    outcome: Outcome,
    at: datetime,
    *,
    wait: timedelta | None,
    length: timedelta | None,
    language: str | None,
) -> None:
    """Add one contact to the tallies, within the transaction that ends it.

    `at`: when the contact began, aware. `wait`: None for those who met a shut door. `length`: None without a
    conversation. rules.cells says which of them is counted when.
    Raises RuntimeError outside a transaction: the outcome must stand or fall with the state change.
    Two at once are both counted. Count one contact a transaction: its rows stay locked until the end, and two
    transactions with several contacts each could wait for each other.
    Three to six UPDATEs, and an INSERT for the first contact of a cell.
    """
    if not connection.in_atomic_block:
        raise RuntimeError("A contact is counted in the transaction that ends it; there is none.")
    found = cells(at, channel, outcome, wait=wait, length=length, language=language, zone=AMSTERDAM)
    for cell in found:
        _add_one(TABLES[type(cell)], asdict(cell))


def _add_one(table: type[Tally], cell: dict[str, Any]) -> None:
    rows = table._default_manager.filter(**cell)
    if rows.update(n=F("n") + 1):
        return
    try:
        with transaction.atomic():
            table._default_manager.create(**cell)
    except IntegrityError:
        # Somebody else counted this cell's first contact and committed while we tried to; now there is a row.
        if not rows.update(n=F("n") + 1):
            raise
