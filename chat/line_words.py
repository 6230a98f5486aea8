"""The sentences that the shared browser modules (chat/browser/line) need on every page that uses them."""

from django.utils.translation import gettext, pgettext


def line_words() -> dict[str, str]:
    """Return the marks of a message and what each close code means, in the active language."""
    return {
        "mark_sending": pgettext("mark of a message", "sending"),
        "mark_sent": pgettext("mark of a message", "sent"),
        "mark_delivered": pgettext("mark of a message", "delivered"),
        "mark_read": pgettext("mark of a message", "read"),
        "mark_failed": pgettext("mark of a message", "not sent yet"),
        "close_done": gettext("The conversation is over."),
        "close_lost": gettext("The connection is gone. We keep trying."),
        "close_flood": gettext("That was a lot at once. We connect again in a moment."),
        "close_restart": gettext("The helpline is restarting. You do not need to do anything."),
        "close_bad_frame": gettext("Something went wrong on our side. We connect again."),
        "close_signed_out": gettext("You are signed out."),
        "close_not_allowed": gettext("You may not open this page."),
        "close_unknown": gettext("This conversation does not exist any more."),
        "close_late": gettext("The connection was too slow. We connect again."),
        "close_taken_over": gettext("This is open in another window."),
        "close_too_big": gettext("Something was too long to send. We connect again."),
    }
