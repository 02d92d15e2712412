"""Registering, signing in and proving with VNeID: what each person of the sandbox meets, in all forms."""

from collections.abc import Callable
from pathlib import Path

import pytest

from accounts.account.records import Account
from identity.claims import Claims
from identity.subject import Subject
from sandbox.knobs import Counterpart, Outage
from sandbox.people.table import person_called
from tests.support.citizens import Citizen
from tests.support.vneid import private_pem, settings_of
from tests.unit.bff.conftest import World
from verifiers.vneid import Profile

HERE = "/register/vneid"
REFUSALS = [
    ("vneid_level_1", "Your VNeID account has level 1"),
    ("vneid_cancels", "You cancelled at VNeID"),
    ("vneid_under_age", "You are too young for an account of your own"),
    ("vneid_organisation", "This is not a citizen's VNeID account"),
    ("vneid_code_used", "That sign-in at VNeID no longer counts"),
]
TROUBLES = {
    "vneid_client_refused": "Something is wrong on our side",
    "vneid_not_listed": "Something is wrong on our side",
    "vneid_nonsense": "Something is wrong on our side",
    "vneid_down": "No answer yet",
    "vneid_busy": "No answer yet",
}
IN_ENVELOPES = ("vneid_broken_envelope", "vneid_broken_code", "vneid_wrong_key")


@pytest.fixture
def world_of(make_world: Callable[..., World], tmp_path: Path) -> Callable[..., World]:
    """Make a world in which VNeID has one form."""

    def make(form: Profile, **changes: object) -> World:
        key_file = tmp_path / "key of vneid.pem"
        key_file.write_bytes(private_pem())
        return make_world(**settings_of(form, key_file), **changes)

    return make


def account_of(world: World, person: Citizen) -> Account | None:
    number = person.person.citizen_number
    return world.services.accounts.find(Claims(subject=Subject.CITIZEN, citizen_number=number))


@pytest.mark.parametrize("form", Profile)
@pytest.mark.parametrize("htmx", [False, True])
@pytest.mark.parametrize(
    "key", ["vneid_level_2", "vneid_plus_in_code", "everything_works", "birth_year_only"]
)
def test_a_citizen_registers_with_vneid_and_signs_in_with_the_password(
    world_of: Callable[..., World], form: Profile, key: str, *, htmx: bool
) -> None:
    world = world_of(form)
    citizen = world.traveller(key, htmx=htmx)
    page = citizen.register_here()
    assert (page.path, page.heading) == (f"{HERE}/done", "Registration complete")
    account = account_of(world, citizen)
    assert account is not None
    assert (account.level, account.method) == (2, "vneid")
    assert account.full_name == citizen.person.full_name
    assert account.birth_date == citizen.person.birth_date
    citizen.sign_in()
    assert citizen.enter_code().path == "/account"


@pytest.mark.parametrize("form", Profile)
@pytest.mark.parametrize(("key", "heading"), REFUSALS)
def test_a_refusal_says_what_to_do_and_leads_back_to_another_try(
    world_of: Callable[..., World], form: Profile, key: str, heading: str
) -> None:
    citizen = world_of(form).traveller(key)
    citizen.begin()
    page = citizen.travel()
    assert (page.status, page.path, page.heading) == (200, f"{HERE}/refused", heading)
    assert "Choose another way to register" in page.text
    if key != "vneid_under_age":
        assert citizen.browser.press("Try again").path == f"{HERE}/leave"
    assert citizen.messages == []


def test_level_1_is_refused_with_words_about_level_2(world: World) -> None:
    citizen = world.traveller("vneid_level_1", language="vi")
    citizen.begin()
    text = citizen.travel().text
    assert "mức độ 2" in text
    assert "Cơ quan công an" in text


