"""Routes of the charity's texts and limits."""

from django.urls import path

from helpline.charity import views

urlpatterns = [
    path("texts/", views.texts, name="texts"),
    path("texts/<str:key>/", views.text, name="text"),
    path("texts/<str:key>/put-back/<int:version_id>/", views.put_back_text, name="put_back_text"),
    path("limits/", views.limits, name="limits"),
    path("limits/put-back/<int:version_id>/", views.put_back_limits, name="put_back_limits"),
]
