"""The name of this server process: random at each start, known to nobody outside the database."""

from helpline.common.tokens import new_token

NAME = new_token()
