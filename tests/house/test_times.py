"""Times on pages for staff: 20.14 in Dutch, 20:14 in English."""

import re
from datetime import UTC, datetime
from pathlib import Path

import pytest
from django.utils import translation

from helpline.common.templatetags.times import moment
from scheduling.forms.hours import TimeField

TEMPLATES = Path(__file__).parents[2] / "templates"
AT = datetime(2027, 2, 1, 19, 14, tzinfo=UTC)


@pytest.mark.parametrize(
    ("language", "said"), [("nl", "1 februari 2027 20.14"), ("en", "1 February 2027 20:14")]
)
def test_a_moment_is_written_as_its_language_does(language: str, said: str) -> None:
    with translation.override(language):
        assert moment(AT) == said


@pytest.mark.parametrize(("language", "said"), [("nl", "19.05"), ("en", "19:05")])
def test_a_time_in_a_field_too(language: str, said: str) -> None:
    with translation.override(language):
        assert TimeField().prepare_value(1145) == said


def test_no_template_writes_a_time_by_itself() -> None:
    written = [p.name for p in TEMPLATES.rglob("*.html") if re.search(r'date:"[^"]*[HG]', p.read_text())]
    assert written == []
