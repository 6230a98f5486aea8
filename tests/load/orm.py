"""`python -m tests.load.orm SECONDS`: the control, one ORM insert and one commit for each message, and nothing else."""

import os
import secrets
import sys
import time

import django

os.environ["DJANGO_SETTINGS_MODULE"] = "helpline.settings"
django.setup()

from django.db import transaction  # noqa: E402

from chat.models import Conversation, SealedFrame  # noqa: E402
from tests.chat.frames import b64  # noqa: E402


def main(seconds: float) -> float:
    conversation = Conversation.objects.order_by("conv").first()
    assert conversation is not None
    inst, ciphertext = secrets.token_urlsafe(8), secrets.token_bytes(1040)
    end, count = time.monotonic() + seconds, 0
    while time.monotonic() < end:
        count += 1
        with transaction.atomic():
            SealedFrame.objects.create(
                conversation=conversation,
                n=10**9 + count,
                e=1,
                pid=b64(8),
                inst=inst,
                q=count,
                ciphertext=ciphertext,
            )
    SealedFrame.objects.filter(conversation=conversation, inst=inst).delete()
    return count / seconds


if __name__ == "__main__":
    sys.stdout.write(f"{main(float(sys.argv[1]))}")
