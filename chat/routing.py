"""The two sockets' addresses."""

from collections.abc import Callable
from typing import Any

from channels.security.websocket import WebsocketDenier
from django.urls import path, re_path

from chat.consumers.console import ConsoleConsumer
from chat.consumers.help_seeker import HelpSeekerConsumer

# Channels' own routes are Django's paths to ASGI applications, which Django's types do not know.
_route: Any = path
_any_route: Any = re_path

PUBLIC: list[Any] = [_route("ws/chat/", HelpSeekerConsumer.as_asgi())]
# Anything else is denied like a foreign origin: Channels' own answer to it is a fault in the log, with its time.
NOWHERE: list[Any] = [_any_route("", WebsocketDenier.as_asgi())]


def console(with_session: Callable[[Any], Any]) -> list[Any]:
    """Return the console's route, wrapped in what reads the staff session."""
    return [_route("ws/console/", with_session(ConsoleConsumer.as_asgi()))]
