"""A proof of another person changes nothing, and the words that say so fit the aim."""

import pytest

from bff.journeys.purpose import Aim
from sandbox.people.table import CROWD
from tests.support.browser import Page
from tests.support.sim_holders import Holder
from tests.unit.bff.conftest import World
from tests.unit.bff.steps.test_proof import begin_proof, prove_with_sim, signed_in

OWNER = CROWD[0]

#: What only the page of this aim may say.
WORDS = {Aim.RAISE: "The level of an account is raised by", Aim.DELETE: "An account is deleted by"}
CHANGES = [aim for aim in Aim if aim.value.startswith("change_")]
CHANGE_WORDS = "Ways into an account are changed by its holder only"


def prove_as_another_person(world: World, aim: Aim) -> Page:
    """Prove for *aim* with the SIM of a person without an account, in the signed-in browser of the owner."""
    return prove_in(signed_in(world, OWNER), aim)


def prove_in(stranger: Holder, aim: Aim) -> Page:
    begin_proof(stranger.browser, "sim-signature", aim=aim)
    return prove_with_sim(stranger)


@pytest.mark.parametrize("aim", Aim)
def test_a_proof_of_another_person_is_answered_in_words_of_its_aim(world: World, aim: Aim) -> None:
    page = prove_as_another_person(world, aim)
    said = {**WORDS, **dict.fromkeys(CHANGES, CHANGE_WORDS)}
    assert page.status == 200
    assert {words for words in said.values() if words in page.text} == ({said[aim]} if aim in said else set())


@pytest.mark.parametrize("aim", Aim)
def test_a_proof_of_another_person_changes_nothing_of_the_account(world: World, aim: Aim) -> None:
    stranger = signed_in(world, OWNER)
    fresh = set(world.services.fresh.client.keys("fresh:*"))  # the owner has just registered
    prove_in(stranger, aim)
    (account_id,) = world.services.accounts.with_phone(OWNER.phone_number)
    account = world.services.accounts.get(account_id)
    assert account is not None
    assert (account.level, account.generation, account.is_active) == (2, 0, True)
    assert set(world.services.fresh.client.keys("fresh:*")) == fresh
