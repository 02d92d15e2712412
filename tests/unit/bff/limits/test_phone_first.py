"""Where a stranger has filled a count of a person or a SIM, a phone is proved first, and nothing is asked."""

from collections.abc import Callable

import pytest

from bff.journeys.journey import Journey
from bff.journeys.purpose import Aim, Purpose
from bff.registry import journeys
from sandbox.people.table import CROWD, PEOPLE, SandboxPerson, person_called
from sandbox.vietnam_post.people import post_person_called
from tests.support.browser import Browser, Page
from tests.support.citizens import Citizen, Insured
from tests.support.crowds import Crowd, say_who
from tests.support.sim_holders import Holder, phone_of
from tests.unit.bff.conftest import World

COMPARING = [one for one in journeys() if one.asking == "details"]
WITH_A_SIM = [one for one in journeys() if one.first == "phone" and "sim" in one.key]
#: The counterpart that each method asks, as the sandbox names it.
ASKED = {"mobile_subscriber": "carrier", "social_insurance": "social_insurance", "vietnam_post": "post"}
OTHER_NAME = "Người Khác"


def key_of(journey: Journey) -> str:
    return journey.key


def asked_by(journey: Journey) -> str | None:
    return ASKED.get(journey.key.removesuffix("_proof"))


def person_of(journey: Journey) -> SandboxPerson:
    """A person whom this method's register knows."""
    if "social_insurance" in journey.key:
        return person_called("insured")
    return post_person_called("post_id_works").person if "vietnam_post" in journey.key else PEOPLE[0]


def details_of(world: World, journey: Journey) -> dict[str, str]:
    """Everything that the details form of this journey asks for."""
    person = person_of(journey)
    browser = Browser(world.app)
    citizen = Citizen(person, browser, world.sandbox)
    insured = Insured(person, browser, world.sandbox).details if person.insurance_number else {}
    residence = {"sex": person.sex, "province": "Thành phố Hà Nội", "commune": "Phường Ba Đình"}
    account = post_person_called("post_id_works").account
    return {**citizen.details, **insured, **residence, "account": account}


def standing_at(world: World, journey: Journey, step: str) -> Browser:
    """A new browser whose flow stands at this step."""
    facts = {"aim": Aim.RAISE} if journey.purpose is Purpose.PROVE else {}
    client = Crowd(world.app).at(journey, step.replace("-", "_"), **facts)
    cookie = client.get_cookie("cuaso")
    browser = Browser(world.app, language="en")
    browser.cookie = cookie.value if cookie else ""
    browser.open(f"{journey.at}/{step}")
    return browser


def send_details(browser: Browser, journey: Journey, fields: dict[str, str]) -> Page:
    """Send the form as it is on the page, with these fields where it has them."""
    token = browser.csrf_token
    say_who(browser.app, browser.cookie, fields)
    return browser.post(f"{journey.at}/details", csrf_token=token, **fields)


def last_code(world: World, phone_number: str) -> str:
    newest = max(world.sandbox.inbox(phone_number), key=lambda one: one.received_at)
    return newest.text[-6:]


@pytest.fixture
def crowded(make_world: Callable[..., World]) -> World:
    """A world where one failed match, or one request to a SIM, fills a count that strangers can fill."""
    return make_world(
        matches_per_person=1, social_insurance_matches_per_number=1, sim_requests_per_ten_minutes=1
    )


@pytest.mark.parametrize("journey", COMPARING, ids=key_of)
def test_a_stranger_can_not_close_a_method_to_the_person(crowded: World, journey: Journey) -> None:
    right = details_of(crowded, journey)
    send_details(standing_at(crowded, journey, "details"), journey, right | {"full_name": OTHER_NAME})
    owner = standing_at(crowded, journey, "details")
    if counterpart := asked_by(journey):
        crowded.sandbox.knobs.turn(counterpart, outage="http_503")
    page = send_details(owner, journey, right)
    assert page.path == f"{journey.at}/phone-first"  # with the register down: it was not asked
    assert page.heading == "Confirm your phone first"
    if counterpart:
        crowded.sandbox.knobs.turn(counterpart, outage="none")
    phone = person_of(journey).phone_number
    assert owner.send(phone_number=phone).path == f"{journey.at}/phone-first-code"
    page = owner.send(code=last_code(crowded, phone))
    assert page.path == f"{journey.at}/details"
    assert right["full_name"] in page.text
    sent = len(crowded.sandbox.inbox(phone))
    page = send_details(owner, journey, right)
    assert page.path not in {f"{journey.at}/{step}" for step in ("details", "phone-first", "code", "refused")}
    assert len(crowded.sandbox.inbox(phone)) == sent  # the phone was confirmed already


@pytest.mark.parametrize("journey", [one for one in COMPARING if asked_by(one)], ids=key_of)
def test_a_stranger_who_invents_people_can_not_ask_a_register_without_end(
    make_world: Callable[..., World], journey: Journey
) -> None:
    world = make_world(matches_without_phone_per_minute=2)
    right, ends = details_of(world, journey), []
    for invented in CROWD[:4]:
        browser = standing_at(world, journey, "details")
        facts = Citizen(invented, browser, world.sandbox).details | {"sex": invented.sex}
        page = send_details(browser, journey, right | facts | {"full_name": OTHER_NAME})
        ends.append(page.path.rpartition("/")[2])
    assert ends == ["refused", "refused", "phone-first", "phone-first"]
    owner = standing_at(world, journey, "details")
    assert send_details(owner, journey, right).path.endswith("/phone-first")  # and goes on from there
    world.clock.move(seconds=61)
    later = standing_at(world, journey, "details")
    assert not send_details(later, journey, right).path.endswith(("/phone-first", "/details"))


