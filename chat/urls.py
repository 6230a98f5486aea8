"""Where the public pages are. The language stands in the path, so that no cookie has to remember it."""

from django.urls import path

from chat.views import public
from chat.views.leave import leave

urlpatterns = [
    path("", public.first, name="first"),
    path("nl/", public.entry, {"language": "nl"}, name="entry_nl"),
    path("en/", public.entry, {"language": "en"}, name="entry_en"),
    path("nl/chat/", public.chat, {"language": "nl"}, name="chat_nl"),
    path("en/chat/", public.chat, {"language": "en"}, name="chat_en"),
    path("nl/veilig/", public.safe, {"language": "nl"}, name="safe_nl"),
    path("en/safe/", public.safe, {"language": "en"}, name="safe_en"),
    path("chat/leave", leave, name="leave"),
]
