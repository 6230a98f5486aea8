"""The addresses of duty, opening hours and the rota."""

from django.urls import path

from scheduling.views import agenda, colleagues, home, hours, me, patterns, requests, shifts

urlpatterns = [
    path("duty/", hours.duty, name="duty"),
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
    # A token is base64url: letters, digits, - and _.
    path("agenda/<slug:token>.ics", agenda.agenda, name="agenda"),
    path("rota/patterns/", patterns.patterns, name="patterns"),
    path("rota/patterns/add/", patterns.add_pattern, name="pattern_add"),
    path("rota/patterns/<int:pattern_id>/", patterns.change_pattern, name="pattern_change"),
    path("rota/patterns/<int:pattern_id>/remove/", patterns.remove_pattern, name="pattern_remove"),
    path("rota/patterns/<int:pattern_id>/put-back/", patterns.put_back_pattern, name="pattern_put_back"),
    path("rota/patterns/<int:pattern_id>/seats/<int:seat_id>/", patterns.set_standing, name="standing_set"),
    path("rota/shifts/add/", shifts.add_shift, name="shift_add"),
    path("rota/shifts/<int:shift_id>/", shifts.shift, name="shift"),
    path("rota/shifts/<int:shift_id>/cancel/", shifts.cancel_shift, name="shift_cancel"),
    path("rota/shifts/<int:shift_id>/seats/add/", shifts.add_seat, name="seat_add"),
    path("rota/shifts/<int:shift_id>/seats/<int:seat_id>/remove/", shifts.remove_seat, name="seat_remove"),
    path("rota/publish/", shifts.publish, name="rota_publish"),
    path("rota/requests/", requests.requests, name="rota_requests"),
    path("rota/requests/<int:request_id>/", requests.step, name="request_step"),
    path("rota/me/take/<int:seat_id>/", home.take, name="seat_take"),
    path("rota/me/moved/<int:assignment_id>/", home.answer_move, name="move_answer"),
    path("rota/me/", me.me, name="rota_me"),
    path("rota/me/availability/", me.availability, name="rota_availability"),
    path("rota/me/absences/add/", me.add_absence, name="absence_add"),
    path("rota/me/absences/<int:absence_id>/take-back/", me.take_back_absence, name="absence_take_back"),
    path("rota/me/calendar/", me.calendar, name="rota_calendar"),
    path("rota/people/", colleagues.people, name="rota_people"),
    path("rota/people/<int:colleague_id>/", colleagues.person, name="rota_person"),
    path("rota/people/<int:colleague_id>/absences/add/", colleagues.add_absence, name="person_absence_add"),
    path(
        "rota/people/<int:colleague_id>/absences/<int:absence_id>/take-back/",
        colleagues.take_back_absence,
        name="person_absence_take_back",
    ),
]
