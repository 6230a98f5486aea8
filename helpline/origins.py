"""Sockets are opened by our own pages only: a foreign, absent or null Origin is refused."""

from collections.abc import Callable
from typing import Any

from channels.security.websocket import WebsocketDenier
from django.conf import settings


class OnlyOurOrigin:
    """An ASGI wrapper that denies the handshake unless Origin is one of settings.SOCKET_ORIGINS, letter for letter."""

    def __init__(self, application: Callable[..., Any]) -> None:
        """Wrap the socket router."""
        self.application = application

    async def __call__(self, scope: Any, receive: Any, send: Any) -> Any:
        """Pass on or deny."""
        origins = [value.decode("latin-1") for name, value in scope["headers"] if name.lower() == b"origin"]
        if len(origins) == 1 and origins[0] in settings.SOCKET_ORIGINS:
            return await self.application(scope, receive, send)
        return await WebsocketDenier()(scope, receive, send)
