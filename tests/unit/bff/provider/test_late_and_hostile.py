"""What comes late or from a clock that goes wrong, and portals that do not take the end of a session."""

from collections import Counter
from collections.abc import Callable, Iterator
from dataclasses import replace
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from threading import Event, Thread

import httpx2
import pytest
import redis
from flask import Flask
from sqlalchemy import text

from accounts.account.records import Account, NewAccount
from accounts.grants.logouts import MOST_OF_A_PORTAL
from accounts.grants.store import MOST_SESSIONS
from accounts.portals.records import PortalEvent
from accounts.storage.database import make_engine, reading
from bff.app import create_app
from bff.services import Services
from bff.settings.settings import Settings
from bff.stores.portals.records import TOKEN_SECONDS
from bff.views.provider.backchannel import LOGOUT_TOKEN_SECONDS, logout_token, work_off, work_off_all
from bff.views.provider.protocol.profile import ID_TOKEN_SECONDS
from identity.subject import Subject
from sandbox.people.table import PEOPLE
from tests.support.browser import Browser
from tests.support.citizens import Citizen
from tests.support.relying_party import RelyingParty
from tests.unit.bff.conftest import Clock, World, at_once_beside
from tests.unit.bff.provider.test_bound_tokens import code_of, error_of


@pytest.fixture
def tab(world: World, portal: RelyingParty, lan: Citizen) -> Browser:
    """A browser in which Lan is signed in."""
    lan.browser = Browser(world.app)
    lan.sign_in()
    lan.enter_code()
    return lan.browser


def let_pass(client: redis.Redis, seconds: int, keys: str = "portal_*") -> None:
    """Let time pass for what Redis keeps of portals: each record has less time left."""
    for key in list(client.scan_iter(keys)):
        left = int(client.pttl(key)) - seconds * 1_000
        assert left > -1_000_000
        if left > 0:
            client.pexpire(key, left)
        else:
            client.delete(key)


# ---------------------------------------------------------------- codes
@pytest.mark.parametrize("seconds", [1, 30, 59, 61, 120, TOKEN_SECONDS - 5])
def test_a_code_that_is_used_again_later_ends_the_token_of_the_first_use(
    world: World, portal: RelyingParty, tab: Browser, seconds: int
) -> None:
    code = code_of(portal, tab)
    token = portal.redeem(code).get_json()["access_token"]
    let_pass(world.services.portal_store.client, seconds)
    assert portal.userinfo(token).status_code == 200
    assert error_of(portal.redeem(code)) == (400, "invalid_grant")
    assert error_of(portal.userinfo(token)) == (401, "invalid_token")


@pytest.mark.parametrize("is_known", [True, False], ids=["of a session that is known", "of a new session"])
def test_a_code_is_worth_nothing_after_its_consent_was_withdrawn(
    world: World, portal: RelyingParty, tab: Browser, is_known: object
) -> None:
    code = code_of(portal, tab)
    if is_known:
        assert portal.redeem(code).status_code == 200
        code = code_of(portal, tab)
    tab.open("/account/data/portals")
    tab.press("End it for Trial portal")
    assert error_of(portal.redeem(code)) == (400, "invalid_grant")
    with reading(make_engine(world.services.settings.database_url)) as session:
        assert session.scalars(text("SELECT sid FROM portal_sessions")).all() == []


def test_a_code_is_worth_nothing_after_a_minute(world: World, portal: RelyingParty, tab: Browser) -> None:
    code = code_of(portal, tab)
    let_pass(world.services.portal_store.client, 61)
    assert error_of(portal.redeem(code)) == (400, "invalid_grant")


def test_a_token_ends_after_five_minutes(world: World, portal: RelyingParty, tab: Browser) -> None:
    token = portal.redeem(code_of(portal, tab)).get_json()["access_token"]
    let_pass(world.services.portal_store.client, TOKEN_SECONDS + 1)
    assert error_of(portal.userinfo(token)) == (401, "invalid_token")


# ---------------------------------------------------------------- assertions and clocks
#: What the claims of an assertion are, in seconds from now.
REFUSED = {
    "ends in more than an hour": {"exp": 3_700},
    "ends in a day": {"exp": 86_400},
    "ends in a thousand years": {"exp": 31_536_000_000},
    "ended": {"exp": -31, "iat": -91},
    "of a clock 5 minutes behind": {"iat": -300, "exp": -240},
    "of a clock 5 minutes ahead": {"iat": 300, "exp": 360},
    "of a clock 5 minutes ahead that says from when": {"iat": 300, "nbf": 300, "exp": 360},
    "not yet good": {"nbf": 300, "exp": 360},
}
TAKEN = {
    "ends in an hour": {"exp": 3_590},
    "of a clock 20 seconds behind": {"iat": -80, "exp": -20},
    "of a clock 20 seconds ahead": {"iat": 20, "nbf": 20, "exp": 80},
    "made 5 minutes ago": {"iat": -300, "exp": 60},
}


