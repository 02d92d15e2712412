"""People sign in at the sandbox's portals with their accounts, on a small phone, and come back."""

from collections.abc import Callable

import pytest
import redis
from playwright.sync_api import expect

from sandbox.portals.facts import Portal
from tests.e2e.pages.password import Done
from tests.e2e.pages.portal import (
    AsksForData,
    AsksForLevel,
    AsksToSignOut,
    AsksWho,
    AtPortal,
    RequestEnded,
    SignedOut,
    go_on_from,
)
from tests.e2e.pages.sign_in import MyAccount, SignIn, SignInCode
from tests.e2e.pages.sim_signature import SimConfirm
from tests.e2e.pages.start import ChooseSubject, Home
from tests.e2e.visitor import PASSWORD, Visitor
from tests.support.qa import eventually
from tests.support.running import RunningProduct

IN_BOTH_LANGUAGES = pytest.mark.parametrize("language", ["vi", "en"])
WITH_AND_WITHOUT_JAVASCRIPT = pytest.mark.parametrize(
    "java_script", [True, False], ids=["htmx", "without-javascript"]
)
AtPortals = Callable[..., AtPortal]
CANCEL, DO_NOT_AGREE = "Cancel, go back to the portal", "Do not agree, go back to the portal"


@pytest.fixture
def at(visitor: Visitor, sandbox_url: str) -> AtPortals:
    """Open a portal: ``at()``, ``at(Portal.LEGACY, in_tab_of)``."""
    return lambda portal=Portal.STANDARD, who=visitor: AtPortal(who, sandbox_url, portal).open()


@pytest.fixture
def registered(visitor: Visitor) -> Visitor:
    """A visitor with an account of level 2, who is not signed in."""
    visitor.registered()
    return visitor


def sign_in_on_the_way(portal: AtPortal) -> AsksForData:
    """Go from the portal to the product, sign in with password and code, and arrive at the consent."""
    visitor = portal.visitor
    portal.press_sign_in()
    return give_password_and_code(AsksWho(visitor.view), visitor)


def give_password_and_code(asked: AsksWho, visitor: Visitor) -> AsksForData:
    """Sign in from the screen that asks who it is."""
    seen = len(visitor.codes)
    signing_in = asked.press("Sign in", SignIn)
    code = signing_in.send(visitor.person.citizen_number, PASSWORD, SignInCode)
    code.hand.write(code.field("Verification code"), visitor.new_code(sent=seen + 1))
    return code.press("Confirm", AsksForData)


# ---------------------------------------------------------------- in, and back
@IN_BOTH_LANGUAGES
def test_who_has_no_account_registers_by_sim_on_the_way_and_lands_signed_in_at_level_3(
    visitor: Visitor, at: AtPortals
) -> None:
    portal = at()
    portal.press_sign_in()
    AsksWho(visitor.view).press("I have no account yet: register", ChooseSubject)
    waiting = visitor.at_sim_waiting()
    visitor.confirm_on_sim()
    done = waiting.until(SimConfirm, within_seconds=15).press("Register", Done)
    go_on_from(done, portal, AsksForData).agree()
    portal.expect_signed_in(level=3)
    expect(portal.told("name")).to_have_text(visitor.person.full_name)
    expect(portal.told("acr")).to_have_text("urn:cuaso:level:3")
    expect(portal.told("amr")).to_have_text('["sc"]')


@IN_BOTH_LANGUAGES
@WITH_AND_WITHOUT_JAVASCRIPT
def test_who_has_an_account_signs_in_with_the_password_and_is_back(
    registered: Visitor, at: AtPortals
) -> None:
    portal = at()
    sign_in_on_the_way(portal).agree()
    portal.expect_signed_in(level=2)
    expect(portal.told("phone_number")).to_have_text(registered.person.phone_number)
    expect(portal.told("amr")).to_have_text('["pwd", "otp"]')


def test_the_second_time_nothing_is_asked(registered: Visitor, at: AtPortals) -> None:
    portal = at()
    sign_in_on_the_way(portal).agree()
    portal.expect_signed_in(level=2).press_with_choices(level="2")
    portal.expect_signed_in(level=2)


def test_the_portal_wants_level_3_and_the_account_is_raised_by_sim_on_the_spot(
    registered: Visitor, at: AtPortals
) -> None:
    portal = at()
    sign_in_on_the_way(portal).agree()
    portal.expect_signed_in(level=2).press_with_choices(level="3")
    account = AsksForLevel(registered.view).press("Raise the level of my account", MyAccount)
    way = registered.say("Raise the level with: %(way)s", way=registered.say("SIM signature"))
    account.unfold("button", way)
    account.hand.press(account.main.get_by_text(way, exact=True))
    registered.page.locator("[name=phone_number]").fill(registered.person.phone_number)
    registered.page.locator("#main-form button.button").tap()
    registered.confirm_on_sim()
    portal.expect_signed_in(level=3)


# ---------------------------------------------------------------- not in
@IN_BOTH_LANGUAGES
@WITH_AND_WITHOUT_JAVASCRIPT
def test_cancel_returns_to_the_portal_with_words(visitor: Visitor, at: AtPortals) -> None:
    portal = at()
    portal.press_sign_in()
    AsksWho(visitor.view).cancel(CANCEL)
    portal.expect_error("access_denied", "The person cancelled, or did not agree.")


def test_who_does_not_agree_is_back_and_not_signed_in(registered: Visitor, at: AtPortals) -> None:
    portal = at()
    sign_in_on_the_way(portal).cancel(DO_NOT_AGREE)
    portal.expect_error("access_denied", "The person cancelled, or did not agree.")
    expect(portal.page.get_by_role("status")).to_have_count(0)


