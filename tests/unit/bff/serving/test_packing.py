"""Answers are small: pages and errors are compressed, and files have no needless headers."""

import gzip

import brotli
import pytest
from flask import Flask, redirect

from bff.serving.packing import SMALLEST, init_packing
from tests.unit.bff.conftest import World

UNPACK = {"br": brotli.decompress, "gzip": gzip.decompress}


@pytest.mark.parametrize("encoding", UNPACK)
@pytest.mark.parametrize("path", ["/", "/guides?language=en"])
def test_a_page_is_compressed_as_the_browser_accepts_it(world: World, path: str, encoding: str) -> None:
    answer = world.citizen().browser.ask(path, Accept_Encoding=encoding)
    assert answer.headers["Content-Encoding"] == encoding
    assert "Accept-Encoding" in answer.headers["Vary"]
    assert b"</html>" in UNPACK[encoding](answer.data)


def test_a_page_is_not_compressed_for_a_browser_that_accepts_no_compression(world: World) -> None:
    answer = world.citizen().browser.ask("/", Accept_Encoding="br;q=0, identity")
    assert "Content-Encoding" not in answer.headers
    assert b"</html>" in answer.data


def test_a_refused_form_is_compressed_too(world: World) -> None:
    citizen = world.citizen()
    citizen.start()
    answer = citizen.browser.ask(
        "/register/mobile-subscriber/who",
        method="POST",
        data={"csrf_token": citizen.browser.csrf_token},
        Accept_Encoding="br",
    )
    assert answer.status_code == 422
    assert answer.headers["Content-Encoding"] == "br"


def test_a_part_of_a_page_carries_no_policy_of_pages_but_a_stricter_one(world: World) -> None:
    part = world.citizen().browser.ask("/", htmx=True)
    assert "Permissions-Policy" not in part.headers
    assert part.headers["Content-Security-Policy"] == "default-src 'none'; frame-ancestors 'none'"
    assert part.headers["X-Content-Type-Options"] == "nosniff"


def test_a_file_carries_no_policy_of_pages(world: World) -> None:
    browser = world.citizen().browser
    page = browser.open("/")
    file = browser.ask(str(page.soup.select("link[rel=stylesheet]")[0]["href"]))
    assert {"Permissions-Policy", "X-Request-Id"} <= set(page.headers)
    assert not {"Permissions-Policy", "X-Request-Id"} & set(file.headers.keys())
    assert file.headers["X-Content-Type-Options"] == "nosniff"


@pytest.mark.parametrize(("length", "is_packed"), [(1_000, False), (5_000, True)])
def test_a_short_answer_to_a_machine_is_not_packed(length: int, *, is_packed: bool) -> None:
    app = Flask(__name__)
    init_packing(app)
    app.add_url_rule("/answer", view_func=lambda: {"text": "a" * length})
    answer = app.test_client().get("/answer", headers={"Accept-Encoding": "br"})
    assert ("Content-Encoding" in answer.headers) is is_packed


def test_the_page_of_a_redirect_is_not_packed() -> None:
    app = Flask(__name__)
    init_packing(app)
    app.add_url_rule("/away", view_func=lambda: redirect("https://portal.example.vn/?code=" + "a" * 1_000))
    answer = app.test_client().get("/away", headers={"Accept-Encoding": "br"})
    assert "Content-Encoding" not in answer.headers
    assert len(answer.data) > SMALLEST
