"""Public holidays are offered to planners, never applied by themselves."""

from collections.abc import Sequence
from datetime import date, datetime

from django.db import transaction

from helpline.staff.models import Person
from scheduling.models import HolidayAnswer
from scheduling.rules.hours import ExceptionName, Stretch
from scheduling.rules.rota import ChangedInBetween, RotaAction
from scheduling.services.hours import add_exception
from scheduling.services.rota.history import Act, note


@transaction.atomic
def accept_holiday(day: date, hours: Sequence[Stretch], *, by: Person, now: datetime) -> None:
    """Make an exception of a holiday, for both channels; no hours closes. Raises DayTaken or AllOver."""
    add_exception(day, None, ExceptionName.PUBLIC_HOLIDAY, hours, by=by, now=now)
    _answer(day, Act(by.pk, now), accepted=True)


@transaction.atomic
def decline_holiday(day: date, *, by: Person, now: datetime) -> None:
    """Keep the weekly hours on a holiday; it is not offered again. Doing it twice is no error.

    Raises ChangedInBetween when somebody accepted it: then an exception stands, which is theirs to remove.
    """
    if HolidayAnswer.objects.filter(date=day, accepted=True).exists():
        raise ChangedInBetween
    _answer(day, Act(by.pk, now), accepted=False)


@transaction.atomic
def offer_again(day: date) -> None:
    """Undo the answer: the holiday is offered again; an exception that was made stays."""
    HolidayAnswer.objects.filter(date=day).delete()


def _answer(day: date, act: Act, *, accepted: bool) -> None:
    if HolidayAnswer.objects.filter(date=day, accepted=accepted).exists():
        return
    HolidayAnswer.objects.update_or_create(date=day, defaults={"accepted": accepted})
    action = RotaAction.HOLIDAY_ACCEPTED if accepted else RotaAction.HOLIDAY_DECLINED
    note(act, action, about=day.isoformat())
