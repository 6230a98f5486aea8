"""Where each address leads."""

from django.urls import include, path

urlpatterns = [
    path("", include("chat.urls")),
    path("", include("chat.console_urls")),
    path("", include("scheduling.urls")),
    path("", include("helpline.charity.urls")),
    path("", include("helpline.staff.urls")),
    path("", include("helpline.house_urls")),
]
