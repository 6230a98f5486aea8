"""The two sockets' addresses."""

from collections.abc import Callable
from typing import Any

from django.urls import path

from chat.consumers.console import ConsoleConsumer
from chat.consumers.help_seeker import HelpSeekerConsumer

# Channels' own routes are Django's paths to ASGI applications, which Django's types do not know.
_route: Any = path

PUBLIC: list[Any] = [_route("ws/chat/", HelpSeekerConsumer.as_asgi())]


def console(with_session: Callable[[Any], Any]) -> list[Any]:
    """Return the console's route, wrapped in what reads the staff session."""
    return [_route("ws/console/", with_session(ConsoleConsumer.as_asgi()))]
