"""The sandbox's phone page shows every message to that number, with or without an owner."""

import re
from pathlib import Path

import pytest
from flask import Flask

import sandbox
from tests.unit.sandbox.asking import Asker

STYLES = Path(sandbox.__file__).parent / "static" / "sandbox.css"
OTHER_CODE = "654321 la ma xac thuc dang nhap Cua So.\n@localhost #654321"


def test_the_newest_message_is_on_top(app: Flask, asker: Asker) -> None:
    asker.send()
    asker.send(Content=OTHER_CODE)
    inbox = app.test_client().get("/phone/+84900000001/inbox").text
    assert re.findall(r"<output>(\d+)</output>", inbox) == ["654321", "123456"]


def test_a_code_can_be_copied(app: Flask, asker: Asker) -> None:
    asker.send()
    assert 'data-copy="123456"' in app.test_client().get("/phone/+84900000001").text


def test_a_message_is_shown_as_text_whatever_it_holds(app: Flask, asker: Asker) -> None:
    asker.send(Content="<b>tai khoan</b> khong phai ban")
    assert "&lt;b&gt;tai khoan&lt;/b&gt;" in app.test_client().get("/phone/+84900000001").text


def test_a_link_in_a_message_can_be_pressed(app: Flask, asker: Asker) -> None:
    asker.send(Content="tai khoan: https://cuaso.example/l/abCD2345 khong phai ban? <b>")
    page = app.test_client().get("/phone/+84900000001").text
    assert '<a href="https://cuaso.example/l/abCD2345" rel="noreferrer">' in page
    assert "&lt;b&gt;" in page


def test_a_long_word_of_a_message_is_broken_and_not_clipped() -> None:
    rule = next(line for line in STYLES.read_text().splitlines() if line.startswith(".inbox li {"))
    assert "overflow-wrap: anywhere" in rule
    assert "min-width: 0" in rule


def test_without_scripts_the_page_is_reloaded_by_a_link_and_never_on_a_timer(app: Flask) -> None:
    page = app.test_client().get("/phone/+84900000001?language=en").text
    assert '<a href="/phone/+84900000001">Reload</a>' in page
    assert "http-equiv" not in page  # WCAG 2.2 technique F41


@pytest.mark.parametrize("typed", ["0900 000 001", "+84900000001", "84 900.000.001"])
def test_a_number_may_be_typed_in_any_spelling(app: Flask, typed: str) -> None:
    answer = app.test_client().get("/phone", query_string={"number": typed})
    assert (answer.status_code, answer.headers["Location"]) == (303, "/phone/+84900000001")


def test_a_wrong_number_is_explained_at_its_field(app: Flask) -> None:
    answer = app.test_client().get("/phone?number=12&language=en")
    assert answer.status_code == 422
    assert 'aria-describedby="number-hint number-why"' in answer.text


def test_an_invalid_number_has_no_phone_page(app: Flask) -> None:
    assert app.test_client().get("/phone/nobody").status_code == 404


def test_a_phone_without_an_owner_has_an_inbox_too(app: Flask, asker: Asker) -> None:
    asker.send("+84900000990")
    page = app.test_client().get("/phone/0900000990?language=en").text
    assert "belongs to nobody" in page
    assert "<output>123456</output>" in page