@pytest.mark.parametrize("claims", REFUSED.values(), ids=REFUSED)
def test_an_assertion_out_of_its_time_proves_nothing(portal: RelyingParty, claims: dict[str, int]) -> None:
    assert error_of(portal.pushed(client_assertion=at(portal, claims)))[1] == "invalid_client"


@pytest.mark.parametrize("claims", TAKEN.values(), ids=TAKEN)
def test_an_assertion_in_its_time_proves_the_portal(portal: RelyingParty, claims: dict[str, int]) -> None:
    assert portal.pushed(client_assertion=at(portal, claims)).status_code == 201


@pytest.mark.parametrize("days", [-400, 400])
def test_an_assertion_counts_by_the_products_clock(clock: Clock, portal: RelyingParty, days: int) -> None:
    before = portal.assertion()
    clock.move(days=days)
    assert error_of(portal.pushed(client_assertion=before))[1] == "invalid_client"
    again = portal.assertion()
    assert portal.pushed(client_assertion=again).status_code == 201
    assert error_of(portal.pushed(client_assertion=again))[1] == "invalid_client"  # its id counts once


@pytest.mark.parametrize("days", [-400, 400])
def test_what_is_signed_for_a_portal_has_the_time_of_the_products_clock(
    world: World, portal: RelyingParty, tab: Browser, clock: Clock, days: int
) -> None:
    code = code_of(portal, tab)
    clock.move(days=days)
    _header, told = portal.read(portal.redeem(code).get_json()["id_token"])
    assert (told["iat"], told["exp"]) == (int(portal.now), int(portal.now) + ID_TOKEN_SECONDS)
    with world.app.test_request_context():
        known = world.services.portals.find(portal.id)
        assert known is not None
        message = logout_token(known, "account", "sid")
    _header, ended = portal.read(message)
    assert (ended["iat"], ended["exp"]) == (int(portal.now), int(portal.now) + LOGOUT_TOKEN_SECONDS)


@pytest.mark.parametrize("exp", [None, "soon", True, [1], 1e300], ids=str)
def test_an_assertion_without_an_end_proves_nothing(portal: RelyingParty, exp: object) -> None:
    assert error_of(portal.pushed(client_assertion=portal.assertion(exp=exp)))[1] == "invalid_client"


def at(portal: RelyingParty, claims: dict[str, int]) -> str:
    now = int(portal.now)
    return portal.assertion(**{name: now + seconds for name, seconds in claims.items()})


# ---------------------------------------------------------------- the queue of ended sessions
class Portals(ThreadingHTTPServer):
    """Portals on this machine: the path says how each answers."""

    daemon_threads = True

    def __init__(self) -> None:
        super().__init__(("127.0.0.1", 0), _Handler)
        self.asked: Counter[str] = Counter()
        self.is_over = Event()
        self.is_mended = False

    def handle_error(self, *_arguments: object) -> None:
        """Say nothing: who hangs is left alone."""


class _Handler(BaseHTTPRequestHandler):
    server: Portals

    def do_POST(self) -> None:
        self.rfile.read(int(self.headers.get("Content-Length") or 0))
        kind = self.path.strip("/")
        self.server.asked[kind] += 1
        if kind == "hangs":
            self.server.is_over.wait()
        status = {"redirects": 302, "broken": 500, "busy": 503, "refuses": 400}.get(kind, 200)
        self.send_response(500 if kind == "recovers" and not self.server.is_mended else status)
        if kind == "redirects":
            self.send_header("Location", f"http://127.0.0.1:{self.server.server_port}/elsewhere")
        self.send_header("Content-Length", "0")
        self.end_headers()

    def do_GET(self) -> None:
        self.do_POST()

    def log_message(self, *_arguments: object) -> None:
        """Say nothing."""


@pytest.fixture
def portals(loopback: None) -> Iterator[Portals]:
    """Portals that listen."""
    with Portals() as server:
        thread = Thread(target=server.serve_forever, daemon=True)
        thread.start()
        try:
            yield server
        finally:
            server.is_over.set()
            server.shutdown()
            thread.join()


@pytest.fixture
def product(settings: Settings, clock: Clock) -> Iterator[Flask]:
    """A product that asks real servers, and waits for them for a moment only."""
    made = create_app(
        replace(settings, portal_timeout_seconds=0.3),
        client=httpx2.Client(trust_env=False),
        clock=clock,
        beside=at_once_beside,
        at_the_beat=at_once_beside,
        start_poller=at_once_beside,
    )
    yield made
    made.extensions["services"].accounts.close()


