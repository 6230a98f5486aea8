"""Somebody's own seats as a calendar that anybody's program fetches by a secret address."""

from hashlib import sha256

from django.conf import settings
from django.http import HttpRequest, HttpResponse, HttpResponseBase, HttpResponseNotFound
from django.utils.cache import get_conditional_response
from django.utils.http import quote_etag
from django.views.decorators.http import require_safe

from helpline.common.clock import utc_now
from scheduling.agenda import render, usual_summary
from scheduling.queries.feed import appointments, feed_at
from scheduling.rules.feed import entries
from scheduling.services.rota.colleagues import fetched

_HEADERS = {
    # Kept by the calendar that asks, by nobody between, and asked about each time.
    "Cache-Control": "private, no-cache",
    "X-Robots-Tag": "noindex",
    "Referrer-Policy": "no-referrer",
}


@require_safe
def agenda(request: HttpRequest, token: str) -> HttpResponseBase:
    """Answer with the calendar, with 304 where it is as it was, or with 404 where no open account has that address."""
    now, feed = utc_now(), feed_at(token)
    if feed is None:
        # Not the page of the house: an address that has ended still stands in a calendar that others may see.
        return HttpResponseNotFound("Not found.\n", content_type="text/plain", headers=_HEADERS)
    fetched(feed.feed_id, now)
    calendar = render(
        entries(appointments(feed.person_id, now), now),
        name=settings.NEUTRAL_NAME,
        host=settings.NEUTRAL_HOST,
        summary=feed.summary or usual_summary(feed.language),
    )
    mark = quote_etag(sha256(calendar).hexdigest())
    answer = HttpResponse(calendar, content_type="text/calendar; charset=utf-8", headers=_HEADERS)
    answer.headers["ETag"] = mark
    return get_conditional_response(request, etag=mark, response=answer) or answer
