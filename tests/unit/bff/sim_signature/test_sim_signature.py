"""A SIM signature in process: the wait, every ending, and the answers that must be refused."""

from datetime import timedelta

import pytest

from bff.serving.language import local_time
from sandbox.mssp.sims import sim_in
from tests.support.sim_holders import PIN, Holder, phone_of
from tests.unit.bff.conftest import World


def test_a_citizen_registers_with_the_sim_at_level_three(world: World) -> None:
    holder = Holder(world, phone_of("sim_citizen"))
    holder.reach_waiting()
    holder.confirm_on_the_phone()
    assert holder.look().heading == "Check the details in your certificate"
    assert holder.browser.press("Register").heading == "Registration complete"
    assert "level 3" in holder.browser.page.text


def test_the_waiting_screen_says_until_when_the_phone_asks(world: World) -> None:
    holder = Holder(world, phone_of("sim_citizen"))
    until = world.clock() + timedelta(seconds=world.services.settings.sim_wait_seconds)
    page = holder.reach_waiting()
    assert f"Enter the PIN before {local_time(until)[:5]}." in page.text


@pytest.mark.parametrize(
    ("key", "subject", "shown"),
    [
        ("sim_old_number", "citizen", "Old identity number"),
        ("sim_business", "business", "Tax number"),
        ("sim_officer", "agency", "Organisation"),
    ],
)
def test_the_certificates_facts_are_shown_before_the_registration(
    world: World, key: str, subject: str, shown: str
) -> None:
    holder = Holder(world, phone_of(key), subject)
    holder.reach_waiting()
    holder.confirm_on_the_phone()
    assert shown in holder.look().text
    assert holder.browser.press("Register").heading == "Registration complete"


@pytest.mark.parametrize(
    ("key", "heading"),
    [
        ("sim_expired", "The certificate has expired"),
        ("sim_not_yet_valid", "The certificate is not valid yet"),
        ("sim_revoked_by_crl", "The certificate is revoked or suspended"),
        ("sim_revoked_by_ocsp", "The certificate is revoked or suspended"),
        ("sim_unknown_root", "The certificate was not issued by an authority licensed in Viet Nam"),
        ("sim_wrong_root", "The certificate was not issued by an authority licensed in Viet Nam"),
        ("sim_wrong_usage", "The certificate is not meant for signing"),
        ("sim_sha1", "The certificate is too weak to be relied on"),
        ("sim_business", "This certificate is for another kind of account"),
    ],
)
def test_an_unacceptable_certificate_is_refused_and_its_holder_not_shown(
    world: World, key: str, heading: str
) -> None:
    holder = Holder(world, phone_of(key))
    holder.reach_waiting()
    holder.confirm_on_the_phone()
    assert holder.look().heading == heading
    assert sim_in(holder.phone_number).holder.full_name not in holder.browser.page.text  # type: ignore[union-attr]


@pytest.mark.parametrize("number", range(141, 152))
def test_a_signed_status_without_a_valid_signature_gives_no_identity(world: World, number: int) -> None:
    holder = Holder(world, f"+84900000{number}")
    holder.reach_waiting()
    holder.confirm_on_the_phone()
    assert holder.look().heading == "Something is wrong on our side"
    assert world.flow.identity is None


def refusing_phones() -> list[str]:
    """Every phone of the sandbox that raises a code of its own."""
    numbers = (f"+84900000{number:03}" for number in range(200, 400))
    return [
        number for number in numbers if (sim := sim_in(number)) and (sim.code_at_start or sim.code_at_status)
    ]


@pytest.mark.parametrize("phone_number", refusing_phones())
def test_every_gateway_code_has_its_text(world: World, phone_number: str) -> None:
    holder = Holder(world, phone_number)
    holder.reach_waiting()
    while world.ask():
        pass
    page = holder.look()
    assert page.path == "/register/sim-signature/refused"
    assert page.heading


def test_the_page_shows_the_control_code_before_the_phone_rings(world: World) -> None:
    holder = Holder(world, phone_of("sim_citizen"))
    page = holder.reach_waiting()
    assert world.sandbox.mssp.on_the_phone(holder.phone_number) is None
    world.ask()
    prompt = world.sandbox.mssp.on_the_phone(holder.phone_number)
    assert prompt is not None
    shown = page.soup.select_one(".ticket strong [aria-hidden]")
    assert shown is not None
    assert shown.get_text().replace(" ", "") in prompt.shown_text


def test_cancelling_on_the_page_ends_the_request_even_if_the_phone_confirms(world: World) -> None:
    holder = Holder(world, phone_of("sim_citizen"))
    holder.reach_waiting()
    world.ask()
    holder.browser.press("Cancel the request")
    world.sandbox.mssp.confirm(holder.phone_number, PIN)
    assert not world.ask()
    assert holder.look().path == "/register/sim-signature/phone"


