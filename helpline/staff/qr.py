"""A QR code as an SVG element, drawn with attributes only: a page under the strict policy can show it."""

import qrcode
from django.utils.html import format_html
from django.utils.safestring import SafeString


def qr_svg(text: str) -> SafeString:
    """Return the code as one `svg` element, black on white in any colour scheme, quiet zone included."""
    code = qrcode.QRCode(border=4)
    code.add_data(text)
    code.make(fit=True)
    rows = code.get_matrix()
    cells = "".join(f"M{x} {y}h1v1h-1z" for y, row in enumerate(rows) for x, dark in enumerate(row) if dark)
    return format_html(
        '<svg viewBox="0 0 {0} {0}" width="240" height="240" shape-rendering="crispEdges" aria-hidden="true"'
        ' focusable="false"><rect width="{0}" height="{0}" fill="#fff"/><path d="{1}" fill="#000"/></svg>',
        len(rows),
        cells,
    )
