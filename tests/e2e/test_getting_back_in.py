"""Getting back into an account, in a browser: a forgotten password, another phone, an app and its paper."""

import pyotp
import pytest

from sandbox.people.table import Person
from tests.e2e.pages.confirm import ConfirmItIsYou
from tests.e2e.pages.recovery import (
    AppCode,
    ForgotPassword,
    NewPassword,
    NewPhone,
    PhoneChanged,
    SetUpApp,
)
from tests.e2e.pages.sign_in import MyAccount, SignIn
from tests.e2e.pages.start import Home
from tests.e2e.visitor import PASSWORD, Visitor
from tests.support.qa import eventually

NEW = "Cầu-ao-7-bậc"


@pytest.mark.parametrize(
    ("language", "java_script"), [("vi", False), ("en", True)], ids=["vi-without-javascript", "en-htmx"]
)
def test_a_forgotten_password_is_replaced_and_the_owner_told(visitor: Visitor) -> None:
    asked = visitor.registered().sign_in().follow("I forgot my password", ForgotPassword).ask(visitor.person)
    new_password = asked.enter_and_arrive(visitor.new_code(sent=2), NewPassword)
    again = new_password.choose(NEW).sign_in()
    again.send(visitor.person.citizen_number, PASSWORD, SignIn).expect_told(
        "The number or the password is not right."
    )
    asked_again = SignIn(visitor.view).with_password(visitor.person.citizen_number, NEW)
    asked_again.enter(visitor.new_code(sent=3)).expect_told("Forgotten password replaced")
    told = [str(one["text"]) for one in visitor.qa.messages(visitor.person.phone_number)]
    assert any("mat khau" in text or "password" in text for text in told)


@pytest.mark.parametrize("language", ["en"])
def test_an_app_signs_in_and_a_code_from_paper_when_it_is_lost(visitor: Visitor) -> None:
    visitor.registered()
    asked_first = visitor.signed_in().follow("Use an authenticator app instead of SMS", ConfirmItIsYou)
    set_up = asked_first.with_password(PASSWORD, SetUpApp)
    app = pyotp.TOTP(set_up.secret)
    used = app.now()
    on_paper = set_up.use(used)
    codes = on_paper.codes
    assert len(codes) == 10
    on_paper.go_on().sign_out(Home)
    sign_in = visitor.open("/sign-in", SignIn)
    asked = sign_in.send(visitor.person.citizen_number, PASSWORD, AppCode)
    asked.enter(used, AppCode).expect_told(
        "The code is not right, or it was used before. Wait for the next one and enter that."
    )
    AppCode(visitor.view).enter(codes[0], MyAccount).expect_told("Recovery code used")


@pytest.mark.parametrize("language", ["vi"])
def test_a_citizen_who_lost_the_phone_proves_their_identity_and_sets_a_new_number(
    visitor: Visitor, another_newcomer: Person
) -> None:
    visitor.registered()
    other = another_newcomer.phone_number
    ways = visitor.open("/forgot-password", ForgotPassword).without_the_phone()
    waiting = ways.with_the_sim().give(visitor.person.phone_number)
    visitor.confirm_on_sim()
    new_phone = waiting.until(NewPhone, within_seconds=15)
    seen = len(visitor.qa.codes(other))
    code = new_phone.give(other)
    code.enter_and_arrive(visitor.qa.last_code(other, sent=seen + 1), PhoneChanged)
    told = eventually(
        lambda: [
            one for one in visitor.qa.messages(visitor.person.phone_number) if "da doi" in str(one["text"])
        ],
        "the old phone is told",
    )
    assert told
