"""A GET changes nothing: every address, with every kind of session, compared in the database and in Redis.

`ALLOWED_KEYS` and `ALLOWED_EVENTS` are the whole list of what a GET may change. The times to live of records,
and when a session was last seen, are not compared.
"""

import json
import re
import sqlite3
from collections.abc import Iterator
from contextlib import closing
from datetime import timedelta
from typing import Any

import pytest
from flask.testing import FlaskClient

from accounts.account.records import AccountEvent
from accounts.links import LinkKind
from accounts.staff.records import Role, StaffEvent
from bff.journeys.journey import Journey
from bff.journeys.purpose import Aim, Purpose
from bff.methods.gallery_states import GALLERY_PERSON, GALLERY_PHONE
from bff.registry import METHODS, gallery_of, journeys
from bff.web.walking import begin
from identity.subject import Subject
from tests.support.browser import ORIGIN
from tests.support.citizens import Citizen
from tests.unit.bff.conftest import World

#: Keys in Redis that a GET may make or change, by their first part, and why.
ALLOWED_KEYS = {
    "somebody": "who waits for an answer from the phone",
    "repeats": "how often the events below happened within the hour",
    "repeats_due": "the hours that are counted",
    "health": "the one constant key that the probe writes, to see whether the store takes writes",
    "asking": "the lease of the poller that asks for them",
}
#: Events that a GET may add to the audit trail: what exists was shown to a person.
ALLOWED_EVENTS = {AccountEvent.EXISTENCE_TOLD, StaffEvent.RECORD_OPENED}
#: Addresses that only a trial has, and the one that a gateway calls with GET, with a proof of its own.
OTHER_RULES = {"gallery", "callbacks"}
_TEN_DAYS = timedelta(days=10)
JOURNEYS = list(journeys())
PROVING = [
    one
    for one in JOURNEYS
    if one.purpose is Purpose.PROVE and "proven" in [step.name for step in one.all_steps]
]


def snapshot(world: World) -> dict[str, object]:
    """Return everything in the database and in Redis, without what the allow-list names."""
    found: dict[str, object] = {}
    file = world.services.settings.database_url.removeprefix("sqlite:///")
    with closing(sqlite3.connect(file)) as connection:
        tables = [name for (name,) in connection.execute("SELECT name FROM sqlite_master WHERE type='table'")]
        for table in tables:
            if table in {"audit_head", "probes"}:
                continue  # the one follows from the entries, the other has one row that a probe writes
            found[table] = [row for row in _rows(connection, table) if not _is_allowed(row)]
    client = world.services.flows.client
    for key in client.scan_iter("*"):
        if str(key).partition(":")[0] not in ALLOWED_KEYS:
            found[str(key)] = _value(client, str(key))
    return found


def _rows(connection: sqlite3.Connection, table: str) -> list[tuple[object, ...]]:
    return list(connection.execute(f"SELECT * FROM {table}"))  # noqa: S608 - a name from sqlite_master


def _is_allowed(row: tuple[object, ...]) -> bool:
    return any(cell in ALLOWED_EVENTS for cell in row if isinstance(cell, str))


def _value(client: Any, key: str) -> object:
    match client.type(key):
        case "string" if key.startswith("signed_in:"):
            account_id, device, began, _last_seen, *others = json.loads(client.get(key))
            return account_id, device, began, others
        case "string" if key.startswith("desk"):
            return json.loads(client.get(key))[:-1]  # the last fact is when the session was last seen
        case "string":
            return client.get(key)
        case "hash":
            return client.hgetall(key)
        case "set":
            return client.smembers(key)
        case kind:
            return kind, client.zrange(key, 0, -1, withscores=True)


def addresses(world: World, endpoints: str = "") -> Iterator[str]:
    """Yield every address that answers a GET, with values that exist for its variable parts."""
    values = {
        "token": world.services.links.issue(LinkKind.NOT_ME, _account_id(world), _TEN_DAYS),
        "reference": "K7M-2PX-9RT",
        "code": "7K3M9PQR",
        "aim": "reset",
        "why": "no_account",
        "subject": "citizen",
        "language": "vi",
        "slug": "mobile-subscriber",
        "name": "counters",
        "filename": "nothing.js",
    }
    adapter = world.app.url_map.bind("localhost:8000")
    for rule in world.app.url_map.iter_rules():
        if "GET" not in (rule.methods or ()) or rule.endpoint.partition(".")[0] in OTHER_RULES:
            continue
        if re.match(endpoints, rule.endpoint):
            yield adapter.build(rule.endpoint, {name: values.get(name, "x") for name in rule.arguments})


