"""What the style sheets promise to those who look at pages in two of the four looks only."""

import re

from tests.source import PACKAGES, files

COLOURED = re.compile(r"(?<![\w-])(?:[\w-]*color|background|fill|stroke)\s*:\s*([^;}]+)")


def blocks(css: str) -> list[tuple[str, str]]:
    """Return each @media block as (its condition, its rules)."""
    found = []
    for start in re.finditer(r"@media ([^{]+)\{", css):
        depth, at = 1, start.end()
        while depth:
            depth += {"{": 1, "}": -1}.get(css[at], 0)
            at += 1
        found.append((start[1].strip(), css[start.end() : at - 1]))
    return found


def test_no_colour_hangs_on_the_size_of_the_window() -> None:
    sheets = {path.name: path.read_text() for path in files(".css", under=PACKAGES)}
    sized = [
        (name, condition, rules)
        for name, css in sheets.items()
        for condition, rules in blocks(css)
        if re.search(r"width|height", condition)
    ]
    assert len(sized) > 5
    coloured = [(name, condition, COLOURED.findall(rules)) for name, condition, rules in sized]
    assert [one for one in coloured if one[2]] == []
