"""Every SIM gateway answers in the agreed format, and so does the sandbox, in both profiles."""

from datetime import UTC, datetime

import pytest

from tests.contract.gateway_systems import KINDS, System, system
from verifiers.errors import UnexpectedAnswer
from verifiers.sim_signature import Challenge, Pending, Signed, SigningRefusal

TEXT = "Cua So: ma giao dich %%VC%%. Day la giao dich thu."
every_system = pytest.mark.parametrize("kind", KINDS)


def started(there: System) -> Pending:
    answer = start(there, there.phone_number)
    assert isinstance(answer, Pending), answer
    return answer


def start(there: System, phone_number: str, *, password: str | None = None) -> Pending | SigningRefusal:
    challenge = Challenge.make(
        origin="https://cuaso.example",
        purpose="contract_test",
        registration_id="none",
        moment=datetime.now(UTC),
    )
    return there.signing(password=password).start(phone_number, challenge, display_text=TEXT)


@every_system
def test_a_confirmed_request_is_a_signature_of_our_challenge(kind: str) -> None:
    there = system(kind)
    pending = started(there)
    there.press("confirm")
    assert isinstance(there.outcome(pending), Signed)


@every_system
def test_a_declined_request_is_cancelled(kind: str) -> None:
    there = system(kind)
    pending = started(there)
    there.press("cancel")
    assert there.outcome(pending) is SigningRefusal.CANCELLED


@every_system
def test_a_phone_asks_one_thing_at_a_time(kind: str) -> None:
    there = system(kind)
    pending = started(there)
    assert start(there, there.phone_number) is SigningRefusal.BUSY
    there.press("cancel")
    there.outcome(pending)


@every_system
def test_a_number_without_a_signing_sim_gets_its_own_refusal(kind: str) -> None:
    there = system(kind)
    assert start(there, there.unknown_phone_number) is SigningRefusal.NO_SIM_SIGNATURE


@every_system
def test_a_wrong_gateway_password_is_raised_and_is_not_a_refusal(kind: str) -> None:
    there = system(kind)
    with pytest.raises(UnexpectedAnswer, match="104"):
        start(there, there.phone_number, password="wrong")


@every_system
def test_a_gateway_answers_the_ping(kind: str) -> None:
    system(kind).signing().ping()
