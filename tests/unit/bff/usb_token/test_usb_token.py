"""A USB token in process: whom it registers, the signatures that must be refused, and its screen."""

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor

import pytest

from bff.views.usb_token.words import Ending
from identity.claims import Claims
from identity.subject import Subject
from tests.support.browser import Page
from tests.support.token_holders import STEPS, Agent, Holder, Phone
from tests.unit.bff.conftest import World
from tests.unit.verifiers.tokens import vgca_answer

EMPLOYEES = "The certificate was issued to a person who works in an organisation"
EACH_HELPER = pytest.mark.parametrize("helper", ["vgca", "vnpt", "web_eid"])


@pytest.mark.parametrize(
    ("key", "subject"),
    [("token_150", "citizen"), ("token_153", "business"), ("token_155", "business"), ("token_156", "agency"),
     ("token_157", "agency"), ("token_158", "agency"), ("token_both_numbers", "business")],
)  # fmt: skip
def test_each_subject_registers_at_level_three(world: World, key: str, subject: str) -> None:
    page = Holder(world, key, subject).register()
    assert page.heading == "Registration complete"
    assert "level 3" in page.text


@EACH_HELPER
def test_each_helper_leads_to_the_certificates_facts(make_world: Callable[..., World], helper: str) -> None:
    holder = Holder(make_world(usb_vnpt_licence="ours"))
    holder.reach_token()
    page = holder.sign(helper)
    assert page.heading == "Check the details in your certificate"
    assert holder.token.holder.full_name in page.text


@pytest.mark.parametrize(
    ("key", "subject", "shown"),
    [
        ("token_153", "business", ["0001530017", "Bùi Thị Thử Ba", "Sandbox Token CA"]),
        ("token_157", "agency", ["bay.thu@cuaso.example", "Phòng Một cửa"]),
        ("token_expires_soon", "citizen", ["days left"]),
    ],
)
def test_the_certificates_facts_are_shown(world: World, key: str, subject: str, shown: list[str]) -> None:
    holder = Holder(world, key, subject)
    holder.reach_token()
    page = holder.sign()
    assert [word for word in shown if word not in page.text] == []


@pytest.mark.parametrize(("key", "subject"), [("token_153", "business"), ("token_157", "agency")])
def test_an_organisation_that_registers_twice_reads_of_its_own_number(
    world: World, key: str, subject: str
) -> None:
    Holder(world, key, subject).register()
    again = Holder(world, key, subject)
    again.reach_token()
    page = again.sign()
    assert page.heading == "An account already exists", page.text
    assert "Your organisation's number" in page.text
    assert "Your identification number" not in page.text


def test_a_business_account_is_keyed_on_the_tax_number_and_names_its_representative(world: World) -> None:
    Holder(world, "token_153", "business").register()
    account = world.services.accounts.find(Claims(subject=Subject.BUSINESS, tax_number="0001530017"))
    assert account is not None
    assert (account.full_name, account.citizen_number) == ("Bùi Thị Thử Ba", "000189000153")


@pytest.mark.parametrize(
    ("key", "subject", "said"),
    [
        ("token_153", "business", ["CÔNG TY TNHH KÝ SỐ THỬ NGHIỆM", "Representative at registration"]),
        ("token_156", "agency", ["Sở Ký số Thử nghiệm, UBND tỉnh Thử Nghiệm"]),
        ("token_157", "agency", ["Phòng Một cửa, Sở Ký số Thử nghiệm", "Lê Hoàng Thử Bảy"]),
    ],
)
def test_an_organisations_account_says_whose_it_is_and_who_signed_for_it(
    world: World, key: str, subject: str, said: list[str]
) -> None:
    holder = Holder(world, key, subject)
    holder.register()
    holder.browser.open("/sign-in")
    holder.browser.press("USB signing token")
    holder.sign(at="/sign-in/token/token")
    for path in ("/account", "/account/data"):
        page = holder.browser.open(path)
        assert [word for word in said if word not in page.text] == []
        assert "Full name" not in page.text
        assert ("Representative" in page.text) is (key != "token_156")


