"""Where the counsellor's console is."""

from django.urls import path

from chat.views.console import console

urlpatterns = [
    path("console/", console, name="console"),
]
