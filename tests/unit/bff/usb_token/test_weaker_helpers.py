"""A helper that signs for any site opens no account where the operator asks for Web eID."""

from collections.abc import Callable

import pytest

from sandbox import Counterpart, Outage
from tests.support.browser import Page
from tests.support.token_holders import STEPS, Holder
from tests.unit.bff.conftest import World
from tests.unit.bff.steps.test_proof import begin_proof
from tests.unit.bff.usb_token.test_proving_with_a_token import PROVING, SIGNING_IN, owner_of
from verifiers.usb_token.refusals import SIGN_FOR_ANY_SITE, Helper

AUTHORITY = "Sandbox Token CA"
NEEDS = "This certificate opens an account only through Web eID"
MakeWorld = Callable[..., World]
WEAK = pytest.mark.parametrize("helper", sorted(SIGN_FOR_ANY_SITE))


def world_that_asks(make_world: MakeWorld, *authorities: str) -> World:
    return make_world(usb_vnpt_licence="ours", usb_web_eid_only=authorities)


def signed_in(world: World, helper: str) -> Page:
    holder = Holder(world)
    holder.browser.open("/sign-in")
    holder.browser.press("USB signing token")
    return holder.sign(helper, at=SIGNING_IN)


def proved(world: World, helper: str, aim: str) -> Page:
    holder = Holder(world)
    begin_proof(holder.browser, "usb-token", aim=aim)
    return holder.sign(helper, at=PROVING)


#: Everything that a signature does to an account that exists.
PURPOSES: dict[str, Callable[[World, str], Page]] = {
    "sign-in": signed_in,
    "reset": lambda world, helper: proved(world, helper, "reset"),
}
PURPOSE = pytest.mark.parametrize("purpose", PURPOSES)


@WEAK
@PURPOSE
def test_a_thief_can_not_relay_a_challenge_to_a_helper_that_signs_for_any_site(
    make_world: MakeWorld, purpose: str, helper: str
) -> None:
    world = world_that_asks(make_world, AUTHORITY)
    owner_of(world)
    page = PURPOSES[purpose](world, helper)
    assert page.heading == NEEDS
    assert "Install Web eID" in page.text


@PURPOSE
def test_web_eid_opens_the_account_under_such_an_authority(make_world: MakeWorld, purpose: str) -> None:
    world = world_that_asks(make_world, AUTHORITY)
    owner_of(world)
    assert PURPOSES[purpose](world, "web_eid").heading in {"My account", "Choose a new password"}


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
def test_registering_stays_open_to_every_helper(make_world: MakeWorld, helper: str) -> None:
    holder = Holder(world_that_asks(make_world, AUTHORITY, "*"))
    holder.reach_token()
    assert holder.sign(helper).heading == "Check the details in your certificate"


@WEAK
def test_where_all_authorities_are_meant_the_helper_is_neither_offered_nor_read(
    make_world: MakeWorld, helper: str
) -> None:
    world = world_that_asks(make_world, "*")
    owner_of(world)
    holder = Holder(world)
    holder.browser.open("/sign-in")
    page = holder.browser.press("USB signing token")
    assert [one["data-helper"] for one in page.soup.select("[data-helper]")] == ["web_eid"]
    assert "sign with Web eID" in page.text
    assert "VGCA" not in page.text
    asked = holder.challenge(SIGNING_IN)
    assert holder.hand_over(holder.answer(asked, helper), helper, at=SIGNING_IN).heading == page.heading
    # The challenge is still open, so the answer was not read.
    assert holder.hand_over(holder.answer(asked, "web_eid"), "web_eid", at=SIGNING_IN).path == "/account"


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
