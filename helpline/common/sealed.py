"""Text sealed at rest with HELPLINE_FIELD_KEYS: for what staff entrust to us, never for what help-seekers say."""

from cryptography.fernet import Fernet, MultiFernet
from django.conf import settings


def seal(text: str) -> str:
    """Return the text sealed with the newest field key, as an ASCII Fernet token."""
    return _keys().encrypt(text.encode()).decode()


def unseal(sealed: str) -> str:
    """Return the text of a Fernet token; raise cryptography.fernet.InvalidToken if no present key opens it."""
    return _keys().decrypt(sealed.encode()).decode()


def _keys() -> MultiFernet:
    return MultiFernet([Fernet(key) for key in settings.FIELD_KEYS])
