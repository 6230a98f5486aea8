"""Which role may do what: the model permissions of each group."""

from helpline.staff.rules import Role

ROLE_PERMISSIONS: dict[str, tuple[str, ...]] = {
    Role.COUNSELLOR: ("chat.use_console", "scheduling.be_on_duty"),
    # Sees the queue; whoever also takes conversations is a counsellor too.
    Role.SUPERVISOR: ("chat.use_console", "staff.set_capacity", "staff.set_skills"),
    Role.PLANNER: ("scheduling.change_openingblock", "staff.set_skills"),
    Role.MANAGER: (),
    Role.ADMINISTRATOR: (
        "staff.change_person",
        "staff.set_skills",
        "charity.change_textversion",
        "charity.change_limitsversion",
        "scheduling.change_openingblock",
    ),
}
