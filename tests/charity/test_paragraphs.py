"""A text of the charity on the page: paragraphs and lists, and never markup of its own."""

from django.template import Context, Template
from hypothesis import given
from hypothesis import strategies as st

from helpline.charity.templatetags.charity_texts import paragraphs


def test_paragraphs_lines_and_lists_become_html() -> None:
    assert (
        paragraphs("one\ntwo\n\n- a\n- b")
        == '<p>one<br>two</p>\n<ul class="promise"><li>a</li><li>b</li></ul>'
    )


def test_no_text_is_no_html() -> None:
    assert paragraphs("") == ""


def test_markup_in_a_text_is_shown_as_text() -> None:
    page = Template("{% load charity_texts %}{{ body|paragraphs }}").render(
        Context({"body": "<script>alert('1')</script>\n\n- <b>&amp;"})
    )
    assert page == (
        "<p>&lt;script&gt;alert(&#x27;1&#x27;)&lt;/script&gt;</p>\n"
        '<ul class="promise"><li>&lt;b&gt;&amp;amp;</li></ul>'
    )


@given(st.text(max_size=80))
def test_only_the_filters_own_tags_come_out(body: str) -> None:
    page = str(paragraphs(body))
    for tag in ("<p>", "</p>", '<ul class="promise">', "</ul>", "<li>", "</li>", "<br>"):
        page = page.replace(tag, "")
    assert "<" not in page
    assert ">" not in page
