"""`python -m tests.load` prints what was measured, each figure beside its control of the same run; `--quick` is coarse.

`python -m tests.load rota` measures the rota alone, which needs no PostgreSQL and takes seconds.
Nothing here passes or fails: on a loaded machine the figures are worse, and so are their controls.
"""

import argparse
import json
import os
import platform
import resource
import sys
import time
from functools import partial
from itertools import pairwise

from tests.load.benches import FULL, QUICK, Burst, Idle, all_traffic
from tests.load.messages import Traffic
from tests.load.rota import drafted, in_date_order, measure
from tests.load.stage import Stage, has_postgres
from tests.load.stored import Account

Row = tuple[str, str, str, str, str]


def main() -> int:
    parser = argparse.ArgumentParser(prog="python -m tests.load")
    parser.add_argument("--quick", action="store_true", help="under 90 seconds, with coarse figures")
    parser.add_argument("only", nargs="?", choices=["rota"], help="the rota alone")
    asked = parser.parse_args()
    if asked.only:
        with Stage() as stage:
            show(rota_rows() + week_rows(stage))
        return 0
    quick = asked.quick
    if not has_postgres():
        print("The bench needs PostgreSQL's own programs: apt-get install postgresql", file=sys.stderr)
        return 1
    # Both ends of thousands of sockets.
    _, most = resource.getrlimit(resource.RLIMIT_NOFILE)
    resource.setrlimit(resource.RLIMIT_NOFILE, (most, most))
    began = time.monotonic()
    with Stage() as stage:
        found = all_traffic(stage, QUICK if quick else FULL)
        week = week_rows(stage)
    load = os.getloadavg()[0]
    print(f"{os.cpu_count()} cores, Python {platform.python_version()}, load {load:.1f}, ", end="")
    print(f"{time.monotonic() - began:.0f} s{', quick' if quick else ''}\n")
    show(rows(found) + rota_rows() + week)
    return 0


def rows(found: dict[str, object]) -> list[Row]:
    """Return what | helpline | control | ratio | goal."""
    table: list[Row] = []
    relay_rate = float(str(found["relay_rate"]))
    relay = found["relay_latency"]
    assert isinstance(relay, tuple)
    for name in ("PostgreSQL", "SQLite"):
        one = found[f"traffic {name}"]
        assert isinstance(one, Traffic)
        table += [
            row(
                f"stored and acked messages/s, 50 sockets, {name}",
                one.rate,
                "bare relay",
                relay_rate,
                "≥ 0.15×",
            ),
            row(f"the same, {name}", one.rate, "one ORM commit each", one.orm, "≥ 3×"),
            row(f"page to page p50, ms, {name}", one.p50, "bare relay", relay[0], "–"),
            row(f"page to page p95, ms, {name}", one.p95, "bare relay", relay[1], "–"),
        ]
    return table + quiet_rows(found) + loss_rows(found)


def row(what: str, ours: float, control: str, theirs: float, goal: str) -> Row:
    return what, f"{ours:,.1f}", f"{control}: {theirs:,.1f}", f"{ours / theirs:.2f}×", goal


def quiet_rows(found: dict[str, object]) -> list[Row]:

    idle, start = found["idle PostgreSQL"], found["start SQLite"]
    assert isinstance(idle, Idle)
    assert isinstance(start, tuple)
    return [
        ("queries of 25 idle chats' own", str(idle.own), f"of the process: {idle.of_the_process}", "–", "0"),
        ("frames a minute a side, idle", f"{idle.frames_a_minute:.1f}", "–", "–", "≤ 6"),
        *memory_rows(found),
        row("cold start to the first 200, s", start[0], "django.setup()", start[1], "≤ 2.5×"),
    ]


def memory_rows(found: dict[str, object]) -> list[Row]:
    sockets, ours, theirs = found["sockets"], found["kib"], found["relay_kib"]
    assert isinstance(sockets, tuple)
    assert isinstance(ours, list)
    assert isinstance(theirs, list)
    spans = [f"KiB per idle socket, {few:,} to {many:,}" for few, many in pairwise(sockets)]
    measured = zip(spans, ours, theirs, strict=True)
    return [row(what, mine, "bare relay", bare, "≤ 2.5×") for what, mine, bare in measured]


def loss_rows(found: dict[str, object]) -> list[Row]:

    table: list[Row] = []
    for name in ("kills PostgreSQL", "kills SQLite", "kills of PostgreSQL"):
        books = found[name]
        assert isinstance(books, Account)
        what = f"{name}: acked not stored / twice"
        table.append(
            (what, f"{books.acked_not_stored} / {books.twice}", f"acked: {books.acked:,}", "–", "0 / 0")
        )
    crowd = found["burst"]
    assert isinstance(crowd, Burst)
    what = f"{crowd.sockets} sockets at once: closed / missing"
    sent = f"sent: {crowd.messages} in {crowd.seconds:.1f} s"
    return [*table, (what, f"{crowd.closed} / {crowd.missing}", sent, "–", "0 / 0")]


def rota_rows() -> list[Row]:
    table: list[Row] = []
    for people in (25, 60, 10):
        ours, plain = measure(people, drafted), measure(people, in_date_order)
        unmoved = measure(people, partial(drafted, evened=False))
        spread, soon = "spread of hours against agreed, %", "< 1,000" if people == 25 else "–"
        table += [
            row(
                f"{people} people, 260 seats: filled, %",
                100 * ours.share,
                "by date",
                100 * plain.share,
                "≥ 1×",
            ),
            row(f"{people}: {spread}", 100 * ours.spread, "by date", 100 * plain.spread, "–"),
            row(f"{people}: {spread}", 100 * ours.spread, "not evened out", 100 * unmoved.spread, "≤ 1×"),
            row(
                f"{people}: drafted in, ms of a core",
                1000 * ours.seconds,
                "by date",
                1000 * plain.seconds,
                soon,
            ),
        ]
    return table


def week_rows(stage: Stage) -> list[Row]:
    week = json.loads(stage.server(stage.sqlite_url(), bench=True).run("tests.load.week"))
    full, small = week["140"], week["14"]
    return [
        row("a week of the rota with 140 seats, ms", full["ms"], "with 14 seats", small["ms"], "≤ 6×"),
        row("the same, kB", full["bytes"] / 1000, "with 14 seats", small["bytes"] / 1000, "≤ 40 kB"),
    ]


def show(table: list[Row]) -> None:
    """Print it as a Markdown table that also reads as text."""
    header: Row = ("what", "helpline", "control", "ratio", "goal")
    widths = [max(len(line[column]) for line in [header, *table]) for column in range(5)]
    for number, line in enumerate([header, *table]):
        print("| " + " | ".join(cell.ljust(width) for cell, width in zip(line, widths, strict=True)) + " |")
        if number == 0:
            print("|" + "|".join("-" * (width + 2) for width in widths) + "|")


if __name__ == "__main__":
    sys.exit(main())