def test_a_portal_that_wants_no_page_is_told_that_nobody_is_signed_in(
    visitor: Visitor, at: AtPortals
) -> None:
    portal = at()
    portal.press_with_choices(prompt="none")
    portal.expect_error(
        "login_required", "Without a page it can not go on: the person is not signed in, or too long ago."
    )


def test_a_code_that_is_used_twice_is_refused_and_its_token_ends(registered: Visitor, at: AtPortals) -> None:
    portal = at()
    portal.press_with_choices(twice="yes")
    give_password_and_code(AsksWho(registered.view), registered).agree()
    portal.expect_here().expect_check("Code used twice: the second use is refused")
    portal.expect_check("Code used twice: the token of the first use has ended")


# ---------------------------------------------------------------- tabs, Back, reload, time
def test_two_tabs_at_two_portals_each_return_to_their_own(registered: Visitor, at: AtPortals) -> None:
    standard, legacy = at(), at(Portal.LEGACY, registered.in_new_tab())
    standard.press_sign_in()
    first = AsksWho(registered.view)
    legacy.press_sign_in()
    AsksWho(legacy.visitor.view)
    give_password_and_code(first, registered).agree()
    standard.expect_signed_in(level=2)
    legacy.page.reload()
    AsksForData(legacy.visitor.view).agree()
    legacy.expect_signed_in(level=2)
    expect(legacy.told("HoVaTen")).to_have_text(registered.person.full_name)


@IN_BOTH_LANGUAGES
def test_reload_and_back_on_the_consent_lose_nothing(registered: Visitor, at: AtPortals) -> None:
    portal = at()
    consent = sign_in_on_the_way(portal).again()
    consent.agree()
    portal.expect_signed_in(level=2)
    portal.page.go_back()
    returning = registered.say.before("You return to %(portal)s", "portal")
    expect(portal.page.get_by_role("heading", level=1)).to_contain_text(returning)
    portal.page.goto(portal.address)
    portal.expect_signed_in(level=2)


@IN_BOTH_LANGUAGES
def test_a_request_that_expired_says_so_and_the_portal_can_ask_again(
    registered: Visitor, at: AtPortals, running_product: RunningProduct
) -> None:
    portal = at()
    consent = sign_in_on_the_way(portal)
    forget_requests(running_product)
    consent.agree()
    RequestEnded(registered.view)
    portal.open().press_sign_in()
    AsksForData(registered.view).agree()
    portal.expect_signed_in(level=2)


def forget_requests(product: RunningProduct) -> None:
    """Let the hour pass after which a portal's request is forgotten."""
    client = redis.Redis.from_url(product.valkey.url)
    waiting = list(client.scan_iter("portal_request:*"))
    assert waiting
    client.delete(*waiting)
    client.close()


@pytest.mark.parametrize(("language", "other"), [("vi", "en"), ("en", "vi")])
def test_the_language_switch_keeps_the_consent(
    registered: Visitor, at: AtPortals, language: str, other: str
) -> None:
    portal = at()
    switched = sign_in_on_the_way(portal).in_other_language()
    assert switched.say.language == other
    switched.agree()
    portal.expect_here()
    expect(portal.told("name")).to_have_text(registered.person.full_name)


# ---------------------------------------------------------------- the old shape
@IN_BOTH_LANGUAGES
def test_an_old_portal_gets_the_old_claims(registered: Visitor, at: AtPortals) -> None:
    portal = at(Portal.LEGACY)
    sign_in_on_the_way(portal).agree()
    portal.expect_signed_in(level=2)
    person = registered.person
    expect(portal.told("HoVaTen")).to_have_text(person.full_name)
    expect(portal.told("SoDinhDanh")).to_have_text(person.citizen_number)
    expect(portal.told("NgayThangNamSinh")).to_have_text(person.birth_date.replace("-", ""))
    expect(portal.told("acr")).to_have_text("LoA2")


# ---------------------------------------------------------------- out
def test_who_signs_out_at_the_portal_is_signed_out_here_too(registered: Visitor, at: AtPortals) -> None:
    portal = at()
    sign_in_on_the_way(portal).agree()
    portal.expect_signed_in(level=2).press_sign_out()
    portal.expect_here().expect_signed_out("You signed out here.")
    registered.open("/account", SignIn)


def test_who_signs_out_at_an_old_portal_is_signed_out_here_too(registered: Visitor, at: AtPortals) -> None:
    portal = at(Portal.LEGACY)
    sign_in_on_the_way(portal).agree()
    portal.expect_signed_in(level=2).press_sign_out()
    portal.expect_here().expect_signed_out("You signed out here.")
    registered.open("/account", SignIn)


@WITH_AND_WITHOUT_JAVASCRIPT
def test_a_link_of_any_site_signs_nobody_out_unasked(registered: Visitor) -> None:
    registered.signed_in()
    asked = registered.open("/oidc/logout", AsksToSignOut)
    registered.in_new_tab().open("/account", MyAccount)
    asked.press("Sign out", SignedOut)
    registered.open("/account", SignIn)


@IN_BOTH_LANGUAGES
def test_who_signs_out_here_is_signed_out_at_the_portal(registered: Visitor, at: AtPortals) -> None:
    portal = at()
    sign_in_on_the_way(portal).agree()
    portal.expect_signed_in(level=2)
    registered.open("/account", MyAccount).sign_out(Home)
    why = "The product told over the back channel that this session ended."

    def is_told() -> bool:
        return portal.say(why) in portal.open().page.content()

    eventually(is_told, "the portal to hear that the session ended")
    portal.expect_signed_out(why)
