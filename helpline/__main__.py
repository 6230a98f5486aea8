"""`helpline …`: Django's management commands under one name, plus `demo`."""

import os
import sys
from importlib import import_module

from cryptography.fernet import Fernet
from django.core.exceptions import ImproperlyConfigured
from django.core.management import ManagementUtility
from django.db import DatabaseError
from redis.exceptions import RedisError


def main() -> None:
    """Run one command. Only `demo` runs with the demo's settings; no variable of the environment can choose them."""
    command = sys.argv[1] if len(sys.argv) > 1 else "help"
    if command == "new-field-key":
        # Before any setting is read: it makes the value of one.
        sys.stdout.write(Fernet.generate_key().decode() + "\n")
        return
    os.environ["DJANGO_SETTINGS_MODULE"] = (
        "helpline.demo.settings" if command == "demo" else "helpline.settings"
    )
    # The database file and what lies beside it are nobody else's to read.
    os.umask(0o077)
    try:
        import_module(os.environ["DJANGO_SETTINGS_MODULE"])
    except (ImproperlyConfigured, ValueError) as refused:
        # The reader of the environment raises ValueError with a sentence that names the setting.
        sys.exit(f"helpline: {refused}")
    try:
        utility = ManagementUtility(sys.argv)
        utility.prog_name = "helpline"
        utility.execute()
    except ImproperlyConfigured as refused:
        sys.exit(f"helpline: {refused}")
    except (DatabaseError, RedisError):
        if "--traceback" in sys.argv:
            raise
        sys.exit(
            "helpline: The database or Redis did not answer, or `helpline migrate` has not been run. "
            "--traceback shows which."
        )


if __name__ == "__main__":
    main()
