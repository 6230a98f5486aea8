"""The marks, each of their spellings, and where to look for them."""

import base64
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path

# 127.7.7.7 is this machine too, and nothing else here uses it; the other address is reserved for examples.
ADDRESS, FORWARDED = "127.7.7.7", "203.0.113.77"
AGENT = "Zonnebloem/7.31 (canary)"
REFERRER = "https://zonnewijzer.example/wie-ik-ben"
SAID, ANSWERED = "kanarie-van-de-beller-4417", "kanarie-van-de-hulp-9903"
PATH, QUERY, BODY, FRAME = (
    "verdwaalde-kanarie",
    "geheime-kanarie=8812",
    "kanarie-in-een-formulier",
    "kanarie-in-een-frame",
)
MARKS = (ADDRESS, FORWARDED, AGENT, REFERRER, SAID, ANSWERED, PATH, QUERY, BODY, FRAME)


def spellings(mark: bytes) -> set[bytes]:
    """Return the mark as it stands, and as base64 and base64url at each of the three offsets, without loose ends."""
    found = {mark, mark.hex().encode()}
    for before in range(3):
        for encode in (base64.b64encode, base64.urlsafe_b64encode):
            # Whole characters only: the first ones mix with what stood before, the last with what comes after.
            text = encode(b"\0" * before + mark).rstrip(b"=")
            found.add(text[(before * 8 + 5) // 6 : (before + len(mark)) * 8 // 6])
    return found


@dataclass(frozen=True)
class Hit:
    """A mark where none may be."""

    where: str
    mark: bytes


def hits(places: Iterable[tuple[str, bytes]], marks: Iterable[bytes]) -> list[Hit]:
    """Return every mark found in any spelling in (name, bytes) places."""
    wanted = [(mark, spelling) for mark in marks for spelling in spellings(mark)]
    return [Hit(name, mark) for name, held in places for mark, spelling in wanted if spelling in held]


def files_of(folder: Path) -> Iterator[tuple[str, bytes]]:
    """Yield (name, bytes) of every file below a folder, and of every file's name."""
    for path in sorted(folder.rglob("*")):
        if path.is_file() and not path.is_symlink():
            name = str(path.relative_to(folder))
            yield f"the name {name}", name.encode()
            yield name, path.read_bytes()
