"""A product that tells devices, with the sandbox as the push service, and a person who asks for it."""

import json
from collections.abc import Callable
from dataclasses import dataclass

import pytest

from sandbox.push.devices import PushDevice
from tests.support.browser import Page
from tests.support.citizens import Citizen
from tests.unit.bff.conftest import World

HERE = "/account/news"
CONTACT, HOSTS = "mailto:operator@example.vn", ("http://sandbox.test",)


@pytest.fixture
def world(make_world: Callable[..., World]) -> World:
    """A world whose product tells devices."""
    return make_world(push_contact=CONTACT, push_hosts=HOSTS)


@dataclass
class Phone:
    """A person's phone: its browser, and the device under which the push service knows it."""

    citizen: Citizen
    device: PushDevice

    def ask(self, path: str = HERE) -> Page:
        """Press the button, as pwa/push.js does with what the browser said."""
        self.citizen.browser.open(path)
        token = self.citizen.browser.csrf_token
        said = json.dumps(self.device.subscription("http://sandbox.test"))
        return self.citizen.browser.post(path, csrf_token=token, subscription=said)

    @property
    def shown(self) -> list[dict[str, str]]:
        """What the phone showed, the newest last."""
        return [one.shown for one in self.device.received]


def phone_of(world: World, citizen: Citizen) -> Phone:
    return Phone(citizen, world.sandbox.push.make())


@pytest.fixture
def owner(world: World) -> Citizen:
    """A citizen with an account, signed in."""
    owner = world.citizen()
    owner.register()
    owner.sign_in()
    owner.enter_code()
    return owner


@pytest.fixture
def phone(world: World, owner: Citizen) -> Phone:
    """The owner's phone, which is told."""
    phone = phone_of(world, owner)
    assert "is told" in phone.ask().text
    return phone
