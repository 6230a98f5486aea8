"""The two sockets' addresses."""

from collections.abc import Callable
from typing import Any

from django.urls import URLPattern, path

from chat.consumers.console import ConsoleConsumer
from chat.consumers.help_seeker import HelpSeekerConsumer

PUBLIC: list[URLPattern] = [path("ws/chat/", HelpSeekerConsumer.as_asgi())]


def console(with_session: Callable[[Any], Any]) -> list[URLPattern]:
    """Return the console's route, wrapped in what reads the staff session."""
    return [path("ws/console/", with_session(ConsoleConsumer.as_asgi()))]
