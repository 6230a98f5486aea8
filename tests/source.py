"""Our own files and routes, as the tests that hold the whole house read them."""

import ast
import os
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

from django.urls import URLPattern, URLResolver, get_resolver

ROOT = Path(__file__).resolve().parent.parent
PACKAGES = ("helpline", "chat", "scheduling")
# Made or installed, never written by hand.
MADE = frozenset(
    {
        ".git",
        ".hypothesis",
        ".make",
        ".venv",
        "__pycache__",
        "build",
        "migrations",
        "node_modules",
        "secrets",
        "var",
    }
)
TEXT = frozenset(
    {
        ".py",
        ".js",
        ".mjs",
        ".ts",
        ".css",
        ".html",
        ".txt",
        ".md",
        ".po",
        ".svg",
        ".yml",
        ".yaml",
        ".toml",
        ".conf",
        ".json",
    }
)
NAMED = frozenset(
    {"Makefile", "Dockerfile", "Caddyfile", "LICENSE", "run", ".npmrc", ".gitignore", ".dockerignore"}
)


@dataclass(frozen=True)
class Route:
    """One address: its pattern as /people/<int:person_id>/, an address that fits it, its name and view."""

    pattern: str
    address: str
    name: str
    view: Any


def files(*suffixes: str, under: tuple[str, ...] = ()) -> Iterator[Path]:
    """Yield our files with these endings (all text files if none is given), in order."""
    for top in [ROOT / name for name in under] or [ROOT]:
        for path in written(top):
            if path.suffix in (suffixes or TEXT) or (not suffixes and path.name in NAMED):
                yield path


@cache
def written(top: Path) -> list[Path]:
    """Return every file below a folder that is ours, in order."""
    found: list[Path] = []
    for folder, folders, names in os.walk(top):
        folders[:] = [name for name in folders if name not in MADE and not name.endswith("_cache")]
        found += [Path(folder) / name for name in names]
    return sorted(found)


@cache
def tree(path: Path) -> ast.Module:
    """Return a Python file's syntax tree."""
    return ast.parse(path.read_text())


def strings_of(path: Path) -> Iterator[str]:
    """Yield every text that stands in a Python file, docstrings too."""
    return (n.value for n in ast.walk(tree(path)) if isinstance(n, ast.Constant) and isinstance(n.value, str))


def module(path: Path) -> str:
    """Return the dotted name of a Python file of ours."""
    parts = path.relative_to(ROOT).with_suffix("").parts
    return ".".join(parts[:-1] if parts[-1] == "__init__" else parts)


def python() -> list[Path]:
    """Return every Python file of the product, without migrations."""
    return list(files(".py", under=PACKAGES))


def routes(urlconf: str | None = None) -> list[Route]:
    """Return every route of the resolver, with 1 or `x` in the place of its arguments."""
    return list(_walk(get_resolver(urlconf).url_patterns, "/"))


def _walk(patterns: list[URLPattern | URLResolver], before: str) -> Iterator[Route]:
    for one in patterns:
        pattern = before + str(one.pattern)
        if isinstance(one, URLResolver):
            yield from _walk(one.url_patterns, pattern)
        else:
            yield Route(pattern, _address(pattern, one), one.name or "", one.callback)


def _address(pattern: str, one: URLPattern) -> str:
    for name, converter in one.pattern.converters.items():
        value = "1" if "int" in type(converter).__name__.lower() else "x"
        for written in (f"<int:{name}>", f"<str:{name}>", f"<slug:{name}>", f"<{name}>"):
            pattern = pattern.replace(written, value)
    return pattern
