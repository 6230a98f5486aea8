"""How a text of the charity becomes paragraphs and lists: everything in it is text, nothing is markup."""

from django import template
from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString

from helpline.charity.rules import Items, Part, parts_of

register = template.Library()


@register.filter
def paragraphs(body: str) -> SafeString:
    """Return the text as escaped HTML: a blank line begins a paragraph, lines that begin with "- " make a list."""
    return format_html_join("\n", "{}", ((_rendered(part),) for part in parts_of(body)))


def _rendered(part: Part) -> SafeString:
    if isinstance(part, Items):
        return format_html(
            '<ul class="promise">{}</ul>',
            format_html_join("", "<li>{}</li>", ((entry,) for entry in part.entries)),
        )
    return format_html(
        "<p>{}</p>", format_html_join(SafeString("<br>"), "{}", ((line,) for line in part.lines))
    )
