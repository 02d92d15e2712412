"""A thief who moved the owner's number to a new SIM proves nothing by a code to the phone of a register.

The registers are the carrier's (a mobile subscriber) and the post's (a PostID).
"""

from collections.abc import Callable
from datetime import timedelta

import pytest

from bff.journeys.purpose import Aim
from bff.settings.settings import WhenUnknown
from identity.claims import Claims
from identity.subject import Subject
from sandbox.people.table import person_called
from sandbox.vietnam_post.people import PostPerson, holder_of
from tests.support.browser import Page
from tests.support.citizens import Citizen
from tests.unit.bff.account.test_forgot_password import NEW
from tests.unit.bff.account.test_reset_after_a_sim_swap import REFUSED, with_account
from tests.unit.bff.conftest import World
from tests.unit.bff.steps.test_proof import begin_proof
from tests.unit.bff.vietnam_post.test_vietnam_post import begin, details_of

REGISTER = "register"
MOBILE, POST = "mobile-subscriber", "vietnam-post"
#: Where a register's phone counts: registering, and each aim of a proof, by each of the two methods.
JOURNEYS = [
    (slug, journey)
    for slug in (MOBILE, POST)
    for journey in (REGISTER, *(aim for aim in Aim if aim is not Aim.RAISE))
]
SOME = [(slug, journey) for slug, journey in JOURNEYS if journey in {REGISTER, Aim.RESET}]
CHANGED, UNKNOWN = "sim_changed", "sim_change_unknown"
AT_CODE, GONE = "Enter the verification code", "This page does not exist"
every_journey = pytest.mark.parametrize(("slug", "journey"), JOURNEYS)
each_register = pytest.mark.parametrize("slug", [MOBILE, POST])


def post_id_of(key: str) -> PostPerson:
    """The PostID of a person of the table, which is named after the phone."""
    account = {CHANGED: "0900000007", UNKNOWN: "0900000008"}[key]
    found = holder_of(account)
    assert found is not None
    return PostPerson(found.person, account=account)


def give_details(citizen: Citizen, slug: str, key: str) -> Page:
    if slug == MOBILE:
        return citizen.give_details()
    return citizen.browser.send(**details_of(post_id_of(key)))


def start(citizen: Citizen, slug: str) -> Page:
    return citizen.start() if slug == MOBILE else begin(citizen)


def at_code(
    world: World, slug: str, journey: str, key: str = CHANGED, *, htmx: bool = False, language: str = "en"
) -> Citizen:
    """Walk a journey as far as the code; for a proof, the owner has an account."""
    if journey == REGISTER:
        citizen = world.citizen(person_called(key), htmx=htmx, language=language)
        start(citizen, slug)
    else:
        citizen = with_account(world, key, htmx=htmx, language=language)
        begin_proof(citizen.browser, slug, aim=journey)
    page = give_details(citizen, slug, key)
    assert page.path.endswith("/code")
    return citizen


def code_typed(world: World, slug: str, journey: str, key: str = CHANGED) -> Page:
    return at_code(world, slug, journey, key).enter_code()


@pytest.mark.parametrize("htmx", [False, True])
@every_journey
def test_a_thief_with_a_new_sim_proves_nothing(world: World, slug: str, journey: str, *, htmx: bool) -> None:
    thief = at_code(world, slug, journey, htmx=htmx)
    page = thief.enter_code()
    assert (page.heading, page.path.rpartition("/")[2]) == (REFUSED, "refused")
    for step in ("password", "proven", "code"):
        assert thief.browser.open(f"{page.path.rpartition('/')[0]}/{step}").heading in {REFUSED, GONE}


@every_journey
def test_a_sim_that_is_changed_between_the_match_and_the_code_proves_nothing(
    world: World, slug: str, journey: str
) -> None:
    world.sandbox.clock.set_offset(timedelta(hours=80).total_seconds())  # the last change was long ago
    thief = at_code(world, slug, journey)
    world.sandbox.clock.set_offset(0)  # and now there is a new one
    assert thief.enter_code().heading == REFUSED


@each_register
def test_a_thief_with_a_new_sim_resets_no_password(world: World, slug: str) -> None:
    thief = at_code(world, slug, Aim.RESET)
    assert thief.enter_code().heading == REFUSED
    assert thief.browser.open("/forgot-password/new-password").path == "/forgot-password"
    assert thief.sign_in().path == "/sign-in/code"  # the password is the old one


