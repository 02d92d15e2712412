"""A portal's request belongs to the browser that began to answer it, and its answer to one session there."""

from collections.abc import Callable
from functools import partial
from typing import Any
from urllib.parse import urlsplit

import pytest

from bff.stores.flows import MOST_WAITING_FOR_ONE
from bff.web.walking import SECOND_PRESS_SECONDS
from tests.support.browser import Browser
from tests.support.citizens import Citizen
from tests.support.relying_party import RelyingParty
from tests.unit.bff.conftest import World
from tests.unit.bff.provider.test_late_and_hostile import let_pass
from tests.unit.bff.provider.test_signing_in_at_a_portal import sign_in_on_the_way
from tests.unit.bff.usb_token.test_usb_token_pair import Pair
from tests.unit.bff.web.test_at_the_same_time import at_once

ADDRESSES = ("/portal/{}", "/portal/{}/go", "/sign-in?portal={}")


def session_of(browser: Browser) -> dict[str, Any]:
    """What this browser's cookie holds."""
    serializer = browser.app.session_interface.get_signing_serializer(browser.app)  # type: ignore[attr-defined]
    return dict(serializer.loads(browser.cookie))


def token_of(browser: Browser) -> str:
    """The id of the request that this browser began to answer last."""
    return str(session_of(browser)["portals"][0])


def signed_in_of(browser: Browser) -> str:
    """The token of this browser's session."""
    return str(session_of(browser)["signed_in"])


@pytest.fixture
def stranger(world: World, portal: RelyingParty) -> Browser:
    """A browser whose person has begun to answer a request of the portal."""
    browser = Browser(world.app)
    portal.send(browser)
    browser.press("Sign in")
    return browser


@pytest.fixture
def owner(portal: RelyingParty, lan: Citizen, world: World) -> Browser:
    """The browser of a person who is signed in, and has agreed to what the portal asks for."""
    sign_in_on_the_way(portal, lan, Browser(world.app))
    lan.browser.press("Agree and go on")
    lan.browser.left_for = ""
    return lan.browser


def registered_on_the_way(world: World, portal: RelyingParty) -> Citizen:
    """A person who came from the portal, and stands at the last screen of registering."""
    citizen = world.citizen()
    portal.send(citizen.browser)
    citizen.browser.press("register")
    citizen.register()
    return citizen


@pytest.mark.parametrize("address", ADDRESSES)
def test_a_stranger_can_not_let_a_signed_in_owner_answer_the_strangers_request(
    stranger: Browser, owner: Browser, address: str
) -> None:
    token = token_of(stranger)
    for _press in range(3):
        owner.open(address.format(token))
        owner.open(f"/portal/{token}/go")
        owner.post_form(f"/portal/{token}", action="agree")
    assert owner.left_for == ""
    assert owner.open(f"/portal/{token}").status == 410


@pytest.mark.parametrize("address", ADDRESSES)
def test_an_owner_who_signs_in_by_a_strangers_link_is_not_led_to_the_portal(
    world: World, stranger: Browser, lan: Citizen, address: str
) -> None:
    lan.browser = Browser(world.app)
    lan.browser.open(address.format(token_of(stranger)))
    lan.sign_in()
    assert lan.enter_code().path == "/account"
    assert "Trial portal" not in lan.page.text


def test_a_stranger_can_not_cancel_the_request_of_another_browser(stranger: Browser, owner: Browser) -> None:
    token = token_of(stranger)
    owner.post_form(f"/portal/{token}", action="cancel")
    assert stranger.open(f"/portal/{token}").status == 200


def test_another_session_of_the_same_browser_gets_a_code_of_its_own(
    portal: RelyingParty, lan: Citizen, world: World
) -> None:
    sign_in_on_the_way(portal, lan, Browser(world.app))
    token = token_of(lan.browser)
    lan.browser.press("Agree and go on")
    first = portal.answer_to(lan.browser)["code"]
    lan.browser.left_for = ""
    lan.browser.open(f"/portal/{token}/go")
    assert portal.answer_to(lan.browser)["code"] == first  # a second press
    lan.browser.open("/account")
    assert lan.browser.post_form(f"/portal/{token}", action="sign_out").status_code == 303
    lan.browser.left_for = ""
    lan.sign_in()
    assert lan.enter_code().heading == "You return to Trial portal"
    lan.browser.press("Go on to Trial portal")
    assert portal.answer_to(lan.browser)["code"] != first


