"""What this app erases when its time has come."""

from datetime import timedelta

from helpline.staff import services
from helpline.sweeps.rules import Sweep

SWEEPS: tuple[Sweep, ...] = (
    Sweep("staff_erase_audit_lines", timedelta(days=1), services.erase_old_audit_lines, erases=True),
    Sweep("staff_erase_invitations", timedelta(hours=1), services.erase_old_invitations, erases=True),
    Sweep("staff_erase_closed_accounts", timedelta(days=1), services.erase_closed_accounts, erases=True),
    Sweep("staff_erase_old_sign_ins", timedelta(hours=1), services.erase_old_sign_ins, erases=True),
)
