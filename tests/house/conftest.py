"""The chat's fixtures serve here too."""

from tests.chat.conftest import begin, on_duty, open_door

__all__ = ["begin", "on_duty", "open_door"]
