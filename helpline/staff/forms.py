"""All that people who help can type about accounts, and the sign-in library's forms in our look and words."""

from collections.abc import Iterable
from typing import Any

from allauth.account import forms as account_forms
from allauth.mfa.base import forms as second_factor_forms
from allauth.mfa.totp import forms as app_forms
from allauth.mfa.webauthn import forms as passkey_forms
from django import forms
from django.conf import settings
from django.contrib.auth.password_validation import validate_password
from django.utils.translation import gettext_lazy as _

from helpline.common.channel import Channel
from helpline.common.forms import Dressed, HouseForm
from helpline.staff.models import Person
from helpline.staff.rules import (
    MAX_CHATS,
    MIN_CHATS,
    AlreadyHere,
    AlreadyInvited,
    InvitationGone,
    LastAdministrator,
    NameTaken,
    NotAllowed,
    NotOpen,
    OwnAccount,
    Role,
)

ROLE_NAMES = {
    Role.COUNSELLOR: _("counsellor"),
    Role.SUPERVISOR: _("supervisor"),
    Role.PLANNER: _("planner"),
    Role.MANAGER: _("manager"),
    Role.ADMINISTRATOR: _("administrator"),
}
SKILL_NAMES = {Channel.PHONE: _("Phone"), Channel.CHAT: _("Chat")}
REFUSALS: dict[type[NotAllowed], Any] = {
    OwnAccount: _("You cannot do this to your own account. Ask another administrator."),
    LastAdministrator: _("This is the last administrator. Make somebody else administrator first."),
    AlreadyHere: _("Somebody with this e-mail address already has an account."),
    AlreadyInvited: _("This e-mail address is already invited. Send that invitation again instead."),
    InvitationGone: _("This invitation is no longer there."),
    NameTaken: _("Somebody else has this working name already. Choose another one."),
    NotOpen: _("This account is closed. Reopen it first."),
}
_PASSWORD_HINT = _("At least 12 characters. A short sentence is easy to keep in mind.")
_NEW_PASSWORD = {"autocomplete": "new-password"}


def role_names(held: Iterable[str]) -> list[str]:
    """Return what the roles are called in the active language, always in the same order."""
    roles = set(held)
    return [str(label) for role, label in ROLE_NAMES.items() if role in roles]


def skill_names(skills: Iterable[Channel]) -> list[str]:
    """Return what the channels are called in the active language, in the order they come."""
    return [str(SKILL_NAMES[channel]) for channel in skills]


class RolesForm(HouseForm):
    """Which roles somebody has."""

    missing = {"roles": _("Choose at least one role.")}
    roles = forms.TypedMultipleChoiceField(
        label=_("Roles"),
        choices=[(role.value, label) for role, label in ROLE_NAMES.items()],
        coerce=Role,
        widget=forms.CheckboxSelectMultiple,
    )


class SkillsForm(HouseForm):
    """What somebody is trained for; nothing ticked is an answer, too."""

    skills = forms.TypedMultipleChoiceField(
        label=_("Trained for"),
        help_text=_("Nobody holds a seat that they are not trained for."),
        choices=[(channel.value, label) for channel, label in SKILL_NAMES.items()],
        coerce=Channel,
        required=False,
        widget=forms.CheckboxSelectMultiple,
    )

    @property
    def ticks(self) -> dict[str, bool]:
        """Return the ticks as the services take them; valid once the form is."""
        ticked = self.cleaned_data["skills"]
        return {"takes_phone": Channel.PHONE in ticked, "takes_chat": Channel.CHAT in ticked}


class InvitationForm(RolesForm, SkillsForm):
    """Whom to invite."""

    missing = {
        **RolesForm.missing,
        "name": _("Type the name."),
        "email": _("Type the e-mail address."),
    }
    name = forms.CharField(label=_("Name"), max_length=80, help_text=_("Only people who help see this name."))
    email = forms.EmailField(label=_("E-mail address"), max_length=254)
    field_order = ["name", "email", "roles", "skills"]


class CapacityForm(HouseForm):
    """How many conversations somebody holds at once."""

    missing = {"max_chats": _("Choose a number from the list.")}
    max_chats = forms.TypedChoiceField(
        label=_("Conversations at once"),
        choices=[(number, str(number)) for number in range(MIN_CHATS, MAX_CHATS + 1)],
        coerce=int,
    )


class ProfileForm(HouseForm):
    """What somebody may change about themselves."""

    missing = {
        "working_name": _("Type a working name."),
        "language": _("Choose a language."),
    }
    working_name = forms.CharField(
        label=_("Working name"),
        max_length=30,
        help_text=_(
            "People who seek help see this name and nothing else of you. It need not be your own first name."
        ),
    )
    language = forms.ChoiceField(label=_("Language of your pages"), choices=settings.LANGUAGES)


