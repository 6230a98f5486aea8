"""Every sentence that the console's script says, in the reader's language; {…} is filled in by the script."""

from django.utils.translation import gettext as _


def console_words() -> dict[str, str]:
    """Return the words by the key the script asks for."""
    return {
        **_of_the_page(),
        **_of_the_list(),
        **_of_a_conversation(),
        **_of_failures(),
    }


def _of_the_page() -> dict[str, str]:
    return {
        "title": _("Conversations"),
        "title_new": _("({count}) Conversations"),
        "nothing_lost": _("Nothing is lost."),
        "lost_try": _("Try now"),
        **_under_cover(),
        **_before_stopping(),
        "gone_meanwhile": _(
            "Conversation {letter} is gone: while this page was away it ended or went back to the queue."
        ),
        "gone_seen": _("I have read this"),
        "locked_title": _("The console is open in another tab"),
        "locked_text": _("One console at a time. Go to that tab, or close it and load this page again."),
        "locked_button": _("Load again"),
        "taken_over_title": _("The console was opened elsewhere"),
        "taken_over_text": _("Your conversations go on there. You can take them back to this page."),
        "taken_over_button": _("Take it back here"),
        "signed_out_title": _("You are signed out"),
        "signed_out_text": _(
            "Sign in again to go on. If you do not come back soon, your conversations go to a colleague."
        ),
        "signed_out_button": _("Sign in"),
        "not_allowed_title": _("You may not use the console now"),
        "not_allowed_text": _("Your account does not have this right. Ask an administrator."),
        "refused_title": _("Something went wrong on our side"),
        "refused_text": _("The server did not accept what this page sent. Load the page again to go on."),
        "refused_button": _("Load again"),
        "storage_title": _("This browser cannot keep your device key"),
        "storage_text": _(
            "Without it nobody can be sure that it is you. Leave the private window, or allow this address to store "
            "data, and load the page again."
        ),
        "storage_button": _("Load again"),
        "outdated_title": _("This browser is too old for the console"),
        "outdated_text": _("Bring it up to date, or use another one."),
        "duty_failed": _("That did not work. Try once more."),
        "certificate_refused": _(
            "This is not a valid certificate for this device. Ask your team for a new one."
        ),
    }


def _under_cover() -> dict[str, str]:
    return {
        "title_waits": _("({waits}) Conversations"),
        "title_waits_new": _("({waits}, {count} new) Conversations"),
        "one_waits": _("1 waiting"),
        "some_wait": _("{count} waiting"),
        "minutes_none": _("less than a minute"),
        "minutes_one": _("1 minute"),
        "minutes": _("{count} minutes"),
        "covered_new": _("{count} new."),
    }


def _before_stopping() -> dict[str, str]:
    return {
        "stop_with_one": _("You still have 1 conversation."),
        "stop_with_some": _("You still have {count} conversations."),
        "stop_rule": _(
            "You get no new ones. End what you have first, or stop now and go on until they are over."
        ),
        "last_one_waits": _("1 person is waiting. Nobody else is here now."),
        "last_some_wait": _("{count} people are waiting. Nobody else is here now."),
    }


def _of_the_list() -> dict[str, str]:
    return {
        "room": _("room for {count} more"),
        "room_none": _("no room for more"),
        "next_off": _("You are off duty. Start your duty to take a conversation."),
        "next_paused": _("You are on a break. Resume to take a conversation."),
        "next_not_answering": _("You did not answer. Resume to take a conversation."),
        "next_no_contacts": _("Your seat takes no conversations now."),
        "next_no_chat": _("You are on duty for the phone only."),
        "next_full": _("You have no room for one more."),
        "next_empty": _("Nobody is waiting."),
        "next_away": _("Whoever waits has no connection now. Their place is kept for a while."),
        "next_lost": _("There is no connection now."),
        "next_asked": _("We are fetching the next one."),
        "conversation": _("Conversation {letter}"),
        "nl": _("Dutch"),
        "en": _("English"),
        "new": _("{count} new"),
        "draft": _("draft"),
        "waits_for_you": _("Waits for you, {length}"),
        "you_wrote_last": _("You wrote last, {length}"),
        "nothing_written": _("Nothing written yet"),
        "securing": _("Is being secured"),
        "peer_gone": _("Connection lost, {length}"),
        "thread_failed": _("Cannot go on"),
        "thread_ended": _("Ended and erased"),
        "thread_requeued": _("Back in the queue"),
        "thread_gone": _("Not yours any more"),
        "news_message": _("Conversation {letter}: new message."),
        "news_accepted": _("Conversation {letter} is yours."),
        "news_peer_gone": _("Conversation {letter}: connection lost."),
        "news_peer_back": _("Conversation {letter}: connected again."),
        "news_ended": _("Conversation {letter} ended and is erased."),
        "news_requeued": _("Conversation {letter} went back to the queue."),
        "news_gone": _("Conversation {letter} is not yours any more."),
        "news_failed": _("Conversation {letter} cannot go on."),
    }


