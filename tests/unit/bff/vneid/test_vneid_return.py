"""The return from VNeID: the right screen for each way of coming back, and nothing for a stranger."""

from collections.abc import Callable
from urllib.parse import parse_qs, quote, urlsplit

import pytest

from bff.limits.table import limits
from sandbox.people.table import person_called
from sandbox.vneid.memory import Memory
from tests.support.browser import ORIGIN, Browser, Page
from tests.support.citizens import PASSWORD
from tests.support.vneid import RETURN, Traveller
from tests.unit.bff.conftest import World
from tests.unit.bff.steps.test_proof import begin_proof

HERE = "/register/vneid"
BACK, AGAIN, LATE, ELSEWHERE = (
    "You are back from VNeID",
    "You are further already",
    "Too much time has passed",
    "Return to where you began",
)


def left(world: World, key: str = "vneid_level_2") -> tuple[Traveller, str]:
    """A person who has left for VNeID and signed in there, with the query that comes back."""
    citizen = world.traveller(key)
    citizen.begin()
    return citizen, citizen.sign_in_there(citizen.leave())


def state_of(query: str) -> str:
    return parse_qs(query)["state"][0]


def asked(world: World) -> int:
    """How many codes VNeID has exchanged."""
    memory: Memory | None = world.sandbox_app.extensions.get("vneid")
    return memory.exchanged if memory else 0


def test_the_return_asks_for_a_press_and_changes_nothing_by_itself(world: World) -> None:
    citizen, query = left(world)
    before = world.flow
    for _ in range(3):
        assert citizen.browser.open(f"{RETURN}?{query}").heading == BACK
    assert world.flow == before
    assert asked(world) == 0


def test_the_page_of_the_return_presses_its_button_by_itself_where_there_is_script(world: World) -> None:
    citizen, query = left(world)
    (form,) = citizen.browser.open(f"{RETURN}?{query}").soup.select("#main-form")
    assert form["data-hx-trigger"] == "load, submit"
    assert form["action"] == RETURN


def test_the_page_of_the_return_is_kept_by_no_cache(world: World) -> None:
    citizen, query = left(world)
    answer = citizen.browser.ask(f"{RETURN}?{query}")
    assert answer.headers["Cache-Control"] == "no-store"
    assert answer.headers["Referrer-Policy"] == "same-origin"


def test_with_script_the_next_screen_takes_the_place_of_the_return_in_the_history(world: World) -> None:
    citizen, query = left(world)
    page = citizen.browser.open(f"{RETURN}?{query}")
    fields = {str(one["name"]): str(one["value"]) for one in page.soup.select("#main-form input")}
    answer = citizen.browser.ask(RETURN, method="POST", htmx=True, data=fields)
    assert answer.headers["HX-Replace-Url"] == f"{HERE}/confirm"
    assert "HX-Push-Url" not in answer.headers


def test_a_state_counts_once(world: World) -> None:
    citizen, query = left(world)
    assert citizen.come_back(query).path == f"{HERE}/confirm"
    page = citizen.browser.open(f"{RETURN}?{query}")
    assert page.heading == AGAIN
    assert citizen.browser.press("Go on where you were").path == f"{HERE}/confirm"
    assert asked(world) == 1


def test_a_second_press_asks_vneid_nothing_and_leads_to_the_same_screen(world: World) -> None:
    citizen, query = left(world)
    citizen.browser.open(f"{RETURN}?{query}")
    other = citizen.browser.second_tab()
    citizen.browser.send()
    assert other.send().path == f"{HERE}/confirm"
    assert asked(world) == 1


def test_two_tabs_of_one_trip_return_to_one_flow(world: World) -> None:
    citizen, query = left(world)
    tab = citizen.browser.second_tab()
    citizen.come_back(query)
    tab.cookie = citizen.browser.cookie  # the tabs of one browser share it
    assert tab.open(f"{RETURN}?{query}").heading == AGAIN


def test_a_copy_of_the_cookie_from_before_the_return_goes_on_with_nothing(world: World) -> None:
    citizen, query = left(world)
    thief = citizen.browser.second_tab()
    assert citizen.come_back(query).path == f"{HERE}/confirm"
    for step in ("away", "confirm", "code", "password"):
        assert thief.open(f"{HERE}/{step}").path == "/register"
    citizen.give_phone()
    citizen.enter_code()
    assert citizen.choose_password().heading == "Registration complete"


