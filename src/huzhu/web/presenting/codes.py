"""Codes for the phone: an address as a QR code that stands inside the page."""

from __future__ import annotations

import io

import segno
from django.utils.safestring import SafeString, mark_safe


def qr_of(address: str) -> SafeString:
    """An SVG in the ink of the page, with its quiet zone; the address is read aloud beside it."""
    out = io.BytesIO()
    code = segno.make(address, error="m", micro=False)
    code.save(
        out, kind="svg", xmldecl=False, omitsize=True, nl=False, scale=1, border=4, svgclass="qr-code", lineclass=None
    )
    return mark_safe(out.getvalue().decode())
