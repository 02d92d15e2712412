"""The sandbox's SIMs: whose signature is accepted, who is refused, and what is raised."""

import pytest

from sandbox.mssp.sims import SIMS
from tests.unit.verifiers.sim_signature.sim import TEXT, Side, phone
from verifiers.certificates import RootKind
from verifiers.errors import UnexpectedAnswer, Unreachable
from verifiers.sim_signature import (
    CMS_ATTACHED,
    PROFILES,
    VIETNAMESE,
    Pending,
    Profile,
    Signed,
    SigningRefusal,
    StillWaiting,
)

GOOD = ("001", "017", "027", "100", "101", "102", "103", "110", "128", "133", "140", "500")
REFUSED = {
    "111": SigningRefusal.CERTIFICATE_EXPIRED,
    "112": SigningRefusal.CERTIFICATE_NOT_YET_VALID,
    "113": SigningRefusal.CERTIFICATE_REVOKED,
    "114": SigningRefusal.CERTIFICATE_REVOKED,
    "121": SigningRefusal.CERTIFICATE_UNTRUSTED,
    "122": SigningRefusal.CERTIFICATE_WRONG_USAGE,
    "123": SigningRefusal.CERTIFICATE_WRONG_USAGE,
    "124": SigningRefusal.CERTIFICATE_WRONG_USAGE,
    "125": SigningRefusal.CERTIFICATE_WEAK,
    "126": SigningRefusal.CERTIFICATE_WEAK,
    "127": SigningRefusal.CERTIFICATE_UNTRUSTED,
}
#: Revocation of these certificates cannot be checked: neither CRL nor OCSP gives a usable answer.
UNTOLD = ("115", "116", "117", "118", "119", "120")
ALARMS = ("141", "142", "143", "144", "145", "146", "147", "148", "149", "150", "151")


@pytest.fixture(params=PROFILES.values(), ids=list(PROFILES))
def side(request: pytest.FixtureRequest) -> Side:
    """A client of each profile."""
    assert isinstance(request.param, Profile)
    return Side(request.param)


def test_every_sim_with_a_story_of_its_own_is_tried_here() -> None:
    told = {sim.phone_number[-3:] for sim in SIMS if not sim.code_at_start and not sim.code_at_status}
    assert told == {*GOOD, *REFUSED, *UNTOLD, *ALARMS, "130", "131", "132"} - {"500"}


@pytest.mark.parametrize("ending", GOOD)
def test_a_confirmed_request_is_a_signature(side: Side, ending: str) -> None:
    assert isinstance(side.outcome(ending), Signed)


def test_the_status_is_still_waiting_until_the_phone_confirms(side: Side) -> None:
    assert side.signing.status(side.started("001")) == StillWaiting(seconds_left=120)


@pytest.mark.parametrize(("ending", "refusal"), REFUSED.items())
def test_an_unacceptable_certificate_is_refused(side: Side, ending: str, refusal: SigningRefusal) -> None:
    assert side.outcome(ending) is refusal


@pytest.mark.parametrize("ending", UNTOLD)
def test_a_certificate_of_unknown_status_raises_unreachable(side: Side, ending: str) -> None:
    with pytest.raises(Unreachable, match="revo"):
        side.outcome(ending)


@pytest.mark.parametrize("ending", ALARMS)
def test_an_invalid_signature_raises_unexpected_answer(side: Side, ending: str) -> None:
    with pytest.raises(UnexpectedAnswer):
        side.outcome(ending)


def test_a_number_without_a_signing_sim_is_refused(side: Side) -> None:
    assert side.start("002") is SigningRefusal.NO_SIM_SIGNATURE


def test_declining_on_the_phone_is_cancelled(side: Side) -> None:
    pending = side.started("001")
    side.sandbox.mssp.cancel(phone("001"))
    assert side.signing.status(pending) is SigningRefusal.CANCELLED
    assert side.signing.status(side.started("130")) is SigningRefusal.CANCELLED


def test_three_wrong_pins_block_this_question_and_the_next(side: Side) -> None:
    pending = side.started("001")
    for _ in range(3):
        side.sandbox.mssp.confirm(phone("001"), "000000")
    assert side.signing.status(pending) is SigningRefusal.PIN_BLOCKED
    assert side.start("001") is SigningRefusal.PIN_BLOCKED


def test_a_phone_with_an_open_request_is_busy_until_it_ends(side: Side) -> None:
    side.started("001")
    assert side.start("001") is SigningRefusal.BUSY
    side.pass_time(120)
    side.started("001")