def test_a_copy_of_the_cookie_from_before_the_return_is_not_signed_in(world: World) -> None:
    citizen = world.traveller()
    citizen.register_here()
    citizen.browser.open("/sign-in")
    citizen.browser.press("VNeID")
    query = citizen.sign_in_there(citizen.address)
    thief = citizen.browser.second_tab()
    assert citizen.come_back(query).path == "/account"
    for address in ("/account", "/sign-in/vneid/away", "/sign-in/vneid/enter"):
        assert thief.open(address).path == "/sign-in"


def test_a_newer_trip_ends_the_older_one(world: World) -> None:
    citizen, older = left(world)
    citizen.browser.open(f"{HERE}/away")
    citizen.browser.post(f"{HERE}/away", csrf_token=citizen.browser.csrf_token, action="again")
    newer = citizen.sign_in_there(citizen.address)
    assert citizen.browser.open(f"{RETURN}?{older}").heading == AGAIN
    assert citizen.come_back(newer).path == f"{HERE}/confirm"


def test_going_back_from_vneid_shows_the_way_there_again(world: World) -> None:
    citizen, query = left(world)
    page = citizen.browser.open(f"{HERE}/leave")
    assert (page.path, page.heading) == (f"{HERE}/away", "Go on at VNeID")
    assert state_of(urlsplit(citizen.address).query) == state_of(query)


def test_a_flow_that_expired_in_between_says_so(world: World) -> None:
    citizen, query = left(world)
    world.let_expire()
    page = citizen.browser.open(f"{RETURN}?{query}")
    assert page.heading == LATE
    assert "deleted to protect you" in page.text
    assert asked(world) == 0


def test_another_browser_is_told_to_return_to_where_the_person_began(world: World) -> None:
    _citizen, query = left(world)
    page = Browser(world.app).open(f"{RETURN}?{query}")
    assert page.heading == ELSEWHERE
    assert asked(world) == 0


def _in_another_browser(world: World) -> tuple[Browser, str]:
    _citizen, query = left(world)
    return Browser(world.app), query


def _after_it_expired(world: World) -> tuple[Browser, str]:
    citizen, query = left(world)
    world.let_expire()
    return citizen.browser, query


def _in_another_trip(world: World) -> tuple[Browser, str]:
    citizen, _query = left(world)
    _stranger, query = left(world, "vneid_plus_in_code")
    return citizen.browser, query


def _spoilt(world: World) -> tuple[Browser, str]:
    citizen, query = left(world)
    return citizen.browser, f"{query}&code=another"


@pytest.mark.parametrize(
    ("came", "heading"),
    [
        (_in_another_browser, ELSEWHERE),
        (_after_it_expired, LATE),
        (_in_another_trip, AGAIN),
        (_spoilt, AGAIN),
    ],
)
def test_a_stranger_finds_no_code_in_the_address_of_a_browser_that_could_not_go_on(
    world: World, came: Callable[[World], tuple[Browser, str]], heading: str
) -> None:
    browser, query = came(world)
    answer = browser.ask(f"{RETURN}?{query}")
    assert (answer.status_code, answer.location) == (303, RETURN)
    assert parse_qs(query)["code"][0] not in answer.text
    for _reload in range(2):
        page = browser.open(RETURN)
        assert (page.status, page.heading) == (200, heading)
    assert browser.open(f"{RETURN}?{query}").heading == heading  # back, where the browser kept the address
    assert asked(world) == 0


def test_a_stranger_can_not_have_a_person_sign_in_for_the_strangers_flow(world: World) -> None:
    stranger, query = left(world)
    victim = Browser(world.app)
    victim.open("/register")
    page = victim.post(
        RETURN, csrf_token=victim.csrf_token, state=state_of(query), answer=parse_qs(query)["code"][0]
    )
    assert page.heading == ELSEWHERE
    assert stranger.browser.open(f"{HERE}/confirm").path == f"{HERE}/away"
    assert asked(world) == 0


def test_a_stranger_can_not_give_a_person_a_code_of_the_strangers(world: World) -> None:
    """Login CSRF and code injection: the state of another trip leads nowhere, here and in a form."""
    citizen, _query = left(world)
    _stranger, query = left(world, "vneid_plus_in_code")
    assert citizen.browser.open(f"{RETURN}?{query}").heading == AGAIN
    citizen.browser.open(f"{HERE}/away")
    code = quote(parse_qs(query)["code"][0])
    page = citizen.browser.post(
        RETURN, csrf_token=citizen.browser.csrf_token, state=state_of(query), answer=code
    )
    assert page.path == f"{HERE}/away"
    assert asked(world) == 0


