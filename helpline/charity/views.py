"""The pages on which administrators change the charity's own texts and limits."""

from collections.abc import Callable
from dataclasses import asdict
from typing import Any

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from helpline.charity import queries, services
from helpline.charity.forms import (
    CHOOSE_AGAIN,
    LANGUAGE_NAMES,
    LIMIT_NAMES,
    REFUSALS,
    TEXT_HINTS,
    TEXT_NAMES,
    LimitsForm,
    PutBackForm,
    TextForm,
)
from helpline.charity.rules import ChangedInBetween, Language, NotAccepted, TextKey
from helpline.common.clock import utc_now
from helpline.staff.access import requires
from helpline.staff.models import Person

CHANGE_TEXTS = "charity.change_textversion"
CHANGE_LIMITS = "charity.change_limitsversion"


@requires(CHANGE_TEXTS)
@require_safe
def texts(request: HttpRequest) -> HttpResponse:
    """Show every text, in which languages it is written, and whether the doors may open."""
    rows = [
        {"key": key, "name": TEXT_NAMES[key], "hint": TEXT_HINTS[key], "in_use": in_use.values()}
        for key, in_use in queries.text_states().items()
    ]
    context = {"rows": rows, "languages": LANGUAGE_NAMES.values(), "is_ready": queries.is_ready_to_open()}
    return render(request, "charity/texts.html", context)


@requires(CHANGE_TEXTS)
@require_http_methods(["GET", "HEAD", "POST"])
def text(request: HttpRequest, key: str) -> HttpResponse:
    """Show one text in both languages; preview or save what was typed."""
    chosen = _key(key)
    in_use = queries.text_in_use(chosen)
    if request.method != "POST":
        return _text_page(request, TextForm(chosen, in_use))
    form = TextForm(chosen, in_use, request.POST)
    if not form.is_valid():
        return _text_page(request, form, status=422)
    if "preview" in request.POST:
        return _text_page(request, form, previewed=form.bodies)
    try:
        changed = services.write_texts(chosen, form.bodies, by=_me(request), now=utc_now(), seen=form.seen)
    except NotAccepted as refused:
        return _text_page(request, _text_again(form, request.POST.copy(), refused), status=409)
    return _done(request, changed, _text_saved(chosen), "text", chosen.value)


@requires(CHANGE_TEXTS)
@require_POST
def put_back_text(request: HttpRequest, key: str, version_id: int) -> HttpResponse:
    """Save an earlier version of a text as the newest one."""
    chosen = _key(key)
    version = get_object_or_404(queries.text_versions(chosen), pk=version_id)
    return _put_back(
        request,
        lambda seen: services.revert_text(version.pk, by=_me(request), now=utc_now(), seen=seen),
        _text_saved(chosen),
        "text",
        key,
    )


@requires(CHANGE_LIMITS)
@require_http_methods(["GET", "HEAD", "POST"])
def limits(request: HttpRequest) -> HttpResponse:
    """Show the limits with their ranges; save what was typed."""
    in_use = queries.newest_limits()
    if request.method != "POST":
        return _limits_page(request, LimitsForm(in_use))
    form = LimitsForm(in_use, request.POST)
    if not form.is_valid():
        return _limits_page(request, form, status=422)
    try:
        changed = services.set_limits(
            form.limits, by=_me(request), now=utc_now(), seen=form.cleaned_data["seen"]
        )
    except ChangedInBetween as refused:
        return _limits_page(request, _limits_again(request.POST.copy(), refused), status=409)
    return _done(request, changed, _("The limits are saved."), "limits")


@requires(CHANGE_LIMITS)
@require_POST
def put_back_limits(request: HttpRequest, version_id: int) -> HttpResponse:
    """Save earlier limits as the newest ones."""
    version = get_object_or_404(queries.limits_versions(), pk=version_id)
    return _put_back(
        request,
        lambda seen: services.revert_limits(version.pk, by=_me(request), now=utc_now(), seen=seen),
        _("The limits are saved."),
        "limits",
    )


def _key(key: str) -> TextKey:
    try:
        return TextKey(key)
    except ValueError:
        raise Http404 from None


def _me(request: HttpRequest) -> Person:
    assert isinstance(request.user, Person)
    return request.user


def _text_saved(key: TextKey) -> str:
    return _("Saved: “%(text)s”.") % {"text": TEXT_NAMES[key]}


def _done(request: HttpRequest, changed: bool, said: str, page: str, *args: str) -> HttpResponse:
    messages.success(request, said if changed else _("Nothing was changed."))
    return redirect(page, *args)


def _put_back(
    request: HttpRequest, put: Callable[[int], bool], said: str, page: str, *args: str
) -> HttpResponse:
    form = PutBackForm(request.POST)
    if not form.is_valid():
        return HttpResponse(status=400)
    try:
        changed = put(form.cleaned_data["seen"])
    except ChangedInBetween:
        messages.error(request, CHOOSE_AGAIN)
        return redirect(page, *args)
    return _done(request, changed, said, page, *args)


def _text_page(
    request: HttpRequest,
    form: TextForm,
    *,
    previewed: dict[Language, str] | None = None,
    status: int = 200,
) -> HttpResponse:
    versions = list(queries.text_versions(form.key))
    in_use = {language: next((v for v in versions if v.language == language), None) for language in Language}
    shown = previewed or {language: one.body if one else "" for language, one in in_use.items()}
    context = {
        "form": form,
        "key": form.key,
        "name": TEXT_NAMES[form.key],
        "hint": TEXT_HINTS[form.key],
        "must_stay": form.key is TextKey.LIMITS,
        "is_preview": previewed is not None,
        "shown": [
            {"language": code, "name": LANGUAGE_NAMES[code], "body": body} for code, body in shown.items()
        ],
        "histories": [
            {
                "language": language,
                "name": name,
                "in_use": in_use[language],
                "versions": [one for one in versions if one.language == language],
            }
            for language, name in LANGUAGE_NAMES.items()
        ],
    }
    return render(request, "charity/text.html", context, status=status)


def _text_again(form: TextForm, typed: Any, refused: NotAccepted) -> TextForm:
    """Return the form with what was typed, now over the newest versions; what was not touched follows them."""
    in_use = queries.text_in_use(form.key)
    for language, body in form.bodies.items():
        newest = in_use.get(language)
        typed[f"seen_{language}"] = newest.number if newest else 0
        if newest and body == queries.body_of(form.key, language, form.seen[language]):
            typed[language.value] = newest.body
    again = TextForm(form.key, in_use, typed)
    again.add_error(None, REFUSALS[type(refused)])
    return again


def _limits_page(request: HttpRequest, form: LimitsForm, *, status: int = 200) -> HttpResponse:
    versions = list(queries.limits_versions())
    names = [name for name, _sentence in LIMIT_NAMES.values()]
    rows = [{"version": version, "values": asdict(version.limits).values()} for version in versions]
    context = {"form": form, "rows": rows, "names": names, "in_use": versions[0] if versions else None}
    return render(request, "charity/limits.html", context, status=status)


def _limits_again(typed: Any, refused: NotAccepted) -> LimitsForm:
    in_use = queries.newest_limits()
    typed["seen"] = in_use.number if in_use else 0
    again = LimitsForm(in_use, typed)
    again.add_error(None, REFUSALS[type(refused)])
    return again
