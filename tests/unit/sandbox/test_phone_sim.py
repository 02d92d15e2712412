"""The sandbox's phone shows the SIM's request on the whole screen and takes PIN, confirmation and refusal."""

import re

import pytest
from flask import Flask

from sandbox import Sandbox
from sandbox.mssp.dialects import MARK, VIETNAMESE, control_code
from sandbox.mssp.sims import sim_in
from sandbox.mssp.transactions import Asked, Decided, Transaction
from tests.support.pages import check_page
from tests.unit.sandbox.test_pages import WORDS

PHONE = "+84900000001"
DATA = b"to be signed"


def ask(here: Sandbox) -> Transaction | int:
    sim = sim_in(PHONE)
    assert sim is not None
    return here.mssp.open(sim, Asked(VIETNAMESE, "T1", DATA, f"Cua So: ma giao dich {MARK}.", 120))


def asked(here: Sandbox) -> Transaction:
    made = ask(here)
    assert isinstance(made, Transaction)
    return made


def test_the_phone_shows_the_text_with_the_control_code(app: Flask, here: Sandbox) -> None:
    asked(here)
    page = app.test_client().get(f"/phone/{PHONE}").text
    assert f"Cua So: ma giao dich <output>{control_code(DATA)}</output>." in page
    assert MARK not in page


@pytest.mark.parametrize("language", ["vi", "en"])
@pytest.mark.parametrize("pins", [(), ("000000",)])
def test_the_page_of_a_phone_that_asks_is_whole(
    app: Flask, here: Sandbox, language: str, pins: tuple[str, ...]
) -> None:
    asked(here)
    for pin in pins:
        here.mssp.confirm(PHONE, pin)
    page = app.test_client().get(f"/phone/{PHONE}", headers={"Accept-Language": language})
    check_page(page.text, language, texts=WORDS)


def test_the_prompt_is_in_the_language_of_the_page(app: Flask, here: Sandbox) -> None:
    vietnamese = app.test_client()
    page = vietnamese.get(f"/phone/{PHONE}?language=en", headers={"Accept-Language": "vi"}).text
    asked(here)
    (address,) = re.findall(r'id="sim" data-address="([^"]+)"', page)
    prompt = vietnamese.get(address, headers={"Accept-Language": "vi"}).text
    assert "The SIM asks you to sign" in prompt


def test_a_phone_whose_sim_asks_nothing_shows_nothing(app: Flask) -> None:
    assert app.test_client().get(f"/phone/{PHONE}/sim").text.strip() == ""


def test_the_right_pin_confirms(app: Flask, here: Sandbox) -> None:
    asked(here)
    answer = app.test_client().post(f"/phone/{PHONE}/sim/confirm", data={"pin": "123456"})
    assert (answer.status_code, answer.headers["Location"]) == (303, f"/phone/{PHONE}?sim=confirmed")
    assert here.mssp.on_the_phone(PHONE) is None


def test_a_wrong_pin_is_explained_at_its_field(app: Flask, here: Sandbox) -> None:
    asked(here)
    browser = app.test_client()
    browser.post(f"/phone/{PHONE}/sim/confirm", data={"pin": "000000"})
    page = browser.get(f"/phone/{PHONE}?language=en").text
    assert "Tries left: 2." in page
    assert 'aria-describedby="pin-hint pin-why"' in page


def test_three_wrong_pins_block_the_sim_until_a_reset(app: Flask, here: Sandbox) -> None:
    asked(here)
    pressed = [here.mssp.confirm(PHONE, "000000") for _ in range(3)]
    assert pressed == [Decided.WRONG_PIN, Decided.WRONG_PIN, Decided.PIN_BLOCKED]
    assert ask(here) == 402
    here.reset()
    asked(here)


def test_a_refusal_ends_it(app: Flask, here: Sandbox) -> None:
    made = asked(here)
    page = app.test_client().post(f"/phone/{PHONE}/sim/cancel?language=en", follow_redirects=True).text
    found = here.mssp.called(made.id)
    assert found is not None
    assert here.mssp.code_of(found) == 401
    assert "sim-note" in page


def test_an_expired_request_cannot_be_confirmed(app: Flask, here: Sandbox) -> None:
    asked(here)
    here.clock.set_offset(121)
    answer = app.test_client().post(f"/phone/{PHONE}/sim/confirm", data={"pin": "123456"})
    assert answer.headers["Location"].endswith("sim=nothing_open")


@pytest.mark.parametrize("pressed", [*Decided, "anything"])
def test_a_note_of_what_was_pressed_is_one_of_ours(app: Flask, pressed: str) -> None:
    page = app.test_client().get(f"/phone/{PHONE}?sim={pressed}").text
    assert ("sim-note" in page) == (pressed != "anything")


@pytest.mark.parametrize("key", ["confirm", "cancel"])
def test_an_invalid_number_has_no_sim(app: Flask, key: str) -> None:
    assert app.test_client().post(f"/phone/nobody/sim/{key}").status_code == 404


def test_a_key_is_pressed_by_the_qa_interface(app: Flask, here: Sandbox) -> None:
    asked(here)
    tester = app.test_client()
    assert tester.get(f"/qa/sim/{PHONE}").json["prompt"]["control_code"] == control_code(DATA)  # type: ignore[index]
    assert tester.post(f"/qa/sim/{PHONE}/confirm").json == {"decided": "confirmed"}
    assert tester.post(f"/qa/sim/{PHONE}/cancel").status_code == 409
