"""Reading hours, duty and queues: the one place both channels ask who is on and whether we are open."""

from scheduling.queries.closing import Closing, closings
from scheduling.queries.duty import duty_of, on_duty
from scheduling.queries.hours import availabilities, availability
from scheduling.queries.my_duty import MyDuty, my_duty
from scheduling.queries.pages import (
    BlockRow,
    ChannelBoard,
    ExceptionRow,
    HoursBoard,
    block_row,
    coming_days,
    exception_row,
    hours_board,
    today_line,
    week_hours,
)
from scheduling.queries.queue import public_queue, queue_lengths
from scheduling.queries.running import OpenSeat, board, steppable
from scheduling.queries.turns import on_call

__all__ = [
    "BlockRow",
    "ChannelBoard",
    "Closing",
    "ExceptionRow",
    "HoursBoard",
    "MyDuty",
    "OpenSeat",
    "availabilities",
    "availability",
    "block_row",
    "board",
    "closings",
    "coming_days",
    "duty_of",
    "exception_row",
    "hours_board",
    "my_duty",
    "on_call",
    "on_duty",
    "public_queue",
    "queue_lengths",
    "steppable",
    "today_line",
    "week_hours",
]