@pytest.mark.parametrize(
    ("key", "subject", "heading"),
    [
        ("token_expired", "citizen", "The certificate has expired"),
        ("token_employee", "business", EMPLOYEES),
        ("token_employee", "citizen", EMPLOYEES),
        ("token_revoked_by_crl", "citizen", "The certificate is revoked or suspended"),
        ("token_sim_root", "citizen", "The certificate was not issued by an authority licensed in Viet Nam"),
        ("token_wrong_usage", "citizen", "The certificate is not meant for signing"),
        ("token_155", "citizen", "This certificate is for another kind of account"),
        ("token_150", "business", "This certificate is for another kind of account"),
        ("token_157", "business", "This certificate is for another kind of account"),
        ("token_nobody", "citizen", "The certificate holds no number that we can register"),
    ],
)
def test_an_unacceptable_certificate_is_refused_and_its_holder_not_shown(
    world: World, key: str, subject: str, heading: str
) -> None:
    holder = Holder(world, key, subject)
    holder.reach_token()
    page = holder.sign()
    assert page.heading == heading
    assert holder.token.holder.full_name not in page.text
    assert world.flow.identity is None


def test_a_certificate_of_unknown_status_is_not_refused(world: World) -> None:
    holder = Holder(world, "token_ocsp_unknown")
    holder.reach_token()
    assert holder.sign().status == 503
    assert holder.browser.open(f"{STEPS}/token").heading == "Sign with your USB token"


# ---------------------------------------------------------------- what must never count
def test_a_signature_counts_once(world: World) -> None:
    holder = Holder(world)
    holder.reach_token()
    answer = holder.answer(holder.challenge())
    holder.hand_over(answer)
    holder.browser.press("Use another token")
    assert holder.hand_over(answer).heading == "The signature took too long"


def test_a_failed_signature_uses_its_challenge(world: World) -> None:
    holder = Holder(world)
    holder.reach_token()
    answer = holder.answer(holder.challenge())
    holder.hand_over("garbage")
    holder.browser.press("Try again")
    assert holder.hand_over(answer).heading == "The signature took too long"


def test_a_signature_without_our_challenge_is_refused(world: World) -> None:
    holder = Holder(world)
    holder.reach_token()
    assert holder.hand_over(vgca_answer(holder.token, b"made by the page")).status == 200
    assert world.flow.identity is None


def test_a_signature_from_another_session_is_refused(world: World) -> None:
    thief, owner = Holder(world), Holder(world)
    owner.reach_token()
    stolen = owner.answer(owner.challenge())
    thief.reach_token()
    thief.challenge()
    assert thief.hand_over(stolen).heading == "The signature is not one for this page"


def test_a_signature_made_for_signing_in_cannot_register(world: World) -> None:
    holder = Holder(world)
    holder.browser.open("/sign-in")
    holder.browser.press("USB signing token")
    for_sign_in = holder.answer(holder.challenge("/sign-in/token/token"))
    holder.reach_token()
    holder.challenge()
    assert holder.hand_over(for_sign_in).heading == "The signature is not one for this page"


@pytest.mark.parametrize("helper", ["", "vgca2", "__proto__"])
def test_an_unknown_helper_is_refused(world: World, helper: str) -> None:
    holder = Holder(world)
    holder.reach_token()
    assert holder.hand_over(holder.answer(holder.challenge()), helper).heading == "Sign with your USB token"
    assert world.flow.identity is None


def test_a_helper_that_is_not_offered_is_refused_before_its_answer_is_read(world: World) -> None:
    holder = Holder(world)
    holder.reach_token()
    asked = holder.challenge()
    assert holder.hand_over(holder.answer(asked, "vnpt"), "vnpt").heading == "Sign with your USB token"
    assert world.flow.identity is None
    # Verifying an answer uses up its challenge: this one still counts, so nothing was verified.
    assert holder.hand_over(holder.answer(asked)).heading == "Check the details in your certificate"


def test_a_late_signature_is_refused(world: World) -> None:
    world.clock.move(seconds=-301)
    holder = Holder(world)
    holder.reach_token()
    assert holder.sign().heading == "The signature took too long"


