"""Changing the opening hours: all or nothing, with a way back and an audit line."""

from collections.abc import Callable
from datetime import UTC, date, datetime, timedelta
from typing import Any

import pytest

from helpline.staff.models import AuditLine, Person
from scheduling.models import OpeningBlock, OpeningException
from scheduling.queries import block_row, exception_row, hours_board
from scheduling.rules.hours import AllOver, DayTaken, ExceptionName, NotThere, Overlap, Stretch
from scheduling.services import (
    add_blocks,
    add_exception,
    change_block,
    change_exception,
    put_back_block,
    put_back_exception,
    remove_block,
    remove_exception,
)
from tests.scheduling.seats import CHAT, NOW, PHONE, SINCE, open_evening

pytestmark = pytest.mark.django_db
TODAY = date(2027, 2, 1)
MORNING, EVENING, NIGHT = Stretch(600, 720), Stretch(1140, 1320), Stretch(1320, 1560)
TRAINING = ExceptionName.TRAINING


def lines() -> list[tuple[str, str]]:
    return list(AuditLine.objects.order_by("pk").values_list("action", "about"))


def exception(noor: Person, *hours: Stretch, day: date = TODAY) -> OpeningException:
    add_exception(day, CHAT, TRAINING, hours, by=noor, now=NOW)
    return OpeningException.objects.get(date=day)


def test_hours_are_added_for_several_channels_and_days_at_once(noor: Person) -> None:
    add_blocks([CHAT, PHONE], [0, 1], EVENING, SINCE, None, by=noor, now=NOW)
    board = hours_board(NOW)
    assert [(c.channel, [r.block.weekday for r in c.blocks]) for c in board.channels] == [
        (PHONE, [0, 1]),
        (CHAT, [0, 1]),
    ]
    assert ("hours_changed", "chat 1 1140-1320") in lines()


def test_an_overlap_refuses_all_and_names_both(noor: Person) -> None:
    add_blocks([CHAT], [1], EVENING, SINCE, None, by=noor, now=NOW)
    with pytest.raises(Overlap) as refused:
        add_blocks([CHAT], [0, 1], Stretch(1200, 1440), SINCE, None, by=noor, now=NOW)
    assert (refused.value.block.hours, refused.value.other.hours) == (Stretch(1200, 1440), EVENING)
    assert OpeningBlock.objects.count() == 1


def test_a_block_is_ended_on_a_day_and_leaves_room_after_it(noor: Person) -> None:
    block = open_evening()
    change_block(block.pk, EVENING, SINCE, date(2027, 3, 1), by=noor, now=NOW)
    add_blocks([CHAT], [0], Stretch(1080, 1260), date(2027, 3, 1), None, by=noor, now=NOW)
    assert block_row(block.pk).block.valid_to == date(2027, 3, 1)


def test_a_block_does_not_overlap_with_itself_but_with_another(noor: Person) -> None:
    block = open_evening()
    change_block(block.pk, Stretch(1140, 1380), SINCE, None, by=noor, now=NOW)
    add_blocks([CHAT], [0], MORNING, SINCE, None, by=noor, now=NOW)
    with pytest.raises(Overlap):
        change_block(block.pk, Stretch(660, 1380), SINCE, None, by=noor, now=NOW)


def test_a_removed_block_can_be_put_back(noor: Person) -> None:
    block = open_evening()
    remove_block(block.pk, by=noor, now=NOW)
    assert (block_row(block.pk), hours_board(NOW).removed_block.id) == (None, block.pk)
    put_back_block(block.pk, by=noor, now=NOW)
    assert (block_row(block.pk).block.hours, hours_board(NOW).removed_block) == (EVENING, None)
    assert lines() == [
        ("hours_changed", "removed chat 0 1140-1320"),
        ("hours_changed", "put back chat 0 1140-1320"),
    ]


def test_another_change_ends_the_way_back(noor: Person) -> None:
    block = open_evening()
    remove_block(block.pk, by=noor, now=NOW)
    add_blocks([PHONE], [0], EVENING, SINCE, None, by=noor, now=NOW)
    with pytest.raises(NotThere):
        put_back_block(block.pk, by=noor, now=NOW)


def test_what_is_gone_cannot_be_changed_or_removed(noor: Person) -> None:
    block = open_evening()
    remove_block(block.pk, by=noor, now=NOW)
    with pytest.raises(NotThere):
        remove_block(block.pk, by=noor, now=NOW)
    with pytest.raises(NotThere):
        change_block(block.pk, EVENING, SINCE, None, by=noor, now=NOW)


