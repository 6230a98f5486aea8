"""Headers of every page, and the outermost edge where addresses are dropped."""

from collections.abc import Callable
from typing import Any

from django.http import HttpRequest, HttpResponse

# What a request says about who sends it. X-Forwarded-Proto stays: it names no one.
_NAMING = frozenset(
    {
        b"user-agent", b"x-forwarded-for", b"x-real-ip", b"forwarded", b"via", b"true-client-ip", b"x-client-ip",
        b"cf-connecting-ip", b"x-forwarded-host", b"referer", b"from", b"x-request-id", b"x-correlation-id",
        b"device-memory", b"dnt", b"sec-gpc",
    }
)  # fmt: skip


class DropAddresses:
    """An ASGI wrapper that takes address, user agent and client hints out of the scope before anything reads it."""

    def __init__(self, application: Callable[..., Any]) -> None:
        """Wrap the whole application."""
        self.application = application

    async def __call__(self, scope: dict[str, Any], receive: Any, send: Any) -> Any:
        """Pass on a scope that cannot say who calls."""
        clean = {key: value for key, value in scope.items() if key != "client"}
        clean["headers"] = [
            (name, value)
            for name, value in scope.get("headers", [])
            if name.lower() not in _NAMING and not name.lower().startswith(b"sec-ch-")
        ]
        return await self.application(clean, receive, send)


class PageHeadersMiddleware:
    """No copies in caches, and no other site may embed what we answer."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        """Keep the next layer."""
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        """Add the headers; a view that set Cache-Control itself keeps its own."""
        response = self.get_response(request)
        response.setdefault("Cross-Origin-Resource-Policy", "same-origin")
        if not _is_public(request.path):
            # With no-referrer, browsers send `Origin: null` with a form and Django's CSRF check refuses it.
            response.headers["Referrer-Policy"] = "same-origin"
        if not request.path.startswith("/static/"):
            response.setdefault("Cache-Control", "no-store")
        return response


def _is_public(path: str) -> bool:
    """Return whether help-seekers open this path."""
    return path == "/" or path.startswith(("/nl/", "/en/", "/static/"))
