"""The wording of the rota's overviews as template filters."""

from django import template

from scheduling import history_wording

register = template.Library()

for filter_ in (history_wording.line_text, history_wording.line_seat):
    register.filter(filter_.__name__, filter_)
