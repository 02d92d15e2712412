"""Draws QR codes and formats dates as on an identity card, for several screens."""

from typing import Any

import segno
from markupsafe import Markup


def qr_code(content: str, *, scale: int = 4, **options: Any) -> Markup:
    """Draw a QR code as inline SVG. It is black on white in every theme, because scanners need the contrast.

    Args:
        content: an address or a reference, never a text that a person typed.
        scale: size of one module in pixels.
        options: more options of `segno.QRCode.svg_inline`.
    """
    drawing = segno.make(content, error="m", micro=False)
    svg = drawing.svg_inline(scale=scale, light="#fff", lineclass=None, **options)
    return Markup(svg)  # noqa: S704 - segno makes the SVG, and it contains no text


def card_date(iso: str | None) -> str:
    """Format an ISO 8601 date as on an identity card: ``27/03/1990``, or only the year."""
    return "/".join(reversed((iso or "").split("-")))
