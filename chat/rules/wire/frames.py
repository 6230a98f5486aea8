"""The frames as values: what each page may send. Byte strings stay base64url text, checked by the parser."""

from dataclasses import dataclass
from typing import Literal


@dataclass(frozen=True)
class Challenge:
    """Asks for a proof of work to do."""


@dataclass(frozen=True)
class Beat:
    """Says that the page is alive."""


@dataclass(frozen=True)
class Open:
    """Starts a conversation."""

    conv: str
    commit: str
    share: str
    resume: str
    lang: str
    proof: str


@dataclass(frozen=True)
class Knock:
    """Says "I wanted to chat now" at a shut door."""

    lang: str
    proof: str


@dataclass(frozen=True)
class Resume:
    """Comes back to a conversation; `n` is the highest frame the page has."""

    conv: str
    token: str
    n: int


@dataclass(frozen=True)
class Share:
    """Brings back the half of the keep that the server lost."""

    conv: str
    share: str


@dataclass(frozen=True)
class Commit:
    """Commits to the seed of a further epoch."""

    conv: str
    e: int
    commit: str


@dataclass(frozen=True)
class Offer:
    """A counsellor page's one-use key, signed by its device."""

    conv: str
    e: int
    role: int
    pid: str
    pk: str
    cert: str
    sig: str


@dataclass(frozen=True)
class Member:
    """One member as the help-seeker's page names it."""

    role: int
    pid: str
    pk: str
    cert: str
    sig: str


@dataclass(frozen=True)
class OpenEpoch:
    """Opens an epoch: the members and the seed sealed to each."""

    conv: str
    e: int
    commit: str
    prev: str
    members: tuple[Member, ...]
    seals: tuple[tuple[str, str], ...]


@dataclass(frozen=True)
class RefuseOffer:
    """The help-seeker's page does not accept an offer."""

    conv: str
    e: int
    pid: str
    why: str


@dataclass(frozen=True)
class Sealed:
    """One sealed message."""

    conv: str
    e: int
    pid: str
    inst: str
    q: int
    c: str

    @property
    def ref(self) -> list[int | str]:
        """Return what an `ack` or a refusal names the frame by."""
        return [self.e, self.pid, self.inst, self.q]


@dataclass(frozen=True)
class Fetch:
    """Asks for every stored frame above n."""

    conv: str
    n: int


@dataclass(frozen=True)
class CloseConversation:
    """Ends a conversation; a counsellor may mark it."""

    conv: str
    mark: Literal["abuse"] | None = None


@dataclass(frozen=True)
class OpenConsole:
    """The console's first frame."""


@dataclass(frozen=True)
class Next:
    """Takes the next one who waits."""


@dataclass(frozen=True)
class Spoke:
    """The console opened the help-seeker's first text."""

    conv: str


HelpSeekerFrame = (
    Challenge
    | Beat
    | Open
    | Knock
    | Resume
    | Share
    | Commit
    | OpenEpoch
    | RefuseOffer
    | Sealed
    | Fetch
    | CloseConversation
)
CounsellorFrame = OpenConsole | Beat | Next | Offer | Sealed | Fetch | Spoke | CloseConversation
