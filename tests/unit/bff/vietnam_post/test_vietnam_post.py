"""With a verified PostID: Vietnam Post compares, and the code goes to the phone that it has."""

import pytest

from identity.claims import Claims
from identity.subject import Subject
from sandbox.vietnam_post.people import POST_PEOPLE, PostAnswer, PostPerson, post_person_called
from tests.support.browser import Page
from tests.support.citizens import Citizen
from tests.unit.bff.conftest import World
from tests.unit.bff.steps.test_proof import begin_proof

START = "/register/citizen/vietnam-post"


def details_of(one: PostPerson, **changes: str) -> dict[str, str]:
    """What they write into the form for a PostID."""
    year, _, rest = one.person.birth_date.partition("-")
    month, _, day = rest.partition("-")
    return {
        "account": one.account,
        "full_name": one.person.full_name,
        "citizen_number": one.person.citizen_number,
        "birth_date_day": day,
        "birth_date_month": month,
        "birth_date_year": year,
        "consent": "y",
        **changes,
    }


def begin(citizen: Citizen) -> Page:
    citizen.browser.open(START)
    return citizen.browser.send_any("Continue with my PostID", "Tiếp tục với PostID")


def give(world: World, key: str, *, htmx: bool = False, **changes: str) -> Citizen:
    """Walk as far as the post's answer."""
    one = post_person_called(key)
    citizen = world.citizen(one.person, htmx=htmx)
    begin(citizen)
    citizen.browser.send(**details_of(one, **changes))
    return citizen


@pytest.mark.parametrize("htmx", [False, True])
def test_a_verified_post_id_registers_at_level_2(world: World, *, htmx: bool) -> None:
    citizen = give(world, "post_id_works", htmx=htmx)
    citizen.enter_code()
    page = citizen.choose_password()
    assert page.heading == "Registration complete"
    person = post_person_called("post_id_works").person
    account = world.services.accounts.find(
        Claims(subject=Subject.CITIZEN, citizen_number=person.citizen_number)
    )
    assert account is not None
    assert (account.method, account.level, account.phone_number) == ("vietnam_post", 2, person.phone_number)


def test_the_code_goes_to_the_phone_of_the_post_id_which_is_masked(world: World) -> None:
    citizen = give(world, "post_id_by_number")
    assert "+84900000072" not in citizen.page.text
    assert "0900 000 072" not in citizen.page.text.replace("\u00a0", " ")
    assert world.sandbox.inbox("+84900000072")
    assert not world.sandbox.inbox("+84900000071")


def test_a_post_id_that_is_a_phone_number_is_found_in_every_spelling(world: World) -> None:
    citizen = give(world, "post_id_works", account="+84 900 000 070")
    assert citizen.page.heading == "Enter the verification code"


@pytest.mark.parametrize(
    ("key", "heading"),
    [
        ("post_id_unknown", "Vietnam Post does not know this PostID"),
        ("post_id_not_verified", "This PostID is not verified yet"),
        ("post_id_name_differs", "Your details do not match your PostID"),
        ("post_id_without_birth_date", "Your details do not match your PostID"),
        ("post_id_closed", "This PostID was closed"),
    ],
)
def test_a_refusal_is_explained_with_the_next_step(world: World, key: str, heading: str) -> None:
    citizen = give(world, key)
    assert citizen.page.heading == heading
    assert not citizen.messages


def test_a_citizen_corrects_wrong_details_and_continues(world: World) -> None:
    citizen = give(world, "post_id_works", full_name="Đinh Thị Sin")
    citizen.browser.send_any("Check my details")
    assert citizen.page.heading == "Your details"
    citizen.browser.send(**details_of(post_person_called("post_id_works")))
    assert citizen.page.heading == "Enter the verification code"


@pytest.mark.parametrize("key", ["post_down", "post_busy", "post_nonsense", "post_id_without_phone"])
def test_a_failing_post_gives_no_refusal_and_keeps_the_typed_values(world: World, key: str) -> None:
    citizen = give(world, key)
    assert citizen.page.status == 503
    citizen.browser.open("/register/continue")
    assert citizen.page.heading == "Your PostID"
    assert citizen.person.full_name in citizen.page.text


@pytest.mark.parametrize("account", ["", "0900", "012345678901234", "abc"])
def test_an_invalid_post_id_is_refused_at_its_field(world: World, account: str) -> None:
    citizen = give(world, "post_id_works", account=account)
    assert citizen.page.status == 422
    assert not citizen.messages


def test_an_existing_account_is_shown_only_after_the_match(world: World) -> None:
    citizen = give(world, "post_id_works")
    citizen.enter_code()
    citizen.choose_password()
    again = give(world, "post_id_works")
    assert again.page.heading == "An account already exists"


def test_two_registrations_of_one_person_open_one_account(world: World) -> None:
    first = give(world, "post_id_works")
    first.enter_code()
    second = give(world, "post_id_works")
    second.enter_code()
    assert second.choose_password().heading == "Registration complete"
    assert first.choose_password().heading == "An account already exists"


def test_matches_of_one_person_are_limited(world: World) -> None:
    citizen = give(world, "post_id_name_differs")
    for _ in range(4):
        citizen.browser.send_any("Check my details")
        citizen.browser.send(**details_of(post_person_called("post_id_name_differs")))
    citizen.browser.send_any("Check my details")
    citizen.browser.send(**details_of(post_person_called("post_id_name_differs")))
    assert citizen.page.path == "/register/vietnam-post/phone-first"


def test_a_post_id_proves_an_identity_for_other_aims(world: World) -> None:
    one = post_person_called("post_id_works")
    citizen = world.citizen(one.person)
    citizen.browser.open("/")
    page = begin_proof(citizen.browser, "vietnam-post", aim="new_phone")
    assert page.heading == "Your details"
    citizen.browser.send(**details_of(one))
    assert citizen.page.path == "/prove/vietnam-post/code"


def test_every_answer_of_the_sandbox_has_its_person() -> None:
    assert {one.answer for one in POST_PEOPLE} == set(PostAnswer)
