"""The first screen of a SIM asks the database the same, whether the number has an account or not."""

from sqlalchemy import event
from sqlalchemy.engine import Engine

from sandbox.people.table import CROWD
from tests.support.browser import Browser
from tests.support.citizens import Citizen
from tests.unit.bff.conftest import World


def test_a_stranger_with_the_cookie_of_an_own_account_makes_no_look_up_that_depends_on_the_number(
    world: World,
) -> None:
    stranger, owner = (Citizen(one, Browser(world.app), world.sandbox) for one in CROWD[1:3])
    stranger.register()
    owner.register()
    browser = stranger.browser
    browser.works = False
    statements: list[str] = []

    def note(*facts: object) -> None:
        statements.append(str(facts[2]))

    def asked(phone_number: str) -> list[str]:
        browser.open("/sign-in")
        browser.press("Sign in with")
        statements.clear()
        assert browser.send(phone_number=phone_number).path == "/sign-in/sim/turn"
        return [one.split(" FROM ")[-1].split()[0] for one in statements]

    event.listen(Engine, "before_cursor_execute", note)
    try:
        assert asked(owner.person.phone_number) == asked("+84900000988")
    finally:
        event.remove(Engine, "before_cursor_execute", note)
