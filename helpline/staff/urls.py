"""Where the pages about accounts are.

Of the sign-in library exactly the views listed here exist: no sign-up, no change of address, no code by mail
instead of a password, no "trust this browser"; `tests/staff/test_library_pages.py` holds the list.
"""

from collections.abc import Callable
from functools import wraps
from http import HTTPStatus
from typing import Any

from allauth.account import views as account
from allauth.mfa.base import views as second_factor
from allauth.mfa.recovery_codes import views as recovery_codes
from allauth.mfa.totp import views as code_app
from allauth.mfa.webauthn import views as passkeys
from django.http import HttpRequest, HttpResponseBase
from django.shortcuts import render
from django.urls import URLPattern, path

from helpline.staff import views
from helpline.staff.access import signed_in

View = Callable[..., HttpResponseBase]


def polite(view: View) -> View:
    """Return the view with a page of ours where the library answers "too many requests"."""

    @wraps(view)
    def answer(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        response = view(request, *args, **kwargs)
        if response.status_code == HTTPStatus.TOO_MANY_REQUESTS:
            return render(request, "staff/too_many.html", status=HTTPStatus.TOO_MANY_REQUESTS)
        return response

    return answer


def own(view: View) -> View:
    """Return the view for people who are signed in, also those who have yet to set up a second factor."""
    return signed_in(polite(view))


# Before and while signing in.
ENTRANCE: list[URLPattern] = [
    path("account/login/", polite(account.login), name="account_login"),
    path("account/inactive/", account.account_inactive, name="account_inactive"),
    path("account/password/reset/", polite(account.password_reset), name="account_reset_password"),
    path(
        "account/password/reset/confirm/",
        polite(account.confirm_password_reset_code),
        name="account_confirm_password_reset_code",
    ),
    path(
        "account/password/reset/complete/",
        polite(account.complete_password_reset),
        name="account_complete_password_reset",
    ),
    path(
        "account/password/reset/done/",
        account.password_reset_from_key_done,
        name="account_password_reset_completed",
    ),
    path("account/2fa/authenticate/", polite(second_factor.authenticate), name="mfa_authenticate"),
    path("account/2fa/webauthn/login/", polite(passkeys.login_webauthn), name="mfa_login_webauthn"),
    path("account/invitation/<str:token>/", views.invitation, name="invitation"),
]

# The way into one's own account: signed in is enough, since here the second factor is set up.
OWN_SIGN_IN: list[URLPattern] = [
    path("account/password/change/", own(account.password_change), name="account_change_password"),
    path("account/password/set/", own(account.password_set), name="account_set_password"),
    path("account/reauthenticate/", own(account.reauthenticate), name="account_reauthenticate"),
    path("account/second-step/", views.second_factor, name="second_factor"),
    path("account/2fa/", own(second_factor.index), name="mfa_index"),
    path("account/2fa/reauthenticate/", own(second_factor.reauthenticate), name="mfa_reauthenticate"),
    path("account/2fa/totp/activate/", own(code_app.activate_totp), name="mfa_activate_totp"),
    path("account/2fa/totp/deactivate/", own(code_app.deactivate_totp), name="mfa_deactivate_totp"),
    path(
        "account/2fa/recovery-codes/", own(recovery_codes.view_recovery_codes), name="mfa_view_recovery_codes"
    ),
    path(
        "account/2fa/recovery-codes/generate/",
        own(recovery_codes.generate_recovery_codes),
        name="mfa_generate_recovery_codes",
    ),
    path(
        "account/2fa/recovery-codes/download/",
        own(recovery_codes.download_recovery_codes),
        name="mfa_download_recovery_codes",
    ),
    path("account/2fa/webauthn/", own(passkeys.list_webauthn), name="mfa_list_webauthn"),
    path("account/2fa/webauthn/add/", own(passkeys.add_webauthn), name="mfa_add_webauthn"),
    path(
        "account/2fa/webauthn/reauthenticate/",
        own(passkeys.reauthenticate_webauthn),
        name="mfa_reauthenticate_webauthn",
    ),
    path("account/2fa/webauthn/keys/<int:pk>/edit/", own(passkeys.edit_webauthn), name="mfa_edit_webauthn"),
    path(
        "account/2fa/webauthn/keys/<int:pk>/remove/",
        own(passkeys.remove_webauthn),
        name="mfa_remove_webauthn",
    ),
]

PEOPLE: list[URLPattern] = [
    path("me/", views.me, name="me"),
    path("people/", views.people, name="people"),
    path("people/invite/", views.invite, name="invite"),
    path("people/invitations/<int:invitation_id>/again/", views.invite_again, name="invite_again"),
    path(
        "people/invitations/<int:invitation_id>/withdraw/",
        views.withdraw_invitation,
        name="withdraw_invitation",
    ),
    path("people/<int:person_id>/", views.person, name="person"),
    path("people/<int:person_id>/roles/", views.set_roles, name="set_roles"),
    path("people/<int:person_id>/skills/", views.set_skills, name="set_skills"),
    path("people/<int:person_id>/capacity/", views.set_capacity, name="set_capacity"),
    path("people/<int:person_id>/close/", views.close_account, name="close_account"),
    path("people/<int:person_id>/reopen/", views.reopen_account, name="reopen_account"),
    path("people/<int:person_id>/second-step/", views.reset_second_factor, name="reset_second_factor"),
]

urlpatterns = [*ENTRANCE, *OWN_SIGN_IN, *PEOPLE]
