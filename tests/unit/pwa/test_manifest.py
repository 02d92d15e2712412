"""The manifests: one for each language, with the operator's name and icons that exist."""

import struct
from typing import Any

import pytest

from tests.unit.pwa.frame import assets, client

#: In bytes: a browser loads them before an installation.
LONGEST_SCREENSHOT = 60_000
PNG_SIZE = struct.Struct(">II")


def manifest(language: str) -> dict[str, Any]:
    response = client().get(f"/manifest.webmanifest?language={language}")
    assert response.mimetype == "application/manifest+json"
    members: dict[str, Any] = response.get_json(force=True)
    return members


def test_both_languages_are_one_app() -> None:
    vietnamese, english = manifest("vi"), manifest("en")
    assert vietnamese["id"] == english["id"] == "/"
    assert vietnamese["name"] != english["name"]


@pytest.mark.parametrize("language", ["vi", "en"])
def test_it_bears_the_operators_name_and_its_language(language: str) -> None:
    members = manifest(language)
    assert members["lang"] == language
    assert members["short_name"] == "Cổng Thử"
    assert members["name"].startswith("Cổng Thử")


def test_every_icon_exists_in_the_size_it_states() -> None:
    for icon in manifest("vi")["icons"]:
        picture = client().get(icon["src"])
        assert picture.mimetype == icon["type"]
        if icon["type"] == "image/png":
            width, height = PNG_SIZE.unpack_from(picture.data, offset=16)
            assert icon["sizes"] == f"{width}x{height}"


def test_it_has_what_browsers_ask_of_an_installed_app() -> None:
    members = manifest("en")
    assert {"192x192", "512x512"} <= {icon["sizes"] for icon in members["icons"]}
    assert {"any", "maskable"} == {icon["purpose"] for icon in members["icons"]}
    assert members["display"] == "standalone"
    assert len(members["shortcuts"]) == 3


@pytest.mark.parametrize("language", ["vi", "en"])
def test_every_screenshot_is_small_and_of_the_size_it_states(language: str) -> None:
    shots = manifest(language)["screenshots"]
    assert {shot["form_factor"] for shot in shots} == {"narrow", "wide"}
    for shot in shots:
        picture = client().get(shot["src"])
        assert picture.mimetype == shot["type"] == "image/webp"
        assert len(picture.data) < LONGEST_SCREENSHOT
        width, height = (1 + int.from_bytes(picture.data[at : at + 2], "little") for at in (24, 27))
        if picture.data[12:16] == b"VP8 ":  # RFC 9649, 2.5: the frame has 14 bits for each
            width, height = (int.from_bytes(picture.data[at : at + 2], "little") & 0x3FFF for at in (26, 28))
        assert shot["sizes"] == f"{width}x{height}"
        assert shot["label"]


def test_each_shortcut_has_an_icon_of_its_own_and_leads_where_it_says() -> None:
    shortcuts = manifest("vi")["shortcuts"]
    assert [one["url"] for one in shortcuts] == ["/register", "/sign-in", "/dispute/status"]
    icons = [one["icons"][0]["src"] for one in shortcuts]
    assert len(set(icons)) == len(icons)
    for one in icons:
        assert PNG_SIZE.unpack_from(client().get(one).data, offset=16) == (192, 192)


def test_no_phone_keeps_the_pictures() -> None:
    assert not [address for address in assets().precache() if "screenshots" in address or ".png" in address]


def test_no_placeholder_is_left() -> None:
    text = client().get("/manifest.webmanifest?language=vi").get_data(as_text=True)
    assert "{product_name}" not in text
    assert "{language}" not in text