def test_the_phone_that_watches_a_token_sign_gets_nothing_of_the_signers_account(
    world: World, make_portal: Callable[..., RelyingParty]
) -> None:
    portal = make_portal()
    pair = Pair(world)
    pair.join()
    pair.holder.sign()
    pair.computer.send(phone_number="0900 000 777")
    pair.computer.send(code=pair.holder.last_code)
    assert pair.computer.page.path.endswith("/done")
    world.clock.move(seconds=1)
    for browser in (pair.phone, pair.computer):
        portal.send(browser)
        browser.post_form(f"/portal?{query(portal)}", action="registered")
        assert browser.open("/account").path == "/sign-in"


def test_the_phone_that_came_from_a_portal_does_not_go_on_with_what_another_browser_signed(
    world: World, portal: RelyingParty
) -> None:
    pair = Pair(world)
    pair.phone.post_form(f"/portal?{query(portal)}", action="register")
    token = token_of(pair.phone)
    pair.join()
    pair.holder.sign()
    pair.computer.send(phone_number="0900 000 777")
    pair.computer.send(code=pair.holder.last_code)
    assert "Trial portal" not in pair.phone.open("/register/continue").text
    pair.phone.post_form(f"/portal/{token}", action="registered")
    assert pair.phone.open("/account").path == "/sign-in"


def test_the_next_user_of_a_browser_does_not_get_into_the_account_that_was_registered_there(
    world: World, portal: RelyingParty
) -> None:
    citizen = world.citizen()
    citizen.register()
    world.clock.move(seconds=1)
    portal.send(citizen.browser)
    citizen.browser.press("register")
    assert "Go on to" not in citizen.browser.open("/register/continue").text
    token = token_of(citizen.browser)
    citizen.browser.post_form(f"/portal/{token}", action="registered")
    assert citizen.browser.open("/account").path == "/sign-in"


def test_who_registers_on_the_way_goes_on_once(world: World, portal: RelyingParty) -> None:
    citizen = registered_on_the_way(world, portal)
    copied = citizen.browser.second_tab()
    citizen.browser.press("Go on to Trial portal")
    assert citizen.browser.open("/account").path == "/account"
    let_pass(world.services.flows.client, SECOND_PRESS_SECONDS, "answer:*")
    copied.press("Go on to Trial portal")
    assert copied.page.path != "/account"
    assert copied.open("/account").path == "/sign-in"


@pytest.mark.parametrize("presses", [2, MOST_WAITING_FOR_ONE])
def test_who_presses_to_go_on_several_times_has_one_session_and_arrives_in_each(
    world: World, portal: RelyingParty, presses: int
) -> None:
    citizen = registered_on_the_way(world, portal)
    tabs = [citizen.browser.second_tab() for _ in range(presses)]
    pages = at_once(*(partial(tab.press, "Go on to Trial portal") for tab in tabs))
    assert {page.heading for page in pages} == {"Trial portal asks for data of yours"}
    assert len({signed_in_of(tab) for tab in tabs}) == 1
    (account_id,) = world.services.accounts.with_phone(citizen.person.phone_number)
    assert len(world.services.signed_in.of_account(account_id)) == 1
    assert all(tab.open("/account").path == "/account" for tab in tabs)


def test_another_form_of_the_same_cookie_does_not_get_the_session_of_the_first_press(
    world: World, portal: RelyingParty
) -> None:
    citizen = registered_on_the_way(world, portal)
    copied, token = citizen.browser.second_tab(), token_of(citizen.browser)
    citizen.browser.press("Go on to Trial portal")
    copied.post_form(f"/portal/{token}", action="registered", more="typed")
    assert copied.open("/account").path == "/sign-in"


def test_who_registered_does_not_go_on_after_the_account_was_stopped_and_opened_again(
    world: World, portal: RelyingParty
) -> None:
    citizen = registered_on_the_way(world, portal)
    (account_id,) = world.services.accounts.with_phone(citizen.person.phone_number)
    assert world.services.accounts.freeze(account_id)
    assert world.services.accounts.restore(account_id)
    citizen.browser.press("Go on to Trial portal")
    assert citizen.browser.open("/account").path == "/sign-in"


