"""A raise by the owner's signature leaves no way in to a stranger who opened the account with facts."""

from collections.abc import Callable
from dataclasses import dataclass, field, replace

import pyotp
import pytest

from accounts.account.raising import Raised
from accounts.account.records import WAYS_IN, Account, AccountEvent, NewAccount
from accounts.account.ways_in import Change, ChangedSince
from bff.rules.proofs import ProofKind, ties_phone
from identity.subject import Subject
from sandbox.people.table import CROWD, PEOPLE
from tests.support.authenticator import Authenticator, text
from tests.support.browser import Browser, Page
from tests.support.citizens import PASSWORD, Citizen, type_code, way_on_codes_in
from tests.support.sim_holders import Holder as SimHolder
from tests.support.sim_holders import phone_of
from tests.support.token_holders import Holder as TokenHolder
from tests.unit.bff.account.test_passkeys import sign_in as sign_in_by_passkey
from tests.unit.bff.conftest import World

STRANGERS_PHONE, OWN_PHONE = CROWD[5].phone_number, CROWD[6].phone_number
SIM, TOKEN = "SIM signature", "USB signing token"
SIGNERS = {
    SIM: (PEOPLE[0].citizen_number, PEOPLE[0].full_name),
    TOKEN: ("000089000150", "Ngô Thử Một Năm Không"),
}
SECRET = pyotp.random_base32()
NEW = "Cầu-ao-7-bậc"
#: The methods of registering that tie the phone to the person.
TYING = ["mobile_subscriber", "vietnam_post", "vneid"]


@dataclass
class Scene:
    """An account that a stranger opened in the owner's name, and the owner with a signature."""

    world: World
    by: str
    phone_number: str = STRANGERS_PHONE
    account_id: str = ""
    passkey: Authenticator = field(default_factory=Authenticator)
    recovery_codes: list[str] = field(default_factory=list)
    owner: Browser = field(init=False)

    @property
    def number(self) -> str:
        return SIGNERS[self.by][0]

    @property
    def account(self) -> Account:
        found = self.world.services.accounts.get(self.account_id)
        assert found is not None
        return found

    @property
    def told(self) -> list[str]:
        """The texts on the account's first phone, the oldest first."""
        messages = sorted(self.world.sandbox.inbox(self.phone_number), key=lambda one: one.received_at)
        return [one.text for one in messages]

    def stranger(self) -> Citizen:
        """The stranger, in a new browser, who reads the messages of the account's first phone."""
        citizen = self.world.citizen()
        person = replace(PEOPLE[0], citizen_number=self.number, phone_number=self.phone_number)
        return Citizen(person, citizen.browser, self.world.sandbox)

    def signs_in(self) -> Page:
        """The owner signs in by signature, in a browser of their own."""
        if self.by == SIM:
            holder = SimHolder(self.world, phone_of("sim_citizen"))
            self.owner = holder.browser
            return holder.sign_in()
        token = TokenHolder(self.world, "token_150")
        self.owner = token.browser
        token.browser.open("/sign-in")
        token.browser.press(TOKEN)
        return token.sign(at="/sign-in/token/token")

    def raises(self) -> Page:
        """The owner raises the level by signature, in the browser where they are signed in."""
        self.owner.open("/account")
        self.owner.press(f"Raise the level with: {self.by}")
        return self.signs()

    def signs(self) -> Page:
        """The owner signs for the proof that is open."""
        if self.by == SIM:
            holder = SimHolder(self.world, phone_of("sim_citizen"))
            self.owner.send(phone_number=holder.phone_number)
            holder.confirm_on_the_phone()
            return self.owner.open_and_go_on("/prove/sim-signature/waiting")
        token = TokenHolder(self.world, "token_150")
        token.browser = self.owner  # type: ignore[assignment]  # any browser will do
        return token.sign(at="/prove/usb-token/token")

    def gives(self, phone_number: str) -> Page:
        """The owner gives a phone, and types the code that came to it."""
        self.owner.send(phone_number=phone_number)
        person = replace(PEOPLE[0], phone_number=phone_number)
        return self.owner.send(code=Citizen(person, self.owner, self.world.sandbox).last_code)


