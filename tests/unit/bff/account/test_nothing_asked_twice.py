"""What a person typed once in a session stands in every form that asks for it; no other person sees it."""

from tests.support.citizens import PASSWORD
from tests.unit.bff.conftest import World


def test_the_notice_of_an_account_leads_to_forms_that_know_number_and_phone(world: World) -> None:
    world.citizen().register()
    citizen = world.citizen()
    assert citizen.reach_code().heading == "An account already exists"
    forgot = citizen.browser.press("I forgot my password")
    typed = (forgot.value_of("citizen_number"), forgot.value_of("phone_number"))
    assert typed == (citizen.person.citizen_number, citizen.person.phone_number)
    page = citizen.browser.open("/sign-in")
    assert (page.value_of("citizen_number"), page.value_of("password")) == (citizen.person.citizen_number, "")


def test_a_wrong_password_leads_to_a_form_that_knows_the_number(world: World) -> None:
    citizen = world.citizen()
    citizen.register()
    other = world.citizen()
    other.sign_in("a wrong password")
    assert other.browser.open("/forgot-password").value_of("citizen_number") == other.person.citizen_number


def test_a_reset_leads_to_a_sign_in_that_knows_the_number(world: World) -> None:
    citizen = world.citizen()
    citizen.browser.open("/forgot-password")
    citizen.browser.send(citizen_number="000 190 000 001", phone_number=citizen.person.phone_number)
    assert citizen.browser.open("/sign-in").value_of("citizen_number") == "000 190 000 001"


def test_an_earlier_copy_of_the_cookie_does_not_show_what_was_typed_later(world: World) -> None:
    citizen = world.citizen()
    citizen.browser.open("/sign-in")
    citizen.browser.send(citizen_number="000190000002", password="x")
    copied = citizen.browser.second_tab()
    citizen.sign_in("a wrong password")
    assert copied.open("/sign-in").value_of("citizen_number") == ""


def test_the_next_person_finds_empty_forms(world: World) -> None:
    citizen = world.citizen()
    citizen.sign_in("a wrong password")
    citizen.browser.open("/")
    citizen.browser.post_form("/helping/begin")
    assert citizen.browser.open("/sign-in").value_of("citizen_number") == ""


def test_after_signing_in_and_out_the_form_is_empty(world: World) -> None:
    citizen = world.citizen()
    citizen.register()
    citizen.sign_in(PASSWORD)
    citizen.enter_code()
    citizen.browser.press("Sign out")
    page = citizen.browser.open("/sign-in")
    assert page.value_of("citizen_number") == ""


def test_what_was_typed_is_forgotten_after_the_idle_time_and_kept_encrypted(world: World) -> None:
    citizen = world.citizen()
    citizen.sign_in("a wrong password")
    client = world.services.flows.client
    kept = [str(key) for key in client.scan_iter("*said*")] or [
        str(key) for key in client.scan_iter("*answer*")
    ]
    held = [str(client.get(key)) for key in kept]
    assert held
    assert not [text for text in held if citizen.person.citizen_number in text]
    assert all(0 < client.ttl(key) <= world.services.settings.registration_idle_seconds for key in kept)
