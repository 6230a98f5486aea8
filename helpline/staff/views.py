"""The pages about accounts: all people, one person, oneself, and accepting an invitation."""

from collections.abc import Callable
from typing import Any

from allauth.account.adapter import get_adapter
from allauth.account.internal.flows.login import record_authentication
from django.contrib import messages
from django.contrib.auth import logout
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import translation
from django.utils.translation import gettext as _
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_http_methods, require_POST

from helpline.common.clock import utc_now
from helpline.staff import queries, services
from helpline.staff.access import has_access, requires, requires_any, second_factor_required, signed_in
from helpline.staff.forms import (
    REFUSALS,
    AcceptanceForm,
    CapacityForm,
    InvitationForm,
    ProfileForm,
    RolesForm,
    SkillsForm,
    role_names,
    skill_names,
)
from helpline.staff.models import Invitation, Person
from helpline.staff.rules import (
    MAX_CHATS,
    MIN_CHATS,
    InvitationGone,
    NameTaken,
    NotAllowed,
    Role,
    holds_seats,
)

CHANGE_PERSON = "staff.change_person"
SET_CAPACITY = "staff.set_capacity"
SET_SKILLS = "staff.set_skills"


@requires_any(CHANGE_PERSON, SET_CAPACITY, SET_SKILLS)
@require_http_methods(["GET", "HEAD"])
def people(request: HttpRequest) -> HttpResponse:
    """Show everybody to administrators, and to planners and supervisors what they may change of open accounts."""
    return _people_page(request, InvitationForm())


@requires(CHANGE_PERSON)
@require_POST
def invite(request: HttpRequest) -> HttpResponse:
    """Invite somebody."""
    form = InvitationForm(request.POST)
    if form.is_valid():
        try:
            services.invite(
                email=form.cleaned_data["email"],
                name=form.cleaned_data["name"],
                roles=form.cleaned_data["roles"],
                **form.ticks,
                by=_me(request),
                now=utc_now(),
            )
        except NotAllowed as refused:
            form.add_error("email", REFUSALS[type(refused)])
        else:
            messages.success(request, _("The invitation is on its way."))
            return redirect("people")
    return _people_page(request, form, status=422)


@requires(CHANGE_PERSON)
@require_POST
def invite_again(request: HttpRequest, invitation_id: int) -> HttpResponse:
    """Send a new link."""
    done = _("A new link is on its way. The earlier one no longer works.")
    _act(request, lambda: services.invite_again(invitation_id, by=_me(request), now=utc_now()), done)
    return redirect("people")


@requires(CHANGE_PERSON)
@require_POST
def withdraw_invitation(request: HttpRequest, invitation_id: int) -> HttpResponse:
    """Make a link open nothing."""
    services.withdraw_invitation(invitation_id, by=_me(request), now=utc_now())
    messages.success(request, _("The invitation is withdrawn."))
    return redirect("people")


@requires_any(CHANGE_PERSON, SET_SKILLS)
@require_http_methods(["GET", "HEAD"])
def person(request: HttpRequest, person_id: int) -> HttpResponse:
    """Show one account with what the reader may change about it."""
    return _person_page(request, get_object_or_404(_accounts(request), pk=person_id))


@requires(CHANGE_PERSON)
@require_POST
def set_roles(request: HttpRequest, person_id: int) -> HttpResponse:
    """Give somebody exactly the chosen roles."""
    shown = get_object_or_404(queries.everybody(), pk=person_id)
    form = RolesForm(request.POST)
    if not form.is_valid():
        return _person_page(request, shown, roles_form=form)
    roles = form.cleaned_data["roles"]
    _act(
        request,
        lambda: services.set_roles(person_id, roles, by=_me(request), now=utc_now()),
        _("The roles are set."),
    )
    return redirect("person", person_id)


@requires(SET_SKILLS)
@require_POST
def set_skills(request: HttpRequest, person_id: int) -> HttpResponse:
    """Set what somebody is trained for."""
    shown = get_object_or_404(_accounts(request), pk=person_id)
    form = SkillsForm(request.POST)
    if not form.is_valid():
        return _person_page(request, shown, skills_form=form)
    _act(
        request,
        lambda: services.set_skills(person_id, **form.ticks, by=_me(request), now=utc_now()),
        _("The training is noted."),
    )
    return redirect("person", person_id)


