"""Changing hours, duty, engagement and the queues' lengths: one use case, one function, one transaction."""

from scheduling.services.demo import open_now, seed_demo_hours
from scheduling.services.demo_rota import staff_now
from scheduling.services.demo_weeks import seed_demo_weeks
from scheduling.services.duty import (
    check_in,
    check_out,
    end_duty_of,
    end_finished_duty,
    erase_duty,
    pause,
    pause_for,
    resume,
    resume_for,
    set_answering,
    set_not_answering,
    tell_turns,
)
from scheduling.services.engagement import free, reserve
from scheduling.services.erasure import erase_old_rota
from scheduling.services.hours import (
    add_blocks,
    add_exception,
    change_block,
    change_exception,
    put_back_block,
    put_back_exception,
    remove_block,
    remove_exception,
)
from scheduling.services.queue import post_queue
from scheduling.services.stepping_in import step_in

__all__ = [
    "add_blocks",
    "add_exception",
    "change_block",
    "change_exception",
    "check_in",
    "check_out",
    "end_duty_of",
    "end_finished_duty",
    "erase_duty",
    "erase_old_rota",
    "free",
    "open_now",
    "pause",
    "pause_for",
    "post_queue",
    "put_back_block",
    "put_back_exception",
    "remove_block",
    "remove_exception",
    "reserve",
    "resume",
    "resume_for",
    "seed_demo_hours",
    "seed_demo_weeks",
    "set_answering",
    "set_not_answering",
    "staff_now",
    "step_in",
    "tell_turns",
]
