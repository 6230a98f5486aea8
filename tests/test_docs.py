import ast
import re
from dataclasses import asdict
from pathlib import Path

import pytest
from django.apps import apps
from django.utils.translation import override

from chat.routing import PUBLIC, console
from chat.rules.refusals import Close, Code
from chat.rules.wire.parse import _COUNSELLOR, _HELP_SEEKER
from helpline.charity.rules import RANGES, Limits
from helpline.retention import RETENTION
from tests.source import ROOT, files, module, python, routes, strings_of, tree

OPERATIONS = (ROOT / "docs/operations.md").read_text()
PROTOCOL = (ROOT / "docs/chat-protocol.md").read_text()
SECURITY = (ROOT / "SECURITY.md").read_text()
README = (ROOT / "README.md").read_text()
SETTING = re.compile(r"HELPLINE_[A-Z][A-Z_]*[A-Z]")


def settings_read() -> dict[str, str]:
    """Return each setting that settings.py reads, with its default where that is a text, else ''."""
    found = {}
    for call in ast.walk(tree(ROOT / "helpline/settings.py")):
        if isinstance(call, ast.Call) and call.args and isinstance(call.args[0], ast.Constant):
            named = isinstance(call.func, ast.Name) and call.func.id == "required"
            on_env = isinstance(call.func, ast.Attribute) and getattr(call.func.value, "id", "") == "env"
            if (named or on_env) and re.fullmatch(r"[A-Z][A-Z_]+", str(call.args[0].value)):
                default = call.args[1].value if on_env and isinstance(call.args[-1], ast.Constant) else ""
                found[f"HELPLINE_{call.args[0].value}"] = default if isinstance(default, str) else ""
    return found


def rows(page: str) -> dict[str, str]:
    """Return the rows of a page's tables by what stands in backticks in their first cell."""
    lines = re.findall(r"^\| (.+) \|$", page, re.MULTILINE)
    return {word: line for line in lines for word in re.findall(r"`([^`]+)`", line.split(" | ")[0])}


def test_settings_are_found_at_all() -> None:
    assert {"HELPLINE_SECRET_KEY", "HELPLINE_DATABASE_URL", "HELPLINE_FIELD_KEYS"} <= set(settings_read())


@pytest.mark.parametrize("name", sorted(settings_read()))
def test_every_setting_stands_in_the_operations_page_with_its_default(name: str) -> None:
    row = rows(OPERATIONS).get(name)
    assert row is not None, f"docs/operations.md has no row for {name}"
    assert settings_read()[name] in row


def test_every_setting_of_tests_demo_and_proxy_stands_in_the_operations_page() -> None:
    code = [path for path in files() if path.suffix != ".md" and not path.name.startswith("test_")]
    named = {name.removesuffix("_FILE") for path in code for name in SETTING.findall(path.read_text())}
    assert {name for name in named if f"`{name}`" not in OPERATIONS} == set()


def test_no_setting_stands_in_the_docs_that_nothing_reads() -> None:
    code = "\n".join(path.read_text() for path in files() if path.suffix != ".md")
    written = {name for path in files(".md") for name in SETTING.findall(path.read_text())}
    known = set(SETTING.findall(code)) | set(settings_read())
    assert {
        name for name in written if name not in known and name.removesuffix("_FILE") not in known
    } == set()


def test_every_limit_of_the_charity_stands_in_the_operations_page_with_its_range() -> None:
    first = asdict(Limits())
    wanted = {name: f"{first[name]} | {low} to {high}" for name, (low, high) in RANGES.items()}
    assert wanted == {name: rows(OPERATIONS).get(name, "").split(" | ", 2)[-1] for name in RANGES}


def test_every_check_of_ours_stands_in_the_operations_page() -> None:
    ids = {
        text for text in strings_of(ROOT / "helpline/checks.py") if re.fullmatch(r"helpline\.[EW]\d+", text)
    }
    assert ids
    assert ids - set(rows(OPERATIONS)) == set()


def commands() -> dict[str, set[str]]:
    """Return every command of ours with its options."""
    found: dict[str, set[str]] = {"new-field-key": set()}
    for path in python():
        if path.parent.name == "commands" and path.stem != "__init__":
            found[path.stem] = {text for text in strings_of(path) if re.fullmatch(r"--[a-z-]+", text)}
    return found


@pytest.mark.parametrize("name", sorted(commands()))
def test_every_command_stands_in_the_operations_page_with_its_options(name: str) -> None:
    row = next((line for word, line in rows(OPERATIONS).items() if word.split(" ")[1:2] == [name]), "")
    assert row, f"docs/operations.md has no row for `helpline {name}`"
    assert [option for option in commands()[name] if option not in row] == []


