"""How the sign-in library behaves here: no addresses, no open door, sealed secrets, neutral mail."""

from typing import Any

from allauth.account.adapter import DefaultAccountAdapter
from allauth.core import context
from allauth.mfa.adapter import DefaultMFAAdapter
from allauth.mfa.models import Authenticator
from django.conf import settings
from django.contrib.auth.base_user import AbstractBaseUser
from django.http import HttpRequest
from django.urls import reverse
from django.utils.safestring import SafeString
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from helpline.common.sealed import seal, unseal
from helpline.staff import gateway
from helpline.staff.models import Person
from helpline.staff.qr import qr_svg
from helpline.staff.queries import mail_language
from helpline.staff.rules import plain_email

# One sentence for all that failed in the same place: it does not say which half was wrong.
_LATER = _(
    "That was wrong too often. Wait ten minutes and try again. Signing in with a passkey works at once."
)
_WRONG_CODE = _("This code is not right. Wait for the next one and try again.")


class AccountAdapter(DefaultAccountAdapter):
    """Accounts come from invitations only; nothing is keyed by an address."""

    error_messages = {
        **DefaultAccountAdapter.error_messages,
        "account_inactive": _("This account is closed."),
        "email_password_mismatch": _("This e-mail address and password do not belong together. Try again."),
        "too_many_login_attempts": _LATER,
        "rate_limited": _LATER,
        "incorrect_password": _("This is not your password."),
        "enter_current_password": _("This is not your present password."),
        "incorrect_code": _WRONG_CODE,
    }

    def is_open_for_signup(self, request: HttpRequest) -> bool:
        """Refuse: accounts come from invitations."""
        return False

    def get_client_ip(self, request: HttpRequest) -> str:
        """Return the same for everybody: addresses are dropped before anything reads them."""
        return "nowhere"

    def get_http_user_agent(self, request: HttpRequest) -> str:
        """Return nothing: user agents are dropped, too."""
        return ""

    def _get_login_attempts_cache_key(self, request: HttpRequest, **credentials: Any) -> str:
        """Return whose guesses are counted together: the library adds the host, which a guesser may spell anew."""
        login: str = credentials.get("email", credentials.get("username", ""))
        return plain_email(login)

    def get_password_change_redirect_url(self, request: HttpRequest) -> str:
        """Return to one's own account."""
        return reverse("me")

    def reauthenticate(self, user: AbstractBaseUser, password: str) -> bool:
        """Check the password of the person who is signed in, within the limit for that account."""
        found = self.authenticate(context.request, email=_person(user).email, password=password)
        return found is not None and found.pk == user.pk

    def send_mail(self, template_prefix: str, email: str, context: dict[str, Any]) -> None:
        """Mail a code in the language of the account."""
        gateway.post_text(
            email, mail_language(email), f"{template_prefix}_message.txt", {"code": context["code"]}
        )

    def send_notification_mail(
        self,
        template_prefix: str,
        user: AbstractBaseUser,
        context: dict[str, Any] | None = None,
        email: str | None = None,
    ) -> None:
        """Mail that something about the sign-in changed; never what, from where or with which device."""
        person = _person(user)
        gateway.post_text(person.email, person.language, "staff/mail/sign_in_changed.txt", {})


class SecondFactorAdapter(DefaultMFAAdapter):
    """Second factors: sealed at rest, named neutrally in the app and on the key."""

    error_messages = {**DefaultMFAAdapter.error_messages, "incorrect_code": _WRONG_CODE}

    def encrypt(self, text: str) -> str:
        """Seal the secret of a code app or of recovery codes."""
        return seal(text)

    def decrypt(self, encrypted_text: str) -> str:
        """Open it."""
        return unseal(encrypted_text)

    def get_totp_issuer(self) -> str:
        """Return what a code app shows beside the code."""
        return settings.NEUTRAL_NAME

    def build_totp_svg(self, url: str) -> SafeString:
        """Return the picture to scan as an SVG element: no data: address is needed to show it."""
        return qr_svg(url)

    def generate_authenticator_name(self, user: AbstractBaseUser, type: Authenticator.Type) -> str:  # theirs
        """Return the proposed name of a new passkey."""
        count = Authenticator.objects.filter(user=_person(user), type=type).count()
        return gettext("Passkey %(number)d") % {"number": count + 1}

    def get_public_key_credential_rp_entity(self) -> dict[str, str]:
        """Return whom the passkey is for: the host, by its neutral name."""
        return {"id": context.request.get_host().partition(":")[0], "name": settings.NEUTRAL_NAME}

    def get_public_key_credential_user_entity(self, user: AbstractBaseUser) -> dict[str, Any]:
        """Return whose passkey it is, as the device shows it."""
        entity: dict[str, Any] = super().get_public_key_credential_user_entity(user)
        return {**entity, "display_name": _person(user).name}


def _person(user: AbstractBaseUser) -> Person:
    assert isinstance(user, Person)
    return user
