"""The wording of duty as template filters."""

from django import template

from scheduling import duty_wording

register = template.Library()
register.filter("duty_sentence", duty_wording.duty_sentence)
register.filter("open_seat_text", duty_wording.open_seat_text)
