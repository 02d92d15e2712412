"""A person who signs in at VNeID as the sandbox plays it, and the settings of a product in each form."""

from dataclasses import dataclass
from functools import cache
from pathlib import Path
from urllib.parse import urlsplit

from bs4 import Tag
from cryptography.hazmat.primitives.asymmetric import rsa
from cryptography.hazmat.primitives.serialization import (
    Encoding,
    NoEncryption,
    PrivateFormat,
    PublicFormat,
)
from flask import Flask

from tests.support.browser import ORIGIN, Page
from tests.support.citizens import PASSWORD, Citizen
from verifiers.vneid import Profile

HERE = "http://sandbox.test/vneid"
RETURN = "/vneid/return"


@cache
def our_key() -> rsa.RSAPrivateKey:
    """The product's key for the envelopes."""
    return rsa.generate_private_key(public_exponent=65_537, key_size=2_048)


def private_pem() -> bytes:
    return our_key().private_bytes(Encoding.PEM, PrivateFormat.PKCS8, NoEncryption())


def public_pem() -> bytes:
    return our_key().public_key().public_bytes(Encoding.PEM, PublicFormat.SubjectPublicKeyInfo)


def settings_of(form: Profile, key_file: Path | None = None) -> dict[str, object]:
    """The product's settings for one form of the sandbox's VNeID."""
    return {
        "vneid_profile": form,
        "vneid_authorization_url": f"{HERE}/{form}/auth",
        "vneid_token_url": f"{HERE}/{form}/token",
        "vneid_userinfo_url": f"{HERE}/{form}/userinfo",
        "vneid_client_id": "cuaso",
        "vneid_client_secret": "sandbox",
        "vneid_private_key_file": key_file,
    }


def signed_in_there(sandbox: Flask, address: str, number: str) -> str:
    """Open *address* at the sandbox, sign in with this citizen number; return the query that comes back."""
    parts = urlsplit(address)
    there = sandbox.test_client()
    page = there.get(f"{parts.path}?{parts.query}")
    assert page.status_code == 200, page.text
    path = parts.path.replace("/auth", f"/sign-in/{number}")
    answer = there.get(f"{path}?{parts.query}")
    place = urlsplit(answer.headers["Location"])
    assert f"{place.scheme}://{place.netloc}{place.path}" == f"{ORIGIN}{RETURN}"
    return place.query


@dataclass
class Traveller(Citizen):
    """A sandbox person who registers, signs in or proves with VNeID; *there* is the sandbox's application."""

    there: Flask

    def begin(self) -> Page:
        """Begin registering with VNeID."""
        self.browser.open("/register/citizen/vneid")
        return self.browser.send_any("Start", "Bắt đầu")

    def leave(self) -> str:
        """Consent, and return the address at VNeID that the browser is led to."""
        if self.browser.htmx:
            answer = self.browser.post_form(self.page.path, htmx=True, consent="y")
            return answer.headers["HX-Redirect"]
        self.browser.send(consent="y")
        return self.address

    @property
    def address(self) -> str:
        """The address behind the link of the page that is in front of the person."""
        link = self.page.soup.find("a", rel="external")
        assert isinstance(link, Tag), self.page.text
        return str(link["href"])

    def sign_in_there(self, address: str) -> str:
        """Sign in at VNeID; return the query with which it sends the browser back."""
        return signed_in_there(self.there, address, self.person.citizen_number)

    def come_back(self, query: str) -> Page:
        """Open the return address, and go on as script does at once, or as a person does with the button."""
        page = self.browser.open(f"{RETURN}?{query}")
        return self.browser.send() if page.soup.find("form", id="main-form") else page

    def travel(self) -> Page:
        """Leave for VNeID, sign in there and come back."""
        return self.come_back(self.sign_in_there(self.leave()))

    def give_phone(self) -> Page:
        """Confirm what VNeID told, with the phone."""
        return self.browser.send(phone_number=self.person.phone_number)

    def register_here(self) -> Page:
        """Walk to the end of a registration."""
        self.begin()
        self.travel()
        self.give_phone()
        self.enter_code()
        return self.choose_password(PASSWORD)

    def sign_in_here(self) -> Page:
        """Sign in with VNeID, to the screen after coming back."""
        self.browser.open("/sign-in")
        self.browser.press("VNeID")
        return self.come_back(self.sign_in_there(self.address))
