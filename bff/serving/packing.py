"""Compresses pages: in brotli, or in gzip if the browser does not accept brotli.

Responses with an error status are compressed too: a form with its errors is the largest page of the product.
Responses that are small or compressed already (`bff.serving.assets`) stay as they are.
"""

import gzip
from functools import lru_cache

import brotli
from flask import Flask, Response, request

#: In bytes. Below this size compression saves less than its header costs.
SMALLEST = 200
#: The same of JSON that is not public: machines ask for it, and packing costs as much as a signature.
SMALLEST_JSON = 2_000
#: The best quality of brotli is 11. Quality 6 with a window of 64 KiB compresses a page in 0.1 ms. Quality 11
#: makes it 9 % smaller but takes 8 ms: it is for public pages only, which are compressed once.
QUALITY, BEST_QUALITY, WINDOW_BITS = 6, 11, 16
_TEXT = frozenset({"text/html", "application/json", "text/plain"})


def init_packing(app: Flask) -> None:
    """Compress all responses of *app*."""
    app.after_request(_pack)


def _pack(response: Response) -> Response:
    if response.mimetype not in _TEXT or response.is_streamed or response.content_encoding:
        return response
    # Also on responses that stay uncompressed: a cache must not give one variant to all browsers (RFC 9110,
    # 12.5.5).
    response.vary.add("Accept-Encoding")
    if "Location" in response.headers:  # a browser shows no redirect's page
        return response
    body = response.get_data()
    is_public = response.cache_control.public
    smallest = SMALLEST_JSON if response.is_json and not is_public else SMALLEST
    if len(body) >= smallest and (encoding := _wanted()):
        pack = _packed_well if is_public else _packed
        response.set_data(pack(body, encoding))
        response.content_encoding = encoding
    return response


def _wanted() -> str | None:
    """Return the best encoding that the browser accepts; None if it accepts none."""
    accepted = request.accept_encodings
    return next((one for one in ("br", "gzip") if accepted.quality(one) > 0), None)


def _packed(body: bytes, encoding: str, quality: int = QUALITY) -> bytes:
    if encoding == "gzip":
        return gzip.compress(body, 6)
    packed: bytes = brotli.compress(body, mode=brotli.MODE_TEXT, quality=quality, lgwin=WINDOW_BITS)
    return packed


@lru_cache(maxsize=64)
def _packed_well(body: bytes, encoding: str) -> bytes:
    return _packed(body, encoding, BEST_QUALITY)
