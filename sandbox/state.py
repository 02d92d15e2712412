"""The state of a running sandbox, all in memory: inboxes, SIMs, knobs, clock, access tokens, the computer."""

from threading import Lock

from flask import Flask, current_app

from sandbox.authority import Authority
from sandbox.carrier.access import CarrierAccess
from sandbox.carrier.numbers import Numbers
from sandbox.clock import SandboxClock
from sandbox.knobs import Knobs
from sandbox.mssp.transactions import Transactions
from sandbox.portals.facts import Proof
from sandbox.portals.visits import Visits
from sandbox.push.devices import PushDevices
from sandbox.settings import SandboxSettings
from sandbox.sms.inbox import Inboxes, Message
from sandbox.sms.receipts import Receipts
from sandbox.social_insurance.access import BusAccess
from sandbox.token_helper.computer import TokenComputer
from sandbox.token_helper.keys import keys_in


class Sandbox:
    """One running sandbox; safe to use from several threads."""

    def __init__(self, settings: SandboxSettings) -> None:
        self.settings = settings
        self.clock = SandboxClock(settings.clock)
        self.knobs = Knobs()
        self.inboxes = Inboxes()
        self.receipts = Receipts(settings, self.knobs)
        self.carrier_access = CarrierAccess(settings.carrier_clients, self.clock)
        self.numbers = Numbers(self.clock)
        self.bus_access = BusAccess(settings.bus_partner, self.clock)
        self.authority = Authority(
            address=f"{settings.own_url}/authority",
            clock=self.clock.real_now,
            folder=settings.authority_folder,
        )
        self.mssp = Transactions(self.clock.now)
        self.computer = TokenComputer(self.authority, keys_in(settings.token_folder))
        self.portal_proof = Proof(settings.portals_folder)
        self.portal_visits = Visits()
        self.push = PushDevices()
        self._lock = Lock()
        self._requests: set[str] = set()

    def inbox(self, phone_number: str) -> list[Message]:
        """Return the messages on *phone_number* (E.164) in the order of arrival, newest last."""
        return self.inboxes.of(phone_number)

    def remember_request(self, request_id: str) -> bool:
        """Record the id of an SMS request; False if the SMS gateway already has a request with this id."""
        with self._lock:
            new = request_id not in self._requests
            self._requests.add(request_id)
        return new

    def reset(self) -> None:
        """Return to the state at the start: empty inboxes, no faults, real time, no access tokens."""
        self.clock.reset()
        self.knobs.reset()
        self.inboxes.reset()
        self.carrier_access.reset()
        self.numbers.reset()
        self.bus_access.reset()
        self.mssp.reset()
        self.computer.reset()
        self.portal_visits.reset()
        self.push.reset()
        with self._lock:
            self._requests.clear()


def sandbox_of(app: Flask) -> Sandbox:
    """Return the state of the sandbox application *app*."""
    state = app.extensions["sandbox"]
    if not isinstance(state, Sandbox):
        raise TypeError("this application is no sandbox")
    return state


def sandbox() -> Sandbox:
    """Return the state of the sandbox that serves the present request."""
    return sandbox_of(current_app)
