"""The sandbox's pages are complete in both languages and cannot be mistaken for the portal's."""

import re
from pathlib import Path

import httpx2
import pytest
from flask import Flask
from flask.testing import FlaskClient

import sandbox
from sandbox import SandboxSettings, create_sandbox
from sandbox.people.table import PEOPLE
from sandbox.words import VIETNAMESE
from tests.support.pages import check_page
from tests.support.words import Catalogue
from tests.unit.sandbox.asking import Asker

LANGUAGES = ("vi", "en")
WORDS = Catalogue(tuple(VIETNAMESE.items()))
PAGES = (
    "/", "/people", "/gallery", "/phone", "/phone?number=12", "/phone/0900000001", "/phone/+84900000990",
    "/phone/0900000140", "/phone/0900000001?sim=confirmed", "/counter",
    "/portals", "/portals/standard", "/portals/legacy",
)  # fmt: skip
TEMPLATES = sorted(Path(sandbox.__file__).parent.rglob("*.html"))
SCREENS = [{"screen": "mobile/details", "state": "empty", "address": "/gallery/mobile/details/empty"}]


def browser(answer: httpx2.Response) -> FlaskClient:
    """Someone who looks at a sandbox whose product gives *answer* to everything."""
    product = httpx2.MockTransport(lambda _question: answer)
    return create_sandbox(SandboxSettings(product_transport=product)).test_client()


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("path", PAGES)
def test_a_page_is_whole_and_says_that_it_is_the_sandbox(app: Flask, path: str, language: str) -> None:
    Asker(app).send()
    answer = browser(httpx2.Response(200, json={"screens": SCREENS})).get(
        path, headers={"Accept-Language": language}
    )
    check_page(answer.text, language, texts=WORDS)
    assert "<strong>SANDBOX</strong>" in answer.text


@pytest.mark.parametrize("template", TEMPLATES, ids=lambda template: template.name)
def test_every_text_of_a_template_has_its_vietnamese(template: Path) -> None:
    texts = re.findall(r"""_\((?:"([^"]+)"|'([^']+)')""", template.read_text("utf-8"))
    assert {one or other for one, other in texts} <= set(VIETNAMESE)


def test_a_page_is_vietnamese_when_the_browser_prefers_a_third_language(app: Flask) -> None:
    assert '<html lang="vi">' in app.test_client().get("/", headers={"Accept-Language": "fr"}).text


def test_a_chosen_language_stays(app: Flask) -> None:
    client = app.test_client()
    assert client.post("/language/en", data={"back": "/people"}).headers["Location"] == "/people"
    assert '<html lang="en">' in client.get("/people", headers={"Accept-Language": "vi"}).text


@pytest.mark.parametrize("back", ["https://example.test/", "//example.test/", ""])
def test_the_language_switch_leads_nowhere_else(app: Flask, back: str) -> None:
    assert app.test_client().post("/language/en", data={"back": back}).headers["Location"] == "/"


def test_the_table_shows_everyone_with_their_phone(app: Flask) -> None:
    page = app.test_client().get("/people").text
    assert all(f'href="/phone/{person.phone_number}"' in page for person in PEOPLE)


def test_the_gallery_links_each_screen_in_both_languages() -> None:
    page = browser(httpx2.Response(200, json={"screens": SCREENS})).get("/gallery").text
    for language in LANGUAGES:
        address = f"http://localhost:8000/gallery/mobile/details/empty?language={language}"
        assert f'href="{address}"' in page


@pytest.mark.parametrize(
    "answer",
    [
        httpx2.Response(404),
        httpx2.Response(200, text="<p>"),
        httpx2.Response(200, json=[]),
        httpx2.Response(200, json={"screens": [{"screen": "a"}]}),
        httpx2.Response(200, json={"screens": [{**SCREENS[0], "address": "javascript:alert(1)"}]}),
    ],
)
def test_a_product_without_a_gallery_gets_an_explanation(answer: httpx2.Response) -> None:
    page = browser(answer).get("/gallery?language=en")
    assert page.status_code == 503
    assert "does not answer, or its gallery is off" in page.text


def test_the_home_leads_to_the_post_office(app: Flask) -> None:
    client = app.test_client()
    assert 'href="/counter"' in client.get("/?language=en").text
    assert client.get("/counter").status_code == 200


def test_what_signs_for_the_token_is_said_in_the_readers_language(app: Flask) -> None:
    page = app.test_client().get("/token?language=vi").text
    assert "keys in memory" not in page
