"""A USB token, in process: the computer, the phone that watches, and what must never count."""

import json
import re

import pytest

from bff.views.usb_token.words import Ending
from tests.browser import Browser, Page
from tests.unit.bff.conftest import World
from tests.unit.verifiers.pki import enveloped
from tests.unit.verifiers.tokens import text, vgca_answer, web_eid_token

PHONE_NUMBER = "+84900000777"
PHONE_AGENT = "Mozilla/5.0 (Linux; Android 15; Pixel 9) AppleWebKit/537.36 Chrome/147.0 Mobile Safari/537.36"
STEPS = "/register/usb-token"
EACH_HELPER = pytest.mark.parametrize("helper", ["vgca", "vnpt", "web_eid"])


class Agent(Browser):
    """A browser that says what it is."""

    agent = ""

    def _headers(self) -> dict[str, str]:
        return super()._headers() | ({"User-Agent": self.agent} if self.agent else {})


class Phone(Agent):
    agent = PHONE_AGENT


class Holder:
    """Somebody at a computer with a token."""

    def __init__(self, world: World, key: str = "token_150", subject: str = "citizen") -> None:
        self.world, self.subject = world, subject
        self.token = world.sandbox.authority.credential(key)
        self.browser = Agent(world.app, language="en")

    def reach_token(self) -> Page:
        self.browser.open(f"/register/{self.subject}/usb-token")
        return self.browser.press("Start")

    def challenge(self, at: str = f"{STEPS}/token") -> dict[str, str]:
        answer = self.browser.post_form(f"{at}/challenge")
        assert answer.status_code == 200, answer.status
        found: dict[str, str] = answer.get_json()
        return found

    def answer(self, asked: dict[str, str], helper: str = "vgca") -> str:
        content = asked["content"].encode()
        if helper == "vgca":
            return vgca_answer(self.token, content)
        if helper == "vnpt":
            return json.dumps({"envelope": text(enveloped(self.token, over=content, attached=False))})
        return web_eid_token(self.token, nonce=asked["nonce"], origin="http://localhost:8000")

    def sign(self, helper: str = "vgca", *, at: str = f"{STEPS}/token") -> Page:
        """Have a challenge signed and send what came, as the page does."""
        return self.hand_over(self.answer(self.challenge(at), helper), helper, at=at)

    def hand_over(self, answer: str, helper: str = "vgca", *, at: str = f"{STEPS}/token") -> Page:
        token = self.browser.csrf_token
        return self.browser.post(at, csrf_token=token, helper=helper, answer=answer)

    def register(self, helper: str = "vgca") -> Page:
        self.reach_token()
        self.sign(helper)
        self.browser.send(phone_number=PHONE_NUMBER)
        return self.browser.send(code=self.last_code)

    @property
    def last_code(self) -> str:
        found = [re.search(r"#(\d{6})$", one.text) for one in self.world.sandbox.inbox(PHONE_NUMBER)]
        return [match[1] for match in found if match][-1]


@pytest.mark.parametrize(
    ("key", "subject"),
    [("token_150", "citizen"), ("token_153", "business"), ("token_155", "business"), ("token_156", "agency"),
     ("token_157", "agency"), ("token_158", "agency"), ("token_both_numbers", "citizen")],
)  # fmt: skip
def test_each_subject_registers_at_level_three(world: World, key: str, subject: str) -> None:
    page = Holder(world, key, subject).register()
    assert page.heading == "Registration complete"
    assert "level 3" in page.text


@EACH_HELPER
def test_each_helper_leads_to_the_certificates_facts(world: World, helper: str) -> None:
    holder = Holder(world)
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
def test_what_the_certificate_says_is_shown(world: World, key: str, subject: str, shown: list[str]) -> None:
    holder = Holder(world, key, subject)
    holder.reach_token()
    page = holder.sign()
    assert [word for word in shown if word not in page.text] == []


def test_a_business_account_is_keyed_on_the_tax_number_and_names_its_representative(world: World) -> None:
    Holder(world, "token_153", "business").register()
    account = world.services.accounts.find(subject="business", tax_number="0001530017")
    assert account is not None
    assert (account.full_name, account.citizen_number) == ("Bùi Thị Thử Ba", "000189000153")


