"""The new subscriber of a number does nothing in the name of the one before, wherever the number is enough.

The new subscriber knows what stands on the cards of the one before. A reset by a code alone:
`tests/unit/bff/account/test_reset_by_a_new_subscriber.py`.
"""

import html
from collections.abc import Callable
from datetime import timedelta

import pytest

from accounts.links import LinkKind
from bff.journeys.purpose import Aim
from bff.messages.vouching import CodeStep, Vouching
from bff.settings.settings import WhenUnknown
from identity.claims import Claims
from identity.subject import Subject
from sandbox.people.table import person_called
from sandbox.vietnam_post.people import PostPerson
from tests.support.browser import Page
from tests.support.citizens import PASSWORD, Citizen
from tests.unit.bff.account.test_forgot_password import ask
from tests.unit.bff.account.test_reset_by_a_new_subscriber import (
    IN_ANOTHER_NAME,
    METHODS,
    NOT_KNOWN,
    TYPED,
    day,
    give_on,
    holder_of,
)
from tests.unit.bff.conftest import World
from tests.unit.bff.dispute.test_dispute import open_dispute, the_case
from tests.unit.bff.steps.test_proof import begin_proof
from tests.unit.bff.vietnam_post.test_vietnam_post import details_of

KEY, UNKNOWN = "everything_works", "subscriber_change_unknown"
AT_CODE = "Enter the verification code"
#: Each aim of a proof by a PostID that an account of level 2 has.
AIMS = [aim for aim in Aim if aim is not Aim.RAISE]
however_opened = pytest.mark.parametrize("method", METHODS)
each_aim = pytest.mark.parametrize("aim", AIMS)


def at_answer(world: World, key: str, method: str, *, language: str = "en") -> Citizen:
    """A dispute is open; the code of a message to the account's phone leads to its answer."""
    holder_of(world, key, method=method)
    person = person_called(key)
    open_dispute(world.citizen(person))
    return world.citizen(person, language=language)


def way_on(world: World) -> str:
    """The code of the message to the holder; the disputer proved with this phone, so no message was sent."""
    return world.services.links.issue_code(LinkKind.DISPUTE_ANSWER, the_case(world).id, timedelta(days=1))


def answer(world: World, stranger: Citizen) -> Page:
    stranger.use_code(way_on(world))
    stranger.browser.send_any("Answer", "Gửi ý kiến")
    assert stranger.page.path == "/dispute/answer/code"
    return stranger.enter_code()


@however_opened
def test_the_new_subscriber_answers_no_dispute(world: World, method: str) -> None:
    stranger = at_answer(world, KEY, method)
    give_on(world, stranger)
    page = answer(world, stranger)
    assert (page.heading, page.path) == (IN_ANOTHER_NAME, "/dispute/answer/sim-changed")
    assert stranger.browser.open("/dispute/answer/answer").heading == IN_ANOTHER_NAME
    assert world.services.disputes.notes(the_case(world).id) == []


@however_opened
def test_the_holder_whose_number_stayed_answers(world: World, method: str) -> None:
    assert answer(world, at_answer(world, KEY, method)).path == "/dispute/answer/answer"


@pytest.mark.parametrize("language", ["en", "vi"])
def test_the_screen_of_the_answer_names_a_way_on(world: World, language: str) -> None:
    stranger = at_answer(world, KEY, "vneid", language=language)
    give_on(world, stranger)
    page = answer(world, stranger)
    assert page.soup.find("a", href="/prove/for/answer?subject=citizen")
    assert page.soup.find("a", href="/dispute/reported")


@pytest.mark.parametrize("method", TYPED)
@pytest.mark.parametrize(
    ("policy", "heading"), [(WhenUnknown.REFUSE, NOT_KNOWN), (WhenUnknown.GO_ON, "Tell your side")]
)
def test_the_operators_setting_decides_for_an_answer_too(
    make_world: Callable[..., World], method: str, policy: WhenUnknown, heading: str
) -> None:
    world = make_world(carrier_number_recycling_unknown=policy)
    assert answer(world, at_answer(world, UNKNOWN, method)).heading == heading


@however_opened
def test_a_silent_carrier_keeps_no_holder_from_an_answer(world: World, method: str) -> None:
    owner = at_answer(world, KEY, method)
    owner.use_code(way_on(world))
    owner.browser.press("Answer")
    world.sandbox.knobs.turn("carrier", outage="http_503")
    page = owner.enter_code()
    assert page.status == 503
    assert "You have not been refused" in f"{page.text} {html.unescape(page.alert or '')}"
    world.sandbox.knobs.turn("carrier", outage="none")
    assert owner.browser.open_and_go_on("/dispute/answer/look-at-sim").path == "/dispute/answer/answer"


def at_post_code(
    world: World, aim: str, key: str = KEY, *, method: str = "vneid", language: str = "en"
) -> Citizen:
    """The details of the account's holder are typed, with the PostID that has the account's phone."""
    if method:
        holder_of(world, key, method=method)
    person = person_called(key)
    citizen = world.citizen(person, language=language)
    begin_proof(citizen.browser, "vietnam-post", aim=aim)
    account = f"0{person.phone_number.removeprefix('+84')}"
    page = citizen.browser.send(**details_of(PostPerson(person, account=account)))
    assert page.path == "/prove/vietnam-post/code"
    return citizen


