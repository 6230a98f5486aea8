import ast
import re
import tomllib
from collections.abc import Iterator
from importlib.util import find_spec
from pathlib import Path
from typing import Any

import pytest
from channels.auth import AuthMiddleware
from channels.routing import ProtocolTypeRouter, URLRouter
from channels.sessions import CookieMiddleware, SessionMiddleware
from django.apps import apps
from django.conf import settings
from django.utils.module_loading import import_string
from importlinter.cli import lint_imports

from chat.consumers.console import ConsoleConsumer
from chat.consumers.help_seeker import HelpSeekerConsumer
from helpline.asgi import application
from helpline.middleware import DropAddresses
from helpline.origins import OnlyOurOrigin
from tests.source import PACKAGES, ROOT, files, module, python, strings_of, tree

CONTRACTS = tomllib.loads((ROOT / "pyproject.toml").read_text())["tool"]["importlinter"]
# From the top down; what stands on one line does not know each other. Numbers grow downwards.
LAYERS = [re.findall(r"[\w.]+", line) for line in CONTRACTS["contracts"][0]["layers"]]
DEPTH = {name: depth for depth, line in enumerate(LAYERS) for name in line}
# The wiring on the first line is joined by colons: its parts may know each other.
WIRED = frozenset(LAYERS[0])
LABELS = {
    config.label: config.name for config in apps.get_app_configs() if config.name.split(".")[0] in PACKAGES
}
# What belongs to no layer: the project package itself, which wires everything.
WIRING = -1
LONGEST_FILE, LONGEST_FUNCTION = 400, 45
# The frameworks say these two things by signals only.
SIGNALS = {
    ("helpline.staff.apps", "django.contrib.auth.signals", "user_logged_out"),
    ("helpline.staff.apps", "allauth.mfa.signals", "authenticator_added"),
}
PURE = {
    "base64", "binascii", "bisect", "calendar", "collections", "csv", "dataclasses", "datetime", "enum", "functools",
    "itertools", "json", "math", "re", "typing", "zoneinfo", "helpline.common.channel",
}  # fmt: skip
ASKS_THE_WORLD = {
    "now",
    "utcnow",
    "today",
    "open",
    "print",
    "input",
    "localtime",
    "monotonic",
    "uuid4",
    "urandom",
}


def app_of(dotted: str) -> str:
    fitting = [name for name in DEPTH if dotted == name or dotted.startswith(name + ".")]
    return max(fitting, key=len, default="")


def depth_of(dotted: str) -> int:
    return DEPTH.get(app_of(dotted), WIRING)


def may_know(knows: str, known: str) -> bool:
    return (
        app_of(knows) == app_of(known)
        or depth_of(knows) < depth_of(known)
        or {app_of(knows), app_of(known)} <= WIRED
    )


def functions(path: Path) -> Iterator[ast.FunctionDef | ast.AsyncFunctionDef]:
    return (n for n in ast.walk(tree(path)) if isinstance(n, ast.FunctionDef | ast.AsyncFunctionDef))


def imports(path: Path) -> Iterator[tuple[str, str]]:
    for node in ast.walk(tree(path)):
        if isinstance(node, ast.Import):
            yield from ((name.name, "") for name in node.names)
        elif isinstance(node, ast.ImportFrom):
            yield from ((node.module or "", name.name) for name in node.names)


def part(name: str) -> list[Path]:
    return [path for path in python() if name in module(path).split(".")]


def test_the_import_contracts_hold(capsys: pytest.CaptureFixture[str]) -> None:
    failed = lint_imports(config_filename=str(ROOT / "pyproject.toml"), no_cache=True, no_logo=True)
    assert not failed, capsys.readouterr().out


def test_no_contract_ignores_an_import() -> None:
    assert [contract["name"] for contract in CONTRACTS["contracts"] if contract.get("ignore_imports")] == []


def test_every_app_of_ours_has_a_layer() -> None:
    assert [name for name in LABELS.values() if name != "helpline" and name not in DEPTH] == []


def test_every_layer_of_today_stands_in_the_map() -> None:
    page = (ROOT / "ARCHITECTURE.md").read_text()
    there = [name for line in LAYERS for name in line if find_spec(name)]
    assert [name for name in there if not re.search(rf"\b{name.removeprefix('helpline.')}\b", page)] == []


def test_foreign_keys_point_downwards() -> None:
    ours = [model for model in apps.get_models() if model._meta.app_label in LABELS]
    upwards = [
        f"{model._meta.label}.{field.name}"
        for model in ours
        for field in model._meta.get_fields()
        if (field.many_to_one or field.one_to_one or field.many_to_many) and not field.auto_created
        if (target := LABELS.get(field.related_model._meta.app_label))
        if not may_know(LABELS[model._meta.app_label], target)
    ]
    assert upwards == []


def test_other_peoples_models_point_at_accounts_only() -> None:
    targets = {
        field.related_model._meta.label
        for model in apps.get_models()
        if model._meta.app_label not in LABELS
        for field in model._meta.get_fields()
        if field.is_relation and not field.auto_created and field.related_model is not None
        if field.related_model._meta.app_label in LABELS
    }
    assert targets <= {settings.AUTH_USER_MODEL}


