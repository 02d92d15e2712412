"""The log of a registration: outcome codes and incident numbers, and no personal data."""

import pytest

from sandbox.people.table import person_called
from tests.support.citizens import Citizen
from tests.unit.bff.conftest import World

Capture = pytest.CaptureFixture[str]


def logged(capsys: Capture) -> str:
    """Return the log so far, and print it again so that the check for personal data still reads it."""
    text = capsys.readouterr().out
    print(text)  # noqa: T201
    return text


def walk(world: World, key: str = "everything_works") -> Citizen:
    citizen = world.citizen(person_called(key))
    citizen.reach_code()
    return citizen


def test_a_whole_registration_is_logged_in_outcome_codes(world: World, capsys: Capture) -> None:
    citizen = walk(world)
    citizen.enter_code("000000")
    citizen.enter_code()
    citizen.choose_password("abc")
    citizen.choose_password()
    citizen.sign_in("Sai-mật-khẩu-1")
    citizen.sign_in()
    citizen.enter_code()
    text = logged(capsys)
    codes = ("code_sent", "receipt_delivered", "code_wrong", "code_right", "slip", "account_opened")
    assert [code for code in (*codes, "sign_in_wrong", "signed_in") if f"outcome={code}" not in text] == []


@pytest.mark.parametrize(
    ("key", "code"),
    [
        ("name_differs", "refused_person_differs"),
        ("unknown_number", "refused_unknown_number"),
        ("not_applicable", "refused_not_applicable"),
        ("carrier_down", "silence_carrier"),
        ("carrier_nonsense", "nonsense_carrier"),
        ("sms_gateway_trouble", "silence_sms"),
    ],
)
def test_every_outcome_has_a_code(world: World, capsys: Capture, key: str, code: str) -> None:
    walk(world, key)
    assert f"outcome={code}" in logged(capsys)


def test_a_changed_sim_has_a_code_after_the_right_one(world: World, capsys: Capture) -> None:
    walk(world, "sim_changed").enter_code()
    assert "outcome=sim_changed" in logged(capsys)


def test_numbers_in_an_address_are_not_logged(world: World, capsys: Capture) -> None:
    world.citizen().browser.ask("/register/000190000777?phone=0900000777")
    assert "000190000777" not in logged(capsys).replace(" ", "")


def test_every_answer_has_an_id_that_is_in_its_log_line(world: World, capsys: Capture) -> None:
    answer = world.citizen().browser.ask("/")
    assert answer.headers["X-Request-Id"] in logged(capsys)
