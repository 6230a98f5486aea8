"""How fast one side may send: a token bucket, and how hard a start is when many start at once."""

from dataclasses import dataclass

MAX_REFUSALS = 60
# A resume or a fetch, after which every stored frame above a number is read out.
READS_PER_MINUTE, READS_AT_ONCE = 20, 10
# Proof of work: tries double in cost with the number of recent starts, up to four times the base.
STARTS_PER_STEP = 10
MAX_STEPS = 4


@dataclass(slots=True)
class Bucket:
    """What one side may still send in one conversation: `per_minute` refill, `burst` at most at once.

    Times are monotonic seconds, as an argument. Who was quiet until it is full again begins anew.
    """

    per_minute: float = 60
    burst: float = 10
    left: float = 10
    at: float | None = None
    refusals: int = 0

    def take(self, now: float) -> bool:
        """Take one frame's worth; False when there is none left."""
        if self.at is None:
            self.left = self.burst
        else:
            self.left = min(self.burst, self.left + (now - self.at) * self.per_minute / 60)
        self.at = now
        if self.left >= self.burst:
            self.refusals = 0
        if self.left < 1:
            self.refusals += 1
            return False
        self.left -= 1
        return True

    def give_back(self) -> None:
        """Return one: the frame was a resend of one already stored, which is free."""
        self.left = min(self.burst, self.left + 1)

    @property
    def is_flooding(self) -> bool:
        """Whether the sender has gone on through so many refusals that the socket must close."""
        return self.refusals > MAX_REFUSALS


def reads() -> Bucket:
    """Return a full bucket of resumes and fetches."""
    return Bucket(per_minute=READS_PER_MINUTE, burst=READS_AT_ONCE, left=READS_AT_ONCE)


def proof_cost(base: int, recent_starts: int) -> int:
    """Return the key-derivation rounds of one try, given how many conversations began in the last ten minutes."""
    return base * (1 + min(recent_starts // STARTS_PER_STEP, MAX_STEPS - 1))
