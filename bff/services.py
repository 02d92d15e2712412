"""The services of one running product, as views use them: stores, accounts, counterparts' clients, clock."""

from collections.abc import Callable, Mapping
from contextlib import suppress
from dataclasses import dataclass, fields, is_dataclass, replace
from datetime import UTC, datetime
from typing import Any, TypeVar

import gevent
import redis
from flask import current_app, g
from flask_socketio import SocketIO
from sqlalchemy import Engine

from accounts.account.records import AccountEvent
from accounts.account.store import Accounts
from accounts.appointments.store import Appointments
from accounts.disputes.store import Disputes
from accounts.grants.store import Grants
from accounts.help_cases import HelpCases
from accounts.links import Links
from accounts.outbox import Outbox
from accounts.passwords import Passwords
from accounts.portals.keys import SigningKeys
from accounts.portals.store import Portals
from accounts.push.keys import PushKeys
from accounts.push.queue import PushQueue
from accounts.push.subscriptions import Subscriptions
from accounts.requests.store import Requests
from accounts.second_factors.ceremonies import Ceremonies
from accounts.second_factors.passkeys import Passkeys
from accounts.second_factors.store import SecondFactors
from accounts.staff.notes import StaffNotes
from accounts.staff.passkeys import StaffPasskeys
from accounts.staff.records import StaffEvent
from accounts.staff.store import StaffRegister
from accounts.stops.store import Stops
from accounts.storage.ciphers import FieldCipher, LookupKey
from accounts.storage.database import Unavailable, make_engine
from accounts.storage.keeper import has_database, on_database
from accounts.ways_back import WaysBack
from bff.journeys.codec import Codec
from bff.rules.breached import SHIPPED, BreachedPasswords
from bff.rules.dispute_worth import dispute_worth
from bff.serving.beat import TooMuch
from bff.serving.log import log
from bff.settings.settings import Settings
from bff.stores.attempts import AttemptLimits
from bff.stores.client import connect
from bff.stores.counts import Counts
from bff.stores.desk import DeskSessions
from bff.stores.flows import FlowStore
from bff.stores.fresh import Challenges, FreshProofs
from bff.stores.open_requests import OpenRequests
from bff.stores.pollers import Pollers
from bff.stores.portals.records import PortalStore
from bff.stores.repeats import Repeats
from bff.stores.sessions import Ended, UnnotedEnds
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
        challenges: makes the challenges that passkeys sign.
        ceremonies: checks what passkeys sign.
        counts: counts by day the events that an operator must see.
        repeats: sums repeated events before they are written.
        unnoted: keeps ends of sessions while the database takes no writes.
        uses: counts by minute the uses of what costs more the more it is used.
        clock: returns the current time as an aware UTC datetime.
        beside: starts a function in the background; the response does not wait for it.
        at_the_beat: the same for work that no later response may show either (`bff.serving.beat`).
    """

    settings: Settings
    flows: FlowStore
    limits: AttemptLimits
    signed_in: SignedInStore
    fresh: FreshProofs
    challenges: Challenges
    ceremonies: Ceremonies
    accounts: Accounts
    links: Links
    help_cases: HelpCases
    staff: StaffRegister
    staff_notes: StaffNotes
    staff_passkeys: StaffPasskeys
    desk_sessions: DeskSessions
    appointments: Appointments
    disputes: Disputes
    stops: Stops
    ways_back: WaysBack
    outbox: Outbox
    requests: Requests
    second_factors: SecondFactors
    portals: Portals
    signing_keys: SigningKeys
    grants: Grants
    portal_store: PortalStore
    passkeys: Passkeys
    push_keys: PushKeys
    push_queue: PushQueue
    subscriptions: Subscriptions
    passwords: Passwords
    breached_passwords: BreachedPasswords
    lookup: LookupKey
    bell: SocketIO
    verifiers: Mapping[type[Any], Any]
    pollers: Pollers
    open_requests: OpenRequests
    counts: Counts
    repeats: Repeats
    unnoted: UnnotedEnds
    uses: Uses
    clock: Callable[[], datetime] = utc_now
    beside: Callable[..., Any] = gevent.spawn
    at_the_beat: Callable[..., Any] = gevent.spawn

    def digest_of(self, value: str) -> str:
        """Return the keyed digest under which limits count attempts with *value*, e.g. a phone number."""
        return self.lookup.digest("attempts", value)

    def note_repeatable(self, record_id: str, event: AccountEvent | StaffEvent, **codes: str) -> None:
        """Note an event that a stranger can repeat: the first one at once, those that follow as one sum."""
        if self.repeats.is_first(record_id, event.value, codes, now=self.clock()):
            self._note(record_id, event, codes)

    def note_end(self, ended: Ended) -> None:
        """Note that a session has ended in Redis, now or when the database takes writes again.

        A database that takes no writes keeps no person signed in: the caller ends the session first.
        """
        try:
            self._note_end(ended)
        except Unavailable as trouble:
            log.warning("busy", kind=type(trouble).__name__)
            self.unnoted.keep(ended)

    def note_waiting_ends(self) -> None:
        """Note the ends of sessions that wait for the database, until it takes none."""
        try:
            while (ended := self.unnoted.oldest()) is not None:
                self._note_end(ended)
                self.unnoted.done(ended)
        except Unavailable as trouble:
            log.warning("busy", kind=type(trouble).__name__)

    def _note_end(self, ended: Ended) -> None:
        self.subscriptions.forget_keys(ended.browsers)
        if ended.session_id:
            self.grants.end_sessions_now(ended.record, signed_in_id=ended.session_id)
        if ended.event:
            is_of_staff = ended.event in set(StaffEvent)
            self._note(
                ended.record, StaffEvent(ended.event) if is_of_staff else AccountEvent(ended.event), {}
            )

    def note_at_the_beat(self, record_id: str, event: AccountEvent | StaffEvent) -> None:
        """The same, where the time of the write must not show that there is a record.

        While too much waits for the beat, the note is lost, and not the answer: that would show it too.
        """
        with suppress(TooMuch):
            self.at_the_beat(self.note_repeatable, record_id, event)

    def write_sums(self) -> None:
        """Write the sums of repeated events whose window is over."""
        for summed in self.repeats.take_due(now=self.clock()):
            is_of_staff = summed.event in set(StaffEvent)
            event = StaffEvent(summed.event) if is_of_staff else AccountEvent(summed.event)
            self._note(summed.record, event, summed.to_codes())

    def _note(self, record_id: str, event: AccountEvent | StaffEvent, codes: Mapping[str, str]) -> None:
        if isinstance(event, StaffEvent):
            self.staff.note(record_id, event, **codes)
        else:
            self.accounts.note(record_id, event, **codes)


def connect_store(settings: Settings) -> redis.Redis:
    """Return the client for Redis. If all its connections are taken, a request waits a moment for one."""
    return connect(settings.redis_url, most=settings.redis_connections)


def put_together(
    settings: Settings,
    *,
    store: redis.Redis,
    verifiers: Mapping[type[Any], Any],
    bell: SocketIO,
    codec: Codec,
    clock: Callable[[], datetime],
    beside: Callable[..., Any],
    at_the_beat: Callable[..., Any],
    start_poller: Callable[..., Any],
) -> Services:
    """Build all services; the arguments are those of `bff.app.create_app`."""
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
        limits=AttemptLimits(store, clock),
        signed_in=SignedInStore(store, settings.session_idle_seconds, settings.session_total_seconds, clock),
        fresh=FreshProofs(store, settings.fresh_proof_seconds),
        challenges=Challenges(store, settings.passkey_challenge_seconds),
        ceremonies=Ceremonies(settings.public_origin),
        accounts=Accounts(engine, cipher=cipher, lookup=lookup, clock=clock),
        requests=Requests(engine, cipher=cipher, clock=clock),
        links=Links(engine, lookup=lookup, clock=clock),
        help_cases=HelpCases(engine, cipher=cipher, lookup=lookup, clock=clock),
        staff=StaffRegister(engine, cipher=cipher, clock=clock),
        staff_notes=StaffNotes(engine, cipher=cipher, clock=clock),
        staff_passkeys=StaffPasskeys(engine, cipher=cipher, lookup=lookup, clock=clock),
        desk_sessions=DeskSessions(
            store, settings.desk_session_idle_seconds, settings.desk_session_total_seconds, clock
        ),
        appointments=Appointments(engine, cipher=cipher, lookup=lookup, clock=clock),
        disputes=Disputes(engine, cipher=cipher, lookup=lookup, clock=clock, judge=dispute_worth),
        stops=Stops(engine, cipher=cipher, lookup=lookup, clock=clock),
        ways_back=WaysBack(engine, cipher=cipher, lookup=lookup, clock=clock),
        outbox=Outbox(engine, cipher=cipher, lookup=lookup, clock=clock),
        second_factors=SecondFactors(engine, cipher=cipher, lookup=lookup, clock=clock),
        portals=Portals(
            engine, cipher=cipher, lookup=lookup, clock=clock, keys_hosts=settings.portal_keys_hosts
        ),
        signing_keys=SigningKeys(engine, cipher=cipher, lookup=lookup, clock=clock),
        grants=Grants(engine, cipher=cipher, lookup=lookup, clock=clock),
        portal_store=PortalStore(store, cipher),
        passkeys=Passkeys(engine, cipher=cipher, lookup=lookup, clock=clock),
        push_keys=PushKeys(engine, cipher=cipher, lookup=lookup, clock=clock),
        push_queue=PushQueue(engine, cipher=cipher, lookup=lookup, clock=clock),
        subscriptions=Subscriptions(engine, cipher=cipher, lookup=lookup, clock=clock),
        passwords=Passwords(threads=settings.password_threads, queue=settings.password_queue),
        breached_passwords=BreachedPasswords(settings.breached_passwords_file or SHIPPED),
        lookup=lookup,
        bell=bell,
        verifiers=verifiers,
        pollers=Pollers(store, pause=gevent.sleep, beside=start_poller),
        open_requests=OpenRequests(store),
        counts=Counts(store, clock),
        repeats=Repeats(store),
        unnoted=UnnotedEnds(store),
        uses=Uses(store),
        clock=clock,
        beside=beside,
        at_the_beat=at_the_beat,
    )


def apart(parts: Services, *, store: redis.Redis, engine: Engine) -> Services:
    """Return services whose every store is on *store* and *engine*: they share no record with *parts*."""
    moved: dict[str, Any] = {}
    for field in fields(parts):
        part = getattr(parts, field.name)
        if has_database(part):
            moved[field.name] = on_database(part, engine)
        elif is_dataclass(part) and not isinstance(part, type) and hasattr(part, "client"):
            moved[field.name] = replace(part, client=store)
    return replace(parts, **moved)


def services() -> Services:
    """Return the services of the application that handles this request, or those of the gallery's look."""
    look: Services | None = g.get("services")
    found: Services = current_app.extensions["services"]
    return look or found


def verifier(kind: type[Verifier]) -> Verifier:
    """Return the client of one counterpart, by its type: ``verifier(Carrier)``."""
    found: Verifier = services().verifiers[kind]
    return found