@requires(SET_CAPACITY)
@require_POST
def set_capacity(request: HttpRequest, person_id: int) -> HttpResponse:
    """Set how many conversations somebody holds at once."""
    shown = get_object_or_404(Person, pk=person_id)
    form = CapacityForm(request.POST)
    if form.is_valid():
        chats = form.cleaned_data["max_chats"]
        done = _("%(name)s now holds up to %(number)d at once.") % {"name": shown.name, "number": chats}
        _act(request, lambda: services.set_capacity(person_id, chats, by=_me(request), now=utc_now()), done)
    else:
        messages.error(request, _("Choose a number from the list."))
    return redirect("people")


@requires(CHANGE_PERSON)
@require_POST
def close_account(request: HttpRequest, person_id: int) -> HttpResponse:
    """Close an account and all that it has open."""
    get_object_or_404(Person, pk=person_id)
    done = _("The account is closed. It is erased after 30 days.")
    _act(request, lambda: services.deactivate(person_id, by=_me(request), now=utc_now()), done)
    return redirect("person", person_id)


@requires(CHANGE_PERSON)
@require_POST
def reopen_account(request: HttpRequest, person_id: int) -> HttpResponse:
    """Open a closed account again."""
    get_object_or_404(Person, pk=person_id)
    services.reopen(person_id, by=_me(request), now=utc_now())
    messages.success(request, _("The account is open again."))
    return redirect("person", person_id)


@requires(CHANGE_PERSON)
@require_POST
def reset_second_factor(request: HttpRequest, person_id: int) -> HttpResponse:
    """Take away somebody's second factor, so that they can set up another."""
    get_object_or_404(Person, pk=person_id)
    done = _("The second step is reset. At the next sign-in a new one is set up.")
    _act(request, lambda: services.reset_second_factor(person_id, by=_me(request), now=utc_now()), done)
    return redirect("person", person_id)


@second_factor_required
@require_http_methods(["GET", "HEAD", "POST"])
def me(request: HttpRequest) -> HttpResponse:
    """Show and change one's own account."""
    mine = _me(request)
    form = ProfileForm(
        request.POST or None,
        initial={"working_name": mine.working_name or mine.shown_name, "language": mine.language},
    )
    if request.method == "POST" and form.is_valid():
        try:
            services.set_profile(mine.pk, **form.cleaned_data)
        except NameTaken as refused:
            form.add_error("working_name", REFUSALS[type(refused)])
        else:
            with translation.override(form.cleaned_data["language"]):
                messages.success(request, _("Your account is changed."))
            return redirect("me")
    roles = _roles(mine)
    context = {
        "form": form,
        "mine": mine,
        "role_names": role_names(roles),
        "skill_names": skill_names(mine.skills),
        "holds_seats": holds_seats(roles),
    }
    return render(request, "staff/me.html", context, status=422 if form.errors else 200)


@signed_in
@require_http_methods(["GET", "HEAD"])
def second_factor(request: HttpRequest) -> HttpResponse:
    """Show the two ways to a second factor."""
    return render(request, "staff/second_factor_needed.html")


@sensitive_post_parameters("password1", "password2")
@require_http_methods(["GET", "HEAD", "POST"])
def invitation(request: HttpRequest, token: str) -> HttpResponse:
    """Open an account from the link of an invitation, sign in and lead on to the second factor.

    The page reads no session before it is posted: a link from a web mailbox arrives without the cookie.
    """
    found = queries.invitation_of(token, utc_now())
    if found is None:
        return _invitation_gone(request)
    form = AcceptanceForm(request.POST or None, email=found.email, initial=_proposed(found, request))
    opened = None
    if request.method == "POST" and form.is_valid():
        try:
            opened = _accept(token, form.cleaned_data)
        except NameTaken as refused:
            form.add_error("working_name", REFUSALS[type(refused)])
        except NotAllowed:
            return _invitation_gone(request)
    if opened is None:
        context = {"form": form, "email": found.email}
        return render(request, "staff/invitation.html", context, status=422 if form.errors else 200)
    _sign_in_first_time(request, opened)
    return redirect("second_factor")


