"""A stranger who works all day for codes to one phone keeps its owner out of no new browser for an hour."""

import re
from collections.abc import Callable

import pytest

from bff.journeys.codes import OneTimeCodes, Turn
from bff.journeys.journey import Journey
from bff.journeys.purpose import Aim, Purpose
from bff.views.sim_signature.transaction import RequestTurn
from bff.views.sim_signature.views import SIGNING_IN
from tests.support.browser import Page
from tests.support.crowds import Crowd
from tests.support.sim_holders import Holder, phone_of
from tests.support.typed_phones import let_a_minute_pass, use_up_the_range
from tests.unit.bff.conftest import World
from tests.unit.bff.limits.test_phone_first import COMPARING, WITH_A_SIM, key_of, standing_at

PHONE = phone_of("sim_citizen")
#: A day, and two hours more: the counts of the day are full again.
HOURS = 26
LONGER = re.compile(r"#(\d{10})$")


def ring(world: World, crowd: Crowd) -> None:
    """A stranger who did the work makes a request to the SIM."""
    turn = RequestTurn(Turn(world.clock(), worked=True))
    client = crowd.at(SIGNING_IN, "turn", phone_number=PHONE, pending=turn)
    crowd.posting(client, "/sign-in/sim/turn", action="go")()
    crowd.posting(client, "/sign-in/sim/waiting", action="cancel")()


def send_code(world: World, crowd: Crowd, journey: Journey = SIGNING_IN) -> None:
    """A stranger who did the work has a code sent to the phone, before a register or a SIM is asked."""
    codes = OneTimeCodes(turn=Turn(world.clock(), worked=True), sent_to=PHONE)
    aim = Aim.RAISE if journey.purpose is Purpose.PROVE else None
    client = crowd.at(journey, "phone_first", codes=codes, aim=aim)
    crowd.posting(client, f"{journey.at}/phone-first", phone_number=PHONE)()


def a_day_of_work(world: World, crowd: Crowd) -> None:
    for _hour in range(HOURS):
        for _time in range(6):
            ring(world, crowd)
            send_code(world, crowd)
        world.clock.move(minutes=60)


def at_the_code(world: World) -> Holder:
    """The owner in a browser without history, up to the code that comes first."""
    owner = Holder(world, PHONE)
    owner.browser.open("/sign-in")
    owner.browser.press("Sign in with")
    assert owner.browser.send(phone_number=PHONE).path == "/sign-in/sim/phone-first"
    assert owner.browser.send().path == "/sign-in/sim/phone-first-code"
    return owner


def longer_codes(world: World) -> list[str]:
    return [found[1] for one in world.sandbox.inbox(PHONE) if (found := LONGER.search(one.text))]


def signs_in_with(owner: Holder, code: str) -> Page:
    assert owner.browser.send(code=code).path == "/sign-in/sim/phone"
    owner.browser.send()
    owner.confirm_on_the_phone()
    return owner.browser.open_and_go_on("/sign-in/sim/waiting")


@pytest.fixture
def besieged(world: World) -> World:
    """A world in which a stranger worked for a day; this hour's requests to the SIM are used up, too."""
    Holder(world, PHONE).register()
    crowd = Crowd(world.app)
    a_day_of_work(world, crowd)
    for _time in range(6):
        ring(world, crowd)
    return world


def test_an_owner_goes_on_with_the_code_that_a_stranger_caused(besieged: World) -> None:
    before = longer_codes(besieged)
    send_code(besieged, Crowd(besieged.app))
    (caused,) = set(longer_codes(besieged)) - set(before)
    owner = at_the_code(besieged)
    assert "gets one 10-digit code an hour" in owner.browser.page.text
    assert signs_in_with(owner, caused).path == "/account"


def test_an_owner_gets_a_code_at_the_latest_after_an_hour(besieged: World) -> None:
    send_code(besieged, Crowd(besieged.app))
    besieged.clock.move(minutes=10)  # what the stranger caused counts no more
    owner, before = at_the_code(besieged), longer_codes(besieged)
    assert "There is 1 thing to fix" in owner.browser.send(code=before[-1]).text
    owner.browser.press("Send the code")
    assert "Another code can be sent in 50 minutes" in owner.browser.page.text
    besieged.clock.move(minutes=51)
    owner.browser.open("/sign-in/sim/phone-first-code")  # the page's proof of work is too old
    owner.browser.press("Send the code")
    (own,) = set(longer_codes(besieged)) - set(before)
    assert signs_in_with(owner, own).path == "/account"


def test_a_day_of_work_sends_a_phone_ten_codes_and_one_an_hour(besieged: World) -> None:
    received = besieged.sandbox.inbox(PHONE)
    assert HOURS - 4 <= len(longer_codes(besieged)) <= HOURS
    assert len(received) <= 1 + 2 * 10 + HOURS  # the receipt, and the ten of a second day, are among them


@pytest.fixture
def few(make_world: Callable[..., World]) -> World:
    """A world in which a phone gets one code before it gets those that all flows take."""
    return make_world(one_time_codes_per_hour=1, one_time_codes_per_day=1)


@pytest.mark.parametrize("journey", [*COMPARING, *WITH_A_SIM], ids=key_of)
def test_a_shared_code_counts_in_each_journey_and_once(few: World, journey: Journey) -> None:
    crowd = Crowd(few.app)
    for _time in range(3):
        send_code(few, crowd)
        send_code(few, crowd, journey)
    (code,) = longer_codes(few)
    for path in (f"{journey.at}/{journey.asking.replace('_', '-')}", f"{journey.at}/phone-first-code"):
        browser = standing_at(few, journey, "phone-first")
        browser.send(phone_number=PHONE)
        assert browser.send(code=code).path == path  # the second time it counts no more


def test_a_stranger_can_not_use_the_code_of_another_phone_or_guess_without_end(few: World) -> None:
    crowd = Crowd(few.app)
    for _time in range(2):
        send_code(few, crowd)
    (code,) = longer_codes(few)
    strangers = [standing_at(few, SIGNING_IN, "phone-first") for _ in range(2)]
    for stranger in strangers:
        stranger.send(phone_number="+84900000222")
    assert strangers[1].send(code=code).path == "/sign-in/sim/phone-first-code"
    guesser = standing_at(few, SIGNING_IN, "phone-first")
    guesser.send(phone_number=PHONE)
    for guess in range(5):
        guesser.send(code=f"{guess:010d}")
    assert "Too many wrong codes" in guesser.page.text
    token = guesser.csrf_token
    assert guesser.post("/sign-in/sim/phone-first-code", csrf_token=token, code=code).path.endswith("-code")


@pytest.mark.parametrize("waits_already", [True, False])
def test_a_stranger_who_uses_up_the_budget_hides_no_field_for_a_code_that_is_on_the_phone(
    few: World, *, waits_already: bool
) -> None:
    owner = standing_at(few, SIGNING_IN, "phone-first")
    if waits_already:
        use_up_the_range(few)
        assert owner.send(phone_number=PHONE).heading == "Your message will be sent soon"
        let_a_minute_pass(few)
    for _time in range(2):
        send_code(few, Crowd(few.app))
    (code,) = longer_codes(few)
    use_up_the_range(few)
    page = owner.open("/sign-in/sim/phone-first-code") if waits_already else owner.send(phone_number=PHONE)
    assert "gets one 10-digit code an hour" in page.text
    assert owner.send(code=code).path == "/sign-in/sim/phone"
