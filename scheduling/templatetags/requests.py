"""The wording of somebody's own seats and requests as template filters."""

from datetime import timedelta

from django import template
from django.utils.formats import number_format

from scheduling import own_wording, request_wording

register = template.Library()

for filter_ in (
    request_wording.asked_text,
    own_wording.away_text,
    request_wording.offer_text,
    request_wording.reason_to_you,
    request_wording.reasons_to_you,
    own_wording.seat_line_sentence,
    own_wording.seat_sentence,
    own_wording.span_day,
    request_wording.standing_text,
    request_wording.warnings_text,
    own_wording.week_lines,
    own_wording.wish_text,
):
    register.filter(filter_.__name__, filter_)


@register.filter
def in_hours(length: timedelta) -> str:
    """Return a length as hours with at most one decimal, as the reader's language writes it."""
    return number_format(round(length / timedelta(hours=1), 1)).removesuffix(".0").removesuffix(",0")