def test_a_helper_does_not_get_into_the_account_of_a_person_who_was_helped(
    world: World, portal: RelyingParty
) -> None:
    citizen = world.citizen()
    citizen.browser.open("/")
    citizen.browser.post_form("/helping/begin")
    portal.send(citizen.browser)
    citizen.browser.press("register")
    citizen.register()
    token = token_of(citizen.browser)
    assert "Go on to" not in citizen.page.text
    citizen.browser.post_form(f"/portal/{token}", action="registered")
    assert citizen.browser.open("/account").path == "/sign-in"


def query(portal: RelyingParty) -> str:
    """The query of a faultless request."""
    return urlsplit(portal.address()).query


def test_a_request_waits_for_who_walks_towards_it_and_for_no_other(
    world: World, portal: RelyingParty, stranger: Browser
) -> None:
    client = world.services.portal_store.client
    citizen = world.citizen()
    portal.send(citizen.browser)
    citizen.browser.press("register")
    for _quarter in range(3):
        let_pass(client, 14 * 60)
        world.clock.move(minutes=14)
        citizen.reach_code()
    assert stranger.open(f"/portal/{token_of(stranger)}").status == 410
    token = token_of(citizen.browser)
    assert citizen.browser.open(f"/portal/{token}").status == 200
    world.clock.move(minutes=18)
    assert citizen.browser.open(f"/portal/{token}").status == 410


def test_the_next_person_of_a_browser_is_not_carried_to_the_portal_of_the_one_before(
    world: World, portal: RelyingParty, owner: Browser, stranger: Browser, lan: Citizen
) -> None:
    assert owner.left_for == ""  # the person has agreed before
    token = token_of(stranger)
    lan.browser = stranger  # the stranger copied the portal's cookie, and left
    stranger.open("/")
    lan.sign_in()
    lan.enter_code()
    stranger.open(f"/portal/{token}/go")
    assert stranger.left_for == ""
    assert "another person may have begun this here" in stranger.page.text
    stranger.press("Go on to Trial portal")
    assert "code" in portal.answer_to(stranger)


# ---------------------------------------------------------------- by a navigation alone
#: The addresses of a request that is kept, of one that is not, and of signing out.
BY_NAVIGATION = ("kept", "go", "authorize", "logout")


@pytest.fixture
def opened(portal: RelyingParty, owner: Browser) -> Callable[..., tuple[int, str]]:
    """Ask for an address with headers; what comes back: the status, and where it leads."""
    asked = portal.address()
    kept = keep_by_press(portal, owner)
    places = {"kept": kept, "go": f"{kept}/go", "authorize": asked, "logout": "/oidc/logout"}

    def ask(name: str, **headers: Any) -> tuple[int, str]:
        answer = owner.ask(places[name], **headers)
        return answer.status_code, answer.headers.get("Location", "")

    return ask


def keep_by_press(portal: RelyingParty, browser: Browser) -> str:
    """Let the request wait, and return the address of its page."""
    browser.open("/help")
    browser.post_form(f"/portal?{urlsplit(portal.address()).query}", action="raise")
    return f"/portal/{token_of(browser)}"


@pytest.mark.parametrize(("mode", "site"), [("no-cors", "same-site"), ("cors", "cross-site")])
@pytest.mark.parametrize("name", BY_NAVIGATION)
def test_a_picture_or_a_fetch_of_another_site_uses_nothing_up(
    opened: Callable[..., tuple[int, str]], name: str, mode: str, site: str
) -> None:
    assert opened(name, Sec_Fetch_Mode=mode, Sec_Fetch_Site=site) == (403, "")
    status, place = opened("go")
    assert status == 303
    assert "code=" in place


@pytest.mark.parametrize(
    "headers",
    [
        {},
        {"Sec_Fetch_Mode": "navigate", "Sec_Fetch_Site": "cross-site"},
        {"Sec_Fetch_Mode": "navigate", "Sec_Fetch_Site": "none"},
        {"Sec_Fetch_Mode": "cors", "Sec_Fetch_Site": "same-origin"},
        {"Sec_Fetch_Mode": "cors"},
    ],
    ids=["an old browser", "a link", "a typed address", "our own scripts", "a program"],
)
@pytest.mark.parametrize("name", BY_NAVIGATION)
def test_a_navigation_our_own_pages_and_old_browsers_go_on(
    opened: Callable[..., tuple[int, str]], name: str, headers: dict[str, str]
) -> None:
    assert opened(name, **headers)[0] in {200, 303}
