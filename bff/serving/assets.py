"""Serves the styles, scripts and icons of the bundle, each at an address with the hash of its content.

The product reads the bundle (`bff.serving.bundle`) once at start and serves it from memory. The content of an
address such as ``/static/app.1a2b3c4d.css`` never changes, so browsers cache it for a year. If one file of
the bundle imports another, the bundler writes ``"asset:NAME"``, and this module replaces it with the hashed
address. An import map would do the same, but it would have to be inline, which the content security policy
forbids.
"""

import hashlib
import json
import os
import re
import time
from collections.abc import Sequence
from contextlib import suppress
from dataclasses import dataclass
from functools import cache, cached_property
from pathlib import Path
from typing import Any

import brotli
from flask import Blueprint, Flask, Response, abort, request

from bff.serving.language import LANGUAGES, current_language
from bff.serving.log import log

_CONTENT_TYPES = {
    ".css": "text/css; charset=utf-8",
    ".js": "text/javascript; charset=utf-8",
    ".svg": "image/svg+xml",
    ".png": "image/png",
    ".webp": "image/webp",
}
#: The service workers. A browser looks for an update at the same address, so this has no hash and no caching.
_WORKERS = ("service-worker.js", "kill-switch.js")
#: Files of screens that the installed app does not open, or that send a message and so need the network: the
#: service worker does not store them.
_NOT_KEPT = frozenset({"card.css", "desk.css", "push.js", "solver.js", "work.js"})
#: Folders of single screens that need the network.
_APART = ("card/", "token/")
_FOREVER = "public, max-age=31536000, immutable"
_ASK_EACH_TIME = "no-cache"
#: The bundler's mark for an import of another file of the bundle (pwa/bundler/bundle.mjs).
_MARK = re.compile(r'"asset:([\w./-]+)"')
_HASH_LENGTH = 8
#: How long the files of a replaced release are served, counted from the first start of the next one.
REPLACED_SECONDS = 86_400


@cache
def _pack(body: bytes) -> bytes:
    """Compress with the best quality of brotli. This is slow, so a process does it once for equal content."""
    packed: bytes = brotli.compress(body, quality=11)
    return packed


def _write(path: Path, body: bytes) -> None:
    """Write a file that another process may read or write now: it is whole or not there."""
    if not path.exists():
        path.parent.mkdir(parents=True, exist_ok=True)
        part = path.with_name(f"{path.name}.{os.getpid()}.part")
        part.write_bytes(body)
        part.replace(path)


@dataclass(frozen=True)
class Asset:
    """One file: its address, its content type, and its bytes without compression and in brotli."""

    url: str
    content_type: str
    body: bytes
    cache_control: str = _FOREVER

    @cached_property
    def packed(self) -> bytes:
        """The body in brotli; empty for PNG and WebP, which are compressed already."""
        if self.content_type in {"image/png", "image/webp"}:
            return b""
        return _pack(self.body)

    @cached_property
    def digest(self) -> str:
        """SHA-256 of the body, in hexadecimal."""
        return hashlib.sha256(self.body).hexdigest()

    def response(self) -> Response:
        """Return the response to the current request, in brotli if the browser accepts it."""
        packed = bool(self.packed) and request.accept_encodings.quality("br") > 0
        response = Response(self.packed if packed else self.body, content_type=self.content_type)
        if packed:
            response.content_encoding = "br"
        response.vary.add("Accept-Encoding")
        response.headers["Cache-Control"] = self.cache_control
        response.headers["X-Content-Type-Options"] = "nosniff"
        response.set_etag(self.digest[:8] + ("-br" if packed else ""))
        response.make_conditional(request)
        return response


