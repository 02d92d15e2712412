"""No authority says whether a certificate was revoked: the person is told that it is not their fault."""

import pytest

from sandbox import Counterpart, Outage
from tests.support import token_holders
from tests.support.sim_holders import Holder, phone_of
from tests.unit.bff.conftest import World

OUTAGES = [Outage.HTTP_503, Outage.REFUSE, Outage.NONSENSE]
NOT_THEIR_FAULT = "This is not your fault"


def withhold(world: World, outage: Outage) -> None:
    for counterpart in (Counterpart.OCSP, Counterpart.CRL):
        world.sandbox.knobs.turn(counterpart, outage=outage)


def confirmed(world: World) -> Holder:
    """A person whose phone has confirmed, at an end."""
    holder = Holder(world, phone_of("sim_citizen"))
    holder.reach_waiting()
    holder.confirm_on_the_phone()
    for _round in range(3):
        world.ask()
    return holder


@pytest.mark.parametrize("outage", OUTAGES)
def test_a_person_who_confirmed_is_not_told_that_the_phone_did_not_answer(
    world: World, outage: Outage
) -> None:
    withhold(world, outage)
    page = confirmed(world).look()
    assert page.heading == "The certificate's status could not be checked"
    assert NOT_THEIR_FAULT in page.text
    assert world.flow.identity is None


def test_a_short_silence_of_the_authority_costs_no_second_pin(world: World) -> None:
    holder = Holder(world, phone_of("sim_citizen"))
    holder.reach_waiting()
    withhold(world, Outage.HTTP_503)
    holder.confirm_on_the_phone()
    assert holder.look().path.endswith("/waiting")


def test_an_authority_s_silence_uses_no_request_up(world: World) -> None:
    withhold(world, Outage.NONSENSE)
    for _time in range(4):  # one more than a SIM gets in ten minutes
        assert NOT_THEIR_FAULT in confirmed(world).look().text


@pytest.mark.parametrize("outage", OUTAGES)
def test_a_token_s_holder_is_told_the_same(world: World, outage: Outage) -> None:
    holder = token_holders.Holder(world)
    holder.reach_token()
    withhold(world, outage)
    page = holder.sign()
    assert (page.status, page.heading) == (503, "No answer yet")
    assert NOT_THEIR_FAULT in page.text