class AcceptanceForm(ProfileForm):
    """What somebody who was invited says to open the account."""

    missing = {
        **ProfileForm.missing,
        "name": _("Type your name."),
        "password1": _("Choose a password."),
        "password2": _("Type the same password again."),
    }
    name = forms.CharField(
        label=_("Your name"), max_length=80, help_text=_("Only people who help see this name.")
    )
    password1 = forms.CharField(
        label=_("Password"),
        strip=False,
        help_text=_PASSWORD_HINT,
        widget=forms.PasswordInput(attrs=_NEW_PASSWORD),
    )
    password2 = forms.CharField(
        label=_("The same password again"), strip=False, widget=forms.PasswordInput(attrs=_NEW_PASSWORD)
    )
    field_order = ["name", "working_name", "language", "password1", "password2"]

    def __init__(self, *args: Any, email: str, **kwargs: Any) -> None:
        """Keep the address: a password that resembles it is refused."""
        super().__init__(*args, **kwargs)
        self.email = email

    def clean_password1(self) -> str:
        """Refuse a password that is short, common or like the name."""
        password: str = self.cleaned_data["password1"]
        validate_password(password, Person(email=self.email, name=self.cleaned_data.get("name", "")))
        return password

    def clean(self) -> dict[str, Any] | None:
        """Refuse two passwords that differ."""
        cleaned = self.cleaned_data
        if "password1" in cleaned and cleaned.get("password2") not in {None, cleaned["password1"]}:
            self.add_error("password2", _("The two passwords differ. Type the same one twice."))
        return cleaned


class _Dressed(Dressed):
    """Our look and labels on a form of the library: no placeholders, which vanish while one types."""

    missing = {
        "login": _("Type your e-mail address at work."),
        "email": _("Type your e-mail address at work."),
        "password": _("Type your password."),
        "oldpassword": _("Type your present password."),
        "password1": _("Choose a new password."),
        "password2": _("Type the same password again."),
        "code": _("Type the code."),
        "name": _("Give the passkey a name."),
    }
    labels: dict[str, Any] = {}
    hints: dict[str, Any] = {}

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for name, field in self.fields.items():
            field.widget.attrs.pop("placeholder", None)
            field.label = self.labels.get(name, field.label)
            field.help_text = self.hints.get(name, "")


class SignInForm(_Dressed, account_forms.LoginForm):
    """E-mail address and password."""

    labels = {"login": _("Your e-mail address at work"), "password": _("Password")}

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        """Let password managers tell the address from other ones."""
        super().__init__(*args, **kwargs)
        self.fields["login"].widget.attrs["autocomplete"] = "username"


class PasswordForgottenForm(_Dressed, account_forms.ResetPasswordForm):
    """Where to mail the code."""

    labels = {"email": _("Your e-mail address at work")}


class MailedCodeForm(_Dressed, account_forms.ConfirmPasswordResetCodeForm):
    """The code from the mail."""

    labels = {"code": _("Code from the mail")}


class NewPasswordForm(_Dressed, account_forms.ResetPasswordKeyForm):
    """A new password after the mailed code."""

    labels = {"password1": _("New password"), "password2": _("The same password again")}
    hints = {"password1": _PASSWORD_HINT}


class ChangePasswordForm(_Dressed, account_forms.ChangePasswordForm):
    """The present and a new password."""

    labels = {
        "oldpassword": _("Present password"),
        "password1": _("New password"),
        "password2": _("The same password again"),
    }
    hints = {"password1": _PASSWORD_HINT}


class FirstPasswordForm(_Dressed, account_forms.SetPasswordForm):
    """A password for an account that has none."""

    labels = {"password1": _("New password"), "password2": _("The same password again")}
    hints = {"password1": _PASSWORD_HINT}


class PasswordAgainForm(_Dressed, account_forms.ReauthenticateForm):
    """The password once more before the sign-in itself is changed."""

    labels = {"password": _("Password")}


_CODE_LABEL = {"code": _("Code of your app, or a recovery code")}


class SecondFactorForm(_Dressed, second_factor_forms.AuthenticateForm):
    """The code after the password."""

    labels = _CODE_LABEL


class SecondFactorAgainForm(_Dressed, second_factor_forms.ReauthenticateForm):
    """The code once more before the sign-in itself is changed."""

    labels = _CODE_LABEL


class CodeAppForm(_Dressed, app_forms.ActivateTOTPForm):
    """The first code of a new app."""

    labels = {"code": _("The six digits that your app shows now")}


class PasskeyForm(_Dressed, passkey_forms.AddWebAuthnForm):
    """A new passkey."""

    labels = {
        "name": _("Name of the passkey"),
        "passwordless": _("Sign in with this passkey alone, without the password"),
    }
    hints = {"name": _("For example: my telephone.")}

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        """Propose what most want: a passkey that signs in by itself."""
        super().__init__(*args, **kwargs)
        self.fields["passwordless"].initial = True


class PasskeyNameForm(_Dressed, passkey_forms.EditWebAuthnForm):
    """Another name for a passkey."""

    labels = {"name": _("Name of the passkey")}
