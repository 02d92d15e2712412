"""A stranger registered an account: reported, disputed, frozen, decided by two officers, registered again."""

from collections.abc import Callable
from datetime import UTC, datetime

import pyotp
from playwright.sync_api import BrowserContext

from accounts.passwords import Passwords
from accounts.second_factors.totp import new_secret
from accounts.staff.records import Role
from accounts.staff.store import BY_COMMAND, StaffRegister
from accounts.storage.ciphers import FieldCipher
from accounts.storage.database import make_engine
from bff.settings.settings import Settings
from tests.e2e.pages.dispute import (
    ChooseAgain,
    DeskHome,
    DeskSignIn,
    Frozen,
    Opened,
    Statement,
    Status,
    WasItYou,
)
from tests.e2e.pages.sign_in import MyAccount, SignIn
from tests.e2e.visitor import PASSWORD, Visitor
from tests.support.running import RunningProduct

NEW_PASSWORD = "Cầu-ao-7-bậc"
REASON = "Hai bên đã rõ"
BOTH_READ = "Thẻ căn cước gốc đã được đối chiếu."


def engage(product: RunningProduct, name: str) -> pyotp.TOTP:
    """Have a case officer work here, and give their app."""
    settings = Settings.from_environment(product.product.environment)
    engine = make_engine(settings.database_url)
    register = StaffRegister(
        engine, cipher=FieldCipher(settings.encryption_keys), clock=lambda: datetime.now(UTC)
    )
    added, secret = register.add(name, frozenset({Role.CASE_OFFICER}), by=BY_COMMAND), new_secret()
    assert added is not None
    hashed = Passwords(threads=1, queue=1).hash(PASSWORD)
    register.set_up(added.id, password_hash=hashed, totp_secret=secret, step=0, generation=added.generation)
    engine.dispose()
    return pyotp.TOTP(secret)


def at_the_desk(visitor: Visitor, product: RunningProduct, name: str) -> DeskHome:
    app = engage(product, name)
    return visitor.open("/desk/sign-in", DeskSignIn).sign_in(name, PASSWORD, app.now())


def test_the_true_owner_disputes_an_account_and_registers_in_its_place(
    visitor: Visitor, new_context: Callable[..., BrowserContext], running_product: RunningProduct
) -> None:
    stranger = visitor.in_other_browser(new_context(locale="vi-VN"))
    stranger.registered()
    receipt = visitor.qa.last_text(visitor.person.phone_number, containing="da mo tai khoan")
    ways = visitor.with_code_of(receipt, WasItYou).report().prove()
    statement = ways.with_subscription(visitor.person).enter_and_arrive(visitor.new_code(sent=2), Statement)
    reference, secret = statement.write("Tôi chưa bao giờ đăng ký", Opened).tickets

    asked = stranger.open("/sign-in", SignIn).with_password(visitor.person.citizen_number, PASSWORD)
    asked.hand.write(asked.field("Verification code"), visitor.new_code(sent=3))
    asked.press("Confirm", Frozen)

    officers = [visitor.in_other_browser(new_context(locale="vi-VN")) for _ in range(2)]
    desks = [
        at_the_desk(officer, running_product, name)
        for officer, name in zip(officers, ("lan.khieunai", "hoa.khieunai"), strict=True)
    ]
    proposal = "Propose: it is closed, and whoever disputes it registers"
    desks[0].open_case(reference).propose(proposal, REASON, both_read=BOTH_READ)
    case = desks[1].open_case(reference).expect_both_read(BOTH_READ)
    case.act("I agree: it is so decided", REASON)

    decided = visitor.open("/dispute/status", Status).look(reference, secret).expect_both_read(BOTH_READ)
    code = decided.register()
    registered = code.enter_and_arrive(visitor.new_code(sent=4), ChooseAgain).choose(NEW_PASSWORD)
    asked = registered.sign_in().with_password(visitor.person.citizen_number, NEW_PASSWORD)
    asked.hand.write(asked.field("Verification code"), visitor.new_code(sent=5))
    asked.press("Confirm", MyAccount).expect_name(visitor.person.full_name)