@pytest.mark.parametrize(
    ("key", "subject", "heading"),
    [
        ("token_expired", "citizen", "The certificate has expired"),
        ("token_revoked_by_crl", "citizen", "The certificate is revoked or suspended"),
        ("token_sim_root", "citizen", "The certificate was not issued by an authority licensed in Viet Nam"),
        ("token_wrong_usage", "citizen", "The certificate is not meant for signing"),
        ("token_155", "citizen", "This certificate is for another kind of account"),
        ("token_150", "business", "This certificate is for another kind of account"),
        ("token_157", "business", "This certificate is for another kind of account"),
        ("token_nobody", "citizen", "The certificate holds no number that we can register"),
    ],
)
def test_a_certificate_that_does_not_serve_is_refused_and_not_shown(
    world: World, key: str, subject: str, heading: str
) -> None:
    holder = Holder(world, key, subject)
    holder.reach_token()
    page = holder.sign()
    assert page.heading == heading
    assert holder.token.holder.full_name not in page.text
    assert world.registration.identity is None


def test_whose_status_nobody_tells_is_not_refused(world: World) -> None:
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


def test_a_signature_that_failed_has_used_its_challenge_up(world: World) -> None:
    holder = Holder(world)
    holder.reach_token()
    answer = holder.answer(holder.challenge())
    holder.hand_over("garbage")
    holder.browser.press("Try again")
    assert holder.hand_over(answer).heading == "The signature took too long"


def test_without_a_challenge_of_ours_nothing_counts(world: World) -> None:
    holder = Holder(world)
    holder.reach_token()
    assert holder.hand_over(vgca_answer(holder.token, b"made by the page")).status == 200
    assert world.registration.identity is None


def test_a_signature_given_in_another_session_counts_for_nothing(world: World) -> None:
    thief, owner = Holder(world), Holder(world)
    owner.reach_token()
    stolen = owner.answer(owner.challenge())
    thief.reach_token()
    thief.challenge()
    assert thief.hand_over(stolen).heading == "The signature is not one for this page"


def test_a_signature_for_signing_in_registers_nobody(world: World) -> None:
    holder = Holder(world)
    holder.browser.open("/sign-in")
    holder.browser.press("USB signing token")
    for_sign_in = holder.answer(holder.challenge("/sign-in/token/token"))
    holder.reach_token()
    holder.challenge()
    assert holder.hand_over(for_sign_in).heading == "The signature is not one for this page"


@pytest.mark.parametrize("helper", ["", "vgca2", "__proto__"])
def test_an_unknown_helper_is_none(world: World, helper: str) -> None:
    holder = Holder(world)
    holder.reach_token()
    assert holder.hand_over(holder.answer(holder.challenge()), helper).heading == "Sign with your USB token"
    assert world.registration.identity is None


def test_a_signature_too_long_after_its_challenge_counts_for_nothing(world: World) -> None:
    world.clock.move(seconds=-301)
    holder = Holder(world)
    holder.reach_token()
    assert holder.sign().heading == "The signature took too long"


# ---------------------------------------------------------------- the screen
def test_this_screen_alone_may_connect_to_the_helpers_and_to_exactly_them(world: World) -> None:
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
def test_each_ending_has_its_words_and_a_way_on(world: World, ending: Ending) -> None:
    holder = Holder(world)
    holder.reach_token()
    page = holder.browser.post(f"{STEPS}/token", csrf_token=holder.browser.csrf_token, ending=ending)
    assert told(page)
    assert "Choose another way to register" in page.text


def test_an_ending_nobody_agreed_on_is_one_not_understood(world: World) -> None:
    holder = Holder(world)
    holder.reach_token()
    page = holder.browser.post(f"{STEPS}/token", csrf_token=holder.browser.csrf_token, ending="<b>")
    assert told(page) == "The program that answered is not one we understand"


def test_without_javascript_it_is_said_and_other_ways_are_named(world: World) -> None:
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


