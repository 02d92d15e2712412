"""What a shared browser still opens after a person has gone: nothing, soon after the last look."""

from collections.abc import Callable

import pytest

from accounts.references import grouped
from tests.support.browser import Browser
from tests.unit.bff.conftest import World
from tests.unit.bff.vietnam_post.test_post_office import GOER, kept, reference_on, waiting

#: What opens an appointment without a code: its screen, its card, and its two buttons.
OF_AN_APPOINTMENT = ("/post-office/appointment", "/post-office/appointment/card")


def appointment(world: World) -> tuple[Browser, str, tuple[str, ...]]:
    citizen = waiting(world)
    return citizen.browser, reference_on(citizen.page), OF_AN_APPOINTMENT


def appointment_looked_up(world: World) -> tuple[Browser, str, tuple[str, ...]]:
    reference = reference_on(waiting(world).page)
    world.let_expire()
    citizen = world.citizen(GOER)
    citizen.browser.open("/post-office")
    citizen.browser.send(reference=reference)
    citizen.enter_code()
    return citizen.browser, reference, OF_AN_APPOINTMENT


def help_at_an_office(world: World) -> tuple[Browser, str, tuple[str, ...]]:
    browser = world.citizen().browser
    browser.open("/counter-help")
    page = browser.send(citizen_number=GOER.citizen_number, phone_number=GOER.phone_number)
    return browser, reference_on(page), ("/counter-help/reference",)


Left = Callable[[World], tuple[Browser, str, tuple[str, ...]]]
every_record = pytest.mark.parametrize("left", [appointment, appointment_looked_up, help_at_an_office])


@every_record
def test_the_next_person_at_a_shared_browser_can_not_open_what_was_left_there(
    world: World, left: Left
) -> None:
    browser, reference, addresses = left(world)
    world.let_expire() if world.records else None
    world.clock.move(minutes=16)
    for address in addresses:
        assert reference not in browser.open(address).text
    assert "appointment" not in browser.page.path


@every_record
def test_a_copy_of_the_cookie_opens_nothing_later(world: World, left: Left) -> None:
    browser, reference, addresses = left(world)
    thief = browser.second_tab()
    copied = browser.cookie
    world.let_expire() if world.records else None
    world.clock.move(minutes=10)
    browser.open(addresses[0])
    world.clock.move(minutes=10)
    for address in addresses:
        thief.cookie = copied
        assert reference not in thief.open(address).text
    assert reference in browser.open(addresses[0]).text


def test_the_next_person_at_a_shared_browser_can_not_withdraw_an_appointment(world: World) -> None:
    browser, reference, _addresses = appointment(world)
    world.let_expire()
    world.clock.move(minutes=16)
    browser.open("/")
    for address in ("/post-office/appointment/withdraw", "/post-office/appointment/continue"):
        browser.post_form(address)
    assert kept(world, reference).is_open
    assert grouped(kept(world, reference).reference) == reference


def test_a_cookie_of_an_older_release_opens_no_appointment(world: World) -> None:
    browser, reference, _addresses = appointment(world)
    world.let_expire()
    interface = world.app.session_interface
    serializer = interface.get_signing_serializer(world.app)  # type: ignore[attr-defined]
    browser.cookie = serializer.dumps({"appointment": kept(world, reference).id})
    assert browser.open("/post-office/appointment").path == "/post-office"


def test_the_next_person_does_not_find_what_was_typed_where_the_session_ended_before_the_sign_out(
    world: World,
) -> None:
    citizen = world.citizen()
    citizen.register()
    citizen.sign_in()
    citizen.enter_code()
    citizen.start()
    citizen.give_details(full_name="Another Name")
    client = world.services.flows.client
    client.delete(*client.keys("signed_in:*"))
    page = citizen.browser.post("/account/sign-out", csrf_token=citizen.browser.csrf_token)
    assert page.path == "/"
    page = citizen.browser.open("/register/mobile-subscriber/details")
    assert page.path == "/register"