def test_right_matches_of_a_crowd_leave_the_questions_of_strangers_open(
    make_world: Callable[..., World],
) -> None:
    world = make_world(matches_without_phone_per_minute=2)
    for person in CROWD[:5]:
        citizen = world.citizen(person)
        citizen.reach_code()
        assert citizen.browser.page.path.endswith("/code")


@pytest.mark.parametrize("journey", WITH_A_SIM, ids=key_of)
def test_a_stranger_can_not_close_a_sim_to_its_holder(crowded: World, journey: Journey) -> None:
    phone = phone_of("sim_citizen")
    stranger = standing_at(crowded, journey, "phone")
    stranger.send(phone_number=phone)
    stranger.press("Cancel the request")
    holder = standing_at(crowded, journey, "phone")
    assert holder.send(phone_number=phone).path == f"{journey.at}/phone-first"
    holder.send()
    page = holder.send(code=last_code(crowded, phone))
    assert page.path == f"{journey.at}/phone"
    assert holder.send().path == f"{journey.at}/waiting"


@pytest.mark.parametrize("journey", [*COMPARING, *WITH_A_SIM], ids=key_of)
def test_a_browser_without_scripts_waits_for_the_code_that_comes_first(
    world: World, journey: Journey
) -> None:
    browser = standing_at(world, journey, "phone-first")
    browser.works = False
    page = browser.send(phone_number=PEOPLE[0].phone_number)
    assert (page.status, page.heading) == (200, "Your message will be sent soon")
    world.clock.move(minutes=1)
    assert browser.press("Send the code").heading == "Enter the verification code"


@pytest.mark.parametrize("journey", WITH_A_SIM, ids=key_of)
def test_a_phone_that_is_not_the_sims_opens_no_further_requests(crowded: World, journey: Journey) -> None:
    phone, other = phone_of("sim_citizen"), CROWD[0].phone_number
    stranger = standing_at(crowded, journey, "phone")
    stranger.send(phone_number=phone)
    stranger.press("Cancel the request")
    stranger.send(phone_number=phone)
    stranger.send(phone_number=other)
    stranger.send(code=last_code(crowded, other))
    assert stranger.send(phone_number=phone).path == f"{journey.at}/phone-first"


@pytest.mark.parametrize("journey", COMPARING, ids=key_of)
def test_a_stranger_can_not_ask_a_register_without_end_by_many_phones(
    make_world: Callable[..., World], journey: Journey
) -> None:
    world = make_world(matches_by_proven_phones=2)
    wrong = details_of(world, journey) | {"full_name": OTHER_NAME}
    crowd = Crowd(world.app)
    statuses = []
    for n in range(4):
        facts = {"aim": Aim.RAISE} if journey.purpose is Purpose.PROVE else {}
        client = crowd.at(journey, "details", proven_phone=f"+8490000{n:04d}", **facts)
        statuses.append(crowd.posting(client, f"{journey.at}/details", **wrong)().status_code)
    assert statuses == [303, 303, 429, 429]


# ---------------------------------------------------------------- what is given back
def held(world: World, limit: str) -> int:
    client = world.services.limits.client
    return sum(int(client.zcard(key)) for key in client.scan_iter(f"limit:{limit}*"))


def test_a_match_that_ends_in_an_account_is_given_back(world: World) -> None:
    citizen = world.citizen()
    citizen.reach_password()
    assert held(world, "matches") == 4
    citizen.choose_password()
    assert held(world, "matches") == 0


def test_a_match_that_ends_in_a_proof_is_given_back(world: World) -> None:
    citizen = world.citizen()
    citizen.browser.open("/sign-in")
    token = citizen.browser.csrf_token
    citizen.browser.post("/prove/mobile-subscriber", csrf_token=token, aim="new_phone", subject="citizen")
    citizen.give_details()
    assert held(world, "matches") == 4
    citizen.enter_code()
    assert held(world, "matches") == 0


def test_a_match_that_fails_or_is_left_stays_counted(world: World) -> None:
    stranger, leaver = world.citizen(), world.citizen()
    stranger.start()
    stranger.give_details(full_name=OTHER_NAME)
    leaver.reach_code()
    assert held(world, "matches_person") == 2


def test_failed_registrations_do_not_count_against_proofs(make_world: Callable[..., World]) -> None:
    world = make_world(matches_per_person=1)
    stranger, owner = world.citizen(), world.citizen()
    stranger.start()
    stranger.give_details(full_name=OTHER_NAME)
    owner.browser.open("/sign-in")
    token = owner.browser.csrf_token
    owner.browser.post("/prove/mobile-subscriber", csrf_token=token, aim="new_phone", subject="citizen")
    assert owner.give_details().path == "/prove/mobile-subscriber/code"


def test_confirmed_requests_to_a_sim_are_given_back_and_others_count(world: World) -> None:
    holder = Holder(world, phone_of("sim_citizen"))
    holder.reach_waiting()
    assert held(world, "sim_day") == 1
    holder.confirm_on_the_phone()
    assert held(world, "sim_day") == 0
    refusing = Holder(world, phone_of("sim_citizen"))
    refusing.reach_waiting()
    world.ask()
    world.sandbox.mssp.cancel(refusing.phone_number)
    world.ask()
    assert held(world, "sim_day") == 1


def test_what_has_not_the_digits_of_a_code_is_no_try(world: World) -> None:
    citizen = world.citizen()
    citizen.reach_code()
    for typed in ("12345", "1234567", "abcdef"):
        assert citizen.enter_code(typed).errors == ["Enter the 6-digit code from the message."]
    assert held(world, "wrong_codes") == 0
