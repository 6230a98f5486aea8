"""Random tokens: shown or sent once, kept only as a hash."""

import hashlib
import secrets


def new_token() -> str:
    """Return 32 random bytes as 43 characters of unpadded base64url."""
    return secrets.token_urlsafe(32)


def token_hash(token: str) -> bytes:
    """Return the SHA-256 of the token's ASCII text, 32 bytes: enough, since the token itself is 256 bits."""
    return hashlib.sha256(token.encode()).digest()