@each_register
def test_a_thief_with_a_new_sim_freezes_no_account(world: World, slug: str) -> None:
    thief = at_code(world, slug, Aim.DISPUTE)
    assert thief.enter_code().heading == REFUSED
    claims = Claims(subject=Subject.CITIZEN, citizen_number=thief.person.citizen_number)
    account = world.services.accounts.find(claims)
    assert account is not None
    assert account.is_active


@every_journey
def test_the_phone_counts_again_when_the_hours_have_passed(world: World, slug: str, journey: str) -> None:
    world.sandbox.clock.set_offset(timedelta(hours=80).total_seconds())
    page = code_typed(world, slug, journey)
    assert page.heading not in {REFUSED, AT_CODE}
    assert page.status == 200


@pytest.mark.parametrize(("slug", "journey"), SOME)
@pytest.mark.parametrize(("policy", "is_refused"), [(WhenUnknown.GO_ON, False), (WhenUnknown.REFUSE, True)])
def test_what_the_carrier_can_not_say_means_the_same_in_every_journey(
    make_world: Callable[..., World], policy: WhenUnknown, slug: str, journey: str, *, is_refused: bool
) -> None:
    world = make_world(carrier_sim_swap_unknown=policy)
    assert (code_typed(world, slug, journey, UNKNOWN).heading == REFUSED) == is_refused


@pytest.mark.parametrize("journey", [REGISTER, Aim.RESET])
def test_without_a_carrier_the_code_of_a_post_id_is_enough(
    make_world: Callable[..., World], journey: str
) -> None:
    page = code_typed(make_world(carrier_url=""), POST, journey)
    assert page.heading in {"Choose a password", "Choose a new password"}


@pytest.mark.parametrize("htmx", [False, True])
@each_register
def test_a_silent_carrier_refuses_nothing_and_one_press_asks_again(
    world: World, slug: str, *, htmx: bool
) -> None:
    owner = at_code(world, slug, Aim.RESET, UNKNOWN, htmx=htmx)
    world.sandbox.knobs.turn("carrier", outage="http_503")
    page = owner.enter_code()
    assert page.status == 503
    assert REFUSED not in page.text
    world.sandbox.knobs.turn("carrier", outage="none")
    page = owner.browser.open_and_go_on(f"/prove/{slug}/look-at-sim")
    assert page.heading == "Choose a new password"
    assert owner.choose_password(NEW).heading == "The new password is saved"


@each_register
def test_a_silent_carrier_keeps_what_was_typed_for_registering(world: World, slug: str) -> None:
    owner = at_code(world, slug, REGISTER, UNKNOWN)
    at = owner.page.path.rpartition("/")[0]
    world.sandbox.knobs.turn("carrier", outage="http_503")
    assert owner.enter_code().status == 503
    world.sandbox.knobs.turn("carrier", outage="none")
    assert owner.browser.open_and_go_on(f"{at}/look-at-sim").heading == "Choose a password"
    assert owner.choose_password().heading == "Registration complete"


@pytest.mark.parametrize(("slug", "journey"), SOME)
def test_a_person_without_the_code_lets_no_carrier_be_asked(world: World, slug: str, journey: str) -> None:
    stranger = at_code(world, slug, journey)
    world.sandbox.knobs.turn("carrier", outage="http_503")
    wrong = "000000" if stranger.last_code != "000000" else "111111"
    assert stranger.enter_code(wrong).status == 422


@each_register
def test_a_refusal_asks_the_carrier_again_only_behind_another_code(world: World, slug: str) -> None:
    thief = at_code(world, slug, REGISTER)
    thief.enter_code()
    start(thief, slug)
    assert give_details(thief, slug, CHANGED).heading == AT_CODE


@pytest.mark.parametrize("language", ["en", "vi"])
@each_register
def test_the_refusal_leads_to_other_proofs(world: World, slug: str, language: str) -> None:
    page = at_code(world, slug, Aim.RESET, language=language).enter_code()
    assert page.path.endswith("/refused")
    assert page.soup.find("a", href=lambda href: bool(href) and href.startswith("/prove/for/reset"))
