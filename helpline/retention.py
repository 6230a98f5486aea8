"""What is held, and for how long: the table that the pages show and a test holds against the models."""

from dataclasses import dataclass

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _


@dataclass(frozen=True)
class Kept:
    """One line of the table; `models` are the tables it speaks of, as app.Model."""

    what: str | Promise
    until: str | Promise
    models: tuple[str, ...]


RETENTION: tuple[Kept, ...] = (
    Kept(
        _("Sealed messages, the conversation's state and keys that open nothing here"),
        _(
            "The end of the conversation, or 15 minutes after the help-seeker's page is gone. "
            "Erased rows are overwritten."
        ),
        ("chat.Conversation", "chat.Epoch", "chat.Offer", "chat.SealedFrame"),
    ),
    Kept(
        _("Which counsellor's console is open"),
        _("The next time it opens."),
        ("chat.Console", "chat.ServerProcess"),
    ),
    Kept(_("Spent proofs of work"), _("Ten minutes."), ("chat.UsedProof",)),
    Kept(
        _(
            "In the server's memory: the random numbers of starts that were turned away, or left before they were "
            "stored"
        ),
        _("Ten minutes at the most: so that each is counted once, and ends."),
        (),
    ),
    Kept(
        _("Tallies: how many contacts, never which"),
        _("Kept: they are counts."),
        (
            "metrics.WeekTally",
            "metrics.BlockTally",
            "metrics.ProfileTally",
            "metrics.WaitTally",
            "metrics.LengthTally",
            "metrics.LanguageTally",
        ),
    ),
    Kept(_("When staff were on duty and paused"), _("35 days."), ("scheduling.CheckIn", "scheduling.Pause")),
    Kept(
        _("How many contacts each counsellor holds now"),
        _("Overwritten at each change."),
        ("scheduling.Engagement",),
    ),
    Kept(_("How many wait now"), _("Overwritten at each change."), ("scheduling.ChannelQueue",)),
    Kept(
        _("Opening hours and exceptions"),
        _("Until an editor removes them."),
        (
            "scheduling.OpeningBlock",
            "scheduling.OpeningException",
            "scheduling.ExceptionBlock",
            "scheduling.HolidayAnswer",
        ),
    ),
    Kept(
        _("Patterns of the rota, and who comes each time"),
        _("Until a planner removes them."),
        ("scheduling.Pattern", "scheduling.PatternSeat", "scheduling.Standing"),
    ),
    Kept(
        _("The rota: shifts, who held which seat, what was asked, and who changed what"),
        _("400 days."),
        (
            "scheduling.Shift",
            "scheduling.Seat",
            "scheduling.Assignment",
            "scheduling.CoverRequest",
            "scheduling.RotaEvent",
        ),
    ),
    Kept(_("When staff cannot come, without a reason"), _("400 days."), ("scheduling.Absence",)),
    Kept(_("Which mails about the rota were sent to staff"), _("400 days."), ("scheduling.Notice",)),
    Kept(
        _("When staff can come, on what terms, and the secret address of their calendar"),
        _("As long as the account."),
        ("scheduling.Availability", "scheduling.Terms", "scheduling.Feed"),
    ),
    Kept(
        _("Texts and limits of the charity, with their earlier versions"),
        _("Kept."),
        ("charity.TextVersion", "charity.LimitsVersion"),
    ),
    Kept(
        _("What staff did to hours, texts and accounts, never about whom they helped"),
        _("2 years."),
        ("staff.AuditLine",),
    ),
    Kept(
        _("Accounts of staff, with their sealed second factors"),
        _("30 days after they are closed."),
        ("staff.Person", "mfa.Authenticator", "account.EmailAddress", "account.EmailConfirmation"),
    ),
    Kept(_("Invitations of staff"), _("7 days."), ("staff.Invitation",)),
    Kept(_("Sign-ins of staff"), _("12 hours."), ("sessions.Session",)),
    Kept(_("When each sweep ran last"), _("Overwritten at each run."), ("sweeps.SweepRun",)),
    Kept(
        _("The software's own lists of roles and rights"),
        _("Kept."),
        ("auth.Group", "auth.Permission", "contenttypes.ContentType"),
    ),
)
