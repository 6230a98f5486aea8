"""The wording of hours as template filters, and the line's geometry."""

from django import template

from scheduling import wording

register = template.Library()

for filter_ in (
    wording.clock_time,
    wording.day_name,
    wording.long_date,
    wording.hours_text,
    wording.hours_list,
    wording.group_name,
    wording.block_text,
    wording.validity,
    wording.channel_name,
    wording.channel_names,
    wording.exception_name,
    wording.opening_sentence,
    wording.line_sentence,
):
    register.filter(filter_.__name__, filter_)


@register.filter
def line_x(place: float) -> str:
    """Return a fraction of the line as an x of its 360 units, with a full stop in every language."""
    return f"{2 + 356 * place:.1f}"
