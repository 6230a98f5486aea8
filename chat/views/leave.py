"""The exit button's beacon: the one request of a help-seeker that is not over the socket."""

import structlog
from django.core.exceptions import RequestDataTooBig
from django.http import HttpRequest, HttpResponse
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_POST

from chat.rules.refusals import Refused
from chat.rules.wire import parse_leave
from chat.services.arrival import leave_by_token
from helpline.common.clock import utc_now
from helpline.common.faults import AWAY, place_of

log = structlog.get_logger()


# No cookie is read; the token in the body is the right to end this one conversation.
@csrf_exempt
@require_POST
def leave(request: HttpRequest) -> HttpResponse:
    """End the conversation whose token the body shows. 204 whatever the body is: the page is gone and nobody may probe.

    503 while the database is away: nothing was ended, and the conversation ends as one that was lost.
    """
    try:
        conv, token = parse_leave(request.body.decode("ascii"))
        leave_by_token(conv, token, now=utc_now())
    except AWAY as fault:
        log.warning("store_away", exception=type(fault).__name__, place=place_of(fault.__traceback__))
        return HttpResponse(status=503)
    except (Refused, UnicodeDecodeError, RequestDataTooBig):
        pass
    return HttpResponse(status=204)
