"""The demo's settings: the real ones over values that are good for nothing but a demo on this machine."""

import base64
import os
import secrets
import sys
from pathlib import Path

from django.core.exceptions import ImproperlyConfigured

if "helpline.settings" in sys.modules:
    # A production's values were read already: its database must never be opened to the demo's sign-in.
    raise ImproperlyConfigured("The demo's settings are for `helpline demo` only.")

_OWN = ("HELPLINE_DEMO_PORT", "HELPLINE_DEMO_DIR")
_VAR = Path(
    os.environ.get("HELPLINE_DEMO_DIR") or Path(__file__).resolve().parent.parent.parent / "var" / "demo"
)
_port = os.environ.get("HELPLINE_DEMO_PORT") or "8000"
if not _port.isdecimal() or not 0 < int(_port) < 65536:
    raise ImproperlyConfigured("HELPLINE_DEMO_PORT must be a port's number, from 1 to 65535.")
PORT = int(_port)

# `--closed` has a database of its own, so that its closed day does not stay for the next start.
_VAR = _VAR / ("closed" if "--closed" in sys.argv else "open")
_VAR.mkdir(parents=True, exist_ok=True)


def _kept(name: str, fresh: str) -> str:
    """Return a secret that stays the same from one start of the demo to the next."""
    file = _VAR / name
    if not file.exists():
        file.touch(mode=0o600)
        file.write_text(fresh)
    return file.read_text()


for _name in [name for name in os.environ if name.startswith("HELPLINE_") and name not in _OWN]:
    # A demo must never reach a real helpline's database, mail or telephone.
    del os.environ[_name]
os.environ |= {
    "HELPLINE_SECRET_KEY": _kept("secret-key", secrets.token_urlsafe(48)),
    "HELPLINE_PUBLIC_URL": f"http://localhost:{PORT}",
    "HELPLINE_DATABASE_URL": f"sqlite:///{_VAR / 'demo.sqlite3'}",
    "HELPLINE_FIELD_KEYS": _kept("field-key", base64.urlsafe_b64encode(secrets.token_bytes(32)).decode()),
    # Fictitious: nobody's demo may send people to a real helpline.
    "HELPLINE_PHONE_DISPLAY": "0800 – 000 00 00",
    "HELPLINE_NAME": "Demo-hulplijn",
    "HELPLINE_EMAIL_URL": "console://",
}

from helpline.settings import *  # noqa: E402, F403
from helpline.settings import INSTALLED_APPS  # noqa: E402

DEMO = True
ROOT_URLCONF = "helpline.demo.urls"
INSTALLED_APPS = [*INSTALLED_APPS, "helpline.demo"]
