"""What the chat's pages are told beside their words: language, whom they trust, where the worker is."""

from functools import cache

from django.conf import settings
from django.templatetags.static import static


def pinned(language: str) -> dict[str, str | int]:
    """Return the page's data: the team's public key (empty: devices certify themselves) and the time of the build."""
    return {
        "language": language,
        "team_key": settings.TEAM_KEY,
        "build_time": build_time(),
        "solver": static("solver.js"),
    }


@cache
def build_time() -> int:
    """Return when the bundles were built, in unix seconds: a certificate is never judged by an earlier clock."""
    return int((settings.BUNDLE_DIR / "manifest.json").stat().st_mtime)
