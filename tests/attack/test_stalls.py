"""What strangers can take of a slow counterpart and of the threads that hash passwords, and who waits for it.

A bound in seconds holds for a quiet machine; it is stretched by what the machine itself loses to other work.
"""

import threading
import time
from collections import Counter
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from dataclasses import dataclass, field
from itertools import count
from typing import cast

import pytest
from flask import Flask

from bff.journeys.purpose import Aim
from sandbox.people.table import CROWD, PEOPLE, SandboxPerson
from tests.attack.conftest import Say
from tests.support.browser import Browser, Page
from tests.support.citizens import PASSWORD, Citizen
from tests.support.live.wire import Answer, letter, send
from tests.support.live.world import LiveCrowd, LiveWorld, OverTheNetwork, cookies_of
from tests.unit.bff.limits.test_no_owner_is_locked_out import journey
from verifiers.places import STRANGERS_WAIT_SECONDS

#: How long a person may wait for what strangers do, on a quiet machine.
STALL_SECONDS = 1.0
#: How long the carrier takes for one question; to register, it is asked two.
SLOW_SECONDS = 3.0
CONNECTIONS, WRONG_PASSWORDS = 140, 40
STRANGERS_NETWORK, OWN_NETWORK = "198.51.100.7", "203.0.113.20"
OTHER_NAME = "Người Khác"
HONEST, INVENTED = CROWD[:2], CROWD[2:]


@pytest.fixture(scope="module")
def more_settings() -> dict[str, str]:
    # one proxy: a test says from which network a request comes. No count but those of places ends the flood.
    many = ("MATCHES_PER_PERSON", "SIGN_INS_PER_ACCOUNT_HOUR", "ONE_TIME_CODES_PER_HOUR")
    return {"TRUSTED_PROXIES": "1", "ONE_TIME_CODES_PER_DAY": "1000000"} | dict.fromkeys(many, "1000000")


@dataclass
class Flood:
    """How strangers were answered."""

    statuses: Counter[str] = field(default_factory=Counter)

    def __str__(self) -> str:
        return ", ".join(f"{count} × {status}" for status, count in sorted(self.statuses.items()))


@contextmanager
def flood(senders: int, act: Callable[[int], Answer]) -> Iterator[Flood]:
    """Act over so many connections at a time; each stranger has a new browser every time."""
    found, ends, lock, turns = Flood(), threading.Event(), threading.Lock(), count()

    def hammer() -> None:
        while not ends.is_set():
            with lock:
                number = next(turns)
            answer = act(number)
            with lock:
                found.statuses[f"{answer.status} {answer.path}".strip()] += 1

    with ThreadPoolExecutor(senders) as pool:
        works = [pool.submit(hammer) for _ in range(senders)]
        try:
            time.sleep(SLOW_SECONDS)
            yield found
        finally:
            ends.set()
        for work in works:
            work.result()


def from_network(world: LiveWorld, network: str) -> Browser:
    """A browser without history, in this network."""
    return Browser(cast(Flask, OverTheNetwork(world.netloc, network=network)))


def posted(world: LiveWorld, crowd: LiveCrowd, cookies: str, path: str, **fields: str) -> Answer:
    """Send a form from the strangers' network."""
    headers = {"X-Forwarded-For": STRANGERS_NETWORK}
    sent = {"csrf_token": crowd.token, **fields}
    form = letter(world.netloc, "POST", path, cookies=cookies, fields=sent, headers=headers)
    return send(world.netloc, form)


# ---------------------------------------------------------------- places at a slow carrier
def invented(world: LiveWorld, crowd: LiveCrowd) -> Callable[[int], Answer]:
    """Begin a registration in a new browser, and give details that the carrier refuses."""

    def act(number: int) -> Answer:
        begun = posted(world, crowd, cookies_of(crowd.browser()), "/register/citizen/mobile-subscriber")
        person = INVENTED[number % len(INVENTED)]
        details = Citizen(person, world.browser(), world.sandbox).details | {"full_name": OTHER_NAME}
        cookies = f"cuaso={begun.cookie()}"
        return posted(world, crowd, cookies, "/register/mobile-subscriber/details", **details)

    return act