Open = Callable[..., Scene]


@pytest.fixture
def opened(world: World) -> Open:
    """Open an account as a method does, with a password, and let the owner sign in."""

    def make(by: str, method: str = "social_insurance", phone_number: str = STRANGERS_PHONE) -> Scene:
        scene = Scene(world, by, phone_number)
        account = world.services.accounts.open(
            NewAccount(
                subject=Subject.CITIZEN,
                full_name=SIGNERS[by][1],
                citizen_number=scene.number,
                phone_number=phone_number,
                method=method,
                level=2,
                password_hash=world.services.passwords.hash(PASSWORD),
                registered_at=world.clock(),
                language="en",
            )
        )
        assert isinstance(account, Account)
        scene.account_id = account.id
        return scene

    return make


def arm(scene: Scene) -> None:
    """Give the stranger every way in that an account can have."""
    services, generation = scene.world.services, scene.account.generation
    handle = text(services.passkeys.handle_of(scene.account_id))
    made = scene.passkey.make({"rp": {"id": "localhost"}, "user": {"id": handle}, "challenge": "x" * 43})
    new = services.ceremonies.new_passkey(made, "x" * 43, name="phone")
    services.passkeys.add(scene.account_id, new, most=9, generation=generation)
    scene.recovery_codes = services.second_factors.turn_on(
        scene.account_id, secret=SECRET, step=0, generation=generation + 1
    )


BY = pytest.mark.parametrize("by", [SIM, TOKEN])


# ---------------------------------------------------------------- what the stranger holds
@BY
def test_a_strangers_open_session_does_not_see_the_raised_account(opened: Open, by: str) -> None:
    scene = opened(by)
    stranger = scene.stranger()
    stranger.sign_in()
    assert stranger.enter_code().path == "/account"
    stolen = stranger.browser.second_tab()
    scene.signs_in()
    scene.raises()
    assert scene.account.level == 3
    assert stranger.browser.open("/account").path == "/sign-in"
    assert stolen.open("/account").path == "/sign-in"


@BY
def test_a_strangers_password_and_phone_do_not_open_the_raised_account(opened: Open, by: str) -> None:
    scene = opened(by)
    known = scene.stranger()
    known.sign_in()
    known.enter_code()
    known.browser.press("Sign out")
    scene.signs_in()
    scene.raises()
    for stranger in (known, scene.stranger()):
        assert stranger.sign_in().errors
        assert stranger.browser.open("/account").path == "/sign-in"


@BY
def test_a_strangers_passkey_app_and_paper_do_not_open_the_raised_account(opened: Open, by: str) -> None:
    scene = opened(by)
    arm(scene)
    assert sign_in_by_passkey(Browser(scene.world.app), scene.passkey).path == "/account"
    scene.signs_in()
    scene.raises()
    services = scene.world.services
    assert sign_in_by_passkey(Browser(scene.world.app), scene.passkey).errors
    assert not services.passkeys.has_any(scene.account_id)
    assert not services.second_factors.has_app(scene.account_id)
    code = pyotp.TOTP(SECRET).at(scene.world.clock())
    assert not services.second_factors.takes(scene.account_id, code)
    assert not services.second_factors.takes(scene.account_id, scene.recovery_codes[0])


@BY
@pytest.mark.parametrize("at_the_password", [False, True])
def test_a_reset_that_a_stranger_began_does_not_complete(
    opened: Open, by: str, *, at_the_password: bool
) -> None:
    scene = opened(by)
    stranger = scene.stranger()
    ask_for_a_reset(stranger)
    if at_the_password:
        stranger.enter_code()
    code = stranger.last_code
    scene.signs_in()
    scene.raises()
    page = stranger.choose_password(NEW) if at_the_password else stranger.enter_code(code)
    assert page.path == "/forgot-password"
    assert scene.account.password_hash is None


@BY
def test_a_stranger_gets_no_code_for_a_reset_after_the_raise(opened: Open, by: str) -> None:
    scene = opened(by)
    scene.signs_in()
    scene.raises()
    before = len(scene.told)
    stranger = scene.stranger()
    ask_for_a_reset(stranger)
    scene.world.clock.move(hours=30)
    ask_for_a_reset(scene.stranger())
    assert len(scene.told) == before


