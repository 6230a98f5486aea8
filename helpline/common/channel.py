"""The two ways to reach the helpline."""

from enum import StrEnum


class Channel(StrEnum):
    """One channel; its value is what the database and the figures carry."""

    PHONE = "phone"
    CHAT = "chat"
