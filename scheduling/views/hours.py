"""Pages of opening hours for planners."""

from collections.abc import Callable
from datetime import date
from functools import partial
from typing import Any, TypeVar

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from helpline.common.channel import Channel
from helpline.common.clock import AMSTERDAM, utc_now
from helpline.staff.access import requires
from helpline.staff.models import Person
from scheduling import queries, services
from scheduling.forms.hours import BlockForm, ExceptionForm, NewBlocksForm
from scheduling.queries.holidays import holidays_ahead
from scheduling.rules.civil import local_day
from scheduling.rules.hours import AllOver, DayException, DayTaken, ExceptionName, NotThere, Overlap
from scheduling.views.common import asked_day, reader_language
from scheduling.wording import block_text, blocks_text, channel_name, closing_sentence, long_date

Row = TypeVar("Row")
MAY_CHANGE_HOURS = "scheduling.change_openingblock"


@require_safe
@requires(MAY_CHANGE_HOURS)
def hours(request: HttpRequest) -> HttpResponse:
    """Show the weekly hours, the exceptions and what help-seekers will see."""
    now = utc_now()
    return render(
        request,
        "scheduling/hours.html",
        {
            "board": queries.hours_board(now),
            "coming": queries.coming_days(now),
            "holidays": holidays_ahead(now, reader_language()),
        },
    )


@require_http_methods(["GET", "HEAD", "POST"])
@requires(MAY_CHANGE_HOURS)
def add_block(request: HttpRequest) -> HttpResponse:
    """Add the same hours for the ticked channels and weekdays."""
    now = utc_now()
    today = {"valid_from": local_day(now, AMSTERDAM)}
    form = NewBlocksForm(request.POST) if request.method == "POST" else NewBlocksForm(initial=today)
    if form.is_valid():
        days = (form.cleaned_data["valid_from"], form.valid_to)
        try:
            services.add_blocks(
                form.chosen_channels,
                form.cleaned_data["weekdays"],
                form.hours,
                *days,
                by=_person(request),
                now=now,
            )
        except Overlap as refused:
            form.add_error(None, _overlap_sentence(refused))
        else:
            what = blocks_text(form.chosen_channels, form.cleaned_data["weekdays"], form.hours)
            return _saved(request, _("Saved: %(hours)s.") % {"hours": what})
    return render(request, "scheduling/block_form.html", {"form": form, "changed": None})


@require_http_methods(["GET", "HEAD", "POST"])
@requires(MAY_CHANGE_HOURS)
def change_block(request: HttpRequest, block_id: int) -> HttpResponse:
    """Change the hours or days of one block, or end it on a day."""
    row = _there(queries.block_row(block_id))
    form = BlockForm(request.POST) if request.method == "POST" else BlockForm.showing(row.block)
    if form.is_valid():
        days = (form.cleaned_data["valid_from"], form.valid_to)
        try:
            services.change_block(block_id, form.hours, *days, by=_person(request), now=utc_now())
        except Overlap as refused:
            form.add_error(None, _overlap_sentence(refused))
        except NotThere:
            raise Http404 from None
        else:
            what = blocks_text([row.block.channel], [row.block.weekday], form.hours)
            return _saved(request, _("Saved: %(hours)s.") % {"hours": what})
    return render(request, "scheduling/block_form.html", {"form": form, "changed": row.block})


@require_POST
@requires(MAY_CHANGE_HOURS)
def remove_block(request: HttpRequest, block_id: int) -> HttpResponse:
    """Take a block out of the hours; the page then offers to put it back."""
    _or_404(partial(services.remove_block, block_id, by=_person(request), now=utc_now()))
    return redirect("hours")


@require_POST
@requires(MAY_CHANGE_HOURS)
def put_back_block(request: HttpRequest, block_id: int) -> HttpResponse:
    """Undo the last removal."""
    _or_404(partial(services.put_back_block, block_id, by=_person(request), now=utc_now()))
    row = _there(queries.block_row(block_id))
    return _saved(request, _("Put back: %(hours)s.") % {"hours": block_text(row.block)})


@require_http_methods(["GET", "HEAD", "POST"])
@requires(MAY_CHANGE_HOURS)
def add_exception(request: HttpRequest) -> HttpResponse:
    """Let one day differ from the weekly hours; the address may ask for a holiday."""
    form = (
        ExceptionForm(request.POST)
        if request.method == "POST"
        else ExceptionForm(initial=_holiday_asked(request))
    )
    return _exception_page(request, form, partial(services.add_exception, by=_person(request)), None)