def test_nobody_signs_in_with_a_token_that_has_no_account(world: World) -> None:
    holder = Holder(world)
    holder.browser.open("/sign-in")
    holder.browser.press("USB signing token")
    page = holder.sign(at="/sign-in/token/token")
    assert page.heading == "There is no account with this signature yet"


def test_on_a_phone_signing_in_leads_to_a_computer(world: World) -> None:
    phone = Phone(world.app, language="en")
    phone.open("/sign-in")
    assert phone.press("USB signing token").heading == "A USB token works on a computer only"


def test_whoever_has_an_account_is_told_so(world: World) -> None:
    Holder(world).register()
    again = Holder(world)
    again.reach_token()
    assert again.sign("vnpt").heading == "An account already exists"


# ---------------------------------------------------------------- from the phone to the computer
class Pair:
    """A phone on which a registration was begun, and the computer that joins it."""

    def __init__(self, world: World, key: str = "token_150", subject: str = "citizen") -> None:
        self.phone = Phone(world.app, language="vi")
        self.holder = Holder(world, key, subject)
        self.computer = self.holder.browser
        self.phone.open(f"/register/{subject}/usb-token")
        self.phone.press("Bắt đầu")

    @property
    def code(self) -> str:
        shown = self.phone.page.soup.select_one(".ticket [aria-hidden]")
        assert shown is not None
        return shown.get_text()

    def enter_code(self, code: str | None = None) -> Page:
        self.computer.open("/continue")
        return self.computer.send(code=code or self.code)

    def join(self) -> Page:
        self.enter_code()
        return self.computer.press("Yes, continue here")

    def news(self, at: str) -> str:
        return self.phone.ask(f"{STEPS}/news?at={at}", htmx=True).text


def test_a_phone_and_a_computer_walk_one_registration(world: World) -> None:
    pair = Pair(world)
    assert pair.phone.page.heading == "Tiếp tục trên máy tính"
    assert pair.join().heading == "Sign with your USB token"
    assert pair.phone.open(f"{STEPS}/handover").heading == "Tiếp tục trên máy tính"
    pair.holder.sign()
    pair.computer.send(phone_number=PHONE_NUMBER)
    assert pair.computer.send(code=pair.holder.last_code).heading == "Registration complete"
    assert pair.phone.open(f"{STEPS}/confirm").heading == "Đăng ký thành công"
    assert len(world.records) == 1


def test_both_screens_say_what_is_joined(world: World) -> None:
    pair = Pair(world, "token_153", "business")
    page = pair.enter_code()
    assert "Chrome · Android" in page.text
    assert "Business" in page.text
    pair.computer.press("Yes, continue here")
    assert "Linux" in pair.phone.open(f"{STEPS}/token").text


def test_opening_the_link_joins_nothing_and_fills_the_code_in(world: World) -> None:
    pair = Pair(world)
    page = pair.computer.open("/continue/" + pair.code.replace(" ", ""))
    assert page.value_of("code") == pair.code.replace(" ", "")
    assert world.registration.step == "handover"


def test_a_code_joins_once(world: World) -> None:
    pair = Pair(world)
    pair.join()
    stranger = Agent(world.app, language="en")
    stranger.open("/continue")
    assert "There is no such code" in stranger.send(code=pair.code).text


def test_a_code_that_was_shown_to_two_computers_joins_the_faster_one(world: World) -> None:
    pair, slower = Pair(world), Agent(world.app, language="en")
    slower.open("/continue")
    slower.send(code=pair.code)
    pair.join()
    assert "used already" in slower.press("Yes, continue here").text


def test_a_code_is_forgotten_after_ten_minutes(world: World) -> None:
    pair = Pair(world)
    code = pair.code
    world.clock.move(seconds=601)
    assert "There is no such code" in pair.enter_code(code).text
    pair.phone.open(f"{STEPS}/handover")
    assert pair.code != code


@pytest.mark.parametrize("typed", ["{0}", "{1}", " {0} ", "{2}"])
def test_a_code_is_read_however_it_is_typed(world: World, typed: str) -> None:
    pair = Pair(world)
    code = pair.code
    written = typed.format(code, code.lower(), code.replace(" ", "-"))
    assert pair.enter_code(written).heading == "Is this your registration?"


