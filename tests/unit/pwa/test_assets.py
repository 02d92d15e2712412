"""Assets: names that hold their hash, packed once, kept for a year; imports that lead to such names.

The small bundles of these tests are written by hand; ``"asset:NAME"`` is the bundler's mark for another file.
"""

import re
from pathlib import Path

import brotli
import pytest

from bff.serving.assets import Assets
from tests.unit.pwa.frame import PWA, assets, client


def files(folder: Path, **texts: str) -> Assets:
    for name, text in texts.items():
        (folder / name.replace("__", ".")).write_text(text, encoding="utf-8")
    return Assets(folder)


def test_a_name_holds_eight_digits_of_the_hash() -> None:
    assert re.fullmatch(r"/static/app\.[0-9a-f]{8}\.css", assets().url("app.css"))


def test_another_content_gets_another_name(tmp_path: Path) -> None:
    first = files(tmp_path, app__css="a{color:red}").url("app.css")
    assert files(tmp_path, app__css="a{color:tan}").url("app.css") != first


def test_a_module_gets_another_name_when_what_it_imports_has_changed(tmp_path: Path) -> None:
    first = files(tmp_path, app__js='import("asset:extra.js");', extra__js="one();").url("app.js")
    assert files(tmp_path, extra__js="two();").url("app.js") != first


def test_a_missing_file_is_a_fault_of_the_template() -> None:
    with pytest.raises(KeyError):
        assets().url("nowhere.css")


@pytest.mark.parametrize(
    "name", ["app.css", "app.js", "vendor/htmx.esm.min.js", "icons/icon.svg", "icons/icon-192.png"]
)
def test_a_file_is_kept_for_a_year_under_its_own_type(name: str) -> None:
    response = client().get(assets().url(name))
    types = {".css": "text/css", ".js": "text/javascript", ".svg": "image/svg+xml", ".png": "image/png"}
    assert response.status_code == 200
    assert response.mimetype == types[Path(name).suffix]
    assert response.headers["Cache-Control"] == "public, max-age=31536000, immutable"
    assert response.headers["X-Content-Type-Options"] == "nosniff"
    assert "Set-Cookie" not in response.headers


def test_a_browser_that_takes_brotli_gets_brotli() -> None:
    url = assets().url("app.css")
    plain = client().get(url)
    packed = client().get(url, headers={"Accept-Encoding": "gzip, br"})
    assert packed.headers["Content-Encoding"] == "br"
    assert brotli.decompress(packed.data) == plain.data
    assert "Content-Encoding" not in plain.headers
    assert plain.headers["Vary"] == packed.headers["Vary"] == "Accept-Encoding"


def test_a_browser_that_refuses_brotli_gets_none() -> None:
    response = client().get(assets().url("app.css"), headers={"Accept-Encoding": "gzip, br;q=0"})
    assert "Content-Encoding" not in response.headers


def test_a_file_that_the_browser_has_is_not_sent_again() -> None:
    url = assets().url("app.css")
    tag = client().get(url).headers["ETag"]
    response = client().get(url, headers={"If-None-Match": tag})
    assert (response.status_code, response.data) == (304, b"")


@pytest.mark.parametrize(
    "address", ["/static/app.css", "/static/app.00000000.css", "/static/../app.py", "/static/vendor.py"]
)
def test_nothing_else_is_served(address: str) -> None:
    assert client().get(address).status_code == 404


def test_dynamic_and_vendored_imports_lead_to_hashed_names(tmp_path: Path) -> None:
    (tmp_path / "vendor").mkdir()
    (tmp_path / "vendor" / "lib.js").write_text("export default 1;")
    made = files(
        tmp_path, app__js='import e from"asset:vendor/lib.js";import("asset:late.js");', late__js="x();"
    )
    module = made._by_name["app.js"].body.decode()  # noqa: SLF001 - what the browser is sent
    assert module == f'import e from"{made.url("vendor/lib.js")}";import("{made.url("late.js")}");'


def test_an_import_of_a_file_that_is_not_in_the_bundle_is_refused(tmp_path: Path) -> None:
    with pytest.raises(FileNotFoundError, match=r"late\.js"):
        files(tmp_path, app__js='import("asset:late.js");')


def test_modules_that_import_each_other_in_a_circle_are_refused(tmp_path: Path) -> None:
    with pytest.raises(ValueError, match=r"circle: a\.js > b\.js > a\.js"):
        files(tmp_path, a__js='import("asset:b.js");', b__js='import("asset:a.js");')


def test_vendored_files_go_out_byte_for_byte() -> None:
    url = assets().url("vendor/htmx.esm.min.js")
    assert client().get(url).data == (PWA / "vendor" / "htmx.esm.min.js").read_bytes()


def test_no_comment_goes_out() -> None:
    style = client().get(assets().url("app.css")).get_data(as_text=True)
    script = client().get(assets().url("app.js")).get_data(as_text=True)
    assert "/*" not in style
    assert not re.search(r"^\s*//", script, re.MULTILINE)