# ---------------------------------------------------------------- the screen
def test_only_this_screen_may_connect_to_the_helpers(world: World) -> None:
    holder = Holder(world)
    policy = holder.reach_token().headers["Content-Security-Policy"]
    connect = next(rule for rule in policy.split("; ") if rule.startswith("connect-src"))
    assert connect == "connect-src 'self' ws://localhost:8000 wss://127.0.0.1:8987"
    assert "8987" not in holder.sign().headers["Content-Security-Policy"]


def test_the_licensed_plugin_is_offered_with_its_ports(world: World, make_world: type) -> None:
    assert "VNPT" not in Holder(world).reach_token().text
    licensed: World = make_world(usb_vnpt_licence="ours")
    page = Holder(licensed).reach_token()
    assert "VNPT-CA Plugin" in page.text
    assert (
        "wss://localhost:4433 wss://localhost:4434 wss://localhost:4435"
        in page.headers["Content-Security-Policy"]
    )


@pytest.mark.parametrize("ending", list(Ending))
def test_each_ending_has_its_text_and_a_way_to_continue(world: World, ending: Ending) -> None:
    holder = Holder(world)
    holder.reach_token()
    page = holder.browser.post(f"{STEPS}/token", csrf_token=holder.browser.csrf_token, ending=ending)
    assert told(page)
    assert "Choose another way to register" in page.text


def test_an_unknown_ending_is_shown_as_not_understood(world: World) -> None:
    holder = Holder(world)
    holder.reach_token()
    page = holder.browser.post(f"{STEPS}/token", csrf_token=holder.browser.csrf_token, ending="<b>")
    assert told(page) == "The program that answered is not one we understand"


def test_without_javascript_the_screen_says_so_and_names_other_ways(world: World) -> None:
    page = Holder(world).reach_token()
    noscript = page.soup.find("noscript")
    assert noscript is not None
    assert "needs JavaScript" in noscript.get_text()


def told(page: Page) -> str:
    """What the screen says of how it came back from the helper."""
    found = page.soup.select_one("[role=alert] strong")
    return found.get_text(strip=True) if found else ""


# ---------------------------------------------------------------- signing in and proving
def test_a_registered_holder_signs_in_with_the_token(world: World) -> None:
    Holder(world).register()
    again = Holder(world)
    again.browser.open("/sign-in")
    again.browser.press("USB signing token")
    assert again.sign(at="/sign-in/token/token").heading == "My account"


def test_a_token_without_an_account_cannot_sign_in(world: World) -> None:
    holder = Holder(world)
    holder.browser.open("/sign-in")
    holder.browser.press("USB signing token")
    page = holder.sign(at="/sign-in/token/token")
    assert page.heading == "There is no account with this signature yet"


def test_on_a_phone_signing_in_leads_to_a_computer(world: World) -> None:
    phone = Phone(world.app, language="en")
    phone.open("/sign-in")
    assert phone.press("USB signing token").heading == "A USB token works on a computer only"


def test_a_second_registration_shows_that_an_account_exists(world: World) -> None:
    Holder(world).register()
    again = Holder(world)
    again.reach_token()
    assert again.sign("web_eid").heading == "An account already exists"


def test_without_roots_to_trust_the_method_is_only_announced(make_world: type) -> None:
    world: World = make_world(usb_roots_file=None)
    browser = Agent(world.app, language="en")
    assert browser.open("/register/citizen/usb-token").status == 404
    assert "Coming later" in browser.open("/register/citizen").text


@pytest.mark.parametrize("at", [f"{STEPS}/token", "/sign-in/token/token"])
def test_a_stranger_can_not_break_a_screen_by_fifty_challenges_at_once(world: World, at: str) -> None:
    """The record was read before the hold: 23 of 50 were answered 500."""
    holder = Holder(world)
    if at.startswith(STEPS):
        holder.reach_token()
    else:
        holder.browser.open("/sign-in")
        holder.browser.press("USB signing token")
    tabs = [holder.browser.second_tab() for _ in range(50)]
    with ThreadPoolExecutor(50) as pool:
        statuses = list(pool.map(lambda tab: tab.post_form(f"{at}/challenge").status_code, tabs))
    assert 200 in statuses
    assert set(statuses) <= {200, 503}  # 503: all connections to the store were taken for two seconds
