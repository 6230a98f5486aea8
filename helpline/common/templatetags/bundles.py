"""Template tag for the browser bundles."""

from django import template
from django.templatetags.static import static
from django.utils.html import format_html
from django.utils.safestring import SafeString

from helpline.common.bundles import integrity

register = template.Library()


@register.simple_tag
def bundle(name: str) -> SafeString:
    """Return the script element of one bundle, pinned by its hash."""
    return format_html(
        '<script type="module" src="{}" integrity="{}"></script>', static(name), integrity(name)
    )
