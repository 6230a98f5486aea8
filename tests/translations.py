"""Every sentence has its Dutch: `python -m tests.translations check`, and `update` to list what is missing.

Uses Django's own template reader and Babel's extractors, so no gettext is needed on the machine.
"""

import io
import sys
from collections.abc import Iterator
from pathlib import Path

from babel.messages.catalog import Catalog, Message
from babel.messages.extract import extract
from babel.messages.pofile import read_po, write_po
from django.utils.translation.template import templatize

ROOT = Path(__file__).resolve().parent.parent
PO = ROOT / "locale" / "nl" / "LC_MESSAGES" / "django.po"
KEYWORDS = {
    "_": None,
    "gettext": None,
    "gettext_lazy": None,
    "gettext_noop": None,
    "ngettext": (1, 2),
    "ngettext_lazy": (1, 2),
    "pgettext": ((1, "c"), 2),
    "pgettext_lazy": ((1, "c"), 2),
    "npgettext": ((1, "c"), 2, 3),
}


def sources() -> Iterator[tuple[Path, str]]:
    """Yield every file that may hold a sentence, with its text as Python."""
    for package in ("helpline", "chat", "scheduling"):
        for path in sorted((ROOT / package).rglob("*.py")):
            if "migrations" not in path.parts:
                yield path, path.read_text()
    for path in sorted((ROOT / "templates").rglob("*.*")):
        if path.suffix in {".html", ".txt"}:
            yield path, templatize(path.read_text(), origin=str(path))


def found() -> Catalog:
    """Return every sentence of the sources."""
    catalog = Catalog(locale="nl", domain="django", project="helpline", fuzzy=False)
    for path, text in sources():
        for line, message, comments, context in extract(
            "python", io.BytesIO(text.encode()), keywords=KEYWORDS, comment_tags=("Translators:",)
        ):
            where = [(str(path.relative_to(ROOT)), line)]
            flags = ("python-format",) if "%(" in str(message) else ()
            catalog.add(message, locations=where, auto_comments=comments, context=context, flags=flags)
    return catalog


def present() -> Catalog:
    """Return the Dutch that stands in the repository."""
    if not PO.exists():
        return Catalog(locale="nl", domain="django")
    with PO.open("rb") as file:
        return read_po(file, locale="nl", domain="django")


def is_said(message: Message) -> bool:
    """Return whether a message has its Dutch, in both numbers where it has two."""
    said = message.string if isinstance(message.string, list | tuple) else [message.string]
    return all(said) and not message.fuzzy


def check() -> list[str]:
    """Return a line for every sentence without Dutch and every Dutch one that nobody says any more."""
    dutch, wanted = present(), found()
    key = {(m.context, m.id if isinstance(m.id, str) else m.id[0]): m for m in dutch if m.id}
    lines = []
    for message in wanted:
        if not message.id:
            continue
        single = message.id if isinstance(message.id, str) else message.id[0]
        known = key.pop((message.context, single), None)
        if known is None or not is_said(known):
            lines.append(f"no Dutch: {single!r} ({message.locations[0][0]}:{message.locations[0][1]})")
        elif known.python_format and [str(e) for e in known.check(dutch)]:
            lines.append(f"placeholders differ: {single!r}")
    lines.extend(f"nobody says: {single!r}" for _, single in key)
    return lines


def update(*others: str) -> None:
    """Write the po file anew from the sources, keeping what is said and taking in the po files named."""
    dutch, wanted = present(), found()
    said = {(m.context, m.id if isinstance(m.id, str) else m.id[0]): m.string for m in dutch if m.id}
    for name in others:
        with Path(name).open("rb") as file:
            for message in read_po(file, locale="nl"):
                if message.id and is_said(message):
                    single = message.id if isinstance(message.id, str) else message.id[0]
                    said[(message.context, single)] = message.string
    for message in wanted:
        single = message.id if isinstance(message.id, str) else (message.id or ("",))[0]
        if single and (message.context, single) in said:
            message.string = said[(message.context, single)]
    PO.parent.mkdir(parents=True, exist_ok=True)
    with PO.open("wb") as file:
        write_po(file, wanted, width=110, sort_output=True, omit_header=False, include_lineno=False)


def main() -> int:
    """Run one of the two; 1 if something is missing."""
    if sys.argv[1:2] == ["update"]:
        update(*sys.argv[2:])
    lines = check()
    print("\n".join(lines) or "every sentence has its Dutch")
    return 1 if lines else 0


if __name__ == "__main__":
    sys.exit(main())
