"""Passkeys in Chromium with its virtual authenticator: made, used, offered, refused, copied, removed."""

from collections.abc import Callable
from typing import Any

import pytest
from playwright.sync_api import CDPSession, expect

from tests.e2e.conftest import StartProduct
from tests.e2e.pages.confirm import ConfirmItIsYou
from tests.e2e.pages.passkeys import AddPasskey, IsItYours, Passkeys, PasskeySignIn, RemovePasskey
from tests.e2e.pages.sign_in import MyAccount, SignIn
from tests.e2e.pages.start import Home
from tests.e2e.visitor import PASSWORD, Visitor
from tests.support.qa import eventually
from tests.support.running import RunningProduct

Facts = dict[str, Any]


class Device:
    """The virtual authenticator of one tab: a phone with a fingerprint."""

    def __init__(self, visitor: Visitor) -> None:
        self.page = visitor.page
        self.cdp: CDPSession = visitor.page.context.new_cdp_session(visitor.page)
        self.cdp.send("WebAuthn.enable", {"enableUI": False})
        options = {"protocol": "ctap2", "transport": "internal", "hasResidentKey": True}
        options |= {"hasUserVerification": True, "isUserVerified": True, "automaticPresenceSimulation": True}
        options |= {"defaultBackupEligibility": True, "defaultBackupState": True}
        added = self.cdp.send("WebAuthn.addVirtualAuthenticator", {"options": options})
        self.id = added["authenticatorId"]

    @property
    def credentials(self) -> list[Facts]:
        found = self.cdp.send("WebAuthn.getCredentials", {"authenticatorId": self.id})
        return list(found["credentials"])

    def finger_is(self, right: bool) -> None:  # noqa: FBT001 - a finger is right or wrong
        self.cdp.send("WebAuthn.setUserVerified", {"authenticatorId": self.id, "isUserVerified": right})

    def somebody_is_there(self, there: bool) -> None:  # noqa: FBT001 - as above
        facts = {"authenticatorId": self.id, "enabled": there}
        self.cdp.send("WebAuthn.setAutomaticPresenceSimulation", facts)

    def copy_is_used(self) -> None:
        """Set the counter back, as that of a copy would be."""
        (mine,) = self.credentials
        facts = {"authenticatorId": self.id, "credentialId": mine["credentialId"]}
        self.cdp.send("WebAuthn.removeCredential", facts)
        again = {**mine, "signCount": 0}
        self.cdp.send("WebAuthn.addCredential", {"authenticatorId": self.id, "credential": again})


@pytest.fixture
def phone(visitor: Visitor) -> Device:
    return Device(visitor)


def with_passkey(visitor: Visitor) -> Passkeys:
    """Register, sign in, and add a passkey in My account."""
    visitor.registered()
    keys = visitor.signed_in().follow("Passkeys", Passkeys)
    asked = keys.follow("Add a passkey", ConfirmItIsYou)
    return asked.with_password(PASSWORD, AddPasskey).make()


def signed_out(visitor: Visitor) -> SignIn:
    visitor.open("/account", MyAccount).sign_out(Home)
    return visitor.open("/sign-in", SignIn)


def at_the_button(visitor: Visitor) -> PasskeySignIn:
    """Sign out, and go where a passkey is asked for by the button only: the field offers none there."""
    visitor.open("/account", MyAccount).sign_out(Home)
    return visitor.open("/sign-in/passkey", PasskeySignIn)


@pytest.mark.parametrize("language", ["vi", "en"])
def test_a_passkey_is_made_and_signs_in_with_one_press(visitor: Visitor, phone: Device) -> None:
    with_passkey(visitor).expect_told("The passkey was added. Next time you can sign in with it.")
    (made,) = phone.credentials
    assert made["rpId"] == "localhost"
    assert made["isResidentCredential"]
    assert visitor.person.citizen_number not in made["userName"]
    at_the_button(visitor).press("Use a passkey", MyAccount)
    assert len(visitor.codes) == 2  # registering and the first sign-in


@pytest.mark.parametrize("language", ["vi"])
def test_a_passkey_is_offered_in_the_field_and_signs_in_without_a_press(
    visitor: Visitor, phone: Device
) -> None:
    with_passkey(visitor)
    visitor.open("/account", MyAccount).sign_out(Home)
    visitor.page.goto("/sign-in")
    MyAccount(visitor.view)


@pytest.mark.parametrize("language", ["en"])
def test_the_offer_in_the_field_does_not_disturb_the_password(visitor: Visitor, phone: Device) -> None:
    with_passkey(visitor)
    phone.somebody_is_there(False)
    sign_in = signed_out(visitor)
    sign_in.send(visitor.person.citizen_number, "Sai-mật-khẩu-1", SignIn).expect_told(
        "The number or the password is not right."
    )
    asked = SignIn(visitor.view).with_password(visitor.person.citizen_number, PASSWORD)
    asked.enter(visitor.new_code(sent=3))