@dataclass
class Registrant:
    """A person without an account who gives the details until the code screen comes."""

    world: LiveWorld
    person: SandboxPerson
    network: str
    #: How long each press took beyond the carrier's own time, and where it led.
    presses: list[tuple[float, str]] = field(default_factory=list)

    def register(self, *, most_presses: int = 12) -> bool:
        citizen = self.world.citizen(self.person)
        citizen.browser = from_network(self.world, self.network)
        citizen.start()
        for _ in range(most_presses):
            page = self._press(citizen.give_details, own=2 * SLOW_SECONDS)
            if page.path.endswith("/phone-first"):
                self._press(lambda: citizen.browser.send(phone_number=self.person.phone_number))
                while not citizen.codes:
                    time.sleep(0.1)
                self._press(lambda: citizen.enter_code(citizen.codes[-1]))
            elif page.path.endswith(("/code", "/password")):
                return True
            elif page.status == 503:
                time.sleep(1)
                citizen.browser.open("/register/mobile-subscriber/details")
        return False

    def _press(self, press: Callable[[], Page], own: float = 0.0) -> Page:
        began = time.monotonic()
        page = press()
        took = time.monotonic() - began
        asked = page.path.endswith(("/code", "/password"))
        self.presses.append((took - (own if asked else 0.0), f"{page.status} {page.path.rpartition('/')[2]}"))
        return page

    @property
    def stall(self) -> float:
        """The longest wait for one press, beyond the carrier's own time."""
        return max(seconds for seconds, _ in self.presses)

    def __str__(self) -> str:
        return "; ".join(f"{where} {seconds:.1f} s" for seconds, where in self.presses)


def owner_proves(world: LiveWorld, crowd: LiveCrowd) -> tuple[int, float]:
    """A signed-in owner asks the carrier; return the status and the wait beyond the carrier's own time."""
    account, one = world.account_of(), journey("mobile_subscriber_proof")
    begun = world.services.signed_in.begin(account.id, device="", generation=account.generation, means=())
    session = {"signed_in": begun.token}
    client = crowd.at(one, "details", aim=Aim.RAISE, session=session)
    owner = Citizen(PEOPLE[0], world.browser(), world.sandbox)
    answer = posted(world, crowd, cookies_of(client), f"{one.at}/details", **owner.details)
    return answer.status_code, answer.seconds - 2 * SLOW_SECONDS


def test_a_stranger_who_takes_the_places_to_a_slow_carrier_stalls_no_owner_and_no_registrant(
    world: LiveWorld, crowd: LiveCrowd, say: Say, stretch: float
) -> None:
    world.citizen().register()
    world.qa.turn("carrier", delay_seconds=SLOW_SECONDS)
    elsewhere = Registrant(world, HONEST[0], OWN_NETWORK)
    neighbour = Registrant(world, HONEST[1], STRANGERS_NETWORK)
    with flood(CONNECTIONS, invented(world, crowd)) as found, ThreadPoolExecutor(3) as pool:
        owner = pool.submit(owner_proves, world, crowd)
        people = [pool.submit(one.register) for one in (elsewhere, neighbour)]
        status, stall = owner.result()
        ends = [one.result() for one in people]
    say(
        f"places at a slow carrier: strangers {found}; the owner {status}, {stall:.1f} s; "
        f"machine × {stretch:.1f}"
    )
    say(f"  a registrant elsewhere: {elsewhere}")
    say(f"  a registrant in the strangers' network: {neighbour}")
    assert (status, ends) == (303, [True, True])
    assert not any(where.startswith("503") for one in (elsewhere, neighbour) for _, where in one.presses)
    assert stall < STALL_SECONDS * stretch
    assert max(elsewhere.stall, neighbour.stall) < (STALL_SECONDS + STRANGERS_WAIT_SECONDS) * stretch


# ---------------------------------------------------------------- wrong passwords
@pytest.mark.parametrize(
    ("network", "stalls"), [(OWN_NETWORK, 1), (STRANGERS_NETWORK, 2)], ids=["elsewhere", "neighbour"]
)
def test_wrong_passwords_stall_no_sign_in_from_an_unknown_browser(
    world: LiveWorld, crowd: LiveCrowd, say: Say, stretch: float, network: str, stalls: int
) -> None:
    owner = world.citizen()
    owner.register()
    number, took, ends = owner.person.citizen_number, list[float](), Counter[str]()

    def wrong(turn: int) -> Answer:
        fields = {
            "citizen_number": INVENTED[turn % len(INVENTED)].citizen_number,
            "password": f"Sai-mật-khẩu-{turn}",
        }
        return posted(world, crowd, cookies_of(crowd.browser()), "/sign-in", **fields)

    with flood(WRONG_PASSWORDS, wrong) as found:
        for _ in range(8):
            browser = from_network(world, network)
            browser.open("/sign-in")
            began = time.monotonic()
            page = browser.send(citizen_number=number, password=PASSWORD)
            took.append(time.monotonic() - began)
            ends[f"{page.status} {page.path}"] += 1
    say(
        f"wrong passwords: strangers {found}; sign-ins of an owner {dict(ends)}, "
        f"median {sorted(took)[4]:.2f} s, slowest {max(took):.2f} s; machine × {stretch:.1f}"
    )
    assert not any(end.startswith("503") for end in ends)
    assert max(took) < stalls * STALL_SECONDS * stretch
