"""A sign-in from a new browser that the owner can not be told of is none, and the person presses again."""

from sqlalchemy import text

from accounts.storage.database import make_engine
from tests.support.browser import Browser
from tests.support.citizens import Citizen
from tests.unit.bff.conftest import World

REFUSE = """
CREATE TRIGGER no_devices BEFORE INSERT ON known_devices BEGIN SELECT RAISE(ABORT, 'busy'); END
"""


def test_a_stranger_whose_new_browser_could_not_be_noted_is_not_signed_in(world: World) -> None:
    owner = world.citizen()
    owner.register()
    world.clock.move(minutes=5)
    stranger = Citizen(owner.person, Browser(world.app), owner.sandbox)
    stranger.sign_in()
    engine = make_engine(world.services.settings.database_url)
    with engine.begin() as connection:
        connection.execute(text(REFUSE))
    assert stranger.enter_code().status >= 500
    assert stranger.browser.open("/account").heading == "Sign in"
    with engine.begin() as connection:
        connection.execute(text("DROP TRIGGER no_devices"))
    told = len(owner.messages)
    assert stranger.browser.open_and_go_on("/sign-in/enter").heading == "My account"
    assert "new device signed in" in owner.messages[-1]
    assert len(owner.messages) == told + 1