def test_with_pkce_a_stolen_code_is_worth_nothing_in_another_trip(make_world: Callable[..., World]) -> None:
    world = make_world(vneid_pkce=True)
    citizen, own = left(world)
    _victim, stolen = left(world, "vneid_plus_in_code")
    mixed = f"code={quote(parse_qs(stolen)['code'][0])}&state={state_of(own)}"
    assert citizen.come_back(mixed).heading == "That sign-in at VNeID no longer counts"


def test_with_pkce_a_person_registers(make_world: Callable[..., World]) -> None:
    assert make_world(vneid_pkce=True).traveller().register_here().path == f"{HERE}/done"


def test_a_form_without_our_token_takes_no_trip(world: World) -> None:
    citizen, query = left(world)
    answer = citizen.browser.ask(
        RETURN, method="POST", data={"state": state_of(query), "answer": parse_qs(query)["code"][0]}
    )
    assert answer.status_code == 400
    assert asked(world) == 0


@pytest.mark.parametrize("error", ["access_denied", "login_required", "interaction_required"])
def test_cancelling_there_is_told_as_such(world: World, error: str) -> None:
    citizen, query = left(world)
    page = citizen.come_back(f"error={error}&error_description=x&state={state_of(query)}")
    assert page.heading == "You cancelled at VNeID"


@pytest.mark.parametrize(
    ("error", "heading"),
    [
        ("temporarily_unavailable", "No answer yet"),
        ("server_error", "No answer yet"),
        ("invalid_request", "Something is wrong on our side"),
        ("unauthorized_client", "Something is wrong on our side"),
        ("invalid_scope", "Something is wrong on our side"),
        ("a_word_of_tomorrow", "Something is wrong on our side"),
    ],
)
def test_another_error_is_trouble_and_no_refusal(world: World, error: str, heading: str) -> None:
    citizen, query = left(world)
    page = citizen.come_back(f"error={error}&state={state_of(query)}")
    assert (page.status, page.heading) == (503, heading)
    assert "not been refused" in page.text


@pytest.mark.parametrize(
    "spoil",
    [
        lambda _query: "",
        lambda query: query.partition("&")[0],
        lambda query: f"state={state_of(query)}",
        lambda query: f"{query}&code=another",
        lambda query: f"{query}&state={state_of(query)}",
        lambda query: f"{query}&error=access_denied",
        lambda query: query.replace("code=", f"code={'x' * 3000}"),
        lambda query: query.replace("code=", "code=%C4%91"),
        lambda query: query.replace("state=", "state=%20"),
        lambda query: f"{query}&encrypt_key=<script>",
        lambda query: query.upper(),
    ],
)
def test_a_return_that_is_spoilt_takes_no_trip(world: World, spoil: Callable[[str], str]) -> None:
    citizen, query = left(world)
    page = citizen.browser.open(f"{RETURN}?{spoil(query)}")
    assert (page.status, page.heading) == (200, AGAIN)
    assert citizen.come_back(query).path == f"{HERE}/confirm"


def test_a_return_that_no_store_can_hold_takes_no_trip(world: World) -> None:
    citizen, query = left(world)
    assert citizen.browser.open(f"{RETURN}?{query.replace('code=', 'code=%00')}").status == 400
    assert citizen.come_back(query).path == f"{HERE}/confirm"


def test_switching_the_language_keeps_the_return(world: World) -> None:
    citizen, query = left(world)
    citizen.browser.open(f"{RETURN}?{query}")
    page = citizen.browser.press("Tiếng Việt")
    assert page.heading == "Bạn đã trở lại từ VNeID"
    citizen.browser.language = "vi"
    assert citizen.browser.send().path == f"{HERE}/confirm"


def test_codes_of_one_browser_are_counted(world: World) -> None:
    citizen, query = left(world, "vneid_code_used")
    with world.app.app_context():
        most = limits().matches_of_a_browser.most
    for _ in range(most):
        assert citizen.come_back(query).heading == "That sign-in at VNeID no longer counts"
        citizen.browser.press("Try again")
        query = citizen.sign_in_there(citizen.leave())
    assert citizen.come_back(query).status == 429


def test_a_person_who_cancels_often_is_never_told_to_wait(world: World) -> None:
    citizen, query = left(world, "vneid_cancels")
    with world.app.app_context():
        most = limits().matches_of_a_browser.most
    for _ in range(most + 2):
        assert citizen.come_back(query).heading == "You cancelled at VNeID"
        citizen.browser.press("Try again")
        query = citizen.sign_in_there(citizen.leave())