class Assets:
    """The files of one bundle under their hashed names."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        self._by_name: dict[str, Asset] = {}
        for path in sorted(folder.rglob("*")):
            if path.suffix in _CONTENT_TYPES and path.name not in _WORKERS:
                self._load(path.relative_to(folder).as_posix(), importers=())
        self._by_url = {asset.url: asset for asset in self._by_name.values()}
        for asset in self._by_url.values():
            _ = asset.packed  # compressed at start, so that no request waits for it

    def keep_for_the_next_release(self, folder: Path) -> None:
        """Write the files into *folder*, and serve those of the release before for a day after its end.

        A page that is open over a deployment still loads its modules. All workers may do this at once.
        """
        try:
            self._keep(folder / "current", folder / "replaced")
        except OSError as error:  # a folder that can not be written: the product works without
            log.warning("assets_not_kept", kind=type(error).__name__)

    def _keep(self, current: Path, replaced: Path) -> None:
        for asset in self._by_name.values():
            _write(current / asset.url.removeprefix("/static/"), asset.body)
        for path in [one for one in current.rglob("*") if one.is_file()]:
            name = path.relative_to(current).as_posix()
            if f"/static/{name}" not in self._by_url:
                with suppress(FileNotFoundError):  # another worker was faster
                    (replaced / name).parent.mkdir(parents=True, exist_ok=True)
                    path.replace(replaced / name)
                    (replaced / name).touch()
        for path in [one for one in replaced.rglob("*") if one.is_file()]:
            with suppress(FileNotFoundError):
                self._serve_or_delete(path, f"/static/{path.relative_to(replaced).as_posix()}")

    def _serve_or_delete(self, path: Path, url: str) -> None:
        if time.time() - path.stat().st_mtime > REPLACED_SECONDS:
            path.unlink()
        elif path.suffix in _CONTENT_TYPES:
            asset = Asset(url=url, content_type=_CONTENT_TYPES[path.suffix], body=path.read_bytes())
            self._by_url.setdefault(url, asset)

    def url(self, name: str) -> str:
        """Return the address of the file *name* in the folder, e.g. ``icons/icon.svg``.

        Raises:
            KeyError: there is no such file.
        """
        return self._by_name[name].url

    def precache(self) -> list[str]:
        """Return the addresses that the service worker stores: styles, scripts and the SVG icon.

        Files in the folder of a single screen are not stored, because that screen needs the network.
        """
        kept, apart = {".css", ".js", ".svg"}, (*_NOT_KEPT, *_APART)
        names = [name for name in self._by_name if Path(name).suffix in kept and not name.startswith(apart)]
        return [self._by_name[name].url for name in names]

    def register(
        self,
        app: Flask,
        *,
        product_name: str,
        pages: Sequence[str] = (),
        pages_version: str = "",
        kill_switch: bool = False,
    ) -> None:
        """Add the addresses of files, service worker and manifest to *app*, and ``asset()`` to templates.

        Args:
            pages: the addresses, with a language, of public pages that the service worker stores.
            pages_version: changes whenever the content of one of *pages* changes.
            kill_switch: serve the worker that removes itself and its caches instead of the usual one.
        """
        worker = self.worker(pages=pages, pages_version=pages_version, kill_switch=kill_switch)
        manifests = {language: self._manifest(language, product_name) for language in LANGUAGES}
        blueprint = Blueprint("assets", __name__)

        @blueprint.get("/static/<path:name>")
        def static(name: str) -> Response:
            asset = self._by_url.get(f"/static/{name}")
            return asset.response() if asset else abort(404)

        @blueprint.get("/service-worker.js")
        def service_worker() -> Response:
            return worker.response()

        @blueprint.get("/manifest.webmanifest")
        def manifest() -> Response:
            return manifests[current_language()].response()

        app.register_blueprint(blueprint)
        app.extensions["asset_paths"] = frozenset(self._by_url)
        app.jinja_env.globals["asset"] = self.url

    def _load(self, name: str, *, importers: tuple[str, ...]) -> Asset:
        """Read one file, and first the files that it imports: their hashes become part of its text."""
        if name not in self._by_name:
            path = self._folder / name
            body = path.read_bytes()
            if path.suffix == ".js" and not name.startswith("vendor/"):
                body = self._with_addresses(name, body.decode(), importers=importers)
            digest = hashlib.sha256(body).hexdigest()[:_HASH_LENGTH]
            url = f"/static/{Path(name).with_suffix('').as_posix()}.{digest}{path.suffix}"
            self._by_name[name] = Asset(url=url, content_type=_CONTENT_TYPES[path.suffix], body=body)
        return self._by_name[name]

    def _with_addresses(self, name: str, text: str, *, importers: tuple[str, ...]) -> bytes:
        """Replace the bundler's marks in the module *name* with hashed addresses."""
        if name in importers:
            raise ValueError(f"modules import each other in a circle: {' > '.join([*importers, name])}")

        def address(mark: re.Match[str]) -> str:
            return f'"{self._load(mark[1], importers=(*importers, name)).url}"'

        return _MARK.sub(address, text).encode()

    def worker(self, *, pages: Sequence[str], pages_version: str, kill_switch: bool = False) -> Asset:
        """Make the service worker; the arguments are those of `register`."""
        text = (self._folder / _WORKERS[kill_switch]).read_text(encoding="utf-8")
        kept = json.dumps([*self.precache(), *pages])
        version = hashlib.sha256(f"{text}{kept}{pages_version}".encode()).hexdigest()[:_HASH_LENGTH]
        body = text.replace('"{version}"', json.dumps(version)).replace('"{precache}"', kept)
        body = body.replace("{icon}", self.url("icons/icon-192.png"))
        return Asset(
            url="/service-worker.js",
            content_type=_CONTENT_TYPES[".js"],
            body=body.encode(),
            cache_control=_ASK_EACH_TIME,
        )

    def _manifest(self, language: str, product_name: str) -> Asset:
        source = json.loads((self._folder / "manifest.webmanifest").read_text(encoding="utf-8"))
        members = self._in_language(source, language, product_name)
        return Asset(
            url="/manifest.webmanifest",
            content_type="application/manifest+json; charset=utf-8",
            body=json.dumps(members, ensure_ascii=False).encode(),
            cache_control=_ASK_EACH_TIME,
        )

    def _in_language(self, value: Any, language: str, product_name: str) -> Any:
        """Choose one language of each ``{"vi": …, "en": …}``; fill in addresses and the product name."""
        match value:
            case dict() if set(value) == set(LANGUAGES):
                return self._in_language(value[language], language, product_name)
            case dict():
                return {key: self._in_language(one, language, product_name) for key, one in value.items()}
            case list():
                return [self._in_language(one, language, product_name) for one in value]
            case str() if value in self._by_name:
                return self.url(value)
            case str():
                return value.replace("{product_name}", product_name).replace("{language}", language)
            case other:
                return other