@pytest.mark.parametrize("form", Profile)
@pytest.mark.parametrize("key", list(TROUBLES))
def test_trouble_at_vneid_is_never_told_as_a_refusal(
    world_of: Callable[..., World], form: Profile, key: str
) -> None:
    citizen = world_of(form).traveller(key)
    citizen.begin()
    page = citizen.travel()
    assert (page.status, page.heading) == (503, TROUBLES[key])
    assert "not been refused" in page.text
    assert citizen.browser.open(f"{HERE}/away").heading == "Go on at VNeID"


@pytest.mark.parametrize("key", IN_ENVELOPES)
def test_an_envelope_that_does_not_open_is_trouble_of_ours(world_of: Callable[..., World], key: str) -> None:
    citizen = world_of(Profile.ENVELOPE).traveller(key)
    citizen.begin()
    page = citizen.travel()
    assert (page.status, page.heading) == (503, "Something is wrong on our side")


def test_a_silent_vneid_leaves_the_trip_open_for_the_same_press(world: World) -> None:
    citizen = world.traveller()
    citizen.begin()
    query = citizen.sign_in_there(citizen.leave())
    world.sandbox.knobs.turn(Counterpart.VNEID, outage=Outage.HTTP_503)
    citizen.browser.open(f"/vneid/return?{query}")
    assert citizen.browser.send().status == 503
    world.sandbox.knobs.turn(Counterpart.VNEID, outage=Outage.NONE)
    assert citizen.come_back(query).path == f"{HERE}/confirm"


@pytest.mark.parametrize("form", Profile)
def test_what_vneid_told_is_shown_before_anything_is_registered(
    world_of: Callable[..., World], form: Profile
) -> None:
    world = world_of(form)
    citizen = world.traveller()
    citizen.begin()
    page = citizen.travel()
    assert page.path == f"{HERE}/confirm"
    told = {fact.get_text(strip=True) for fact in page.soup.select("dd")}
    sex = {"Female"} if form is Profile.NATIONAL_PORTAL else set()  # the others were not seen to tell it
    assert told == {"000190000410", "Đường Thị Hạnh", "14/05/1990", *sex}
    assert account_of(world, citizen) is None
    again = citizen.browser.press("This is not me")
    assert (again.path, again.heading) == (f"{HERE}/away", "Go on at VNeID")
    assert "Đường" not in again.text


@pytest.mark.parametrize("email", ["", "hanh@example.vn"])
def test_a_bad_phone_keeps_what_was_typed(world: World, email: str) -> None:
    citizen = world.traveller()
    citizen.begin()
    citizen.travel()
    page = citizen.browser.send(phone_number="0123", email=email)
    assert page.errors
    assert (page.value_of("phone_number"), page.value_of("email")) == ("0123", email)


def test_a_person_with_an_account_learns_of_it_after_vneid_alone(world: World) -> None:
    world.citizen().register()
    citizen = world.traveller("everything_works")
    citizen.begin()
    page = citizen.travel()
    assert (page.path, page.heading) == (f"{HERE}/account-exists", "An account already exists")


def test_without_the_consent_no_person_leaves(world: World) -> None:
    citizen = world.traveller()
    citizen.begin()
    page = citizen.browser.send()
    assert page.path == f"{HERE}/leave"
    assert page.errors == [
        "Without your consent VNeID cannot tell who you are. Tick the box, or choose another way."
    ]


def test_the_consent_is_kept_as_proof(world: World) -> None:
    citizen = world.traveller()
    citizen.register_here()
    account = account_of(world, citizen)
    assert account is not None
    (given,) = world.services.requests.consents_of(account.id)
    assert (given.purpose, given.text_version) == ("vneid_identity", "vneid-identity-1")


@pytest.mark.parametrize("htmx", [False, True])
@pytest.mark.parametrize("level", [2, 3])
def test_an_owner_signs_in_with_vneid(make_world: Callable[..., World], level: int, *, htmx: bool) -> None:
    world = make_world(vneid_level=level)
    world.traveller().register_here()
    citizen = world.traveller(htmx=htmx)
    assert citizen.sign_in_here().path == "/account"


