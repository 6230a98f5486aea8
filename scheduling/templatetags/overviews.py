"""The wording of the rota's overviews as template filters."""

from django import template

from scheduling import board_wording, history_wording, overview_wording
from scheduling.rules import heat_map

register = template.Library()
register.filter("heat_step", heat_map.step)

for filter_ in (
    board_wording.state_text,
    board_wording.turn_text,
    board_wording.stage_name,
    board_wording.channel_text,
    history_wording.deed_text,
    history_wording.line_text,
    history_wording.line_seat,
    overview_wording.days_text,
    overview_wording.month_name,
    overview_wording.weekday_short,
    overview_wording.short_hours,
    overview_wording.hours_number,
    overview_wording.share_text,
    overview_wording.window_days,
    overview_wording.coverage_name,
    overview_wording.finding,
):
    register.filter(filter_.__name__, filter_)
