"""The rows of this app. Nothing here is about who seeks help."""

from scheduling.models.colleagues import (
    CONTRACT_CHOICES,
    WISH_CHOICES,
    Absence,
    Availability,
    Feed,
    Notice,
    Terms,
)
from scheduling.models.duty import ChannelQueue, CheckIn, Engagement, Pause
from scheduling.models.hours import (
    CHANNEL_CHOICES,
    NAME_CHOICES,
    ExceptionBlock,
    HolidayAnswer,
    OpeningBlock,
    OpeningException,
)
from scheduling.models.rota import (
    KIND_CHOICES,
    Assignment,
    CoverRequest,
    Pattern,
    PatternSeat,
    RotaEvent,
    Seat,
    Shift,
    Standing,
)

__all__ = [
    "CHANNEL_CHOICES",
    "CONTRACT_CHOICES",
    "KIND_CHOICES",
    "NAME_CHOICES",
    "WISH_CHOICES",
    "Absence",
    "Assignment",
    "Availability",
    "ChannelQueue",
    "CheckIn",
    "CoverRequest",
    "Engagement",
    "ExceptionBlock",
    "Feed",
    "HolidayAnswer",
    "Notice",
    "OpeningBlock",
    "OpeningException",
    "Pattern",
    "PatternSeat",
    "Pause",
    "RotaEvent",
    "Seat",
    "Shift",
    "Standing",
    "Terms",
]
