"""The accounts of people who help, open invitations, and who of them did what."""

from typing import Any, ClassVar

from django.conf import settings
from django.contrib.auth.models import AbstractBaseUser, BaseUserManager, Group, PermissionsMixin
from django.db import models
from django.db.models import CheckConstraint, Q, UniqueConstraint
from django.utils.crypto import salted_hmac
from django.utils.translation import gettext_lazy as _

from helpline.common.channel import Channel
from helpline.staff.rules import MAX_CHATS, MIN_CHATS, USUAL_CHATS, Action, name_key, plain_email, skills


class People(BaseUserManager["Person"]):
    """How accounts are made and found."""

    def create_user(self, email: str, password: str | None = None, **fields: Any) -> "Person":
        """Save an open account; without a password nobody can sign in to it by password."""
        person = self.model(email=plain_email(email), **fields)
        person.set_password(password)
        person.save(using=self._db)
        return person

    def get_by_natural_key(self, username: str | None) -> "Person":
        """Return the account of an e-mail address, however it is spelled."""
        return self.get(email=plain_email(username or ""))


class Trained(models.Model):
    """What somebody is trained for: without it nobody holds such a seat."""

    # The database's own default: software from before these columns still writes accounts during an update.
    takes_phone = models.BooleanField(default=False, db_default=False)
    takes_chat = models.BooleanField(default=False, db_default=False)

    class Meta:
        abstract = True

    @property
    def skills(self) -> list[Channel]:
        """The channels somebody is trained for."""
        return skills(takes_phone=self.takes_phone, takes_chat=self.takes_chat)


class Person(AbstractBaseUser, PermissionsMixin, Trained):
    """Somebody who helps. Help-seekers see the working name only; the rest stays among staff."""

    email = models.EmailField(_("e-mail address"), unique=True)
    name = models.CharField(_("name"), max_length=80)
    working_name = models.CharField(_("working name"), max_length=30, blank=True)
    # By what working names are compared (rules.name_key); save() writes it.
    working_name_key = models.CharField(max_length=90, blank=True, editable=False, db_default="")
    language = models.CharField(_("language"), max_length=2, choices=settings.LANGUAGES, default="nl")
    max_chats = models.PositiveSmallIntegerField(_("conversations at once"), default=USUAL_CHATS)
    is_active = models.BooleanField(default=True)
    closed_at = models.DateTimeField(null=True, blank=True)
    # Counted up to end every sign-in of this person at once.
    sign_in_round = models.PositiveIntegerField(default=0)

    objects: ClassVar[People] = People()

    EMAIL_FIELD = "email"
    USERNAME_FIELD = "email"
    REQUIRED_FIELDS = ["name"]

    class Meta:
        default_permissions = ("change",)
        permissions = [
            ("set_capacity", "Can set how many conversations somebody holds at once"),
            ("set_skills", "Can set what somebody is trained for"),
        ]
        constraints = [
            CheckConstraint(
                condition=Q(max_chats__range=(MIN_CHATS, MAX_CHATS)), name="person_holds_one_to_four_chats"
            ),
            CheckConstraint(
                condition=Q(language__in=[code for code, _name in settings.LANGUAGES]),
                name="person_reads_a_language_of_ours",
            ),
            CheckConstraint(
                condition=Q(is_active=Q(closed_at__isnull=True)), name="person_is_open_or_closed_at_a_time"
            ),
            UniqueConstraint(
                fields=["working_name_key"],
                condition=~Q(working_name_key=""),
                name="person_has_a_name_of_their_own",
            ),
            # Nobody is above the roles: what someone may do is what their groups say.
            CheckConstraint(condition=Q(is_superuser=False), name="person_is_never_superuser"),
        ]

    def __str__(self) -> str:
        return f"person {self.pk}"

    def save(self, *args: Any, **kwargs: Any) -> None:
        """Save, with the key of the working name."""
        self.working_name_key = name_key(self.working_name)
        fields = kwargs.get("update_fields")
        if fields is not None and "working_name" in fields:
            kwargs["update_fields"] = {*fields, "working_name_key"}
        super().save(*args, **kwargs)

    @property
    def shown_name(self) -> str:
        """The name that help-seekers see: the working name, or the first word of the real one."""
        return self.working_name or self.name.split(" ")[0]

    @staticmethod
    def proof_of(secret_text: str, secret: Any = None) -> str:
        """Return what a sign-in carries of "round:password hash": when either changes, every sign-in ends."""
        return salted_hmac(
            "helpline.staff.models.Person", secret_text, secret=secret, algorithm="sha256"
        ).hexdigest()

    def _get_session_auth_hash(self, secret: Any = None) -> str:
        return self.proof_of(f"{self.sign_in_round}:{self.password}", secret)


class Invitation(Trained):
    """An invitation that can still be accepted: accepting or withdrawing it deletes the row."""

    email = models.EmailField(unique=True)
    name = models.CharField(max_length=80)
    roles = models.ManyToManyField(Group)
    # SHA-256 of the link's token: whoever reads the database cannot accept.
    token_hash = models.BinaryField(max_length=32, unique=True)
    # The invitation outlives the account that sent it.
    invited_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.SET_NULL, null=True, related_name="+")
    expires_at = models.DateTimeField()

    class Meta:
        default_permissions = ()

    def __str__(self) -> str:
        return f"invitation {self.pk}"


class AuditLine(models.Model):
    """Who of the staff did what; never to whom, and never about somebody who seeks help."""

    at = models.DateTimeField(db_index=True)
    # The line stays when the account is erased; it then no longer says who.
    by = models.ForeignKey(settings.AUTH_USER_MODEL, models.SET_NULL, null=True, related_name="+")
    action = models.CharField(max_length=30)
    about = models.CharField(max_length=120, blank=True)

    class Meta:
        default_permissions = ()
        constraints = [
            CheckConstraint(
                condition=Q(action__in=[action.value for action in Action]),
                name="audit_line_names_a_listed_action",
            ),
        ]

    def __str__(self) -> str:
        return self.action