@pytest.mark.parametrize("urlconf", ["helpline.urls", "helpline.demo.urls"])
def test_every_address_stands_in_the_docs(urlconf: str) -> None:
    pages = rows(OPERATIONS) | rows(PROTOCOL)
    written = {re.sub(r"^(GET|POST) ", "", word) for word in pages}
    assert [route.pattern for route in routes(urlconf) if _plain(route.pattern) not in written] == []


def _plain(pattern: str) -> str:
    """Return an address as the docs write it: /people/<person_id>/."""
    return re.sub(r"<\w+:(\w+)>", r"<\1>", pattern)


def test_both_sockets_stand_in_the_protocol() -> None:
    addresses = [f"/{route.pattern}" for route in [*PUBLIC, *console(lambda consumer: consumer)]]
    assert [address for address in addresses if f"`{address}`" not in PROTOCOL] == []


@pytest.mark.parametrize("table", [_HELP_SEEKER, _COUNSELLOR], ids=["help-seeker", "counsellor"])
def test_every_frame_a_page_may_send_stands_in_the_protocol_with_its_fields(table: dict) -> None:
    lines = re.findall(r"^\| (.+) \|$", PROTOCOL, re.MULTILINE)
    missing = []
    for kind, (names, _) in table.items():
        cells = [line for line in lines if f"`{kind}`" in line.split(" | ")[0]]
        if not any(all(re.search(rf"\b{name}\b", line.split(" | ")[1]) for name in names) for line in cells):
            missing.append((kind, sorted(names)))
    assert missing == []


def test_every_frame_the_server_sends_stands_in_the_protocol() -> None:
    chat = [path for path in python() if module(path).startswith("chat.")]
    sent = {
        value.value
        for path in chat
        for node in ast.walk(tree(path))
        if isinstance(node, ast.Dict)
        for key, value in zip(node.keys, node.values, strict=True)
        if isinstance(key, ast.Constant) and key.value == "t" and isinstance(value, ast.Constant)
    }
    assert {"ack", "err", "place"} <= sent
    assert {kind for kind in sent if kind not in rows(PROTOCOL)} == set()


def test_every_refusal_and_close_code_stands_in_the_protocol() -> None:
    assert {code.value for code in Code} - set(rows(PROTOCOL)) == set()
    assert {str(int(code)) for code in Close} - set(rows(PROTOCOL)) == set()


def test_a_backup_leaves_out_every_table_of_the_chat_and_every_sign_in() -> None:
    backup = OPERATIONS.split("## Backup")[1].split("\n## ")[0]
    models = [*apps.get_app_config("chat").get_models(), *apps.get_app_config("sessions").get_models()]
    assert [
        model._meta.db_table for model in models if f"DELETE FROM {model._meta.db_table};" not in backup
    ] == []
    assert "--exclude-table-data='chat_*' --exclude-table-data=django_session" in backup


def test_the_retention_table_of_the_operations_page_is_the_codes_own() -> None:
    table = re.findall(r"^\| (.+?) \| (.+?) \|$", OPERATIONS, re.MULTILINE)
    with override("en"):
        lines = [(str(kept.what), str(kept.until)) for kept in RETENTION]
    assert [line for line in lines if line not in table] == []


def promised(page: str) -> list[str]:
    """Return what a page names as `tests/….py::test_…` or `tests/js/….test.js::T01`."""
    return re.findall(r"`(tests/[\w/.-]+\.(?:py|js)::[^`]+)`", page)


@pytest.mark.parametrize("named", sorted(set(promised(SECURITY))))
def test_every_promise_names_a_test_that_exists(named: str) -> None:
    path, name = named.split("::")
    text = (ROOT / path).read_text()
    found = (
        re.search(rf"def {name}\(", text) if path.endswith(".py") else re.search(rf'test\("{name}\b', text)
    )
    assert found, f"SECURITY.md names {named}, which does not exist"


ATTACK = re.compile(r"(?:def test_t|test\(\"T)(\d\d)[ _]")


def test_every_attack_that_is_tried_stands_beside_a_promise() -> None:
    tried = {
        one for path in files(".py", ".js", under=("tests",)) for one in ATTACK.findall(path.read_text())
    }
    named = {one for name in promised(SECURITY) for one in re.findall(r"::(?:test_t|T)(\d\d)", name)}
    assert len(tried) >= 22
    assert tried - named == set()


def test_no_promise_is_without_a_test() -> None:
    promises = SECURITY.split("## Promises")[1].split("\n## ")[0]
    lines = re.findall(r"^\| (?!promise|---)(.+) \|$", promises, re.MULTILINE)
    assert lines
    assert [line for line in lines if not promised(line)] == []


