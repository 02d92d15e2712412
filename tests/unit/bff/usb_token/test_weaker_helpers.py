"""A helper that signs for any site signs for no purpose where the operator asks for Web eID."""

import re
from collections.abc import Callable

import pytest

from bff.journeys.journey import Journey
from bff.journeys.purpose import Aim, Purpose
from bff.registry import journeys
from sandbox import Counterpart, Outage
from tests.support.browser import Page
from tests.support.crowds import Crowd
from tests.support.token_holders import STEPS, Holder
from tests.unit.bff.conftest import World
from tests.unit.bff.usb_token.test_proving_with_a_token import SIGNING_IN, owner_of
from verifiers.usb_token.refusals import SIGN_FOR_ANY_SITE, Helper

AUTHORITY = "Sandbox Token CA"
NEEDS = "This certificate counts here only through Web eID"
MakeWorld = Callable[..., World]
WEAK = pytest.mark.parametrize("helper", sorted(SIGN_FOR_ANY_SITE))


def world_that_asks(make_world: MakeWorld, *authorities: str) -> World:
    return make_world(usb_vnpt_licence="ours", usb_web_eid_only=authorities)


#: Everything that a signature may be for: each journey that asks for one, and each aim of a proof.
PURPOSES: dict[str, tuple[Journey, Aim | None]] = {
    f"{journey.key} {aim or ''}".rstrip(): (journey, aim)
    for journey in journeys()
    if "token" in {step.name for step in journey.steps}
    for aim in (Aim if journey.purpose is Purpose.PROVE else (None,))
}
PURPOSE = pytest.mark.parametrize("purpose", PURPOSES)


def standing_before(world: World, purpose: str) -> tuple[Holder, str]:
    """A person with a token whose browser asks for a signature for this purpose, and that screen's path."""
    journey, aim = PURPOSES[purpose]
    cookie = Crowd(world.app).at(journey, "token", aim=aim).get_cookie("cuaso")
    holder, path = Holder(world), f"{journey.at}/token"
    holder.browser.cookie = cookie.value if cookie else ""
    holder.browser.open(path)
    return holder, path


def signed_in(world: World, helper: str) -> Page:
    holder = Holder(world)
    holder.browser.open("/sign-in")
    holder.browser.press("USB signing token")
    return holder.sign(helper, at=SIGNING_IN)


def test_every_purpose_of_a_flow_with_a_token_is_tried_here() -> None:
    assert {journey.purpose for journey, _ in PURPOSES.values()} == {
        Purpose.REGISTER,
        Purpose.SIGN_IN,
        Purpose.PROVE,
    }


@WEAK
@PURPOSE
def test_a_thief_can_not_relay_a_challenge_to_a_helper_that_signs_for_any_site(
    make_world: MakeWorld, purpose: str, helper: str
) -> None:
    holder, path = standing_before(world_that_asks(make_world, AUTHORITY), purpose)
    page = holder.sign(helper, at=path)
    assert page.heading == NEEDS
    assert "Install Web eID" in page.text
    assert re.search("Choose another way to register|in another way", page.text)


@PURPOSE
def test_web_eid_signs_for_every_purpose_under_such_an_authority(make_world: MakeWorld, purpose: str) -> None:
    world = world_that_asks(make_world, AUTHORITY)
    owner_of(world)
    holder, path = standing_before(world, purpose)
    page = holder.sign("web_eid", at=path)
    assert page.status == 200
    assert page.heading != NEEDS


@pytest.mark.parametrize("helper", sorted(Helper))
def test_by_default_every_helper_opens_an_account(make_world: MakeWorld, helper: str) -> None:
    world = world_that_asks(make_world)
    owner_of(world)
    assert signed_in(world, helper).heading == "My account"


@WEAK
def test_another_authoritys_certificates_are_not_concerned(make_world: MakeWorld, helper: str) -> None:
    world = world_that_asks(make_world, "Another CA")
    owner_of(world)
    assert signed_in(world, helper).heading == "My account"


@WEAK
@PURPOSE
def test_where_all_authorities_are_meant_the_helper_is_neither_offered_nor_read(
    make_world: MakeWorld, purpose: str, helper: str
) -> None:
    world = world_that_asks(make_world, "*")
    holder, path = standing_before(world, purpose)
    page = holder.browser.page
    assert [one["data-helper"] for one in page.soup.select("[data-helper]")] == ["web_eid"]
    assert "Sign here with Web eID" in page.text
    assert "VGCA" not in page.text
    asked = holder.challenge(path)
    assert holder.hand_over(holder.answer(asked, helper), helper, at=path).heading == page.heading
    # The challenge is still open, so the answer was not read.
    after = holder.hand_over(holder.answer(asked, "web_eid"), "web_eid", at=path)
    assert after.heading not in {page.heading, "The signature took too long"}


# ---------------------------------------------------------------- what a helper can show
def test_the_text_that_is_signed_begins_with_the_portals_name(make_world: MakeWorld) -> None:
    holder = Holder(make_world(product_name="Cổng Thử"))
    holder.reach_token()
    first, second, *_ = holder.challenge()["content"].splitlines()
    assert first == "Cổng Thử (http://localhost:8000)"
    assert second == "cuaso usb-token challenge, version 1"


# ---------------------------------------------------------------- nothing is known: nothing is refused
def test_a_signature_may_be_sent_once_more_after_the_authorities_were_silent(world: World) -> None:
    holder = Holder(world)
    holder.reach_token()
    holder.sign()  # from now on the list of the root is kept
    holder.browser.press("Use another token")
    for counterpart in (Counterpart.OCSP, Counterpart.CRL):
        world.sandbox.knobs.turn(counterpart, outage=Outage.HTTP_503)
    answer = holder.answer(holder.challenge())
    assert holder.hand_over(answer).status == 503
    for counterpart in (Counterpart.OCSP, Counterpart.CRL):
        world.sandbox.knobs.turn(counterpart, outage=Outage.NONE)
    holder.browser.open(f"{STEPS}/token")
    assert holder.hand_over(answer).heading == "Check the details in your certificate"