@pytest.mark.parametrize("language", ["vi", "en"])
def test_a_refused_finger_is_told_in_words_and_the_other_ways_stay(visitor: Visitor, phone: Device) -> None:
    with_passkey(visitor)
    phone.finger_is(False)
    signed_out(visitor).press("Use a passkey", SignIn).expect_told(
        "Your device did not confirm it: you cancelled, or the time was over. Press the button again, or use "
        "another way."
    )
    phone.finger_is(True)
    SignIn(visitor.view).press("Use a passkey", MyAccount)


@pytest.mark.parametrize("language", ["en"])
def test_a_passkey_that_is_there_already_is_no_dead_end(visitor: Visitor, phone: Device) -> None:
    keys = with_passkey(visitor)
    asked = keys.follow("Add a passkey", ConfirmItIsYou)
    again = asked.with_password(PASSWORD, AddPasskey)
    again.try_to_make().expect_told(
        "There is already a passkey for this account on this device. You can sign in with it; nothing more "
        "is needed."
    )
    assert len(phone.credentials) == 1


@pytest.mark.parametrize("language", ["vi"])
def test_a_copied_passkey_is_refused_and_stands_in_the_history(visitor: Visitor, phone: Device) -> None:
    with_passkey(visitor)
    at_the_button(visitor).press("Use a passkey", MyAccount)
    phone.copy_is_used()
    at_the_button(visitor).press("Use a passkey", PasskeySignIn).expect_told(
        "This passkey was refused, because a copy of it seems to be in use. Sign in in another way and "
        "remove it."
    )
    phone.somebody_is_there(False)
    visitor.signed_in().expect_told("Sign-in refused: a copy of a passkey was used")


@pytest.mark.parametrize("language", ["en"])
def test_a_removed_passkey_is_gone_here_and_on_the_device(visitor: Visitor, phone: Device) -> None:
    keys = with_passkey(visitor)
    kept = phone.credentials[0]
    asked = keys.follow("Remove a passkey", ConfirmItIsYou)
    asked.with_password(PASSWORD, RemovePasskey).remove().expect_told("Your account has no passkey.")
    eventually(
        lambda: phone.credentials == [], "the device to forget the passkey"
    )  # the page has told the device which passkeys still count
    phone.cdp.send("WebAuthn.addCredential", {"authenticatorId": phone.id, "credential": kept})
    at_the_button(visitor).press("Use a passkey", PasskeySignIn).expect_told(
        "This passkey is not known here: it was removed, or its account is gone. You can delete it from your "
        "device."
    )
    eventually(lambda: phone.credentials == [], "the device to forget the passkey")


@pytest.mark.parametrize("language", ["vi", "en"])
def test_a_passkey_is_offered_once_after_a_sign_in_on_ones_own_phone(
    start_product: StartProduct, visit: Callable[[RunningProduct], Visitor]
) -> None:
    visitor = visit(start_product(PASSKEY_OFFER_AFTER_HOURS="0"))
    phone = Device(visitor)
    visitor.registered()
    asked = visitor.open("/sign-in", SignIn)
    expect(asked.button("Use a passkey")).to_be_visible()
    visitor.page.wait_for_load_state("networkidle")  # the page has asked for its challenge
    code = asked.with_password(visitor.person.citizen_number, PASSWORD)
    code.hand.write(code.field("Verification code"), visitor.new_code(sent=2))
    offer = code.press("Confirm", IsItYours)
    add = offer.answer("Yes, it is my own: set it up", AddPasskey)
    add.make().expect_told("The passkey was added. Next time you can sign in with it.")
    assert len(phone.credentials) == 1


@pytest.mark.parametrize("language", ["en"])
def test_no_passkey_is_offered_to_a_new_account(visitor: Visitor, phone: Device) -> None:
    visitor.registered()
    visitor.signed_in().sign_out(Home)
    assert phone.credentials == []


@pytest.mark.parametrize(("language", "java_script"), [("en", False)])
def test_without_javascript_everything_is_as_before(visitor: Visitor) -> None:
    visitor.registered()
    sign_in = visitor.open("/sign-in", SignIn)
    expect(sign_in.button("Use a passkey")).to_be_hidden()
    visitor.signed_in()
    visitor.open("/sign-in/passkey", PasskeySignIn).expect_told(
        "This needs a browser with JavaScript that knows passkeys, such as a recent Chrome, Safari, Edge or "
        "Firefox."
    )