def _of_a_conversation() -> dict[str, str]:
    return {
        "since": _("since {time}"),
        "end_title": _("End conversation {letter} and erase it?"),
        "say_label": _("Message to {letter}"),
        "log_label": _("Messages of conversation {letter}"),
        "you": _("You"),
        "status_securing": _("being secured"),
        "status_open": _("secured"),
        "status_peer_gone": _("connection lost"),
        "status_lost": _("no connection"),
        "status_ended": _("ended and erased"),
        "status_gone": _("not yours any more"),
        "status_failed": _("cannot go on"),
        "event_opened": _("Secured at {time}"),
        "event_taken": _("Secured at {time}. You cannot read what was written before"),
        "event_reopened": _("Secured again at {time}, after this page was loaded again"),
        "event_peer_gone": _("{letter} lost the connection at {time}"),
        "event_peer_back": _("{letter} is back, {time}"),
        "event_unreadable": _("Earlier messages cannot be read on this device"),
        "ended_you": _("You ended this conversation at {time}. Everything written is erased."),
        "ended_abuse": _(
            "You ended this conversation at {time} and marked it as abuse. Everything written is erased."
        ),
        "ended_help_seeker": _("{letter} ended this conversation at {time}. Everything written is erased."),
        "ended_lost": _(
            "{letter} stayed away too long. The conversation ended at {time}. Everything written is erased."
        ),
        "ended_requeued": _(
            "Your connection was gone too long. {letter} is first in the queue now. Everything written here is erased."
        ),
        "ended_gone": _(
            "While you had no connection this conversation ended or went back to the queue. "
            "Everything written here is erased."
        ),
        "too_long": _(
            "This message is {over} characters too long. Split it: it fits in {parts} messages. Nothing was sent yet."
        ),
        "not_secured": _(
            "This conversation is still being secured. Your message stays here; send it in a moment."
        ),
        "cannot_send": _("This conversation cannot go on. Your message was not sent."),
        "end_offline": _("There is no connection now. The conversation ends as soon as it is back."),
    }


def _of_failures() -> dict[str, str]:
    return {
        "failed_E_VERSION": _(
            "The help-seeker's page speaks another version. Nothing can be sent. You can end it."
        ),
        "failed_E_SIG": _(
            "A signature does not fit: somebody may be in between. Nothing can be sent. You can end it."
        ),
        "failed_E_CERT": _("A certificate was refused. Nothing can be sent. You can end it."),
        "failed_E_ROLE": _("A certificate is for another role. Nothing can be sent. You can end it."),
        "failed_E_EXPIRED": _(
            "A certificate is not valid now. Check the clock of this device. Nothing can be sent. You can end it."
        ),
        "failed_E_COMMIT": _(
            "The keys are not the promised ones: somebody may be in between. You can end it."
        ),
        "failed_E_OPEN": _("The keys cannot be opened. Nothing can be sent. You can end it."),
        "failed_E_TAG": _("A message is not from whom it says. Nothing more can be sent. You can end it."),
        "failed_E_PAD": _("A message is not well formed. Nothing more can be sent. You can end it."),
        "failed_E_GAP": _("Not all messages arrived. Nothing more can be sent. You can end it."),
        "failed_page": _(
            "Something went wrong on this page. Nothing can be sent from it. Copy what is in the box, then load the "
            "page again to go on."
        ),
        "failed_refused_sig": _(
            "The help-seeker's page refused the signature of this device. You can end it."
        ),
        "failed_refused_cert": _(
            "The help-seeker's page refused the certificate of this device. You can end it."
        ),
        "failed_refused_role": _("The help-seeker's page refused your role. You can end it."),
        "failed_refused_expired": _(
            "The certificate of this device is not valid for the help-seeker's page. Check the clock. You can end it."
        ),
        "failed_refused_consent": _("The help-seeker did not agree. You can end it."),
    }