@pytest.mark.parametrize("ending", ["131", "132"])
def test_a_request_without_an_answer_in_time_is_expired(side: Side, ending: str) -> None:
    pending = side.started(ending)
    side.sandbox.mssp.confirm(phone(ending), "123456")
    assert isinstance(side.signing.status(pending), StillWaiting)
    side.pass_time(121)
    assert side.signing.status(pending) is SigningRefusal.EXPIRED


@pytest.mark.parametrize(("seconds", "counts"), [(119, True), (125, True), (131, False)])
def test_a_signature_counts_only_if_it_is_asked_for_soon_after_its_end(
    side: Side, seconds: float, *, counts: bool
) -> None:
    pending = side.confirmed("001")
    side.pass_time(seconds)
    outcome = side.signing.status(pending)
    assert isinstance(outcome, Signed) if counts else outcome is SigningRefusal.EXPIRED


def test_a_gateway_that_never_decides_is_given_up(side: Side) -> None:
    pending = side.started("001")
    side.sandbox.clock.set_offset(-600)
    side.pass_time(131)
    assert side.signing.status(pending) is SigningRefusal.EXPIRED


def test_an_answer_that_comes_twice_is_the_same_answer(side: Side) -> None:
    pending = side.confirmed("133")
    first, again = side.signing.status(pending), side.signing.status(pending)
    assert isinstance(first, Signed)
    assert first == again
    side.sandbox.mssp.cancel(phone("133"))
    assert side.signing.status(pending) is SigningRefusal.CANCELLED


def test_another_worker_continues_from_the_stored_facts(side: Side) -> None:
    facts = side.confirmed("001").to_facts()
    worker = Side(side.profile, side.country)
    assert isinstance(worker.signing.status(Pending.from_facts(facts)), Signed)
    assert all(isinstance(value, str) for value in facts.values())


def test_the_page_and_the_phone_show_the_same_control_code(side: Side) -> None:
    challenge = side.challenge()
    code = side.signing.control_code(challenge)
    pending = side.signing.start(phone("001"), challenge, display_text=TEXT)
    shown = side.sandbox.mssp.on_the_phone(phone("001"))
    assert isinstance(pending, Pending)
    assert pending.control_code == code
    assert shown is not None
    assert shown.shown_text == TEXT.replace("%%VC%%", code)


def test_a_signature_over_another_challenge_is_refused(side: Side) -> None:
    facts, other = side.confirmed("001").to_facts(), side.challenge().to_facts()
    with pytest.raises(UnexpectedAnswer, match="is not"):
        side.signing.status(Pending.from_facts(facts | {"challenge_nonce": other["nonce"]}))


def test_the_identity_is_read_from_the_verified_certificate(side: Side) -> None:
    citizen, officer = side.outcome("001"), side.outcome("103")
    assert isinstance(citizen, Signed)
    assert isinstance(officer, Signed)
    assert (citizen.certificate.root, officer.certificate.root) == (RootKind.PUBLIC, RootKind.GOVERNMENT)
    assert citizen.certificate.subject.common_name == "Nguyễn Thị Lan"


def test_a_transaction_of_another_profile_is_refused() -> None:
    here = Side(VIETNAMESE)
    with pytest.raises(ValueError, match="profile"):
        Side(CMS_ATTACHED, here.country).signing.status(here.started("001"))


@pytest.mark.parametrize(
    "text", ["no place for the code", "%%VC%% %%VC%%", "Cửa Số %%VC%%", "%%VC%%" + "a" * 114]
)
def test_a_text_that_does_not_fit_the_phone_never_leaves(side: Side, text: str) -> None:
    with pytest.raises(ValueError, match="on the phone"):
        side.signing.start(phone("001"), side.challenge(), display_text=text)
    assert side.wire.asked == []


@pytest.mark.parametrize("seconds", [79, 301])
def test_a_sim_waits_within_its_bounds(seconds: int) -> None:
    with pytest.raises(ValueError, match="80 to 300"):
        Side(lifetime_seconds=seconds)


def test_the_repr_of_a_transaction_holds_no_personal_data(side: Side) -> None:
    pending = side.confirmed("001")
    outcome = side.signing.status(pending)
    for fact in ("84900000001", "Nguyễn", "000190000001", pending.to_facts()["challenge_nonce"]):
        assert fact not in f"{pending!r} {outcome!r}"
