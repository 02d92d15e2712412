"""What leaves for a gateway: our challenge, in the form its profile wants, under a name never used before."""

import base64
import hashlib
from datetime import UTC, datetime

import httpx2
import pytest
from lxml import etree

from tests.unit.verifiers.sim import TEXT, Side, phone
from verifiers.errors import Unreachable
from verifiers.sim_signature import CMS_ATTACHED, VIETNAMESE, Challenge, Pending
from verifiers.sim_signature.answers import NC_NAME
from verifiers.sim_signature.challenge import control_code, digest_info
from verifiers.sim_signature.profile import MSS_NAMESPACE

MOMENT = datetime(2026, 11, 23, 12, 0, tzinfo=UTC)
FACTS = {"origin": "https://cuaso.example", "purpose": "register", "registration_id": "r1"}


def challenge(**changes: str) -> Challenge:
    facts = FACTS | changes
    return Challenge(
        facts["origin"], facts["purpose"], facts["registration_id"], made_at=MOMENT, nonce=bytes(32)
    )


@pytest.mark.parametrize(
    ("data", "code"),
    [
        (bytes.fromhex("3021300906052B0E03021A0500041492902E74284AC4060C83C5EC6805C9C4BD89FA83"), "564999"),
        (digest_info(b"1234567890"), "924276"),
    ],
)
def test_the_control_code_is_what_the_sims_applet_computes(data: bytes, code: str) -> None:
    assert control_code(data) == code


def test_a_challenge_names_who_asks_for_what_when_and_once() -> None:
    assert challenge().to_text().splitlines() == [
        "cuaso sim-signature challenge, version 1",
        "origin: https://cuaso.example",
        "purpose: register",
        "registration: r1",
        "time: 2026-11-23T12:00:00+00:00",
        f"nonce: {base64.urlsafe_b64encode(bytes(32)).decode()}",
    ]


def test_no_two_challenges_are_alike() -> None:
    made = {Challenge.make(**FACTS, moment=MOMENT).to_bytes() for _ in range(100)}
    assert len(made) == 100


def test_a_challenge_is_kept_and_read_back() -> None:
    made = Challenge.make(**FACTS, moment=MOMENT)
    assert Challenge.from_facts(made.to_facts()) == made


@pytest.mark.parametrize("fact", ["origin", "purpose", "registration_id"])
@pytest.mark.parametrize("value", ["", "a\nnonce: b", "a\rb", "a\u2028b"])
def test_no_challenge_can_be_read_as_another(fact: str, value: str) -> None:
    with pytest.raises(ValueError, match="one line"):
        challenge(**{fact: value})


@pytest.mark.parametrize(
    ("made_at", "nonce"),
    [(MOMENT.replace(tzinfo=None), bytes(32)), (MOMENT, bytes(31))],
)
def test_a_challenge_has_an_aware_time_and_a_whole_nonce(made_at: datetime, nonce: bytes) -> None:
    with pytest.raises(ValueError, match=r"aware|32 bytes"):
        Challenge("a", "b", "c", made_at, nonce)


def message_in(body: bytes) -> etree._Element:
    envelope = etree.fromstring(body)
    return envelope[0][0][0]


def text_of(message: etree._Element, path: str) -> str:
    return message.findtext(path, namespaces={"mss": MSS_NAMESPACE}) or ""


def test_the_vietnamese_profile_hands_over_a_digest_info() -> None:
    side = Side(VIETNAMESE)
    made = side.challenge()
    side.signing.start(phone("001"), made, display_text=TEXT)
    message = message_in(side.wire.asked[0])
    assert message.getparent() is not None
    assert message.tag == "MSS_SignatureReq"
    handed = base64.b64decode(text_of(message, "mss:DataToBeSigned"))
    assert handed.endswith(hashlib.sha256(made.to_bytes()).digest())
    assert text_of(message, "mss:MobileUser/mss:MSISDN") == "84900000001"
    assert text_of(message, "mss:DataToBeDisplayed") == TEXT
    assert (message.get("TimeOut"), message.get("MessagingMode")) == ("120", "asynchClientServer")


def test_the_other_profile_hands_over_the_text_and_writes_the_code_itself() -> None:
    side = Side(CMS_ATTACHED)
    made = side.challenge()
    side.signing.start(phone("001"), made, display_text=TEXT)
    message = message_in(side.wire.asked[0])
    assert message.tag == f"{{{MSS_NAMESPACE}}}MSS_SignatureReq"
    assert text_of(message, "mss:DataToBeSigned") == made.to_text()
    assert text_of(message, "mss:DataToBeDisplayed") == TEXT.replace(
        "%%VC%%", side.signing.control_code(made)
    )


def test_every_question_has_a_name_of_its_own_that_begins_with_a_letter() -> None:
    side = Side()
    pending = side.started("001")
    for _ in range(20):
        side.signing.status(pending)
    names = [etree.fromstring(body).xpath("string(//@AP_TransID)") for body in side.wire.asked]
    assert len(set(names)) == 21
    assert all(NC_NAME.fullmatch(str(name)) for name in names)


class Cut(httpx2.BaseTransport):
    """Loses each connection after the question has left."""

    def __init__(self) -> None:
        self.asked = 0

    def handle_request(self, request: httpx2.Request) -> httpx2.Response:  # noqa: ARG002 - what transports take
        self.asked += 1
        raise httpx2.ReadError("cut")


def cut(side: Side) -> Cut:
    wire = Cut()
    side.use(wire)
    return wire


def test_a_phone_is_never_rung_twice_by_one_question() -> None:
    side = Side()
    wire = cut(side)
    with pytest.raises(Unreachable):
        side.start("001")
    assert wire.asked == 1


def test_what_became_of_it_is_asked_again() -> None:
    side = Side()
    pending: Pending = side.started("001")
    wire = cut(side)
    with pytest.raises(Unreachable):
        side.signing.status(pending)
    assert wire.asked == 2
