"""Every place that sends an SMS says who vouches for the phone, and docs/security.md lists them all."""

import ast
import re
from collections.abc import Iterator
from pathlib import Path

import pytest

from bff.journeys.journey import Journey, Step
from bff.messages.vouching import CodeStep, Vouching
from bff.registry import journeys

REPOSITORY = Path(__file__).parents[4]
DOCUMENT = (REPOSITORY / "docs" / "security.md").read_text(encoding="utf-8")
#: Which budget pays, as the document says it.
BUDGET = dict.fromkeys(Vouching, "reserve") | {Vouching.NOTHING: "unvouched"}
ROW = re.compile(r"^\| `(?P<place>[\w.]+)` \| (?P<by>\w+) \| (?P<budget>\w+) \|", re.MULTILINE)
ROWS = {found["place"]: (found["by"], found["budget"]) for found in ROW.finditer(DOCUMENT)}
#: What sends an SMS without a step, wherever it is called.
NOTICES = {"send_waiting", "tell_applicants"}
CODE_STEPS = [
    (journey, step)
    for journey in journeys()
    for step in journey.all_steps
    if step.name == "code" or isinstance(step, CodeStep)
]


def place_of(journey: Journey, step: Step) -> str:
    """The name of the place in the document: of the journey, or of a step that many journeys have."""
    return journey.key if step.name == "code" else step.name


def name(value: object) -> str:
    return value.key if isinstance(value, Journey) else ""


@pytest.mark.parametrize(("journey", "step"), CODE_STEPS, ids=name)
def test_a_step_that_sends_a_code_says_who_vouches_for_the_phone(journey: Journey, step: Step) -> None:
    assert isinstance(step, CodeStep)
    assert step.news is not None
    assert ROWS[place_of(journey, step)] == (step.vouched_by, BUDGET[step.vouched_by])


def test_the_document_lists_no_place_that_is_gone() -> None:
    assert set(ROWS) == {place_of(journey, step) for journey, step in CODE_STEPS} | set(places_of_notices())


def test_every_place_that_sends_a_notice_is_listed() -> None:
    assert [place for place in places_of_notices() if place not in ROWS] == []


def test_only_two_modules_pass_a_message_to_the_gateway() -> None:
    senders = [
        path.relative_to(REPOSITORY).as_posix()
        for path in (REPOSITORY / "bff").rglob("*.py")
        if re.search(r"verifier\(SmsGateway\)", path.read_text(encoding="utf-8"))
    ]
    assert sorted(senders) == ["bff/messages/codes.py", "bff/messages/outbox.py"]


def places_of_notices() -> Iterator[str]:
    """The modules outside bff/messages that send a notice."""
    for path in sorted((REPOSITORY / "bff" / "views").rglob("*.py")):
        called = {
            node.func.id
            for node in ast.walk(ast.parse(path.read_text(encoding="utf-8")))
            if isinstance(node, ast.Call) and isinstance(node.func, ast.Name)
        }
        if called & NOTICES:
            yield path.relative_to(REPOSITORY).with_suffix("").as_posix().replace("/", ".")


#: Every verb of a store that changes what its owner must learn.
TOLD = {
    "change_password", "change_phone", "turn_on", "turn_off", "renew_recovery_codes", "correct_email",
    "ask_deletion", "restore", "decide", "transfer",
}  # fmt: skip
#: Not an owner's: the passwords of the desk, and records that only the gallery shows.
NOT_OWNERS = {"bff/views/desk/sign_in.py", "bff/views/steps/gallery_disputes.py"}


def test_every_change_is_told_in_its_own_transaction() -> None:
    untold = [
        f"{path.relative_to(REPOSITORY).as_posix()}: {node.func.attr}"
        for path in sorted((REPOSITORY / "bff" / "views").rglob("*.py"))
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8")))
        if isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute) and node.func.attr in TOLD
        if "tell" not in {keyword.arg for keyword in node.keywords}
        and path.relative_to(REPOSITORY).as_posix() not in NOT_OWNERS
    ]
    assert untold == []
