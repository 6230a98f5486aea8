"""Headers of every page, and the outermost edge where addresses are dropped."""

from collections.abc import Callable
from http import HTTPStatus
from typing import Any

from csp.decorators import csp_replace
from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import Resolver404, resolve

from helpline.common.bundles import integrity

# All that pages and sockets need to know of a request, in lower case; whatever else it says is gone before anything can
# log or keep it: addresses, agents, hints of the device, and headers that somebody invents later. No referrer either:
# a browser sends Origin with every POST, and Django's CSRF check reads that one first.
_NEEDED = frozenset(
    {
        b"host", b"origin", b"cookie", b"content-type", b"content-length", b"accept", b"accept-encoding",
        b"accept-language", b"if-none-match", b"if-modified-since", b"x-csrftoken", b"x-forwarded-proto",
        b"x-requested-with", b"connection", b"upgrade", b"sec-websocket-extensions", b"sec-websocket-key",
        b"sec-websocket-protocol", b"sec-websocket-version",
    }
)  # fmt: skip


class DropAddresses:
    """An ASGI wrapper that leaves in the scope what is needed, before anything reads it: no address, no agent."""

    def __init__(self, application: Callable[..., Any]) -> None:
        """Wrap the whole application."""
        self.application = application

    async def __call__(self, scope: dict[str, Any], receive: Any, send: Any) -> Any:
        """Pass on a scope that cannot say who calls; in place, so that no frame below keeps the other one."""
        scope.pop("client", None)
        # The server fills it from a header of its own name, which anybody can send: it would lead our own links and
        # redirects elsewhere, and make a handshake fail with a dated line.
        scope["root_path"] = ""
        scope["headers"] = [
            (name, value) for name, value in scope.get("headers", []) if name.lower() in _NEEDED
        ]
        return await self.application(scope, receive, send)


# The pages that help-seekers open, and what answers machines: none of them reads or sets a cookie.
_PUBLIC_NAMES = frozenset(
    {"first", "leave", "bundles", "health_live", "health_ready", "agenda"}
    | {f"{page}_{language}" for page in ("entry", "chat", "safe", "data") for language in ("nl", "en")}
)


class PublicPagesMiddleware:
    """Public pages and pages that do not exist see no cookie, even one of staff, and set none."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        """Keep the next layer."""
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        """Take the cookies away on the way in and on the way out."""
        if not is_public(request.path_info):
            return self.get_response(request)
        request.COOKIES = {}
        request.META.pop("HTTP_COOKIE", None)
        response = self.get_response(request)
        response.cookies.clear()
        return response


class PinnedScriptsMiddleware:
    """Where keys are made, only our own bundles run, each named by its hash: not merely whatever this site serves."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        """Keep the next layer."""
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        """Narrow the page's policy; the CSP middleware around this one writes it."""
        response = self.get_response(request)
        names = _bundles_of(request.path_info)
        if names and response.headers.get("Content-Type", "").startswith("text/html"):
            csp_replace({"script-src": [f"'{integrity(name)}'" for name in names]})(lambda _: response)(
                request
            )
            response.headers["Integrity-Policy"] = "blocked-destinations=(script)"
        return response


class WrongMethodMiddleware:
    """Where Django answers a wrong method with nothing, as after a reload of what a button did, a person reads why."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        """Keep the next layer."""
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        """Put our page in the place of an empty 405, with its Allow."""
        response = self.get_response(request)
        if response.status_code != HTTPStatus.METHOD_NOT_ALLOWED or response.content:
            return response
        page = render(request, "405.html", status=HTTPStatus.METHOD_NOT_ALLOWED)
        page.headers["Allow"] = response.headers["Allow"]
        return page


class PageHeadersMiddleware:
    """No copies in caches, and no other site may embed what we answer."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        """Keep the next layer."""
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        """Add the headers; a view that set Cache-Control itself keeps its own."""
        response = self.get_response(request)
        response.setdefault("Cross-Origin-Resource-Policy", "same-origin")
        if not request.path_info.startswith(settings.STATIC_URL):
            response.setdefault("Cache-Control", "no-store")
        if not is_public(request.path_info):
            # With no-referrer, browsers send `Origin: null` with a form and Django's CSRF check refuses it. This one
            # names our own origin to ourselves and tells no other site anything.
            response.headers["Referrer-Policy"] = "same-origin"
        return response


def is_public(path: str) -> bool:
    """Return whether this path belongs to nobody's account: a public page, a file, or nothing at all."""
    if path.startswith(settings.STATIC_URL):
        return True
    try:
        return resolve(path).url_name in _PUBLIC_NAMES
    except Resolver404:
        return True


def _bundles_of(path: str) -> tuple[str, ...]:
    """Return the bundles that may run on this page, or none where the site's own scripts all may."""
    if is_public(path):
        return ("chat.js", "public.js")
    return ("console.js",) if resolve(path).url_name == "console" else ()
