"""Sign in as one of the demo's made-up staff, without a password. Exists only under helpline.demo.settings."""

from django.conf import settings
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_http_methods

from helpline.demo.cast import sign_in_as
from helpline.staff.models import Person


@require_http_methods(["GET", "HEAD", "POST"])
def sign_in(request: HttpRequest) -> HttpResponse:
    """Show the cast; a POST signs in as one of them."""
    if not settings.DEMO:
        raise Http404
    if request.method == "POST":
        sign_in_as(request, get_object_or_404(Person, email=request.POST.get("email", ""), is_active=True))
        return redirect("home")
    people = Person.objects.filter(is_active=True).order_by("name").prefetch_related("groups")
    return render(request, "demo/sign_in.html", {"people": people})
