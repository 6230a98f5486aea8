"""By which letter a counsellor calls a conversation. Pure: no Django, no clock, no database."""

from collections.abc import Collection

LETTERS = "ABCDEFGHIJKLMNOPQRSTUVWXYZ"


def next_letter(used: Collection[str], last: str) -> str:
    """Return the first letter after the last one given ("" for none) that no conversation has, going round.

    A letter that has just become free is the last to be given again: two conversations would be confused.
    """
    begin = LETTERS.find(last) + 1 if last else 0
    return next(letter for letter in LETTERS[begin:] + LETTERS[:begin] if letter not in used)
