"""`helpline …`: Django's management commands under one name, plus `demo` and what may be asked of its data."""

import os
import re
import sys
from importlib import import_module

from cryptography.fernet import Fernet
from django.core.exceptions import ImproperlyConfigured
from django.core.management import ManagementUtility
from django.db import DatabaseError
from redis.exceptions import RedisError

# What `helpline demo …` runs on the demo's own database; each says itself whether it may beside a running demo.
ON_THE_DEMO = {"erase", "held", "tallies"}


def main() -> None:
    """Run one command. Only `demo` runs with the demo's settings; no variable of the environment can choose them."""
    argv = sys.argv
    command = argv[1] if len(argv) > 1 else "help"
    # Abbreviated too: Django's commands take --sett for it.
    if any(re.match(r"--(set|py)", word) for word in argv):
        # A production's database under the demo's settings would sign anybody in.
        sys.exit(
            "helpline: the settings cannot be chosen; `helpline demo` has its own, everything else the real ones."
        )
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
    if command == "demo" and len(argv) > 2 and argv[2] in ON_THE_DEMO:
        # `--closed` has told the settings which of the two databases; the command does not know it.
        argv = [argv[0], *(word for word in argv[2:] if word != "--closed")]
    try:
        utility = ManagementUtility(argv)
        utility.prog_name = "helpline"
        utility.execute()
    except ImproperlyConfigured as refused:
        sys.exit(f"helpline: {refused}")
    except (DatabaseError, RedisError):
        if "--traceback" in argv:
            raise
        sys.exit(
            "helpline: The database or Redis did not answer, or `helpline migrate` has not been run. "
            "--traceback shows which."
        )


if __name__ == "__main__":
    main()
