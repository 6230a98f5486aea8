"""Sheets in and out: looked through first, imported whole, and exported with a line of history."""

from datetime import timedelta
from typing import Final

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_http_methods, require_POST

from helpline.common.clock import AMSTERDAM, utc_now
from helpline.staff.access import has_access, requires
from scheduling.forms.sheets import KIND_NAMES, ExportForm, ImportForm, SheetForm
from scheduling.queries.sheets import look_through, rows_of
from scheduling.rules.civil import local_day
from scheduling.rules.sheets import LAYOUTS, SheetKind, written
from scheduling.services.rota import imports as services
from scheduling.sheet_wording import columns_text, lines
from scheduling.views.common import person_of, reader_language
from scheduling.views.patterns import MAKES

# Whoever imports people invites them, and whoever exports them reads their addresses.
MANAGES_PEOPLE: Final = "staff.change_person"
_FOUR_WEEKS: Final = timedelta(days=27)


@require_http_methods(["GET", "HEAD", "POST"])
@requires(MAKES)
def sheets(request: HttpRequest) -> HttpResponse:
    """Choose a file and look it through, or choose what to export."""
    kinds = _kinds(request)
    if request.method != "POST":
        return _page(request, SheetForm(kinds=kinds), _export_form(request))
    form = SheetForm(request.POST, request.FILES, kinds=kinds)
    if not form.is_valid():
        return _page(request, form, _export_form(request))
    kind, text = form.cleaned_data["kind"], form.cleaned_data["file"]
    return _looked(request, ImportForm(initial={"kind": kind.value, "text": text}, kinds=kinds), kind, text)


@require_POST
@requires(MAKES)
def import_sheet(request: HttpRequest) -> HttpResponse:
    """Import what was looked through, all or nothing; what changed in between is shown first."""
    form = ImportForm(request.POST, kinds=_kinds(request))
    if not form.is_valid():
        messages.error(request, _("Nothing was imported. Choose the file once more."))
        return redirect("sheets")
    typed = form.cleaned_data
    try:
        number = services.import_sheet(
            typed["kind"], typed["text"], by=person_of(request), now=utc_now(),
            despite=typed["despite"], first_of_two=typed["first_of_two"],
        )  # fmt: skip
    except services.NotImportable:
        return _looked(request, form, typed["kind"], typed["text"])
    said = ngettext("%(number)d row is imported.", "%(number)d rows are imported.", number)
    messages.success(request, said % {"number": number})
    return redirect("sheets")


@require_POST
@requires(MAKES)
def export_sheet(request: HttpRequest) -> HttpResponse:
    """Send a sheet of what there is, or an empty one to fill in."""
    kinds = _kinds(request)
    form = ExportForm(request.POST, kinds=kinds, auto_id="out_%s")
    if not form.is_valid():
        return _page(request, SheetForm(kinds=kinds), form)
    kind, first, last = (form.cleaned_data[name] for name in ("kind", "first", "last"))
    is_empty = "empty" in request.POST
    rows = [] if is_empty else rows_of(kind, first, last)
    if not is_empty:
        services.note_export(kind, first, last, by=person_of(request).pk, now=utc_now())
    days = "" if is_empty or kind is SheetKind.PEOPLE else f"-{first}-{last}"
    return HttpResponse(
        written(LAYOUTS[kind], rows, reader_language()),
        content_type="text/csv; charset=utf-8",
        headers={
            "Content-Disposition": f'attachment; filename="{kind.value}{days}.csv"',
            "Cache-Control": "no-store",
        },
    )


def _kinds(request: HttpRequest) -> list[SheetKind]:
    """Return the kinds of sheet that the reader may use."""
    manages = has_access(request.user, MANAGES_PEOPLE)
    return [kind for kind in SheetKind if manages or kind is not SheetKind.PEOPLE]


def _export_form(request: HttpRequest) -> ExportForm:
    today = local_day(utc_now(), AMSTERDAM)
    monday = today - timedelta(days=today.weekday())
    initial = {"kind": SheetKind.ASSIGNMENTS.value, "first": monday, "last": monday + _FOUR_WEEKS}
    return ExportForm(initial=initial, kinds=_kinds(request), auto_id="out_%s")


def _page(request: HttpRequest, form: SheetForm, export_form: ExportForm) -> HttpResponse:
    columns = [(KIND_NAMES[kind], columns_text(kind)) for kind in _kinds(request)]
    context = {"form": form, "export_form": export_form, "columns": columns}
    return render(request, "scheduling/sheets.html", context)


def _looked(request: HttpRequest, form: ImportForm, kind: SheetKind, text: str) -> HttpResponse:
    """Show what importing a sheet would do, row by row."""
    now = utc_now()
    looked = look_through(kind, text, now, first_of_two="first_of_two" in form.data)
    # If nothing but the clock is in the way, one tick is all it needs.
    with_tick = looked if looked.is_clear else look_through(kind, text, now, first_of_two=True)
    rows = lines(looked)
    context = {
        "form": form,
        "kind": kind,
        "kind_name": KIND_NAMES[kind],
        "wrong": [row for row in rows if row.wrong],
        "right": [row for row in rows if not row.wrong],
        "number": with_tick.number if with_tick.is_clear else 0,
        "asks_which_of_two": with_tick.is_clear and (not looked.is_clear or "first_of_two" in form.data),
        "has_warnings": with_tick.has_warnings,
        "was_refused": form.is_bound,
    }
    return render(request, "scheduling/sheet.html", context)
