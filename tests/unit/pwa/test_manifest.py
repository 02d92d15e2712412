"""The manifests: one for each language, with the operator's name and icons that exist."""

import struct
from typing import Any

import pytest

from tests.unit.pwa.frame import client

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


def test_no_placeholder_is_left() -> None:
    text = client().get("/manifest.webmanifest?language=vi").get_data(as_text=True)
    assert "{product_name}" not in text
    assert "{language}" not in text