def test_an_exception_brings_its_hours_in_order(noor: Person) -> None:
    row = exception(noor, NIGHT, MORNING)
    assert exception_row(row.pk).exception.hours == (MORNING, NIGHT)
    assert lines() == [("exception_changed", "2027-02-01 chat")]


def test_an_exception_for_a_day_that_is_over_is_refused(noor: Person) -> None:
    row = exception(noor)
    for hours in ([], [EVENING]):
        with pytest.raises(AllOver):
            add_exception(date(2027, 1, 31), None, TRAINING, hours, by=noor, now=NOW)
    with pytest.raises(AllOver):
        change_exception(row.pk, date(2027, 1, 31), CHAT, TRAINING, [], by=noor, now=NOW)


def test_an_exception_can_still_end_a_night_that_began_yesterday(noor: Person) -> None:
    OpeningBlock.objects.create(
        channel="chat", weekday=6, start_minute=1320, end_minute=1560, valid_from=SINCE
    )
    after_midnight = datetime(2027, 1, 31, 23, 30, tzinfo=UTC)
    add_exception(date(2027, 1, 31), CHAT, TRAINING, [], by=noor, now=after_midnight)
    assert OpeningException.objects.count() == 1


def test_one_exception_a_day_and_channel(noor: Person) -> None:
    exception(noor)
    with pytest.raises(DayTaken):
        add_exception(TODAY, CHAT, TRAINING, [], by=noor, now=NOW)
    add_exception(TODAY, None, TRAINING, [], by=noor, now=NOW)


def test_an_exception_cannot_move_to_a_day_that_is_taken(noor: Person) -> None:
    exception(noor)
    other = exception(noor, day=date(2027, 2, 2))
    with pytest.raises(DayTaken):
        change_exception(other.pk, TODAY, CHAT, TRAINING, [], by=noor, now=NOW)


@pytest.mark.parametrize(
    ("name", "hours", "moves"),
    [
        (ExceptionName.OTHER, [MORNING], False),
        (TRAINING, [], True),
        (TRAINING, [EVENING], True),
    ],
)
def test_other_hours_count_as_entered_now_and_another_name_does_not(
    noor: Person, name: ExceptionName, hours: list[Stretch], moves: bool
) -> None:
    row = exception(noor, MORNING)
    later = NOW + timedelta(hours=1)
    change_exception(row.pk, TODAY, CHAT, name, hours, by=noor, now=later)
    row.refresh_from_db()
    assert (row.entered_at == later) is moves
    assert (row.name_key, [b.start_minute for b in row.blocks.all()]) == (
        name.value,
        [h.start_minute for h in hours],
    )


def test_a_removed_exception_can_be_put_back_as_it_was(noor: Person) -> None:
    row = exception(noor, MORNING)
    remove_exception(row.pk, by=noor, now=NOW)
    assert (exception_row(row.pk), hours_board(NOW).removed_exception.id) == (None, row.pk)
    put_back_exception(row.pk, by=noor, now=NOW + timedelta(hours=1))
    assert exception_row(row.pk).exception.hours == (MORNING,)
    assert OpeningException.objects.get().entered_at == NOW


def test_an_exception_that_is_gone_cannot_be_changed_removed_or_put_back(noor: Person) -> None:
    row = exception(noor)
    with pytest.raises(NotThere):
        put_back_exception(row.pk, by=noor, now=NOW)
    remove_exception(row.pk, by=noor, now=NOW)
    with pytest.raises(NotThere):
        remove_exception(row.pk, by=noor, now=NOW)
    with pytest.raises(NotThere):
        change_exception(row.pk, TODAY, CHAT, TRAINING, [], by=noor, now=NOW)


def test_the_board_leaves_out_what_is_past_and_takes_four_queries(
    noor: Person, django_assert_num_queries: Callable[[int], Any]
) -> None:
    add_blocks([CHAT], [0], EVENING, SINCE, TODAY, by=noor, now=NOW)
    OpeningException.objects.create(
        date=date(2027, 1, 31), channel="chat", name_key="training", entered_at=NOW
    )
    kept = exception(noor, MORNING)
    with django_assert_num_queries(4):
        board = hours_board(NOW)
    assert [c.blocks for c in board.channels] == [(), ()]
    assert [row.id for row in board.exceptions] == [kept.pk]
