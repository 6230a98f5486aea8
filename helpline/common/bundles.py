"""What esbuild made: each browser bundle with its integrity hash, as the page and its policy name it."""

import json
from functools import cache

from django.conf import settings


@cache
def integrity(name: str) -> str:
    """Return the `sha384-…` integrity of a bundle; raise FileNotFoundError with the command that builds it."""
    listing = settings.BUNDLE_DIR / "manifest.json"
    if not listing.exists():
        raise FileNotFoundError("The browser files are not built: run `make build`.")
    found: str = json.loads(listing.read_text())[name]["integrity"]
    return found