@each_aim
def test_the_new_subscriber_proves_nothing_by_the_post_id_of_the_one_before(world: World, aim: str) -> None:
    stranger = at_post_code(world, aim)
    give_on(world, stranger)
    page = stranger.enter_code()
    assert (page.heading, page.path) == (IN_ANOTHER_NAME, "/prove/vietnam-post/refused")
    for step in ("proven", "look-at-sim", "code"):
        assert stranger.browser.open(f"/prove/vietnam-post/{step}").heading == IN_ANOTHER_NAME


@however_opened
def test_the_new_subscriber_resets_and_freezes_nothing_by_a_post_id(world: World, method: str) -> None:
    stranger = at_post_code(world, Aim.RESET, method=method)
    give_on(world, stranger)
    stranger.enter_code()
    assert stranger.browser.open("/forgot-password/new-password").path == "/forgot-password"
    begin_proof(stranger.browser, "vietnam-post", aim=Aim.DISPUTE)
    claims = Claims(subject=Subject.CITIZEN, citizen_number=stranger.person.citizen_number)
    account = world.services.accounts.find(claims)
    assert account is not None
    assert account.is_active
    assert stranger.sign_in(PASSWORD).path == "/sign-in/code"


@each_aim
def test_the_holder_whose_number_stayed_proves_who_it_is_by_a_post_id(world: World, aim: str) -> None:
    page = at_post_code(world, aim).enter_code()
    assert page.heading not in {IN_ANOTHER_NAME, NOT_KNOWN, AT_CODE}
    assert page.status == 200


def test_a_phone_that_was_given_up_is_taken_back_by_no_new_subscriber(world: World) -> None:
    stranger = at_post_code(world, Aim.NEW_PHONE)
    give_on(world, stranger)
    world.services.accounts.lose_phone(stranger.person.phone_number)
    assert stranger.enter_code().heading == IN_ANOTHER_NAME


def test_where_the_person_of_a_post_id_has_no_account_nothing_is_asked(world: World) -> None:
    owner = at_post_code(world, Aim.RESET, method="")
    give_on(world, owner)
    assert owner.enter_code().heading == "You have no account yet"


@pytest.mark.parametrize("language", ["en", "vi"])
def test_the_operators_setting_decides_for_a_post_id_too(
    make_world: Callable[..., World], language: str
) -> None:
    world = make_world(carrier_number_recycling_unknown=WhenUnknown.REFUSE)
    page = at_post_code(world, Aim.RESET, UNKNOWN, language=language).enter_code()
    assert page.path == "/prove/vietnam-post/refused"
    if language == "en":
        assert page.heading == NOT_KNOWN


def test_a_silent_carrier_keeps_no_holder_from_a_proof_by_a_post_id(world: World) -> None:
    owner = at_post_code(world, Aim.RESET)
    world.sandbox.knobs.turn("carrier", outage="http_503")
    page = owner.enter_code()
    assert page.status == 503
    assert "You have not been refused" in f"{page.text} {html.unescape(page.alert or '')}"
    world.sandbox.knobs.turn("carrier", outage="none")
    page = owner.browser.open_and_go_on("/prove/vietnam-post/look-at-sim")
    assert page.path == "/forgot-password/new-password"


def test_a_carriers_match_shows_the_person_whoever_had_the_number_before(world: World) -> None:
    """A number went from father to son, who has the account: the match with the son's facts is enough."""
    owner = holder_of(world, "number_given_on", method="vneid")
    assert day(world, 30) < day(world, 0)
    begin_proof(owner.browser, "mobile-subscriber", aim=Aim.RESET)
    owner.give_details()
    assert owner.enter_code().path == "/forgot-password/new-password"


def test_at_the_next_reset_the_number_counts_again_after_such_a_match(world: World) -> None:
    owner = holder_of(world, "number_given_on", method="vneid")
    begin_proof(owner.browser, "mobile-subscriber", aim=Aim.RESET)
    owner.give_details()
    owner.enter_code()
    assert owner.choose_password("Tre-già-măng-mọc-2027").heading == "The new password is saved"
    world.clock.move(seconds=timedelta(minutes=5).total_seconds())
    ask(owner)
    assert owner.enter_code().heading == "Choose a new password"


#: Where the code to an account's phone is the last thing that is asked, and the carrier tells of its number.
ASKED = {"forgot_password", "dispute_answer", "dispute_decision"}
#: The other codes to an account's phone, and what keeps a new subscriber out.
NOT_ASKED = {
    "sign_in": "the password comes before it",
    "confirm_code": "the session in which it is asked",
    "restoring": "two people at an office have seen the person",
    "existing": "it shows when the account was opened, and moves nothing",
    "dispute_number": "it asks the other way round: a number without a new subscriber is not given up",
}


def test_every_code_to_an_accounts_phone_asks_about_its_number_or_says_why_not(world: World) -> None:
    to_accounts = {
        journey.key
        for journey in world.app.extensions["journeys"].values()
        for step in journey.steps
        if isinstance(step, CodeStep) and step.vouched_by is Vouching.ACCOUNT
    }
    assert to_accounts == ASKED | set(NOT_ASKED)
