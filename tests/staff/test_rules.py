"""Who may do what to an account."""

from datetime import UTC, datetime, timedelta

import pytest

from helpline.staff.rules import (
    INVITATION_STANDS,
    NOT_ALLOWED,
    SIGNED_OUT,
    LastAdministrator,
    NoSuchCapacity,
    OwnAccount,
    Role,
    check_capacity,
    check_closing,
    check_roles,
    close_code,
    invitation_stands,
    name_key,
    plain_email,
)

NOON = datetime(2026, 11, 24, 12, 0, tzinfo=UTC)
NOOR, OMAR, ASHA = 1, 2, 3


def test_an_address_is_compared_without_spaces_and_case() -> None:
    assert plain_email("  Asha@Example.ORG ") == "asha@example.org"


def test_an_invitation_stands_seven_days_and_not_a_moment_longer() -> None:
    assert invitation_stands(NOON + INVITATION_STANDS, NOON + timedelta(days=7) - timedelta(microseconds=1))
    assert not invitation_stands(NOON + INVITATION_STANDS, NOON + timedelta(days=7))


def test_an_administrator_closes_another_account() -> None:
    check_closing(ASHA, NOOR, {NOOR})
    check_closing(OMAR, NOOR, {NOOR, OMAR})


def test_nobody_closes_their_own_account() -> None:
    with pytest.raises(OwnAccount):
        check_closing(NOOR, NOOR, {NOOR, OMAR})


def test_the_last_administrator_is_not_closed_even_from_the_command_line() -> None:
    with pytest.raises(LastAdministrator):
        check_closing(NOOR, None, {NOOR})


@pytest.mark.parametrize(
    ("person", "by", "roles", "administrators"),
    [
        (ASHA, NOOR, {Role.COUNSELLOR}, {NOOR}),
        (NOOR, NOOR, {Role.ADMINISTRATOR, Role.PLANNER}, {NOOR}),
        (OMAR, NOOR, {Role.COUNSELLOR}, {NOOR, OMAR}),
        (ASHA, NOOR, {Role.ADMINISTRATOR}, {NOOR}),
    ],
)
def test_roles_change_while_an_administrator_stays(
    person: int, by: int, roles: set[Role], administrators: set[int]
) -> None:
    check_roles(person, by, roles, administrators)


def test_nobody_takes_their_own_administrator_role_away() -> None:
    with pytest.raises(OwnAccount):
        check_roles(NOOR, NOOR, {Role.PLANNER}, {NOOR, OMAR})


def test_the_last_administrator_keeps_the_role() -> None:
    with pytest.raises(LastAdministrator):
        check_roles(NOOR, OMAR, {Role.PLANNER}, {NOOR})


@pytest.mark.parametrize("chats", [1, 2, 3, 4])
def test_one_to_four_conversations_are_possible(chats: int) -> None:
    check_capacity(chats)


@pytest.mark.parametrize("chats", [-1, 0, 5])
def test_fewer_or_more_conversations_are_refused(chats: int) -> None:
    with pytest.raises(NoSuchCapacity):
        check_capacity(chats)


@pytest.mark.parametrize(
    ("sign_in_stands", "permitted", "code"),
    [(True, True, 0), (True, False, NOT_ALLOWED), (False, True, SIGNED_OUT), (False, False, SIGNED_OUT)],
)
def test_a_socket_closes_with_the_reason_it_lost_its_leave(
    sign_in_stands: bool, permitted: bool, code: int
) -> None:
    assert close_code(sign_in_stands=sign_in_stands, permitted=permitted) == code


@pytest.mark.parametrize(
    ("one", "other"), [("Sky", " sky "), ("ÉLISE", "élise"), ("De  Vries", "de vries"), ("Groß", "GROSS")]
)
def test_working_names_are_compared_without_case_and_spare_spaces(one: str, other: str) -> None:
    assert name_key(one) == name_key(other)


def test_the_longest_working_name_fits_its_column() -> None:
    assert len(name_key("ΐ" * 30)) == 90
