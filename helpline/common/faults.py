"""Where something went wrong, without a word of what."""

from types import TracebackType


def place_of(traceback: TracebackType | None) -> str:
    """Return `file:line` of the innermost frame of ours, or else of the innermost one: never a value."""
    found = ""
    while traceback is not None:
        name = traceback.tb_frame.f_code.co_filename
        here = f"{'/'.join(name.split('/')[-3:])}:{traceback.tb_lineno}"
        if not found or "site-packages" not in name:
            found = here
        traceback = traceback.tb_next
    return found