def test_a_dotted_name_in_a_string_points_downwards() -> None:
    dotted = re.compile(rf"(?:{'|'.join(PACKAGES)})(?:\.\w+)+")
    upwards = [
        f"{module(path)}: {text}"
        for path in python()
        if depth_of(module(path)) != WIRING
        for text in strings_of(path)
        if dotted.fullmatch(text) and depth_of(text) != WIRING and not may_know(module(path), text)
    ]
    assert upwards == []


def test_a_permission_or_model_named_in_a_string_points_downwards() -> None:
    upwards = [
        f"{module(path)}: {text}"
        for path in python()
        if depth_of(module(path)) != WIRING
        for text in strings_of(path)
        if re.fullmatch(r"\w+\.\w+", text) and (label := text.split(".")[0]) in LABELS and label != "helpline"
        if not may_know(module(path), LABELS[label])
    ]
    assert upwards == []


def test_what_the_settings_name_exists() -> None:
    dotted = re.compile(rf"(?:{'|'.join(PACKAGES)})(?:\.\w+)+")
    named = {text for text in strings_of(ROOT / "helpline/settings.py") if dotted.fullmatch(text)} - {
        "helpline.sqlite3"
    }
    assert named
    assert [text for text in named if not _exists(text)] == []


def _exists(dotted: str) -> bool:
    try:
        return find_spec(dotted) is not None
    except ModuleNotFoundError:
        return import_string(dotted) is not None


def test_nothing_that_reads_a_cookie_stands_before_the_public_socket() -> None:
    wrappers, consumers = _socket_chain(application, "ws/chat/")
    assert wrappers == [DropAddresses, ProtocolTypeRouter, OnlyOurOrigin, URLRouter]
    assert consumers == HelpSeekerConsumer


def test_only_the_console_reads_the_staff_session() -> None:
    wrappers, consumer = _socket_chain(application, "ws/console/")
    assert wrappers[4:] == [CookieMiddleware, SessionMiddleware, AuthMiddleware]
    assert consumer == ConsoleConsumer


def _socket_chain(one: Any, address: str) -> tuple[list[type], Any]:
    """Return what wraps the consumer of an address, outermost first, and the consumer."""
    chain: list[type] = []
    while not hasattr(one, "consumer_class"):
        chain.append(type(one))
        if isinstance(one, ProtocolTypeRouter):
            one = one.application_mapping["websocket"]
        elif isinstance(one, URLRouter):
            one = next(route.callback for route in one.routes if str(route.pattern) == address)
        else:
            one = getattr(one, "application", None) or one.inner
    return chain, one.consumer_class


def test_a_service_never_sees_a_request() -> None:
    taking = [
        f"{module(path)}.{function.name}"
        for path in part("services")
        for function in functions(path)
        if "request"
        in {a.arg for a in (*function.args.args, *function.args.kwonlyargs, *function.args.posonlyargs)}
    ]
    reading = [
        module(path)
        for path in part("services")
        if any(name.startswith("django.http") for name, _ in imports(path))
    ]
    assert (taking, reading) == ([], [])


def test_rules_import_only_what_is_pure() -> None:
    impure = [
        f"{module(path)} imports {name}"
        for path in part("rules")
        for name, _ in imports(path)
        if name not in PURE and name.split(".")[0] not in PURE and "rules" not in name.split(".")
    ]
    assert impure == []


def test_rules_ask_neither_clock_nor_chance_nor_disk() -> None:
    asking = [
        f"{module(path)}:{call.lineno}"
        for path in part("rules")
        for call in ast.walk(tree(path))
        if isinstance(call, ast.Call)
        if (call.func.attr if isinstance(call.func, ast.Attribute) else getattr(call.func, "id", ""))
        in ASKS_THE_WORLD
    ]
    assert asking == []


def test_consumers_and_views_do_not_reach_into_another_apps_models() -> None:
    reaching = [
        f"{module(path)} imports {name}"
        for path in python()
        if depth_of(module(path)) != WIRING and app_of(module(path)) != "helpline.demo"
        for name, what in imports(path)
        if ("models" in name.split(".") or what == "models")
        and app_of(name)
        and app_of(name) != app_of(module(path))
        # An account is what everybody's foreign keys point at.
        if name != "helpline.staff.models"
    ]
    assert reaching == []


def test_no_file_outgrows_one_concept() -> None:
    ours = [*files(".py", ".js", ".css", ".html", under=(*PACKAGES, "templates", "tests"))]
    lengths = {str(path.relative_to(ROOT)): len(path.read_text().splitlines()) for path in ours}
    assert {name: length for name, length in lengths.items() if length > LONGEST_FILE} == {}


def test_no_function_outgrows_a_screen() -> None:
    long = [
        f"{module(path)}.{function.name}: {function.end_lineno - function.lineno + 1}"
        for path in python()
        for function in functions(path)
        if function.end_lineno is not None and function.end_lineno - function.lineno + 1 > LONGEST_FUNCTION
    ]
    assert long == []


def test_only_two_signals_are_heard() -> None:
    heard = {
        (module(path), name, what)
        for path in python()
        for name, what in imports(path)
        if name == "django.dispatch" or name.endswith("signals") or what == "signals"
    }
    assert heard == SIGNALS


def test_every_module_says_what_it_is() -> None:
    silent = [
        module(path) for path in python() if path.read_text().strip() and not ast.get_docstring(tree(path))
    ]
    assert silent == []
