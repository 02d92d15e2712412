"""A thief who moved the owner's number to a new SIM proves nothing with the owner's PostID."""

from collections.abc import Callable
from datetime import timedelta

import pytest

from bff.journeys.purpose import Aim, Purpose
from bff.messages.vouching import CodeStep, Vouching
from bff.settings.settings import WhenUnknown
from bff.web.lookup import all_methods
from identity.claims import Claims
from identity.subject import Subject
from sandbox.vietnam_post.people import PostPerson, holder_of
from tests.support.browser import Page
from tests.support.citizens import Citizen
from tests.unit.bff.account.test_forgot_password import NEW
from tests.unit.bff.account.test_reset_after_a_sim_swap import REFUSED, with_account
from tests.unit.bff.conftest import World
from tests.unit.bff.steps.test_proof import begin_proof
from tests.unit.bff.vietnam_post.test_vietnam_post import begin, details_of

REGISTER = "register"
#: What a PostID counts for: registering, and each aim of a proof with it.
JOURNEYS = (REGISTER, *(aim for aim in Aim if aim is not Aim.RAISE))
CHANGED, UNKNOWN = "sim_changed", "sim_change_unknown"
AT_CODE, GONE = "Enter the verification code", "This page does not exist"


def holder_called(key: str) -> PostPerson:
    """The person of the table, whose PostID is named after the phone."""
    account = {CHANGED: "0900000007", UNKNOWN: "0900000008"}[key]
    found = holder_of(account)
    assert found is not None
    return PostPerson(found.person, account=account)


def at_code(world: World, journey: str, key: str = CHANGED, *, htmx: bool = False) -> Citizen:
    """Walk a journey with the PostID as far as the code; for a proof, the owner has an account."""
    one = holder_called(key)
    if journey == REGISTER:
        citizen = world.citizen(one.person, htmx=htmx)
        begin(citizen)
    else:
        citizen = with_account(world, key, htmx=htmx)
        begin_proof(citizen.browser, "vietnam-post", aim=journey)
    page = citizen.browser.send(**details_of(one))
    assert page.heading == AT_CODE
    return citizen


def code_typed(world: World, journey: str, key: str = CHANGED) -> Page:
    return at_code(world, journey, key).enter_code()


@pytest.mark.parametrize("htmx", [False, True])
@pytest.mark.parametrize("journey", JOURNEYS)
def test_a_thief_with_a_new_sim_proves_nothing_by_post_id(world: World, journey: str, *, htmx: bool) -> None:
    thief = at_code(world, journey, htmx=htmx)
    page = thief.enter_code()
    assert (page.heading, page.path.rpartition("/")[2]) == (REFUSED, "refused")
    for step in ("password", "proven", "code"):
        assert thief.browser.open(f"{page.path.rpartition('/')[0]}/{step}").heading in {REFUSED, GONE}


def test_a_thief_with_a_new_sim_resets_no_password_by_post_id(world: World) -> None:
    thief = at_code(world, Aim.RESET)
    assert thief.enter_code().heading == REFUSED
    assert thief.browser.open("/forgot-password/new-password").path == "/forgot-password"
    assert thief.sign_in().path == "/sign-in/code"  # the password is the old one


def test_a_thief_with_a_new_sim_freezes_no_account_by_post_id(world: World) -> None:
    thief = at_code(world, Aim.DISPUTE)
    assert thief.enter_code().heading == REFUSED
    claims = Claims(subject=Subject.CITIZEN, citizen_number=thief.person.citizen_number)
    account = world.services.accounts.find(claims)
    assert account is not None
    assert account.is_active


@pytest.mark.parametrize("journey", JOURNEYS)
def test_a_post_id_counts_again_when_the_hours_have_passed(world: World, journey: str) -> None:
    world.sandbox.clock.set_offset(timedelta(hours=80).total_seconds())
    page = code_typed(world, journey)
    assert page.heading not in {REFUSED, AT_CODE}
    assert page.status == 200


@pytest.mark.parametrize("journey", [REGISTER, Aim.RESET])
@pytest.mark.parametrize(("policy", "is_refused"), [(WhenUnknown.GO_ON, False), (WhenUnknown.REFUSE, True)])
def test_what_the_carrier_can_not_say_means_what_it_means_for_its_own_subscribers(
    make_world: Callable[..., World], policy: WhenUnknown, journey: str, *, is_refused: bool
) -> None:
    world = make_world(carrier_sim_swap_unknown=policy)
    assert (code_typed(world, journey, UNKNOWN).heading == REFUSED) == is_refused


@pytest.mark.parametrize("journey", [REGISTER, Aim.RESET])
def test_without_a_carrier_the_code_of_a_post_id_is_enough(
    make_world: Callable[..., World], journey: str
) -> None:
    page = code_typed(make_world(carrier_url=""), journey)
    assert page.heading in {"Choose a password", "Choose a new password"}


def test_a_silent_carrier_refuses_no_post_id_and_one_press_asks_again(world: World) -> None:
    owner = at_code(world, Aim.RESET, UNKNOWN)
    world.sandbox.knobs.turn("carrier", outage="http_503")
    page = owner.enter_code()
    assert page.status == 503
    assert REFUSED not in page.text
    world.sandbox.knobs.turn("carrier", outage="none")
    page = owner.browser.open_and_go_on("/prove/vietnam-post/look-at-sim")
    assert page.heading == "Choose a new password"
    assert owner.choose_password(NEW).heading == "The new password is saved"


@pytest.mark.parametrize("journey", [REGISTER, Aim.RESET])
def test_who_has_no_code_lets_no_carrier_be_asked_about_a_post_id(world: World, journey: str) -> None:
    stranger = at_code(world, journey)
    world.sandbox.knobs.turn("carrier", outage="http_503")
    wrong = "000000" if stranger.last_code != "000000" else "111111"
    assert stranger.enter_code(wrong).status == 422


def test_a_refusal_asks_the_carrier_again_only_behind_another_code(world: World) -> None:
    thief = at_code(world, REGISTER)
    thief.enter_code()
    begin(thief)
    assert thief.browser.send(**details_of(holder_called(CHANGED))).heading == AT_CODE


@pytest.mark.parametrize("language", ["en", "vi"])
def test_the_refusal_of_a_post_id_leads_to_other_proofs(world: World, language: str) -> None:
    thief = at_code(world, Aim.RESET)
    thief.enter_code()
    page = thief.browser.open(f"/prove/vietnam-post/refused?language={language}")
    assert page.soup.find("a", href=lambda href: bool(href) and href.startswith("/prove/for/reset"))


def test_every_code_to_a_phone_of_a_register_is_a_journey_that_asks_the_carrier(world: World) -> None:
    with world.app.test_request_context():
        journeys = [one for method in all_methods() for one in method.part.journeys]
    vouched = {
        one.key
        for one in journeys
        for step in one.steps
        if isinstance(step, CodeStep) and step.vouched_by is Vouching.REGISTER
    }
    asks_after = {one.key for one in journeys if "look_at_sim" in {step.name for step in one.steps}}
    asks_before = {"mobile_subscriber", "mobile_subscriber_proof"}  # test_mobile_subscriber.py
    assert vouched == asks_after | asks_before
    assert {one.purpose for one in journeys if one.key in vouched} == {Purpose.REGISTER, Purpose.PROVE}
