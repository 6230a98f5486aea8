"""The addresses of duty and opening hours."""

from django.urls import path

from scheduling import views

urlpatterns = [
    path("duty/", views.duty, name="duty"),
    path("hours/", views.hours, name="hours"),
    path("hours/add/", views.add_block, name="hours_add"),
    path("hours/<int:block_id>/", views.change_block, name="hours_change"),
    path("hours/<int:block_id>/remove/", views.remove_block, name="hours_remove"),
    path("hours/<int:block_id>/put-back/", views.put_back_block, name="hours_put_back"),
    path("hours/exceptions/add/", views.add_exception, name="exception_add"),
    path("hours/exceptions/<int:exception_id>/", views.change_exception, name="exception_change"),
    path("hours/exceptions/<int:exception_id>/remove/", views.remove_exception, name="exception_remove"),
    path(
        "hours/exceptions/<int:exception_id>/put-back/", views.put_back_exception, name="exception_put_back"
    ),
]