def test_vneid_signs_in_to_the_account_of_another_method(world: World) -> None:
    world.citizen().register()
    assert world.traveller("everything_works").sign_in_here().path == "/account"


def test_vneid_without_an_account_here_signs_no_person_in(world: World) -> None:
    citizen = world.traveller()
    page = citizen.sign_in_here()
    assert page.heading == "You have no account here yet"
    assert citizen.browser.open("/account").path == "/sign-in"


def test_vneid_of_level_1_signs_no_person_in(world: World) -> None:
    world.citizen(person_called("vneid_level_1")).register()
    citizen = world.traveller("vneid_level_1")
    assert citizen.sign_in_here().heading == "Your VNeID account has level 1"
    assert citizen.browser.open("/account").path == "/sign-in"


def test_another_name_under_the_same_number_signs_no_person_in(world: World) -> None:
    world.citizen(person_called("vneid_name_differs")).register()
    citizen = world.traveller("vneid_name_differs")
    page = citizen.sign_in_here()
    assert page.heading == "VNeID has another name for this number"
    assert citizen.browser.open("/account").path == "/sign-in"


def test_a_frozen_account_gets_no_session_by_vneid(world: World) -> None:
    citizen = world.traveller()
    citizen.register_here()
    account = account_of(world, citizen)
    assert account is not None
    world.services.accounts.freeze(account.id)
    again = world.traveller()
    again.sign_in_here()
    assert again.browser.open("/account").path in {"/sign-in", "/sign-in/frozen"}


@pytest.mark.parametrize("level", [2, 3])
def test_the_setting_says_the_level_everywhere(make_world: Callable[..., World], level: int) -> None:
    world = make_world(vneid_level=level)
    citizen = world.traveller()
    assert f"level {level}" in citizen.browser.open("/register/citizen/vneid").text
    page = citizen.register_here()
    assert f"level {level}" in page.text
    account = account_of(world, citizen)
    assert account is not None
    assert account.level == level


@pytest.mark.parametrize(("level", "raised"), [(2, False), (3, True)])
def test_vneid_raises_an_account_only_by_the_operators_setting(
    make_world: Callable[..., World], level: int, *, raised: bool
) -> None:
    world = make_world(vneid_level=level, sign_in_code=False)
    world.citizen().register()
    citizen = world.traveller("everything_works")
    citizen.sign_in()
    page = citizen.browser.open("/prove/for/raise?subject=citizen&level=2")
    offered = "Prove it with: VNeID" in page.text
    assert offered is raised
    if offered:
        citizen.browser.press("Prove it with: VNeID")
        citizen.travel()
    account = account_of(world, citizen)
    assert account is not None
    assert account.level == (3 if raised else 2)


def test_only_citizens_are_offered_vneid(world: World) -> None:
    browser = world.citizen().browser
    assert "VNeID" in browser.open("/register/citizen").text
    cards = browser.open("/register/business").soup.select(".methods")
    assert not any("VNeID" in card.get_text() for card in cards)
    assert "for citizens only" in browser.open("/register/business/vneid").text


def test_a_method_that_is_not_set_up_is_coming(make_world: Callable[..., World]) -> None:
    browser = make_world(vneid_authorization_url="").citizen().browser
    assert browser.open("/register/citizen/vneid").status == 404
    assert "VNeID" not in browser.open("/sign-in").text


def test_the_page_in_the_other_window_goes_on_by_itself(world: World) -> None:
    citizen = world.traveller()
    citizen.begin()
    address = citizen.leave()
    waiting = citizen.browser.second_tab()
    assert waiting.ask(f"{HERE}/away/news", htmx=True).text.startswith("<p>This page waits")
    citizen.come_back(citizen.sign_in_there(address))
    waiting.cookie = citizen.browser.cookie  # the windows of one browser share it
    answer = waiting.ask(f"{HERE}/away/news", htmx=True)
    assert answer.headers["HX-Push-Url"] == f"{HERE}/confirm"
