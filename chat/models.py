"""What the server holds of a live conversation, all of it gone in the transaction that ends it."""

from django.conf import settings
from django.db import models
from django.db.models import F, Q

from chat.rules.states import State


class ServerProcess(models.Model):
    """One running server; sockets of one whose lease ran out count as lost (kill -9 writes no farewell)."""

    name = models.CharField(max_length=43, primary_key=True)
    lease_until = models.DateTimeField()

    def __str__(self) -> str:
        """Name nothing."""
        return "a server process"


class Conversation(models.Model):
    """One live conversation. `conv` is random and made by the help-seeker's page; nothing here can name anybody."""

    conv = models.CharField(max_length=22, primary_key=True)
    state = models.CharField(
        max_length=8, choices=[(s.value, s.value) for s in (State.WAITING, State.ACTIVE)]
    )
    language = models.CharField(max_length=2)
    resume_hash = models.CharField(max_length=43)
    began_at = models.DateTimeField()
    queued_at = models.DateTimeField()
    in_front = models.BooleanField(default=False)

    # SET_NULL: an account can go only 30 days after it closed; its conversations went to the queue long before.
    counsellor = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, on_delete=models.SET_NULL, related_name="conversations"
    )
    letter = models.CharField(max_length=1, default="", blank=True)
    accepted_at = models.DateTimeField(null=True)
    first_accepted_at = models.DateTimeField(null=True)
    hello_at = models.DateTimeField(null=True)
    spoke = models.BooleanField(default=False)

    # The epoch in use (0: none yet), the highest ever asked for (the first is promised with the start; an abandoned
    # number is never used again), and the one being agreed on (0: none).
    e = models.PositiveBigIntegerField(default=0)
    last_e = models.PositiveBigIntegerField(default=1)
    opened_at = models.DateTimeField(null=True)
    pending_e = models.PositiveBigIntegerField(default=0)
    pending_why = models.CharField(max_length=8, default="", blank=True)
    pending_commit = models.CharField(max_length=43, default="", blank=True)
    # The first epoch that the counsellor of now was asked for: of those before it their page has no keys.
    first_e = models.PositiveBigIntegerField(default=0)

    n = models.PositiveBigIntegerField(default=0)

    # Where the help-seeker's socket is; lost_at while there is none.
    process = models.CharField(max_length=43, default="", blank=True)
    socket = models.CharField(max_length=43, default="", blank=True)
    lost_at = models.DateTimeField(null=True)
    counsellor_lost_at = models.DateTimeField(null=True)

    class Meta:
        """What the database refuses, and the right to use the console."""

        default_permissions = ()
        permissions = [("use_console", "Hold conversations in the console")]
        indexes = [models.Index(fields=["state", "in_front", "queued_at"], name="conversation_queue")]
        constraints = [
            models.CheckConstraint(
                condition=Q(state=State.WAITING, counsellor=None)
                | Q(state=State.ACTIVE, accepted_at__isnull=False),
                name="conversation_waits_alone_or_is_accepted",
            ),
            models.CheckConstraint(
                condition=Q(pending_e=0) | Q(pending_e__gt=F("e")),
                name="conversation_agrees_on_a_later_epoch",
            ),
        ]

    def __str__(self) -> str:
        """Name nothing."""
        return "a conversation"

    @property
    def state_value(self) -> State:
        """Return the state as the rules know it."""
        return State(self.state)


class Epoch(models.Model):
    """One opened epoch: public values of the transcript, kept so that a page that comes back can go on."""

    conversation = models.ForeignKey(Conversation, on_delete=models.CASCADE, related_name="epochs")
    e = models.PositiveBigIntegerField()
    commit = models.CharField(max_length=43)
    prev = models.CharField(max_length=43)

    class Meta:
        """One of each number."""

        default_permissions = ()
        constraints = [models.UniqueConstraint(fields=["conversation", "e"], name="epoch_once")]

    def __str__(self) -> str:
        """Name nothing."""
        return "an epoch"


class Offer(models.Model):
    """A counsellor page's one-use key for one epoch; with a seal once the help-seeker's page took it in."""

    conversation = models.ForeignKey(Conversation, on_delete=models.CASCADE, related_name="offers")
    # CASCADE: an offer without its maker means nothing.
    person = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="+")
    e = models.PositiveBigIntegerField()
    role = models.PositiveSmallIntegerField()
    pid = models.CharField(max_length=11)
    kem_key = models.CharField(max_length=1622)
    cert = models.CharField(max_length=218)
    sig = models.CharField(max_length=86)
    seal = models.CharField(max_length=1558, default="", blank=True)

    class Meta:
        """A pid once an epoch."""

        default_permissions = ()
        constraints = [models.UniqueConstraint(fields=["conversation", "e", "pid"], name="offer_once")]

    def __str__(self) -> str:
        """Name nothing."""
        return "an offer"


class SealedFrame(models.Model):
    """One sealed message in the server's order; without a time of its own."""

    conversation = models.ForeignKey(Conversation, on_delete=models.CASCADE, related_name="frames")
    n = models.PositiveBigIntegerField()
    e = models.PositiveBigIntegerField()
    pid = models.CharField(max_length=11)
    inst = models.CharField(max_length=11)
    q = models.PositiveBigIntegerField()
    ciphertext = models.BinaryField()

    class Meta:
        """Numbers without holes or doubles."""

        default_permissions = ()
        ordering = ["n"]
        constraints = [
            models.UniqueConstraint(fields=["conversation", "n"], name="frame_number_once"),
            models.UniqueConstraint(fields=["conversation", "e", "pid", "inst", "q"], name="frame_once"),
        ]

    def __str__(self) -> str:
        """Name nothing."""
        return "a sealed frame"


class Console(models.Model):
    """A counsellor's open console page: one a person, the newest wins."""

    # CASCADE: a console is nothing without its person.
    person = models.OneToOneField(
        settings.AUTH_USER_MODEL, primary_key=True, on_delete=models.CASCADE, related_name="+"
    )
    process = models.CharField(max_length=43)
    socket = models.CharField(max_length=43)
    lost_at = models.DateTimeField(null=True)

    class Meta:
        """No permissions of its own."""

        default_permissions = ()

    def __str__(self) -> str:
        """Name nothing."""
        return "a console"


class UsedProof(models.Model):
    """The nonce of a proof of work that was spent, until it would have expired anyway."""

    nonce = models.CharField(max_length=64, primary_key=True)
    expires_at = models.DateTimeField(db_index=True)

    class Meta:
        """No permissions of its own."""

        default_permissions = ()

    def __str__(self) -> str:
        """Name nothing."""
        return "a used proof"