def _accept(token: str, said: dict[str, Any]) -> Person:
    return services.accept_invitation(
        token,
        name=said["name"],
        working_name=said["working_name"],
        language=said["language"],
        password=said["password1"],
        now=utc_now(),
    )


def _people_page(request: HttpRequest, form: InvitationForm, status: int = 200) -> HttpResponse:
    may_change = has_access(request.user, CHANGE_PERSON)
    may_set_capacity = has_access(request.user, SET_CAPACITY)
    rows = [
        {
            "person": shown,
            "role_names": role_names(roles),
            "skill_names": skill_names(shown.skills),
            "holds_seats": holds_seats(roles),
            "takes_chats": shown.is_active and Role.COUNSELLOR in roles,
        }
        for shown in _accounts(request)
        for roles in [_roles(shown)]
    ]
    context = {
        "rows": rows,
        "form": form,
        "may_change": may_change,
        "may_set_capacity": may_set_capacity,
        "may_open": may_change or has_access(request.user, SET_SKILLS),
        "numbers": range(MIN_CHATS, MAX_CHATS + 1),
        "invitations": [
            {
                "invitation": waiting,
                "role_names": role_names(roles),
                "skill_names": skill_names(waiting.skills),
                "holds_seats": holds_seats(roles),
            }
            for waiting in (queries.open_invitations() if may_change else ())
            for roles in [[Role(group.name) for group in waiting.roles.all()]]
        ],
        "now": utc_now(),
    }
    return render(request, "staff/people.html", context, status=status)


def _person_page(
    request: HttpRequest,
    shown: Person,
    *,
    roles_form: RolesForm | None = None,
    skills_form: SkillsForm | None = None,
) -> HttpResponse:
    """Answer with one account; a form that is given was refused."""
    roles = _roles(shown)
    context = {
        "shown": shown,
        "role_names": role_names(roles),
        "holds_seats": holds_seats(roles),
        "roles_form": roles_form or RolesForm(initial={"roles": roles}),
        "skills_form": skills_form or SkillsForm(initial={"skills": shown.skills}),
        "may_change": has_access(request.user, CHANGE_PERSON),
        "is_me": shown.pk == _me(request).pk,
    }
    return render(request, "staff/person.html", context, status=422 if roles_form or skills_form else 200)


def _accounts(request: HttpRequest) -> QuerySet[Person]:
    """Return the accounts that the reader sees: closed ones only if they could reopen them."""
    accounts = queries.everybody()
    return accounts if has_access(request.user, CHANGE_PERSON) else accounts.filter(is_active=True)


def _act(request: HttpRequest, act: Callable[[], Any], done: str) -> None:
    try:
        act()
    except NotAllowed as refused:
        messages.error(request, REFUSALS[type(refused)])
    else:
        messages.success(request, done)


def _me(request: HttpRequest) -> Person:
    # The gate has seen to it.
    assert isinstance(request.user, Person)
    return request.user


def _roles(shown: Person) -> list[Role]:
    return [role for role in Role if role in {group.name for group in shown.groups.all()}]


def _proposed(found: Invitation, request: HttpRequest) -> dict[str, str]:
    first_name = found.name.split(" ")[0][:30]
    # A name that would be refused is not proposed.
    proposed = "" if queries.is_name_taken(first_name) else first_name
    return {"name": found.name, "working_name": proposed, "language": translation.get_language() or "nl"}


def _invitation_gone(request: HttpRequest) -> HttpResponse:
    return render(request, "staff/invitation_gone.html", {"sentence": REFUSALS[InvitationGone]}, status=410)


def _sign_in_first_time(request: HttpRequest, opened: Person) -> None:
    logout(request)
    get_adapter(request).login(request, opened)
    # The password was typed a moment ago: setting up the second factor need not ask for it again.
    record_authentication(request, opened, "password", reauthenticated=True)
