"""The exit button's beacon: the one request of a help-seeker that is not over the socket."""

from django.http import HttpRequest, HttpResponse
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_POST

from chat.rules.refusals import Refused
from chat.rules.wire import parse_leave
from chat.services.arrival import leave_by_token
from helpline.common.clock import utc_now


# No cookie is read; the token in the body is the right to end this one conversation.
@csrf_exempt
@require_POST
def leave(request: HttpRequest) -> HttpResponse:
    """End the conversation whose token the body shows. Always 204: the page is gone and nobody may probe."""
    try:
        conv, token = parse_leave(request.body.decode("ascii"))
        leave_by_token(conv, token, now=utc_now())
    except (Refused, UnicodeDecodeError):
        pass
    return HttpResponse(status=204)