@BY
def test_a_sign_in_that_a_stranger_began_does_not_complete(opened: Open, by: str) -> None:
    scene = opened(by)
    stranger = scene.stranger()
    stranger.sign_in()
    scene.signs_in()
    scene.raises()
    assert stranger.enter_code().path == "/sign-in"
    assert stranger.browser.open("/account").path == "/sign-in"


@BY
def test_a_strangers_fresh_proof_changes_nothing_after_the_raise(opened: Open, by: str) -> None:
    scene = opened(by)
    stranger = scene.stranger()
    stranger.sign_in()
    stranger.enter_code()
    assert stranger.open_change("/account/data/email").path == "/account/data/email"
    scene.signs_in()
    scene.raises()
    assert stranger.browser.send(email="la@example.vn").path == "/sign-in"
    assert scene.account.email is None


@BY
def test_a_strangers_browser_is_new_to_the_raised_account(opened: Open, by: str) -> None:
    scene = opened(by)
    stranger = scene.stranger()
    stranger.sign_in()
    stranger.enter_code()
    stranger.browser.press("Sign out")
    scene.signs_in()
    scene.raises()
    finish(scene)
    scene.world.clock.move(hours=1)
    before = [one.text for one in scene.world.sandbox.inbox(OWN_PHONE)]
    stranger.sign_in(NEW)
    assert len(scene.world.sandbox.inbox(OWN_PHONE)) == len(before) + 1  # a code: the browser is not known


def ask_for_a_reset(citizen: Citizen) -> Page:
    citizen.browser.open("/forgot-password")
    return citizen.browser.send(
        citizen_number=citizen.person.citizen_number, phone_number=citizen.person.phone_number
    )


def finish(scene: Scene) -> Page:
    """Choose a phone and a password after the raise."""
    scene.owner.press("Choose a phone number")
    scene.gives(OWN_PHONE)
    scene.owner.press("Choose a password")
    return scene.owner.send(password=NEW, confirmation=NEW)


# ---------------------------------------------------------------- what the owner sees and does
@BY
@pytest.mark.parametrize("language", ["en", "vi"])
def test_the_owner_reads_what_the_raise_ends_before_it(opened: Open, by: str, language: str) -> None:
    scene = opened(by)
    scene.signs_in()
    page = scene.owner.open(f"/account?language={language}")
    expected = "Facts on cards opened this account" if language == "en" else "Tài khoản này được mở bằng"
    assert expected in page.text


@BY
def test_one_signature_raises_the_level_and_chooses_phone_and_password(opened: Open, by: str) -> None:
    scene = opened(by)
    scene.signs_in()
    page = scene.raises()
    assert (page.path, page.heading) == ("/account/raised", "The level of your account is higher now")
    page = scene.owner.press("Choose a phone number")
    assert page.path == "/new-phone/phone"
    page = scene.gives(OWN_PHONE)
    assert page.heading == "The phone number is changed"
    assert "You stay signed in here" in page.text
    page = scene.owner.press("Choose a password")
    assert (page.path, page.soup.find(attrs={"name": "current"})) == ("/account/password", None)
    page = scene.owner.send(password=NEW, confirmation=NEW)
    assert page.path == "/account"
    account = scene.account
    assert (account.level, account.phone_number, account.has_lost_phone) == (3, OWN_PHONE, False)
    assert scene.owner.open("/account/raised").path == "/account"


@BY
def test_the_password_may_come_before_the_phone(opened: Open, by: str) -> None:
    scene = opened(by)
    scene.signs_in()
    scene.raises()
    scene.owner.open("/account/password")
    scene.owner.send(password=NEW, confirmation=NEW)
    scene.owner.open("/account/raised")
    scene.owner.press("Choose a phone number")
    scene.gives(OWN_PHONE)
    assert scene.account.phone_number == OWN_PHONE


