"""Staff pages speak the language of the person who is signed in, and their forms may say where they come from."""

from collections.abc import Callable

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.utils import translation

from helpline.staff.models import Person


class StaffLanguageMiddleware:
    """Activate the person's own language.

    Where the path carries a language (public pages) or no session cookie came, the session is not touched.
    """

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        """Keep the next layer."""
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        """Answer in the person's language."""
        if _is_public(request.path):
            return self.get_response(request)
        response = self._answer(request)
        # Under "no-referrer" browsers post forms with `Origin: null`, and the check against forged posts refuses
        # them. "same-origin" names our own origin to ourselves and still tells no other site anything.
        response.headers.setdefault("Referrer-Policy", "same-origin")
        return response

    def _answer(self, request: HttpRequest) -> HttpResponse:
        if settings.SESSION_COOKIE_NAME not in request.COOKIES or not isinstance(request.user, Person):
            return self.get_response(request)
        language = request.user.language
        with translation.override(language):
            request.LANGUAGE_CODE = language
            response = self.get_response(request)
            response.headers["Content-Language"] = language
            return response


def _is_public(path: str) -> bool:
    return path == "/" or path.split("/")[1] in {code for code, _name in settings.LANGUAGES}
