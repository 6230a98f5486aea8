"""The addresses of duty and opening hours."""

from django.urls import path

from scheduling.views import duty, hours

urlpatterns = [
    path("duty/", duty.duty, name="duty"),
    path("hours/", hours.hours, name="hours"),
    path("hours/add/", hours.add_block, name="hours_add"),
    path("hours/<int:block_id>/", hours.change_block, name="hours_change"),
    path("hours/<int:block_id>/remove/", hours.remove_block, name="hours_remove"),
    path("hours/<int:block_id>/put-back/", hours.put_back_block, name="hours_put_back"),
    path("hours/exceptions/add/", hours.add_exception, name="exception_add"),
    path("hours/exceptions/<int:exception_id>/", hours.change_exception, name="exception_change"),
    path("hours/exceptions/<int:exception_id>/remove/", hours.remove_exception, name="exception_remove"),
    path(
        "hours/exceptions/<int:exception_id>/put-back/", hours.put_back_exception, name="exception_put_back"
    ),
]
