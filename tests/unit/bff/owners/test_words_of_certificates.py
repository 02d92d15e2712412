"""A certificate that names no holder: each cause has words of its own, and says what to do."""

from datetime import timedelta

import pytest

from bff.journeys.flow import Flow
from bff.journeys.purpose import Purpose
from bff.owners.certificates import MISMATCH_WORDS, go_on_with
from bff.views.sim_signature import words as sim
from bff.views.usb_token import words as token
from identity.subject import Subject
from tests.unit.bff.conftest import World
from verifiers.certificates import Certificate, HolderRefusal, RootKind, SubjectFacts
from verifiers.examination.subject import NumberKind

CITIZEN, OTHER = (NumberKind.CITIZEN, "000190000001"), (NumberKind.CITIZEN, "000190000002")
PASSPORT = (NumberKind.PASSPORT, "C0000001")
#: What stands in the certificate, and how its refusal begins.
CAUSES = {
    "no number": (SubjectFacts("Lan"), "The certificate holds no number"),
    "unreadable": (
        SubjectFacts("Lan", numbers=frozenset({CITIZEN}), unreadable=True),
        "A number in the certificate can not be read",
    ),
    "two numbers": (
        SubjectFacts("Lan", numbers=frozenset({CITIZEN, OTHER})),
        "The certificate holds two numbers that contradict each other",
    ),
    "no name": (SubjectFacts("", numbers=frozenset({CITIZEN})), "The certificate holds no name"),
    "passport": (
        SubjectFacts("Lan", numbers=frozenset({PASSPORT})),
        "The certificate holds a number of another",
    ),
}


def refusal(world: World, subject: SubjectFacts, purpose: Purpose) -> str:
    now = world.clock.now
    certificate = Certificate(b"", "CA", "01", now, now + timedelta(days=90), RootKind.PUBLIC, subject)
    flow = Flow("f", "token_sign_in", purpose, Subject.CITIZEN, step="sign", started_at=now)
    return go_on_with(world.services, flow, certificate).refusal or ""


@pytest.mark.parametrize("purpose", [Purpose.REGISTER, Purpose.SIGN_IN, Purpose.PROVE])
@pytest.mark.parametrize("cause", CAUSES)
def test_each_cause_has_its_own_words(world: World, cause: str, purpose: Purpose) -> None:
    subject, beginning = CAUSES[cause]
    why = refusal(world, subject, purpose)
    with world.app.test_request_context(headers={"Accept-Language": "en"}):
        titles = [str(words[why].title) for words in (sim.WORDS, token.WORDS)]
    assert titles[0].startswith(beginning)
    assert titles[0] == titles[1]


@pytest.mark.parametrize("language", ["vi", "en"])
def test_no_two_causes_share_a_text(world: World, language: str) -> None:
    assert set(HolderRefusal) <= set(MISMATCH_WORDS)
    with world.app.test_request_context(headers={"Accept-Language": language}):
        texts = [str(text) for words in MISMATCH_WORDS.values() for text in (words.title, words.body)]
    assert len(set(texts)) == len(texts)