@pytest.mark.parametrize("typed", ["", "1", "0000 0000", "ABCD EFGH J"])
def test_what_can_be_no_code_is_a_slip(world: World, typed: str) -> None:
    assert Pair(world).enter_code(typed or " ").status == 422


def test_codes_cannot_be_tried_out(make_world: type) -> None:
    world: World = make_world(usb_joins_per_hour=3)
    pair = Pair(world)
    for _try in range(3):
        pair.enter_code("2222 2222")
    assert pair.enter_code("2222 2222").status == 429


def test_the_phone_sees_every_stage_and_none_of_the_data(world: World) -> None:
    pair = Pair(world)
    pair.join()
    assert "Ký bằng USB trên máy tính" in pair.news("handover")
    pair.holder.challenge()
    assert "Nhập mã PIN của USB trên máy tính" in pair.news("watching")
    pair.holder.sign()
    pair.phone.open(f"{STEPS}/confirm")
    assert pair.phone.page.heading == "Tiếp tục trên máy tính"
    assert pair.holder.token.holder.full_name not in pair.phone.page.text


def test_the_phone_cannot_sign_confirm_or_open_anything(world: World) -> None:
    pair = Pair(world)
    pair.join()
    pair.phone.open(f"{STEPS}/token")
    assert pair.phone.post_form(f"{STEPS}/token/challenge").status_code == 409
    pair.holder.sign()
    pair.phone.open(f"{STEPS}/confirm")
    pair.phone.post_form(f"{STEPS}/confirm", phone_number="+84900000778")
    assert world.registration.step == "confirm"


def test_the_phone_cancels_and_the_computer_is_told(world: World) -> None:
    pair = Pair(world)
    pair.join()
    pair.phone.open(f"{STEPS}/token")
    pair.phone.press("Hủy đăng ký")
    page = pair.holder.hand_over("{}")
    assert page.heading == "The registration was cancelled"
    assert world.registration.identity is None


def test_the_computer_cancels_and_the_phone_starts_again(world: World) -> None:
    pair = Pair(world)
    first = pair.code
    pair.join()
    pair.computer.press("Cancel the registration")
    pair.phone.open(f"{STEPS}/refused")
    assert "đã bị hủy" in pair.phone.page.text
    pair.phone.press("Bắt đầu lại với mã mới")
    assert pair.code != first
    assert pair.computer.open(f"{STEPS}/token").path == "/continue"


def test_the_phone_is_told_of_a_refusal_and_offers_no_second_cancelling(world: World) -> None:
    pair = Pair(world, "token_expired")
    pair.join()
    pair.phone.open(f"{STEPS}/token")
    assert "Hủy đăng ký" in pair.phone.page.text
    pair.holder.sign()
    told = pair.news("watching")
    assert ("Chứng thư chữ ký số đã hết hạn" in told, "Hủy đăng ký" in told) == (True, False)
    assert pair.phone.open(f"{STEPS}/refused").heading == "Chứng thư chữ ký số đã hết hạn"
    assert "Bắt đầu lại với mã mới" in pair.news("ended")
    pair.computer.press("Try again")
    assert "Ký bằng USB trên máy tính" in pair.news("ended")


def test_news_of_a_screen_that_has_none_is_the_screen(world: World) -> None:
    holder = Holder(world)
    holder.reach_token()
    holder.sign()
    assert holder.browser.ask(f"{STEPS}/news?at=confirm", htmx=True).status_code == 200


def test_the_token_may_be_plugged_in_where_one_began(world: World) -> None:
    pair = Pair(world)
    assert pair.phone.press("USB đang cắm ở máy này").heading == "Ký bằng USB ký số"


def test_without_roots_to_trust_the_method_is_only_announced(make_world: type) -> None:
    world: World = make_world(usb_roots_file=None)
    browser = Agent(world.app, language="en")
    assert browser.open("/register/citizen/usb-token").status == 404
    assert "Coming later" in browser.open("/register/citizen").text
