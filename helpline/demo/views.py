"""Sign in as one of the demo's made-up staff, without a password. Exists only under helpline.demo.settings."""

from django.conf import settings
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import get_language
from django.views.decorators.http import require_http_methods

from helpline.demo.cast import sign_in_as
from helpline.staff.forms import role_names
from helpline.staff.models import Person


@require_http_methods(["GET", "HEAD", "POST"])
def sign_in(request: HttpRequest) -> HttpResponse:
    """Show the cast; a POST signs in as one of them, and the pages go on in the language of this one."""
    if not settings.DEMO:
        raise Http404
    if request.method == "POST":
        person = get_object_or_404(Person, email=request.POST.get("email", ""), is_active=True)
        sign_in_as(request, person, language=get_language() or settings.LANGUAGE_CODE)
        return redirect("home")
    people = Person.objects.filter(is_active=True).order_by("name").prefetch_related("groups")
    rows = [
        {"person": person, "role_names": role_names(group.name for group in person.groups.all())}
        for person in people
    ]
    return render(request, "demo/sign_in.html", {"rows": rows})