def test_the_address_at_vneid_names_no_person_and_no_state_repeats(world: World) -> None:
    citizen = world.traveller()
    states = set()
    for _ in range(3):
        citizen.begin()
        query = parse_qs(urlsplit(citizen.leave()).query)
        assert set(query) == {"response_type", "client_id", "redirect_uri", "scope", "state"}
        assert query["redirect_uri"] == [f"{ORIGIN}{RETURN}"]
        assert len(query["state"][0]) == 22
        states.add(query["state"][0])
        citizen.browser.post("/helping/next-person", csrf_token=citizen.browser.csrf_token)
    assert len(states) == 3


def test_the_state_lies_in_no_cookie(world: World) -> None:
    citizen, query = left(world)
    assert state_of(query) not in citizen.browser.cookie


def test_the_return_of_a_sign_in_after_it_ended_leads_on_and_signs_no_person_in(world: World) -> None:
    world.traveller().register_here()
    citizen = world.traveller()
    citizen.browser.open("/sign-in")
    citizen.browser.press("VNeID")
    query = citizen.sign_in_there(citizen.address)
    assert citizen.come_back(query).path == "/account"
    page = citizen.browser.open(f"{RETURN}?{query}")
    assert page.heading == ELSEWHERE
    assert person_called("vneid_level_2").full_name not in page.text


PHONE_FIRST = "Confirm your phone first"


def ask_with_invented_codes(world: World, *, strangers: int) -> list[str]:
    """Let so many strangers, each with a browser of its own, come back with a code that VNeID never gave."""
    headings = []
    for _stranger in range(strangers):
        stranger = world.traveller("vneid_level_2")
        stranger.begin()
        state = state_of(stranger.sign_in_there(stranger.leave()))
        stranger.browser.open(f"{RETURN}?state={state}&code=invented")
        headings.append(stranger.browser.send().heading)
    return headings


def prove_phone_first(citizen: Traveller) -> Page:
    assert citizen.page.heading == PHONE_FIRST, citizen.page.heading
    citizen.browser.send(phone_number=citizen.person.phone_number)
    return citizen.enter_code()


@pytest.fixture
def crowded(make_world: Callable[..., World]) -> World:
    """A world in which strangers have filled the count of questions to VNeID; one owner is registered."""
    world = make_world(matches_without_phone_per_minute=3)
    world.traveller().register_here()
    world.clock.move(minutes=5)
    ask_with_invented_codes(world, strangers=3)
    return world


def test_strangers_with_many_browsers_ask_vneid_only_so_often(make_world: Callable[..., World]) -> None:
    world = make_world(matches_without_phone_per_minute=3)
    headings = ask_with_invented_codes(world, strangers=5)
    assert [heading == PHONE_FIRST for heading in headings] == [False, False, False, True, True]
    assert asked(world) == 0


def test_strangers_who_fill_the_count_of_vneid_close_it_to_no_owner(crowded: World) -> None:
    owner = crowded.traveller()
    owner.sign_in_here()
    page = prove_phone_first(owner)
    assert page.path == "/sign-in/vneid/away"
    owner.browser.press("Open VNeID")
    assert owner.come_back(owner.sign_in_there(owner.address)).path == "/account"


def test_strangers_who_fill_the_count_of_vneid_close_registering_to_no_person(crowded: World) -> None:
    citizen = crowded.traveller("everything_works")
    citizen.begin()
    citizen.travel()
    assert prove_phone_first(citizen).path == f"{HERE}/leave"
    assert citizen.travel().path == f"{HERE}/confirm"
    crowded.clock.move(minutes=5)
    citizen.give_phone()
    citizen.enter_code()
    assert citizen.choose_password(PASSWORD).heading == "Registration complete"


def test_a_phone_that_was_proved_first_is_no_phone_of_the_proof(crowded: World) -> None:
    """A stranger's phone must not stand where VNeID's own word, or the account's phone, is asked for."""
    owner = crowded.traveller()
    begin_proof(owner.browser, "vneid", aim="new_phone")
    owner.travel()
    prove_phone_first(owner)
    owner.travel()
    assert owner.page.path == "/new-phone/phone"
    assert not owner.page.soup.select_one("#phone_number[value]:not([value=''])")


def test_people_whom_vneid_vouches_for_do_not_use_up_what_strangers_may_ask(
    make_world: Callable[..., World],
) -> None:
    world = make_world(matches_without_phone_per_minute=1)
    for _person in range(3):
        citizen, query = left(world)
        assert citizen.come_back(query).path == f"{HERE}/confirm"
