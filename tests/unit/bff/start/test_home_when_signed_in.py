"""The home page knows that a person is signed in, and leads to the account."""

from tests.support.browser import Page
from tests.unit.bff.conftest import World


def links_of(page: Page) -> set[str]:
    return {str(link["href"]) for link in page.soup.select("#screen a.button")}


def test_a_person_who_is_signed_in_finds_the_account_at_home_and_no_way_to_sign_in_again(
    world: World,
) -> None:
    citizen = world.citizen()
    citizen.register()
    assert "/account" not in links_of(citizen.browser.open("/"))
    citizen.sign_in()
    citizen.enter_code()
    links = links_of(citizen.browser.open("/"))
    assert "/account" in links
    assert not links & {"/sign-in", "/register"}


def test_who_signed_out_finds_the_ways_to_register_and_to_sign_in_again(world: World) -> None:
    citizen = world.citizen()
    citizen.register()
    citizen.sign_in()
    citizen.enter_code()
    citizen.browser.press("Sign out")
    assert {"/sign-in", "/register"} <= links_of(citizen.browser.open("/"))


def test_a_person_whose_phone_is_gone_finds_a_way_on_at_the_code_of_the_sign_in(world: World) -> None:
    citizen = world.citizen()
    citizen.register()
    page = citizen.sign_in()
    assert page.soup.find("a", href="/prove/for/new_phone")
    assert page.soup.find("a", href="/counter-help")


def test_the_installed_app_opens_on_the_account_of_a_person_who_is_signed_in(world: World) -> None:
    citizen = world.citizen()
    citizen.register()
    assert citizen.browser.open("/?from=home-screen").path == "/"
    citizen.sign_in()
    citizen.enter_code()
    assert citizen.browser.open("/?from=home-screen").path == "/account"


def test_the_installed_app_goes_on_where_the_person_was(world: World) -> None:
    citizen = world.citizen()
    at = citizen.reach_code().path
    assert citizen.browser.open("/?from=home-screen").path == at
