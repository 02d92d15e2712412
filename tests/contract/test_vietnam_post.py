"""Vietnam Post says of a PostID what the product understands; the sandbox says the same.

CONTRACT_POST_URL, CONTRACT_POST_API_KEY: as agreed with the post. CONTRACT_POST_CASES_FILE: a JSON list of
accounts that the post made up for testing, each ``{"name", "account", "claimed": {"full_name",
"citizen_number", "birth_date"}, "answer"}``, where answer is a phone number (E.164) or a `PostIdRefusal`.
"""

import json
import os
from dataclasses import dataclass
from pathlib import Path

import httpx2
import pytest

from identity.people import Person
from sandbox import SandboxSettings, create_sandbox
from sandbox.vietnam_post.people import post_person_called
from verifiers.errors import UnexpectedAnswer
from verifiers.vietnam_post import PostId, PostIdHolder, PostIdRefusal

TIMEOUT_SECONDS = 10
SANDBOX_CASES = {
    "post_id_works": "+84900000070",
    "post_id_by_number": "+84900000072",
    "post_id_unknown": PostIdRefusal.UNKNOWN,
    "post_id_not_verified": PostIdRefusal.NOT_VERIFIED,
    "post_id_name_differs": PostIdRefusal.DIFFERS,
    "post_id_closed": PostIdRefusal.CLOSED,
}
KINDS = ("sandbox", "test-system")


@dataclass(frozen=True)
class Case:
    """One account, who claims it, and what the post has to say."""

    name: str
    account: str
    claimed: Person
    answer: str


def cases(kind: str) -> list[Case]:
    if kind == "sandbox":
        return [_sandbox_case(key, answer) for key, answer in SANDBOX_CASES.items()]
    file = os.environ.get("CONTRACT_POST_CASES_FILE")
    rows = json.loads(Path(file).read_text("utf-8")) if file else []
    return [Case(**{**row, "claimed": Person.from_facts(row["claimed"])}) for row in rows]


def _sandbox_case(key: str, answer: str) -> Case:
    one = post_person_called(key)
    facts = {name: getattr(one.person, name) for name in ("full_name", "citizen_number", "birth_date")}
    return Case(key, one.account, Person.from_facts(facts), answer)


def post(kind: str, *, api_key: str | None = None) -> PostId:
    """The product's client of one system; a test system that is not there skips the test."""
    if kind == "sandbox":
        sandbox = httpx2.WSGITransport(app=create_sandbox(SandboxSettings()))
        client, url, key = httpx2.Client(transport=sandbox), "http://sandbox.test/post", "sandbox"
    else:
        url, key = os.environ.get("CONTRACT_POST_URL", ""), os.environ.get("CONTRACT_POST_API_KEY", "")
        if not url:
            pytest.skip("CONTRACT_POST_URL names no test system")
        client = httpx2.Client()
    return PostId(client=client, base_url=url, api_key=api_key or key, timeout_seconds=TIMEOUT_SECONDS)


CASES = [pytest.param(kind, case, id=f"{kind}: {case.name}") for kind in KINDS for case in cases(kind)]


@pytest.mark.parametrize(("kind", "case"), CASES)
def test_the_post_matches_and_refuses_as_agreed(kind: str, case: Case) -> None:
    answer = post(kind).match(case.account, case.claimed)
    assert (answer.phone_number if isinstance(answer, PostIdHolder) else answer) == case.answer


@pytest.mark.parametrize("kind", KINDS)
def test_the_post_answers_nobody_with_a_strange_key(kind: str) -> None:
    case = cases("sandbox")[0]
    with pytest.raises(UnexpectedAnswer, match="401"):
        post(kind, api_key="a-strange-key").match(case.account, case.claimed)


@pytest.mark.parametrize("kind", KINDS)
def test_the_post_is_there(kind: str) -> None:
    post(kind).ping()
