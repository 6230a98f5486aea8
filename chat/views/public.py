"""The pages that anybody may open. They set no cookie and read none; their language stands in the path."""

from functools import wraps
from typing import Any, Protocol

from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils import translation
from django.utils.cache import patch_vary_headers
from django.utils.translation.trans_real import parse_accept_lang_header
from django.views.decorators.http import require_safe

from chat.door import door_now, line_of, quiet_hours
from chat.pinned import pinned
from chat.words import help_seeker_words
from helpline.charity.queries import limits, texts
from helpline.common.clock import utc_now
from scheduling.queries import week_hours

LANGUAGES = ("nl", "en")


class Page(Protocol):
    """A view that is told its language."""

    def __call__(self, request: HttpRequest, language: str) -> HttpResponse:
        """Answer."""


def in_its_language(view: Page) -> Page:
    """Answer in the language of the path, whatever the browser or a cookie says."""

    @wraps(view)
    def answer(request: HttpRequest, language: str) -> HttpResponse:
        with translation.override(language):
            request.LANGUAGE_CODE = language
            response = view(request, language)
        response.headers["Content-Language"] = language
        return response

    return answer


@require_safe
def first(request: HttpRequest) -> HttpResponse:
    """Lead to the page in the language the browser asks for; Dutch when it asks for neither."""
    asked = parse_accept_lang_header(request.headers.get("Accept-Language", ""))
    known = [language for code, _ in asked for language in LANGUAGES if code.split("-")[0] == language]
    response = HttpResponseRedirect(reverse(f"entry_{(known or LANGUAGES)[0]}"))
    patch_vary_headers(response, ["Accept-Language"])
    return response


@require_safe
@in_its_language
def entry(request: HttpRequest, language: str) -> HttpResponse:
    """Say whether somebody is there, and how to reach them."""
    now = utc_now()
    shown = door_now(now)
    return render(
        request,
        "chat/entry.html",
        {
            **frame("entry", language),
            "now": now,
            "door": shown,
            "line": line_of(shown, now),
            "week": week_hours(now),
            "quiet_hours": quiet_hours(shown, now),
            "words": help_seeker_words(),
            "page": pinned(language),
        },
    )


@require_safe
@in_its_language
def chat(request: HttpRequest, language: str) -> HttpResponse:
    """Show the chat: the door, the waiting room, the conversation and its end are stages of this one page."""
    now = utc_now()
    shown = door_now(now)
    set_limits = limits()
    keep_minutes = set_limits.keep_place_minutes
    return render(
        request,
        "chat/chat.html",
        {
            **frame("chat", language),
            "now": now,
            "door": shown,
            "quiet_hours": quiet_hours(shown, now),
            "keep_minutes": keep_minutes,
            "longest_minutes": set_limits.longest_wait_minutes,
            "words": help_seeker_words(),
            "page": {**pinned(language), "keep_minutes": keep_minutes},
        },
    )


@require_safe
@in_its_language
def safe(request: HttpRequest, language: str) -> HttpResponse:
    """Say what the exit button does, what it cannot do, and what one can do oneself."""
    keep_minutes = limits().keep_place_minutes
    return render(request, "chat/safe.html", {**frame("safe", language), "keep_minutes": keep_minutes})


def frame(name: str, language: str) -> dict[str, Any]:
    """Return what every page shows: the charity's own words and the same page in the other language."""
    other = next(code for code in LANGUAGES if code != language)
    return {
        "texts": {key.value.lower(): body for key, body in texts(language).items()},
        "other_language": {"code": other, "url": reverse(f"{name}_{other}")},
    }