@BY
def test_the_phone_that_was_given_up_may_be_taken_back_by_its_owner(opened: Open, by: str) -> None:
    scene = opened(by)
    scene.signs_in()
    scene.raises()
    scene.owner.press("Choose a phone number")
    scene.gives(STRANGERS_PHONE)
    assert not scene.account.has_lost_phone
    assert AccountEvent.PHONE_TAKEN_BACK in events_of(scene)


@BY
def test_an_owner_who_chooses_nothing_is_let_in_by_the_signature(opened: Open, by: str) -> None:
    scene = opened(by)
    scene.signs_in()
    scene.raises()
    scene.owner.open("/account")
    scene.owner.press("Sign out")
    assert scene.signs_in().path == "/account"
    page = scene.owner.press("Choose a phone number")
    assert page.path == "/account/raised"
    page = scene.owner.press("Choose a phone number")
    assert page.path == "/prove/for/new_phone"
    scene.owner.press(f"Prove it with: {by}")
    assert scene.signs().path == "/new-phone/phone"
    scene.gives(OWN_PHONE)
    assert (scene.account.phone_number, scene.account.has_lost_phone) == (OWN_PHONE, False)


@BY
def test_a_second_press_and_back_lead_to_the_same_screens(opened: Open, by: str) -> None:
    scene = opened(by)
    scene.signs_in()
    scene.raises()
    for _ in range(2):
        scene.owner.open("/account/raised")
        assert scene.owner.press("Choose a phone number").path == "/new-phone/phone"
    scene.owner.send(phone_number=OWN_PHONE)
    scene.owner.open("/account/raised")
    assert scene.owner.press("Choose a phone number").path == "/new-phone/code"
    assert len(scene.world.sandbox.inbox(OWN_PHONE)) == 1


@BY
def test_the_proof_of_the_raise_counts_in_its_own_session_for_some_minutes(opened: Open, by: str) -> None:
    scene = opened(by)
    scene.signs_in()
    scene.raises()
    fresh = scene.world.services.fresh
    keys = [str(key) for key in fresh.client.keys("fresh:*")]
    assert sorted(key.rpartition(":")[2] for key in keys) == sorted([Change.FIRST_PASSWORD, Change.PHONE])
    assert all(0 < fresh.client.ttl(key) <= fresh.seconds for key in keys)
    finish(scene)
    (session,) = scene.world.services.signed_in.of_account(scene.account_id)
    assert not any(fresh.look(session.id, change) for change in Change)


@BY
def test_the_old_phone_is_told_with_a_code_that_stops_the_account(opened: Open, by: str) -> None:
    scene = opened(by)
    scene.signs_in()
    before = len(scene.told)
    scene.raises()
    (told,) = scene.told[before:]
    assert "no longer opens" in told
    assert len(told) <= 160
    browser = scene.stranger().browser
    type_code(browser, way_on_codes_in(told)[0])
    browser.press("Stop it")
    assert scene.account.is_stopped


def events_of(scene: Scene) -> list[AccountEvent]:
    return [one.event for one in scene.world.services.accounts.history(scene.account_id)]


@BY
def test_the_history_names_each_way_in_that_the_raise_ended(opened: Open, by: str) -> None:
    scene = opened(by)
    arm(scene)
    scene.signs_in()
    scene.raises()
    ended = {
        AccountEvent.LEVEL_RAISED,
        AccountEvent.PASSWORD_ENDED,
        AccountEvent.APP_TURNED_OFF,
        AccountEvent.PASSKEY_REMOVED,
        AccountEvent.PHONE_LOST,
    }
    assert ended <= set(events_of(scene)) & WAYS_IN
    assert "Password ended" in scene.owner.open("/account").text


# ---------------------------------------------------------------- what stays
def test_the_phone_whose_own_sim_signs_stays(opened: Open) -> None:
    scene = opened(SIM, phone_number=phone_of("sim_citizen"))
    scene.signs_in()
    page = scene.raises()
    assert not scene.account.has_lost_phone
    assert scene.account.password_hash is None
    assert page.soup.find("button", string="Choose a phone number") is None
    scene.owner.press("Choose a password")
    assert scene.owner.send(password=NEW, confirmation=NEW).path == "/account"


