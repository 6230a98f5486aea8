"""The real addresses, and the demo's sign-in page."""

from django.urls import include, path

from helpline.demo import views

urlpatterns = [
    path("demo/", views.sign_in, name="demo_sign_in"),
    path("", include("helpline.urls")),
]
