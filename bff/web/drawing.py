"""Drawings and dates as several screens show them: QR codes, the date on a card."""

from typing import Any

import segno
from markupsafe import Markup


def qr_code(content: str, *, scale: int = 4, **options: Any) -> Markup:
    """Draw a QR code as inline SVG, black on white in every theme.

    Args:
        content: text of ours: an address, a reference.
        scale: pixels of one module.
        options: more options of `segno.QRCode.svg_inline`.
    """
    drawing = segno.make(content, error="m", micro=False)
    svg = drawing.svg_inline(scale=scale, light="#fff", lineclass=None, **options)
    return Markup(svg)  # noqa: S704 - drawn by segno


def card_date(iso: str | None) -> str:
    """Write an ISO 8601 date as it stands on a card: ``27/03/1990``, or the year alone."""
    return "/".join(reversed((iso or "").split("-")))
