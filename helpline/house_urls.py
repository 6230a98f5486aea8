"""The house's own pages: probes, the first page after signing in, and what is held."""

from django.urls import path

from helpline import house_views

urlpatterns = [
    path("nl/gegevens/", house_views.data, {"language": "nl"}, name="data_nl"),
    path("en/data/", house_views.data, {"language": "en"}, name="data_en"),
    path("health/live", house_views.live, name="health_live"),
    path("health/ready", house_views.ready, name="health_ready"),
    path("home/", house_views.home, name="home"),
    path("account/logout/", house_views.sign_out, name="account_logout"),
    path("held/", house_views.held, name="held"),
    path(".well-known/helpline-bundles.json", house_views.bundles, name="bundles"),
]