@BY
def test_a_phone_that_a_proof_gave_later_stays_and_the_password_ends(opened: Open, by: str) -> None:
    scene = opened(by)
    scene.world.services.accounts.change_phone(
        scene.account_id, OWN_PHONE, method="mobile_subscriber", proved_by=ProofKind.CARRIER, generation=0
    )
    scene.signs_in()
    assert "The phone number stays." in scene.owner.open("/account").text
    scene.raises()
    assert (scene.account.phone_number, scene.account.has_lost_phone) == (OWN_PHONE, False)
    assert scene.account.password_hash is None


@BY
@pytest.mark.parametrize("proved_by", ["", ProofKind.PHONE_CODE, ProofKind.SOCIAL_INSURANCE])
def test_a_phone_that_less_than_a_proof_gave_is_given_up(opened: Open, by: str, proved_by: str) -> None:
    scene = opened(by)
    scene.world.services.accounts.change_phone(
        scene.account_id, OWN_PHONE, method="phone", proved_by=proved_by, generation=0
    )
    scene.signs_in()
    scene.raises()
    assert scene.account.has_lost_phone


@BY
@pytest.mark.parametrize("method", TYING)
def test_what_a_proof_of_the_person_opened_keeps_its_ways_in(opened: Open, by: str, method: str) -> None:
    scene = opened(by, method)
    arm(scene)
    owner = scene.stranger()
    other = scene.stranger()
    assert sign_in_by_passkey(other.browser, scene.passkey).path == "/account"
    scene.signs_in()
    assert "Facts on cards" not in scene.owner.open("/account").text
    before = len(scene.told)
    page = scene.raises()
    assert (page.path, "is higher now" in page.text) == ("/account", True)
    assert other.browser.open("/account").path == "/sign-in"
    assert sign_in_by_passkey(owner.browser, scene.passkey).path == "/account"
    account = scene.account
    assert account.password_hash is not None
    assert not account.has_lost_phone
    assert scene.world.services.second_factors.has_app(account.id)
    (told,) = [one for one in scene.told[before:] if "level of your account was raised" in one]
    assert len(way_on_codes_in(told)) == 1


@BY
def test_the_session_that_raised_goes_on_under_a_new_token(opened: Open, by: str) -> None:
    scene = opened(by, "mobile_subscriber")
    scene.signs_in()
    scene.owner.open("/account")
    stolen = scene.owner.second_tab()
    scene.raises()
    assert scene.owner.open("/account").path == "/account"
    assert stolen.open("/account").path == "/sign-in"


@BY
def test_a_raise_after_another_change_is_not_written(opened: Open, by: str) -> None:
    scene = opened(by)
    accounts = scene.world.services.accounts
    raised = Raised(level=3, method="usb_token", proved_by="signature", ends_ways=True, ends_phone=True)
    accounts.change_password(scene.account_id, "$argon2id$x", generation=0)
    before = scene.account
    with pytest.raises(ChangedSince):
        accounts.raise_level(scene.account_id, raised, generation=0)
    assert scene.account == before
    assert accounts.raise_level(scene.account_id, raised, generation=1)
    assert not accounts.raise_level(scene.account_id, raised, generation=2)
    assert scene.account.generation == 2


@pytest.mark.parametrize("kind", ProofKind)
def test_only_what_may_give_a_new_phone_ties_a_phone_to_a_person(kind: ProofKind) -> None:
    weak = {ProofKind.SOCIAL_INSURANCE, ProofKind.PASSKEY, ProofKind.APP, ProofKind.RECOVERY_CODE}
    weak |= {ProofKind.PHONE_CODE, ProofKind.PASSWORD}
    weak |= {ProofKind.TWO_PEOPLE_FOR_ORGANISATION}  # registers no account, so it raises none
    assert ties_phone(kind) == (kind not in weak)


@BY
def test_a_number_that_was_given_up_hears_of_the_new_phone(opened: Open, by: str) -> None:
    scene = opened(by)
    scene.signs_in()
    scene.raises()
    before = len(scene.told)
    finish(scene)
    assert any("phone of your account changed" in text for text in scene.told[before:])
