"""One device, many people: a clerk, a youth team or a family registers forty people in an hour."""

from collections.abc import Callable

import pytest

from bff.limits.table import limits
from identity.phones import mask_mobile, national_mobile, parse_mobile
from sandbox.people.table import CROWD, PEOPLE, SandboxPerson
from tests.support.browser import ORIGIN, Browser, Page
from tests.support.citizens import Citizen
from tests.unit.bff.conftest import World
from tests.unit.bff.vietnam_post.test_post_office import GOER, details_of

FORTY = CROWD[:40]


def traces_of(person: SandboxPerson) -> set[str]:
    """The texts that would show a person on a page: name, numbers, date, in all spellings of the product."""
    phone = str(parse_mobile(person.phone_number))
    national = national_mobile(phone)
    return {
        person.full_name,
        person.citizen_number,
        phone,
        national,
        national.replace(" ", "\u00a0"),
        national.replace(" ", ""),
        mask_mobile(phone),
        mask_mobile(phone).replace(" ", "\u00a0"),
    }


def walk(citizen: Citizen, see: Callable[[Page], None]) -> None:
    """Register over all real steps, and show every page to *see*."""
    browser = citizen.browser
    see(browser.open("/register/citizen/mobile-subscriber"))
    see(browser.send_any("Start", "Bắt đầu"))
    see(citizen.give_details())
    see(citizen.enter_code())
    see(citizen.choose_password())
    assert citizen.page.path == "/register/mobile-subscriber/done"


def forty(world: World, browser: Browser, *, after_each: Callable[[], Page]) -> None:
    gone: set[str] = set()

    def see(page: Page) -> None:
        assert page.status == 200, page.text
        text = str(page.soup)
        assert [trace for trace in gone if trace in text] == []

    for person in FORTY:
        walk(Citizen(person, browser, world.sandbox), see)
        gone |= traces_of(person)
        see(after_each())


def test_forty_people_in_an_hour_on_one_device_do_not_wait_and_see_nothing_of_each_other(
    world: World,
) -> None:
    browser = Browser(world.app)
    forty(world, browser, after_each=lambda: browser.open("/"))


def test_forty_people_in_helper_mode_and_nothing_is_kept(world: World) -> None:
    browser = Browser(world.app)
    browser.open("/register")
    browser.press("Help others register")
    forty(world, browser, after_each=lambda: browser.press("The next person"))
    assert "You are helping another person" in str(browser.page.soup)


@pytest.fixture
def helper(world: World) -> Citizen:
    citizen = world.citizen()
    citizen.browser.open("/register")
    citizen.browser.press("Help others register")
    return citizen


def test_each_screen_of_a_helper_says_whose_phone_gets_the_code(helper: Citizen) -> None:
    def see(page: Page) -> None:
        assert "the code goes to their phone" in str(page.soup)

    walk(helper, see)


def test_a_helper_is_offered_no_sign_in_no_prefill_and_nothing_to_keep(helper: Citizen) -> None:
    def see(page: Page) -> None:
        assert page.soup.select("[data-install]") == []
        assert not any(link.get("href") == "/sign-in" for link in page.soup.find_all("a"))
        kept = {
            field.get("autocomplete") for field in page.soup.select("#main-form input:not([type=hidden])")
        }
        assert kept <= {"off", None}

    walk(helper, see)
    assert "app" not in helper.page.text


def test_the_next_person_can_not_go_on_with_what_was_left(helper: Citizen) -> None:
    helper.reach_code()
    helper.browser.press("The next person")
    assert helper.browser.open("/register/mobile-subscriber/code").path == "/register"
    page = helper.start()
    assert [page.value_of(name) for name in ("full_name", "citizen_number", "phone_number")] == [""] * 3


def test_the_next_person_after_an_ordinary_registration_finds_nothing(world: World) -> None:
    citizen = world.citizen()
    citizen.register()
    assert citizen.browser.known_as
    page = citizen.browser.press("The next person")
    assert (page.path, page.status) == ("/register", 200)
    assert not citizen.browser.known_as
    assert citizen.browser.open("/register/mobile-subscriber/done").path == "/register"


def test_the_next_person_is_not_signed_in_as_the_one_before(world: World) -> None:
    citizen = world.citizen()
    citizen.register()
    citizen.sign_in()
    citizen.enter_code()
    stolen = citizen.browser.second_tab()
    citizen.browser.post_form("/helping/next-person")
    assert citizen.browser.open("/account").path == "/sign-in"
    assert stolen.open("/account").path == "/sign-in"


def test_an_account_opened_by_a_helper_does_not_know_the_helpers_browser(helper: Citizen) -> None:
    helper.register()
    assert not helper.browser.known_as


def test_every_page_that_ends_helping_has_the_cache_deleted(helper: Citizen) -> None:
    for address in ("/helping/next-person", "/helping/end", "/helping/begin"):
        helper.browser.open("/register")
        assert helper.browser.post_form(address).headers["Clear-Site-Data"] == '"cache"'


def test_a_page_of_another_site_can_not_end_what_a_person_does(helper: Citizen) -> None:
    helper.reach_code()
    answer = helper.browser.ask("/helping/next-person", method="POST", Sec_Fetch_Site="cross-site")
    assert answer.status_code == 400
    assert helper.browser.open("/register/mobile-subscriber/code").heading == "Enter the verification code"


def test_the_eleventh_appointment_of_a_clerk_does_not_wait(world: World) -> None:
    browser = Browser(world.app)
    with world.app.test_request_context("/", base_url=ORIGIN):
        most = limits().matches_of_a_browser.most
    for person in CROWD[: most + 1]:
        browser.open("/register/citizen/vietnam-post")
        browser.post_form("/register/post-office")
        browser.open("/register/post-office/who")
        page = browser.send(**{**details_of(GOER), **_own(person)})
        assert page.path == "/register/post-office/code", page.text
        citizen = Citizen(person, browser, world.sandbox)
        citizen.enter_code()
        world.clock.move(seconds=60)  # unvouched messages to one range of numbers wait their turn
        assert citizen.page.path == "/post-office/appointment"


def _own(person: SandboxPerson) -> dict[str, str]:
    year, month, day = person.birth_date.split("-")
    female = int(person.citizen_number[3]) % 2
    return {
        "citizen_number": person.citizen_number,
        "full_name": person.full_name,
        "birth_date_day": day,
        "birth_date_month": month,
        "birth_date_year": year,
        "sex": "female" if female else "male",
        "phone_number": person.phone_number,
    }


def test_failed_matches_of_one_browser_are_still_bounded(world: World) -> None:
    citizen = world.citizen(PEOPLE[0])
    citizen.start()
    statuses = set()
    for number in range(11):
        other = CROWD[number]
        page = citizen.give_details(**_own(other) | {"full_name": "Trần Văn Khác"})
        statuses.add(page.status)
        if page.path.endswith("/refused"):
            citizen.browser.press("Check my details")
    assert 429 in statuses
