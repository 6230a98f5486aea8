"""What of the rota is past its time."""

from datetime import datetime, timedelta

from helpline.common.clock import AMSTERDAM
from scheduling.models import Absence, Notice, RotaEvent, Shift, Standing
from scheduling.rules.civil import local_day

ROTA_KEPT = timedelta(days=400)


def erase_old_rota(now: datetime) -> None:
    """Erase what ended, happened or was due more than 400 days ago; a shift takes seats, holds and requests along."""
    before = now - ROTA_KEPT
    Shift.objects.filter(ends_at__lt=before).delete()
    Standing.objects.filter(valid_to__lt=local_day(before, AMSTERDAM)).delete()
    Absence.objects.filter(ends_at__lt=before).delete()
    RotaEvent.objects.filter(at__lt=before).delete()
    Notice.objects.filter(due_at__lt=before).delete()