class Writes:
    """Tells whether either store was written to at all: reading both whole after each GET takes long."""

    def __init__(self, world: World) -> None:
        file = world.services.settings.database_url.removeprefix("sqlite:///")
        self._connection = sqlite3.connect(file)
        self._client = world.services.flows.client

    def counted(self) -> tuple[int, int]:
        """Return two numbers: of the commits of other connections, and of the writes of Redis.

        The second counts every change of a key, so also one that writes what stood there.
        """
        ((version,),) = self._connection.execute("PRAGMA data_version")
        return int(version), int(self._client.info("persistence")["rdb_changes_since_last_save"])

    def close(self) -> None:
        self._connection.close()


def _account_id(world: World) -> str:
    return next(iter(world.services.accounts.with_phone(_registered(world).person.phone_number)))


def _registered(world: World) -> Citizen:
    citizen = world.citizen()
    if not world.services.accounts.with_phone(citizen.person.phone_number):
        citizen.register()
    return citizen


def get_all(world: World, client: FlaskClient, endpoints: str = "") -> None:
    """Open every address, and follow where it leads; the stores must be the same before and after."""
    world.services.signing_keys.published()  # the first keys are made once, by the first that asks
    opened = list(addresses(world, endpoints))
    before = snapshot(world)
    with closing(Writes(world)) as writes:
        written = writes.counted()
        for address in opened:
            client.get(address, base_url=ORIGIN, follow_redirects=True)
            if writes.counted() != written:
                assert snapshot(world) == before, address
                written = writes.counted()
    assert snapshot(world) == before


@pytest.mark.parametrize("journey", JOURNEYS, ids=lambda journey: journey.key)
def test_a_get_changes_nothing_wherever_a_flow_stands(world: World, journey: Journey) -> None:
    account_id = _account_id(world)
    for step in journey.all_steps:
        _get_all_at(world, journey, step.name, account_id)
        if journey.purpose is Purpose.PROVE and step.name == "proven":
            for aim in Aim:  # every other address of the journey leads to this one
                _get_all_at(world, journey, step.name, account_id, aim=aim, endpoints=r"proven$")


@pytest.mark.attack
@pytest.mark.parametrize("aim", Aim)
@pytest.mark.parametrize("journey", PROVING, ids=lambda journey: journey.key)
def test_a_get_of_any_address_changes_nothing_after_a_proof(world: World, journey: Journey, aim: Aim) -> None:
    _get_all_at(world, journey, "proven", _account_id(world), aim=aim)


def _get_all_at(
    world: World,
    journey: Journey,
    step: str,
    account_id: str,
    *,
    aim: Aim = Aim.RESET,
    endpoints: str = "",
) -> None:
    client = world.app.test_client()
    with world.app.test_request_context(base_url=ORIGIN):
        flow = begin(journey, Subject.CITIZEN, at=step, **_facts(journey, step, account_id) | {"aim": aim})
    with client.session_transaction(base_url=ORIGIN) as session:
        session[journey.purpose] = flow.id
    get_all(world, client, rf"{journey.key}\.{endpoints}")


def _facts(journey: Journey, step: str, account_id: str) -> dict[str, object]:
    """Return facts for a flow at *step*: those of the gallery, and a person who has an account."""
    shown = [one for one in gallery_of(iter(METHODS)) if one.journey is journey]
    here = [one for one in shown if one.step == step] or shown
    facts = dict(here[0].facts()) if here else {}
    person = {"identity": GALLERY_PERSON, "phone_number": GALLERY_PHONE, "account_id": account_id}
    return person | facts | {"account_id": account_id, "generation": 0}


def test_a_get_of_a_visitor_changes_nothing(world: World) -> None:
    get_all(world, world.app.test_client())


def test_a_get_of_a_signed_in_person_changes_nothing(world: World) -> None:
    client = world.app.test_client()
    account_id = _account_id(world)
    with client.session_transaction(base_url=ORIGIN) as session:
        session["signed_in"] = world.services.signed_in.begin(account_id, device="Chrome · Android").token
    get_all(world, client)


@pytest.mark.parametrize("role", Role)
def test_a_get_at_the_desk_changes_nothing(world: World, role: Role) -> None:
    client = world.app.test_client()
    staff = world.services.staff.add(f"test.{role.replace('_', '-')}", frozenset({role}), by="test")
    assert staff is not None
    begun = world.services.desk_sessions.begin(staff.id, staff.generation)
    client.set_cookie("cuaso-desk", begun.token, domain="localhost")
    get_all(world, client)


@pytest.mark.parametrize("standing", ["frozen", "closed"])
def test_a_get_with_the_session_of_an_account_that_is_no_longer_active_changes_nothing(
    world: World, standing: str
) -> None:
    account_id = _account_id(world)
    client = world.app.test_client()
    with client.session_transaction(base_url=ORIGIN) as session:
        session["signed_in"] = world.services.signed_in.begin(account_id, device="Chrome · Android").token
    file = world.services.settings.database_url.removeprefix("sqlite:///")
    with closing(sqlite3.connect(file)) as connection, connection:
        connection.execute("UPDATE accounts SET standing = ? WHERE id = ?", (standing, account_id))
    get_all(world, client)