def test_every_relative_link_leads_to_a_file() -> None:
    dead = [
        f"{page.relative_to(ROOT)}: {target}"
        for page in files(".md")
        for target in re.findall(r"\]\(([^)#\s]+)[^)]*\)", page.read_text())
        if not re.match(r"[a-z]+:", target) and not (page.parent / target).exists()
    ]
    assert dead == []


def test_every_link_to_a_heading_finds_it() -> None:
    dead = []
    for page in files(".md"):
        for target, anchor in re.findall(r"\]\(([^)#\s]*)#([^)\s]+)\)", page.read_text()):
            there = page if not target else page.parent / target
            if not re.match(r"[a-z]+:", target) and anchor not in _anchors(there):
                dead.append(f"{page.relative_to(ROOT)}: {target}#{anchor}")
    assert dead == []


def test_every_path_in_backticks_leads_to_a_file() -> None:
    names = {path.name for path in files()}
    dead = [
        f"{page.relative_to(ROOT)}: {path}"
        for page in files(".md")
        for path in re.findall(r"`([\w.*-][\w.*/-]*)(?:::[^`\n]+)?`", page.read_text())
        if _leads_nowhere(path, names)
    ]
    assert dead == []


def _leads_nowhere(path: str, names: set[str]) -> bool:
    """Tell whether this names a file or folder of ours that is not there; a bare name may be anywhere."""
    is_file = re.search(r"[\w*]\.(?:py|js|html|css|toml|yml|conf|md)$", path) is not None
    if "/" not in path:
        return is_file and path not in names
    return (is_file or (ROOT / path.split("/", maxsplit=1)[0]).is_dir()) and not any(
        ROOT.glob(path.rstrip("/"))
    )


def _anchors(page: Path) -> set[str]:
    headings = re.findall(r"^#+ (.+)$", page.read_text(), re.MULTILINE)
    return {re.sub(r"[^\w\- ]", "", heading.lower()).replace(" ", "-") for heading in headings}


def test_the_first_screen_says_what_this_is_not() -> None:
    first_screen = " ".join(README.split("\n## ")[0].lower().split())
    said = (
        "unaudited",
        "not made by or for any existing helpline",
        "outside security test",
        "data protection assessment",
    )
    assert [words for words in (*said, "no container engine has run them") if words not in first_screen] == []


def test_decisions_are_numbered_without_holes_and_say_the_four_things() -> None:
    decisions = sorted((ROOT / "docs/adr").glob("*.md"))
    assert [path.name[:5] for path in decisions] == [f"{n:04}-" for n in range(1, len(decisions) + 1)]
    parts = ("## Status", "## Context", "## Decision", "## Consequences")
    assert [path.name for path in decisions if not all(part in path.read_text() for part in parts)] == []


def test_the_project_speaks_of_itself_alone() -> None:
    # Joined, so that this file does not hold what it looks for.
    words = [
        "/wo" + "rk/",
        "/tm" + "p/bash",
        "/wor" + "ktree",
        "issues sh" + "ow",
        "cl" + "aude",
        "anth" + "ropic",
        "open" + "ai",
    ]
    words += [
        "sub" + "agent",
        "lang" + "uage model",
        "INTER" + "FACES.md",
        "FRA" + "MES.md",
        "COM" + "MON.md",
        "shared/des" + "ign",
    ]
    words += ["the integ" + "rator", "LO" + "OK.md", "house" + ".md", "rota" + ".md", "design pa" + "ge"]
    whole = re.compile("|".join(map(re.escape, words)), re.IGNORECASE)
    machine = re.compile(r"\b(?:A" + r"I|LL" + r"M|G" + r"PT)\b")
    named = [
        f"{path.relative_to(ROOT)}: {found.group()}"
        for path in files()
        if path.name not in {"package-lock.json", "uv.lock"}
        for text in [path.read_text()]
        for found in [*whole.finditer(text), *(machine.finditer(text) if path.suffix != ".json" else ())]
    ]
    assert named == []


def test_nobody_but_the_cast_is_named() -> None:
    cast = {"asha", "ben", "leila", "omar", "noor", "noor-admin"}
    named = {
        name.lower()
        for path in files()
        if path.suffix not in {".json", ".lock"}
        for name in re.findall(r"([\w.+-]+)@example\.(?:org|com|nl)", path.read_text())
    }
    roles = {"no-reply", "name", "new", "old", "nobody", "someone", "security", "admin"}
    assert {name for name in named if name not in cast | roles and "{" not in name} == set()