@require_http_methods(["GET", "HEAD", "POST"])
@requires(MAY_CHANGE_HOURS)
def change_exception(request: HttpRequest, exception_id: int) -> HttpResponse:
    """Change the day, the hours or the reason of an exception."""
    row = _there(queries.exception_row(exception_id))
    form = ExceptionForm(request.POST) if request.method == "POST" else ExceptionForm.showing(row.exception)
    change = partial(services.change_exception, exception_id, by=_person(request))
    return _exception_page(request, form, change, row.exception)


@require_POST
@requires(MAY_CHANGE_HOURS)
def remove_exception(request: HttpRequest, exception_id: int) -> HttpResponse:
    """Let the weekly hours hold again on that day; the page then offers to put the exception back."""
    _or_404(partial(services.remove_exception, exception_id, by=_person(request), now=utc_now()))
    return redirect("hours")


@require_POST
@requires(MAY_CHANGE_HOURS)
def put_back_exception(request: HttpRequest, exception_id: int) -> HttpResponse:
    """Undo the last removal."""
    _or_404(partial(services.put_back_exception, exception_id, by=_person(request), now=utc_now()))
    row = _there(queries.exception_row(exception_id))
    said = _("Put back: the exception on %(date)s (%(channel)s).")
    return _saved(request, said % _exception_words(row.exception.day, row.exception.channel))


def _person(request: HttpRequest) -> Person:
    if not isinstance(request.user, Person):
        raise PermissionDenied
    return request.user


def _there(row: Row | None) -> Row:
    if row is None:
        raise Http404
    return row


def _or_404(change: Callable[[], None]) -> None:
    try:
        change()
    except NotThere:
        raise Http404 from None


def _holiday_asked(request: HttpRequest) -> dict[str, Any]:
    """Return what the form shows when the address asks for a holiday."""
    day = asked_day(request, "holiday")
    if day is None:
        return {}
    is_closed = request.GET.get("kind") == ExceptionForm.CLOSED
    kind = ExceptionForm.CLOSED if is_closed else ExceptionForm.OTHER_HOURS
    return {"day": day, "name": ExceptionName.PUBLIC_HOLIDAY.value, "kind": kind}


def _exception_page(
    request: HttpRequest, form: ExceptionForm, save: Callable[..., None], before: DayException | None
) -> HttpResponse:
    """Save a valid form, but first warn if somebody is there whom it would meet."""
    warnings: list[str] = []
    if form.is_valid():
        if "anyway" not in request.POST:
            warnings = _closing_warnings(form, before)
        if not warnings and _saves_exception(form, save):
            said = _("Saved: the exception on %(date)s (%(channel)s).")
            return _saved(request, said % _exception_words(form.cleaned_data["day"], form.channel))
    context = {"form": form, "exception": before, "warnings": warnings}
    return render(request, "scheduling/exception_form.html", context)


def _closing_warnings(form: ExceptionForm, before: DayException | None) -> list[str]:
    now = utc_now()
    found = queries.closings(form.cleaned_data["day"], form.channel, form.hours, now, instead_of=before)
    return [closing_sentence(closing, now) for closing in found]


def _saves_exception(form: ExceptionForm, save: Callable[..., None]) -> bool:
    """Save a valid form; when the day is taken or past, say so in the form and return False."""
    try:
        _or_404(partial(save, form.cleaned_data["day"], form.channel, form.reason, form.hours, now=utc_now()))
    except DayTaken:
        form.add_error("day", _("This day has an exception already. Change that one."))
        return False
    except AllOver:
        form.add_error("day", _("This day is past. Choose today or a later day."))
        return False
    return True


def _exception_words(day: date, channel: Channel | None) -> dict[str, str]:
    return {"date": long_date(day), "channel": channel_name(channel)}


def _overlap_sentence(refused: Overlap) -> str:
    return _("These hours overlap: %(new)s, and %(old)s. Change one of the two.") % {
        "new": block_text(refused.block),
        "old": block_text(refused.other),
    }


def _saved(request: HttpRequest, said: str) -> HttpResponse:
    messages.success(request, said)
    return redirect("hours")
