"""The wording of the rota as template filters."""

from collections.abc import Iterable

from django import template

from scheduling import rota_wording

register = template.Library()

for filter_ in (
    rota_wording.kind_name,
    rota_wording.kind_within,
    rota_wording.place_name,
    rota_wording.reason_text,
    rota_wording.code_text,
    rota_wording.span_hours,
    rota_wording.span_text,
    rota_wording.in_words,
    rota_wording.week_name,
    rota_wording.week_key,
):
    register.filter(filter_.__name__, filter_)


@register.filter
def pairs(seen: Iterable[tuple[int, int]]) -> str:
    """Return pairs of numbers as a form sends them back, as in "12:0,13:4"."""
    return ",".join(f"{first}:{second}" for first, second in seen)
