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
        "close_lost": gettext("The connection is gone. We keep trying."),
        "close_1008": gettext("That was a lot at once. We connect again in a moment."),
        "close_1012": gettext("The helpline is restarting. You do not need to do anything."),
        "close_4400": gettext("Something went wrong on our side. We connect again."),
        "close_4401": gettext("You are signed out."),
        "close_4403": gettext("This page may not do that. Load it again."),
        "close_4404": gettext("This conversation does not exist any more."),
        "close_4408": gettext("The connection was too slow. We connect again."),
        "close_4409": gettext("This is open in another window."),
        "close_4410": gettext("The connection was silent for too long. We connect again."),
        "close_4413": gettext("Something was too long to send. We connect again."),
    }
