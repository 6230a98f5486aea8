"""What a database really holds, read beside the server: every sealed frame with its reference and its bytes."""

import sqlite3
from collections import Counter
from dataclasses import dataclass
from typing import Any

import psycopg

from tests.sealing.hlc1 import b64u_encode

FRAMES = (
    "SELECT conversation_id, e, pid, inst, q, n, ciphertext FROM chat_sealedframe ORDER BY conversation_id, n"
)
Reference = tuple[str, int, str, str, int]


@dataclass(frozen=True)
class Account:
    """The books of one run: what was acked to clients against what is stored."""

    acked: int
    stored: int
    acked_not_stored: int
    twice: int


def rows(database_url: str, query: str = FRAMES) -> list[tuple[Any, ...]]:
    """Return the rows of a query, in a connection of our own."""
    if database_url.startswith("sqlite"):
        with sqlite3.connect(database_url.removeprefix("sqlite:///")) as connection:
            return connection.execute(query).fetchall()
    with psycopg.connect(database_url) as postgres:
        return postgres.execute(query).fetchall()


def frames(database_url: str) -> list[tuple[Reference, int, str]]:
    """Return (reference, n, sealed bytes as base64url) of every stored frame, by conversation and number."""
    return [
        ((conv, e, pid, inst, q), n, b64u_encode(bytes(ciphertext)))
        for conv, e, pid, inst, q, n, ciphertext in rows(database_url)
    ]


def account(database_url: str, acked: dict[Reference, tuple[int, str]]) -> Account:
    """Compare the clients' log, acked[reference] = (n, sealed bytes), with the database."""
    found = frames(database_url)
    by_reference = {reference: (n, sealed) for reference, n, sealed in found}
    same_bytes = Counter((reference[0], sealed) for reference, _, sealed in found)
    missing = [reference for reference, said in acked.items() if by_reference.get(reference) != said]
    twice = len(found) - len(by_reference) + sum(times - 1 for times in same_bytes.values())
    return Account(len(acked), len(found), len(missing), twice)
