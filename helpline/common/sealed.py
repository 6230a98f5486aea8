"""Text sealed at rest with HELPLINE_FIELD_KEYS: for what staff entrust to us, never for what help-seekers say."""

from typing import Any

from cryptography.fernet import Fernet, MultiFernet
from django.conf import settings
from django.db import models


def seal(text: str) -> str:
    """Return the text sealed with the newest field key, as an ASCII Fernet token."""
    return _keys().encrypt(text.encode()).decode()


def unseal(sealed: str) -> str:
    """Return the text of a Fernet token; raise cryptography.fernet.InvalidToken if no present key opens it."""
    return _keys().decrypt(sealed.encode()).decode()


def reseal(sealed: str) -> str:
    """Return the same text sealed with the newest key: for a rotation of HELPLINE_FIELD_KEYS."""
    return _keys().rotate(sealed.encode()).decode()


class SealedTextField(models.TextField):  # type: ignore[type-arg]  # django-stubs' field is generic only when checked
    """A text column whose stored form is sealed; an empty text stays empty."""

    def from_db_value(self, value: str | None, *_: Any) -> str | None:
        """Return the opened text."""
        return unseal(value) if value else value

    def get_prep_value(self, value: Any) -> Any:
        """Return the sealed text for the database."""
        return seal(str(value)) if value else value


def _keys() -> MultiFernet:
    return MultiFernet([Fernet(key) for key in settings.FIELD_KEYS])
