"""What a person could misread on a phone: words about another person, or a question that is left open."""

from collections.abc import Callable

import pytest

from bff.settings.settings import LegalRegime
from sandbox.people.table import CROWD
from tests.support.browser import Browser, Page
from tests.support.citizens import Insured
from tests.support.token_holders import PHONE_NUMBER, Holder
from tests.unit.bff.account.test_organisations import ORGANISATIONS, registered
from tests.unit.bff.conftest import World
from tests.unit.bff.sim_signature.test_raising_with_a_sim import account_of, sign


def test_the_notice_of_an_organisation_speaks_of_the_organisation(world: World) -> None:
    registered(world, ORGANISATIONS[0])
    again = Holder(world, "token_153", "business")
    again.reach_token()
    again.sign()
    page = (
        again.browser.send(phone_number=PHONE_NUMBER) if again.browser.page.path.endswith("confirm") else None
    )
    page = page or again.browser.page
    assert page.heading == "An account already exists"
    assert "Your organisation's number" in page.text
    assert "your organisation's own paper" in page.text
    assert "I entered a wrong number" not in page.text, "no person typed one"


def test_a_person_whose_phone_is_gone_has_a_way_out_of_the_sign_in_code(world: World) -> None:
    world.citizen().register()
    citizen = world.citizen()
    citizen.sign_in()
    assert citizen.browser.press("I no longer have this phone").path == "/prove/for/new_phone"
    citizen.sign_in()
    assert citizen.browser.press("Get help at a counter").path == "/counter-help"


def test_the_first_password_is_added_and_not_changed(world: World) -> None:
    holder = registered(world, ORGANISATIONS[1])
    account_id = world.services.accounts.with_phone(PHONE_NUMBER)[0]
    account = world.services.accounts.get(account_id)
    assert account is not None
    assert account.password_hash is None
    browser = signing_in(world, holder)
    page = browser.open("/account")
    assert "Your signature alone" in page.text
    assert "0001560"[-4:] in page.text
    assert "Budget code" in page.text
    assert "Sở Ký số Thử nghiệm" in page.text


def signing_in(world: World, holder: Holder) -> Browser:
    holder.browser.open("/sign-in")
    holder.browser.press("USB signing token")
    holder.sign(at="/sign-in/token/token")
    return holder.browser


def test_an_account_whose_level_was_raised_says_by_what(make_world: Callable[..., World]) -> None:
    world = make_world(sign_in_code=False)
    citizen = world.citizen(CROWD[0])
    account_of(citizen)
    sign(world, citizen, citizen.person.phone_number)
    page = citizen.browser.open("/account")
    assert "Mobile number in your own name; level raised with: SIM signature" in page.text


def test_the_last_form_of_a_token_is_the_last_step(world: World) -> None:
    holder = Holder(world)
    holder.reach_token()
    holder.sign()
    page = holder.browser.send(phone_number=PHONE_NUMBER)
    assert page.heading == "Enter the verification code"
    assert "Step 4 of 4" in page.text


@pytest.mark.parametrize("path", ["/counter-help", "/forgot-password", "/register/sim-signature/phone"])
def test_only_the_carriers_match_asks_for_a_number_in_ones_own_name(world: World, path: str) -> None:
    citizen = world.citizen()
    if path.startswith("/register"):
        citizen.browser.open("/register/citizen/sim-signature")
        page = citizen.browser.send_any("Start")
    else:
        page = citizen.browser.open(path)
    assert "registered in your own name" not in page.text
    assert "registered in your own name" in world.citizen().reach_details().text


def test_stopping_messages_warns_of_what_the_code_will_do(world: World) -> None:
    citizen = world.citizen()
    citizen.browser.open("/dispute/reported")
    page = citizen.browser.press("Stop their messages")
    assert "After the code, no account gets codes" in page.text


def test_the_signing_program_is_offered_before_the_token_is_asked_for(world: World) -> None:
    page = world.citizen().browser.open("/register/citizen/usb-token")
    assert page.soup.find("a", href="https://ca.gov.vn/tai-phan-mem")


@pytest.mark.parametrize("subject", ["business", "agency"])
def test_a_way_for_citizens_says_so_to_organisations(world: World, subject: str) -> None:
    citizen = world.citizen()
    page = citizen.browser.open(f"/register/{subject}/mobile-subscriber")
    assert page.status == 404
    assert "for citizens only" in page.text
    assert citizen.browser.press("See the ways that are for you").path == f"/register/{subject}"
    assert "For citizens only: Mobile number in your own name" in citizen.page.text


def test_a_choice_that_is_required_has_its_star(world: World) -> None:
    citizen = world.citizen()
    citizen.browser.open("/register/citizen/vietnam-post")
    page = citizen.browser.send_any("Get a reference")
    legends = [one for one in page.soup.select("fieldset.field legend") if "Sex" in one.get_text()]
    assert legends
    assert all(one.select_one(".star") for one in legends)


def test_details_that_do_not_match_say_that_one_cannot_register_this_way(world: World) -> None:
    insured: Insured = world.insured()
    insured.start()
    page = insured.give_details(full_name="Trần Thị Khác")
    assert "you cannot register this way" in page.text


def test_the_end_of_a_registration_says_who_verified_and_what_the_level_is_for(world: World) -> None:
    page: Page = world.citizen().register()
    assert "Your mobile carrier" in page.text
    assert "enough for most services" in page.text
    holder = Holder(world)
    assert "as good as registering in person" in holder.register().text


def test_the_code_screen_says_until_when_the_code_counts(world: World) -> None:
    assert "The newest code ends at" in world.citizen().reach_code().text


def test_a_form_of_an_older_tab_says_that_something_else_was_begun(world: World) -> None:
    citizen = world.citizen()
    citizen.start()
    tab = citizen.browser.second_tab()
    tab.open("/register/citizen/social-insurance")
    tab.press("Start")
    path, sent = citizen.page.path, citizen.details
    page = tab.post(path, csrf_token=tab.csrf_token, **sent)
    assert page.status == 409
    assert page.heading == "Something else was begun in another tab"
    assert tab.press("Go on with what I began last").path == "/register/social-insurance/who"


def test_where_vneid_comes_first_no_chooser_is_empty(make_world: Callable[..., World]) -> None:
    browser = make_world(legal_regime=LegalRegime.VNEID_FIRST, vneid_authorization_url="").citizen().browser
    page = browser.open("/register/citizen")
    assert page.path == "/register"
    assert page.heading == "VNeID account"
