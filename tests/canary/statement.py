"""`python -m tests.canary.statement SQL`: run one statement in the server's database."""

import os
import sys

import django

os.environ["DJANGO_SETTINGS_MODULE"] = "helpline.settings"
django.setup()

from django.db import connection  # noqa: E402

with connection.cursor() as cursor:
    cursor.execute(sys.argv[1])
