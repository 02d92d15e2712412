"""The sandbox's people at Vietnam Post, and answers outside the agreed format."""

import httpx2
import pytest

from identity.people import BirthDate, Person
from sandbox import SandboxSettings, create_sandbox
from sandbox.vietnam_post.people import PostPerson, post_person_called
from tests.unit.verifiers.wire import Answer, Wire
from verifiers.errors import UnexpectedAnswer, Unreachable
from verifiers.vietnam_post import PostId, PostIdHolder, PostIdRefusal

REFUSED = {
    "post_id_unknown": PostIdRefusal.UNKNOWN,
    "post_id_not_verified": PostIdRefusal.NOT_VERIFIED,
    "post_id_name_differs": PostIdRefusal.DIFFERS,
    "post_id_without_birth_date": PostIdRefusal.DIFFERS,
    "post_id_closed": PostIdRefusal.CLOSED,
}
AGREES = {"citizenNumberMatch": "true", "fullNameMatch": "true", "birthdateMatch": "true"}
CLAIMED = Person("Đinh Thị Sen", citizen_number="000187000070", birth_date=BirthDate(1987, 5, 19))


def too_slow(seconds: float) -> None:
    raise httpx2.ReadTimeout(f"{seconds} seconds are too many")


def claimed(one: PostPerson) -> Person:
    person = one.person
    facts = {"full_name": person.full_name, "citizen_number": person.citizen_number}
    return Person.from_facts({**facts, "birth_date": person.birth_date})


def post(transport: httpx2.BaseTransport, *, api_key: str = "sandbox") -> PostId:
    return PostId(
        client=httpx2.Client(transport=transport),
        base_url="http://post.test/post",
        api_key=api_key,
        timeout_seconds=5,
    )


@pytest.fixture
def there() -> httpx2.BaseTransport:
    return httpx2.WSGITransport(app=create_sandbox(SandboxSettings(sleep=too_slow)))


@pytest.mark.parametrize("key", ["post_id_works", "post_id_by_number"])
def test_a_matching_holder_is_returned_with_the_phone_of_the_post_id(
    there: httpx2.BaseTransport, key: str
) -> None:
    one = post_person_called(key)
    answer = post(there).match(one.account, claimed(one))
    assert answer == PostIdHolder(claimed(one), one.phone_number)
    assert one.phone_number not in repr(answer)


@pytest.mark.parametrize("key", REFUSED)
def test_a_refusal_is_returned(there: httpx2.BaseTransport, key: str) -> None:
    one = post_person_called(key)
    assert post(there).match(one.account, claimed(one)) is REFUSED[key]


@pytest.mark.parametrize("key", ["post_down", "post_busy", "post_slow"])
def test_silence_is_raised(there: httpx2.BaseTransport, key: str) -> None:
    one = post_person_called(key)
    with pytest.raises(Unreachable):
        post(there).match(one.account, claimed(one))


@pytest.mark.parametrize("key", ["post_nonsense", "post_id_without_phone"])
def test_nonsense_is_raised(there: httpx2.BaseTransport, key: str) -> None:
    one = post_person_called(key)
    with pytest.raises(UnexpectedAnswer):
        post(there).match(one.account, claimed(one))


def test_a_rejected_api_key_is_not_a_refusal(there: httpx2.BaseTransport) -> None:
    one = post_person_called("post_id_works")
    with pytest.raises(UnexpectedAnswer, match="401"):
        post(there, api_key="wrong").match(one.account, claimed(one))


def test_vietnam_post_answers_the_ping(there: httpx2.BaseTransport) -> None:
    post(there).ping()


@pytest.mark.parametrize(
    "answer",
    [
        httpx2.Response(200, json={}),
        httpx2.Response(200, json={**AGREES, "fullNameMatch": True, "phoneNumber": "+84900000070"}),
        httpx2.Response(200, json=AGREES),
        httpx2.Response(200, json={**AGREES, "phoneNumber": "0900000070"}),
        httpx2.Response(200, json={**AGREES, "phoneNumber": "+842438000000"}),
        httpx2.Response(200, json=[]),
        httpx2.Response(200, text="<h1>It works!</h1>"),
        httpx2.Response(404, json={"code": "NOT_FOUND"}),
        httpx2.Response(302, headers={"Location": "http://elsewhere.test"}, json={}),
    ],
)
def test_an_answer_outside_the_agreed_format_is_raised(answer: Answer) -> None:
    with pytest.raises(UnexpectedAnswer):
        post(Wire(answer)).match("0900000070", CLAIMED)


def test_a_connection_lost_after_asking_is_not_asked_again() -> None:
    wire = Wire(httpx2.ReadError("lost"))
    with pytest.raises(Unreachable):
        post(wire).match("0900000070", CLAIMED)
    assert len(wire.requests) == 1


def test_a_year_alone_is_not_sent_and_counts_only_if_the_number_holds_it() -> None:
    told = {name: word for name, word in AGREES.items() if name != "birthdateMatch"}
    wire = Wire(httpx2.Response(200, json={**told, "phoneNumber": "+84900000070"}))
    by_year = Person("Đinh Thị Sen", citizen_number="000187000070", birth_date=BirthDate(1987))
    assert isinstance(post(wire).match("0900000070", by_year), PostIdHolder)
    assert "birthdate" not in wire.sent()
    other = Person("Đinh Thị Sen", citizen_number="000187000070", birth_date=BirthDate(1988))
    answer = post(wire).match("0900000070", other)
    assert isinstance(answer, PostIdHolder)
    assert answer.person.birth_date is None


def test_a_match_without_a_number_is_a_programming_error() -> None:
    with pytest.raises(ValueError, match="citizen number"):
        post(Wire(httpx2.Response(200))).match("0900000070", Person("Đinh Thị Sen"))
