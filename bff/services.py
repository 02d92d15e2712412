"""The services of one running product, as views use them: stores, accounts, counterparts' clients, clock."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any, TypeVar

import gevent
import redis
from flask import current_app
from flask_socketio import SocketIO

from accounts.account.store import Accounts
from accounts.appointments.store import Appointments
from accounts.disputes.store import Disputes
from accounts.help_cases import HelpCases
from accounts.links import Links
from accounts.passwords import Passwords
from accounts.requests.store import Requests
from accounts.second_factors.store import SecondFactors
from accounts.staff.notes import StaffNotes
from accounts.staff.store import StaffRegister
from accounts.storage.ciphers import FieldCipher, LookupKey
from accounts.storage.database import make_engine
from bff.journeys.codec import Codec
from bff.settings.settings import Settings
from bff.stores.attempts import AttemptLimits
from bff.stores.counts import Counts
from bff.stores.desk import DeskSessions
from bff.stores.flows import FlowStore
from bff.stores.open_requests import OpenRequests
from bff.stores.pollers import Pollers
from bff.stores.signed_in import SignedInStore
from bff.stores.uses import Uses

Verifier = TypeVar("Verifier")


def utc_now() -> datetime:
    """Return the current time as an aware UTC datetime."""
    return datetime.now(UTC)


@dataclass(frozen=True)
class Services:
    """The services of one running product.

    Attributes:
        verifiers: the client of each counterpart, by its type.
        pollers: run one poller for each flow with an open transaction at a counterpart.
        open_requests: allows one open request to a SIM for each phone.
        counts: counts by day the events that an operator must see.
        uses: counts by minute the uses of what costs more the more it is used.
        clock: returns the current time as an aware UTC datetime.
        beside: starts a function in the background; the response does not wait for it.
    """

    settings: Settings
    flows: FlowStore
    limits: AttemptLimits
    signed_in: SignedInStore
    accounts: Accounts
    links: Links
    help_cases: HelpCases
    staff: StaffRegister
    staff_notes: StaffNotes
    desk_sessions: DeskSessions
    appointments: Appointments
    disputes: Disputes
    requests: Requests
    second_factors: SecondFactors
    passwords: Passwords
    lookup: LookupKey
    bell: SocketIO
    verifiers: Mapping[type[Any], Any]
    pollers: Pollers
    open_requests: OpenRequests
    counts: Counts
    uses: Uses
    clock: Callable[[], datetime] = utc_now
    beside: Callable[..., Any] = gevent.spawn

    def digest_of(self, value: str) -> str:
        """Return the keyed digest under which limits count attempts with *value*, e.g. a phone number."""
        return self.lookup.digest("attempts", value)


def put_together(
    settings: Settings,
    *,
    verifiers: Mapping[type[Any], Any],
    bell: SocketIO,
    codec: Codec,
    clock: Callable[[], datetime],
    beside: Callable[..., Any],
    start_poller: Callable[..., Any],
) -> Services:
    """Build all services; the arguments are those of `bff.app.create_app`."""
    store = redis.Redis.from_url(
        settings.redis_url, socket_timeout=5, socket_connect_timeout=2, decode_responses=True
    )
    cipher, lookup = FieldCipher(settings.encryption_keys), LookupKey(settings.lookup_key)
    engine = make_engine(settings.database_url)
    return Services(
        settings=settings,
        flows=FlowStore(
            store,
            cipher,
            settings.registration_idle_seconds,
            settings.registration_total_seconds,
            codec=codec,
        ),
        limits=AttemptLimits(store),
        signed_in=SignedInStore(store, settings.session_idle_seconds, settings.session_total_seconds),
        accounts=Accounts(engine, cipher=cipher, lookup=lookup, clock=clock),
        requests=Requests(engine, cipher=cipher, clock=clock),
        links=Links(engine, lookup=lookup, clock=clock),
        help_cases=HelpCases(engine, cipher=cipher, lookup=lookup, clock=clock),
        staff=StaffRegister(engine, cipher=cipher, clock=clock),
        staff_notes=StaffNotes(engine, cipher=cipher, clock=clock),
        desk_sessions=DeskSessions(
            store, settings.desk_session_idle_seconds, settings.desk_session_total_seconds
        ),
        appointments=Appointments(engine, cipher=cipher, lookup=lookup, clock=clock),
        disputes=Disputes(engine, cipher=cipher, lookup=lookup, clock=clock),
        second_factors=SecondFactors(engine, cipher=cipher, lookup=lookup, clock=clock),
        passwords=Passwords(threads=settings.password_threads, queue=settings.password_queue),
        lookup=lookup,
        bell=bell,
        verifiers=verifiers,
        pollers=Pollers(store, pause=gevent.sleep, beside=start_poller),
        open_requests=OpenRequests(store),
        counts=Counts(store, clock),
        uses=Uses(store),
        clock=clock,
        beside=beside,
    )


def services() -> Services:
    """Return the services of the application that handles this request."""
    found: Services = current_app.extensions["services"]
    return found


def verifier(kind: type[Verifier]) -> Verifier:
    """Return the client of one counterpart, by its type: ``verifier(Carrier)``."""
    found: Verifier = services().verifiers[kind]
    return found
