"""Every sentence that the help-seeker's script says, in the active language; {…} is filled in by the script."""

from django.utils.translation import gettext as _
from django.utils.translation import pgettext

from chat.line_words import line_words


def help_seeker_words() -> dict[str, str]:
    """Return the sentences by the key the script asks for."""
    return {**line_words(), **_of_the_door(), **_of_the_wait(), **_of_the_talk(), **_of_the_end()}


def _of_the_door() -> dict[str, str]:
    return {
        "starting": _("We ask for your place. This takes a few seconds."),
        "returning": _("We look up your conversation."),
        "stopping": _("We stop and erase it."),
        "lost": _("We cannot reach the helpline now. We keep trying."),
        "full": _("The chat is full now."),
        "shut_full": _("It is not because of you. All places in the queue are taken."),
        # It stands below a sentence on the next opening, also when that says that none is known.
        "shut_closed": _("The chat is closed now. You do not need an account to come back."),
        "unstaffed": _("Nobody is here just now."),
        "shut_unstaffed": _(
            "We should be here now. That is our fault, not yours. Look again in a little while."
        ),
        "knocking": _("One moment."),
        "knocked": _("Thank you. We counted it, and nothing else."),
        "knock_failed": _("That did not work. You can try again: we count it once."),
    }


def _of_the_wait() -> dict[str, str]:
    return {
        "place": _("You are number {position}."),
        "wait": _("The wait is usually {low} to {high} minutes now. We cannot say exactly."),
        "wait_unknown": _("We cannot say how long the wait will be."),
        "ahead_none": _("Nobody is before you. You are the next one."),
        "ahead": _("{ahead} before you. Then it is your turn."),
        "ahead_short": _("{ahead} before you"),
        "coming_title": _("{name} is here for you."),
        "coming": _("The conversation is being encrypted, so that only the two of you can read it."),
    }


def _of_the_talk() -> dict[str, str]:
    return {
        "you": _("You"),
        "joined": _("You are talking with {name}."),
        "joined_at": _("You are talking with {name}, {time}"),
        "fresh": _("{name} cannot read what stands above. Tell {name} again what matters to you."),
        "reloaded": _("{name} is back in a moment. You do not have to do anything."),
        "back": _("{name} is back, {time}"),
        "dropped": _("{name} dropped out. We are finding someone else. Stay here."),
        "requeued": _(
            "We are finding someone else. You are number {position}. They cannot read what stands above. What you "
            "write now goes to them."
        ),
        "requeued_away": _(
            "Nobody is on the chat at this moment. You keep your place. Who comes next cannot read what stands above. "
            "What you write now goes to them."
        ),
        "queued": pgettext("state of the conversation", "in the queue"),
        "first_kept": _("Someone is here. Your text has not been sent yet. Press Send when you are done."),
        "typing": _("{name} is writing"),
        "connected": pgettext("state of the conversation", "connected"),
        "connecting": pgettext("state of the conversation", "connecting"),
        "offline": pgettext("state of the conversation", "no connection"),
        "peer_away": pgettext("state of the conversation", "waiting"),
        "lost_talk": _("{name} waits until {time}. We keep trying. What you wrote is sent by itself."),
        "lost_place": _("Your connection is gone. We keep your place until {time}. We keep trying."),
        "peer_lost": _(
            "{name} has no connection just now. Stay here. Is {name} not back soon? Then we find someone else."
        ),
        "log_label": _("Conversation with {name}"),
        "only_you": _("Only you and {name} can read this"),
        "other_device": _("May {name} go on from another device?"),
        "offer_refused": _("We could not check who wants to read along. That is why nothing was sent."),
        "too_much": _("This is too much to send at once. Send a part of it first."),
        "cannot_send": _("This cannot be sent any more. Your text stays here."),
    }


def _of_the_end() -> dict[str, str]:
    return {
        "over": _("The conversation is over."),
        "over_waiting": _("The waiting is over."),
        "over_both": _("It is over."),
        "ended_unsure": _(
            "You have stopped. On this device everything is gone. You have no connection, so it is still with us. We "
            "erase it at {time} at the latest. Leave this page open: then we erase it as soon as your connection is "
            "back."
        ),
        "ended_after_all": _("You have stopped. It is erased with us too now."),
        "ended_unsent": _("Your last message did not arrive."),
        "ended_typing": _("What you were still writing was not sent and is gone too."),
        "ended_you": _("You have stopped."),
        "ended_counsellor": _("Your counsellor has ended it."),
        "ended_lost": _(
            "Your connection was gone for more than {minutes} minutes. That is why it was ended. You can start again."
        ),
        "ended_longest_wait": _("The wait became too long. That is our fault, not yours."),
        "ended_closing": _("We are closing. We did not get to you. That is our fault, not yours."),
        "ended_unknown": _("It was ended while you had no connection. It is not because of you."),
        "ended_unreadable": _(
            "Our server started again, and that is why your conversation is gone. That is our fault, not yours."
        ),
        "failed_sealing": _(
            "We could not make sure that nobody else reads along. That is why nothing more is sent."
        ),
        "failed_server": _("We got an answer that we did not understand."),
        "failed_page": _("This page broke down."),
        "failed_proof": _("Your browser could not start the chat."),
        "failed_unsupported": _(
            "This browser cannot encrypt messages. Try another one, or one that is up to date."
        ),
        "code": _("For the helpline: {code}"),
    }