def end_sessions_at(product: Flask, portals: Portals, kinds: list[str], *, times: int = 1) -> None:
    """Let a person sign in at a portal of each kind, so many times, and freeze the account."""
    services: Services = product.extensions["services"]
    person = PEOPLE[0]
    account = services.accounts.open(
        NewAccount(
            subject=Subject.CITIZEN,
            full_name=person.full_name,
            birth_date=person.birth_date,
            sex=person.sex,
            citizen_number=person.citizen_number,
            phone_number=person.phone_number,
            email=None,
            address=None,
            method="mobile_subscriber",
            level=2,
            password_hash="none",
            registered_at=services.clock(),
            language="en",
        )
    )
    assert isinstance(account, Account)
    for kind in kinds:
        address = f"http://127.0.0.1:{portals.server_port}/{kind}"
        RelyingParty(product, kind, {"backchannel_logout_uri": address})
        for n in range(times):
            services.grants.open_session(
                account_id=account.id,
                portal_id=kind,
                signed_in_id="one",
                sid=f"sid-{kind}-{n}",
                generation=account.generation,
            )
    services.accounts.freeze(account.id, by="hotline", reason="phone_stolen")


def an_hour(product: Flask, clock: Clock, each: Callable[[int], object] = id) -> None:
    for minute in range(61):
        each(minute)
        work_off(product)
        clock.move(minutes=1)


def events_of(product: Flask, portal_id: str) -> list[str]:
    """Return the events that the audit has under a portal's id."""
    engine = make_engine(product.extensions["services"].settings.database_url)
    told = text("SELECT event FROM audit_entries WHERE account_id = :id")
    with reading(engine) as session:
        found = [str(one) for one in session.scalars(told, {"id": portal_id})]
    engine.dispose()
    return found


HOSTILE = ["hangs", "redirects", "broken", "busy"]


def test_a_portal_that_does_not_take_it_for_an_hour_is_told_three_times_and_holds_up_no_other(
    product: Flask, portals: Portals, clock: Clock
) -> None:
    end_sessions_at(product, portals, [*HOSTILE, "good"])
    work_off(product)
    assert portals.asked["good"] == 1
    an_hour(product, clock)
    assert portals.asked == {**dict.fromkeys(HOSTILE, 3), "good": 1}
    assert product.extensions["services"].grants.due_logouts(20) == []
    for kind in HOSTILE:
        assert PortalEvent.LOGOUT_GIVEN_UP in events_of(product, kind)
    assert PortalEvent.LOGOUT_GIVEN_UP not in events_of(product, "good")


def test_a_portal_that_hangs_takes_a_few_places_of_a_round(product: Flask, portals: Portals) -> None:
    end_sessions_at(product, portals, ["hangs", "good"], times=MOST_SESSIONS)
    work_off(product)
    assert portals.asked == {"hangs": MOST_OF_A_PORTAL, "good": MOST_OF_A_PORTAL}


def test_a_portal_with_many_ends_is_told_all_without_a_pause(product: Flask, portals: Portals) -> None:
    end_sessions_at(product, portals, ["good"], times=MOST_SESSIONS)
    work_off_all(product)
    assert portals.asked == {"good": MOST_SESSIONS}


def test_a_portal_that_recovers_in_time_is_told(product: Flask, portals: Portals, clock: Clock) -> None:
    end_sessions_at(product, portals, ["recovers"])

    def mend(minute: int) -> None:
        portals.is_mended = minute >= 5

    an_hour(product, clock, mend)
    assert portals.asked == {"recovers": 3}
    assert product.extensions["services"].grants.due_logouts(20) == []


def test_a_portal_that_refuses_the_message_is_not_told_again(
    product: Flask, portals: Portals, clock: Clock
) -> None:
    end_sessions_at(product, portals, ["refuses"])
    an_hour(product, clock)
    assert portals.asked == {"refuses": 1}


def test_a_stranger_can_not_have_the_end_of_a_session_given_up_by_taking_our_connections(
    settings: Settings, portals: Portals, clock: Clock
) -> None:
    told: list[httpx2.Request] = []

    def answer(request: httpx2.Request) -> httpx2.Response:
        told.append(request)
        if len(told) <= 10:
            raise httpx2.PoolTimeout("all connections are taken")
        return httpx2.Response(200)

    app = create_app(settings, client=httpx2.Client(transport=httpx2.MockTransport(answer)), clock=clock)
    end_sessions_at(app, portals, ["crowded"])
    an_hour(app, clock)
    assert len(told) == 11
    assert app.extensions["services"].grants.due_logouts(20) == []
    assert PortalEvent.LOGOUT_GIVEN_UP not in events_of(app, "crowded")
    app.extensions["services"].accounts.close()
