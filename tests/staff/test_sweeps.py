"""What this app hands to the loop that erases."""

from helpline.staff import services
from helpline.staff.sweeps import SWEEPS


def test_each_erasure_is_handed_over_once() -> None:
    assert [sweep.run for sweep in SWEEPS] == [
        services.erase_old_audit_lines,
        services.erase_old_invitations,
        services.erase_closed_accounts,
        services.erase_old_sign_ins,
    ]
    assert all("erase" in sweep.name for sweep in SWEEPS)
    assert len({sweep.name for sweep in SWEEPS}) == len(SWEEPS)
