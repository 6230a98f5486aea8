"""Settings of the tests: the real file with test values; PostgreSQL and Redis where the environment names them."""

import os
import tempfile

os.environ.setdefault(
    "HELPLINE_SECRET_KEY", "a test key that is long enough to be taken for a real one, and is not"
)
os.environ.setdefault("HELPLINE_PUBLIC_URL", "http://localhost:8000")
os.environ.setdefault("HELPLINE_FIELD_KEYS", "dGVzdGtleXRlc3RrZXl0ZXN0a2V5dGVzdGtleTEyMzQ=")
os.environ.setdefault("HELPLINE_PHONE_DISPLAY", "0800 – 000 00 00")
os.environ.setdefault("HELPLINE_EMAIL_URL", "memory://")
os.environ["HELPLINE_DATABASE_URL"] = os.environ.get(
    "HELPLINE_TEST_POSTGRES_URL", f"sqlite:///{tempfile.gettempdir()}/helpline-tests-{os.getpid()}.sqlite3"
)
os.environ["HELPLINE_REDIS_URL"] = os.environ.get("HELPLINE_TEST_REDIS_URL", "")

from helpline.settings import *  # noqa: F403
from helpline.settings import DATABASES

PROOF_COST = 1
if DATABASES["default"]["ENGINE"].endswith("sqlite3"):
    # No test pulls the plug on this file; the benches and faults start servers of their own, with FULL.
    _options = DATABASES["default"]["OPTIONS"]
    _options["init_command"] = _options["init_command"].replace("synchronous=FULL", "synchronous=OFF")
    # A file, not memory: threads and second connections must see the same database, as in production.
    DATABASES["default"]["TEST"] = {
        "NAME": f"{tempfile.gettempdir()}/helpline-tests-{os.getpid()}-db.sqlite3"
    }
else:
    # A pool would keep connections open past a test's end and block the database's removal.
    DATABASES["default"]["OPTIONS"].pop("pool")
PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]
