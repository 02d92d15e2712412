"""The guides: public, in both languages, the same for all readers."""

from types import SimpleNamespace

import pytest

from bff import guides
from tests.unit.pwa.frame import client

ADDRESSES = ["/guides", "/offline", *(f"/guides/{name}" for name in guides.TOPICS)]


@pytest.mark.parametrize("language", ["vi", "en"])
@pytest.mark.parametrize("address", ADDRESSES)
def test_a_guide_is_public_and_can_be_kept(address: str, language: str) -> None:
    response = client().get(f"{address}?language={language}")
    page = response.get_data(as_text=True)
    assert response.headers["Cache-Control"] == "public, max-age=3600"
    assert response.headers["Content-Language"] == language
    assert "Set-Cookie" not in response.headers
    assert f'<html lang="{language}">' in page
    assert "csrf_token" not in page


def test_a_guide_in_the_readers_language_is_not_kept_by_shared_caches() -> None:
    response = client().get("/guides", headers={"Accept-Language": "en"})
    assert response.headers["Content-Language"] == "en"
    assert response.headers["Cache-Control"] == "private, no-cache"


def test_the_first_page_holds_every_topic() -> None:
    page = client().get("/guides?language=en").get_data(as_text=True)
    assert all(f'<section id="{name}">' in page for name in guides.TOPICS)


def test_the_guide_lists_the_preparation_for_every_method() -> None:
    method = SimpleNamespace(title="By owl", need="An owl in your own name", minutes=7, level=3)
    page = client(method=method).get("/guides/prepare?language=en").get_data(as_text=True)
    assert "By owl" in page
    assert "An owl in your own name" in page


def test_an_unknown_topic_is_not_found() -> None:
    assert client().get("/guides/nothing").status_code == 404


def test_the_offline_page_names_the_hotline() -> None:
    assert 'href="tel:18000000"' in client().get("/offline?language=en").get_data(as_text=True)


def test_another_wording_is_another_edition() -> None:
    assert guides.edition("1800 0000") == guides.edition("1800 0000")
    assert guides.edition("1800 0000") != guides.edition("1900 0000")