def test_a_confirmation_after_the_end_counts_for_nothing(world: World) -> None:
    holder = Holder(world, phone_of("sim_citizen"))
    holder.reach_waiting()
    world.ask()
    world.clock.move(seconds=121)
    world.sandbox.mssp.confirm(holder.phone_number, PIN)
    world.ask()
    assert holder.look().heading == "No answer came from the phone in time"


def test_the_time_can_be_extended_once(world: World) -> None:
    holder = Holder(world, phone_of("sim_citizen"))
    holder.reach_waiting()
    world.ask()
    world.clock.move(seconds=100)
    assert "almost over" in holder.look().text
    holder.browser.press("Wait longer for the phone")
    world.clock.move(seconds=60)
    holder.confirm_on_the_phone()
    assert holder.look().path == "/register/sim-signature/confirm"


def test_a_sim_gets_at_most_three_requests_in_ten_minutes(world: World) -> None:
    holder = Holder(world, phone_of("sim_citizen"))
    for _time in range(3):
        holder.reach_waiting()
        holder.browser.press("Cancel the request")
    page = holder.browser.send(phone_number=holder.phone_number)
    assert page.path == "/register/sim-signature/phone-first"


def test_a_silent_gateway_is_shown_as_silence_and_not_as_a_refusal(world: World) -> None:
    holder = Holder(world, phone_of("sim_citizen"))
    holder.reach_waiting()
    world.sandbox.knobs.turn("mssp", outage="http_503")
    world.ask()
    assert holder.look().heading == "The signing service did not answer"


def test_a_gateway_that_falls_silent_during_the_wait_is_asked_again(world: World) -> None:
    holder = Holder(world, phone_of("sim_citizen"))
    holder.reach_waiting()
    world.ask()
    world.sandbox.knobs.turn("mssp", outage="http_503")
    assert world.ask()
    assert "We keep asking" in holder.look().text
    world.sandbox.knobs.turn("mssp", outage="none")
    world.sandbox.mssp.confirm(holder.phone_number, PIN)
    world.ask()
    assert holder.look().path == "/register/sim-signature/confirm"


def test_a_registered_holder_signs_in_with_the_sim_and_adds_a_password(world: World) -> None:
    holder = Holder(world, phone_of("sim_citizen"))
    assert "You may add a password later" in holder.register().text
    assert holder.sign_in().heading == "My account"
    holder.browser.press("Add a password")
    holder.browser.press("Prove it with: SIM signature")
    holder.browser.send(phone_number=holder.phone_number)
    holder.confirm_on_the_phone()
    holder.browser.open_and_go_on("/prove/sim-signature/waiting")
    page = holder.browser.send(password="Ngôi-nhà-3-tầng", confirmation="Ngôi-nhà-3-tầng")
    assert page.heading == "My account"
    assert "Change the password" in page.text


def test_a_sim_without_an_account_cannot_sign_in(world: World) -> None:
    holder = Holder(world, phone_of("sim_citizen"))
    assert holder.sign_in().heading == "There is no account with this signature yet"


@pytest.mark.parametrize(("key", "subject"), [("sim_representative", "business"), ("sim_officer", "agency")])
def test_an_organisation_signs_in_with_the_sim_that_registered_it(
    world: World, key: str, subject: str
) -> None:
    holder = Holder(world, phone_of(key), subject)
    holder.register()
    assert "Organisation" in holder.sign_in().text


def test_the_page_knows_when_its_next_notice_is_due(world: World) -> None:
    holder = Holder(world, phone_of("sim_citizen"))
    page, due = holder.reach_waiting(), []
    for seconds in (30, 60, 0):
        told = page.soup.select_one("[data-due]")
        due.append(told["data-due"] if told else None)
        world.clock.move(seconds=seconds)
        page = holder.look()
    assert due == ["30", "60", None]


def test_the_last_news_holds_the_next_screen(world: World) -> None:
    holder = Holder(world, phone_of("sim_citizen"), htmx=True)
    holder.reach_waiting()
    holder.confirm_on_the_phone()
    answer = holder.browser.ask("/register/sim-signature/waiting/news", htmx=True)
    assert answer.headers["HX-Retarget"] == "#screen"
    assert answer.headers["HX-Push-Url"] == "/register/sim-signature/confirm"
    assert "Check the details in your certificate" in answer.text


def test_a_poll_after_another_method_has_begun_leads_the_whole_page_to_it(world: World) -> None:
    holder = Holder(world, phone_of("sim_citizen"), htmx=True)
    holder.reach_waiting()
    holder.browser.open("/register/citizen/mobile-subscriber")
    holder.browser.send_any("Start")
    answer = holder.browser.ask("/register/sim-signature/waiting/news", htmx=True)
    assert (answer.status_code, answer.headers["HX-Redirect"]) == (204, "/register/sim-signature/waiting")
    assert holder.browser.open(answer.headers["HX-Redirect"]).path == "/register/mobile-subscriber/who"
