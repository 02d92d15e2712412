"""What stands in the product's stores and on the phones at one moment."""

import json
import sqlite3
from collections import Counter
from collections.abc import Callable
from contextlib import closing
from dataclasses import dataclass, field
from typing import TypeVar

from accounts.account.records import Account
from accounts.appointments.records import Appointment
from accounts.disputes.records import Dispute
from accounts.help_cases import HelpCase
from bff.journeys.flow import Flow
from tests.unit.bff.conftest import World
from tests.unit.bff.journeys_model.people import PEOPLE

_ROWS = "SELECT id, generation, standing, level, password_hash, phone_digest, stopped_at FROM accounts"
#: What changes of an office's records, by table.
_APPOINTMENTS = "SELECT id, state, compared_by, decided_by, facts IS NULL FROM appointments"
_HELP_CASES = "SELECT id, state, compared_by, approved_by, claim IS NULL FROM help_cases"
_DISPUTES = "SELECT id, state, version, decided_by FROM disputes"
_OPENED = "SELECT account_id FROM audit_entries WHERE event = 'staff_record_opened'"

Record = TypeVar("Record")


@dataclass(frozen=True)
class Helped:
    """A help case, and who approved it."""

    case: HelpCase
    approved_by: str | None


@dataclass(frozen=True)
class Seen:
    """The stores and the phones at one moment.

    Attributes:
        sessions: the account and its generation, by the id of the session.
        messages: the texts on each phone, the oldest first.
        apps: the accounts with an app.
        decided_by: the member of staff who decided a dispute, by its id.
        opened: how often staff opened each record, as the audit says.
        desk_sessions: the member of staff, by the id of the session.
    """

    accounts: dict[str, Account] = field(default_factory=dict)
    sessions: dict[str, tuple[str, int]] = field(default_factory=dict)
    flows: dict[str, Flow] = field(default_factory=dict)
    messages: dict[str, tuple[str, ...]] = field(default_factory=dict)
    apps: frozenset[str] = frozenset()
    disputes: dict[str, Dispute] = field(default_factory=dict)
    decided_by: dict[str, str | None] = field(default_factory=dict)
    appointments: dict[str, Appointment] = field(default_factory=dict)
    help_cases: dict[str, Helped] = field(default_factory=dict)
    opened: Counter[str] = field(default_factory=Counter)
    desk_sessions: dict[str, str] = field(default_factory=dict)

    def news_since(self, before: "Seen") -> list[tuple[str, str]]:
        """Return phone and text of the messages that came since *before*."""
        return [
            (phone, text)
            for phone, texts in self.messages.items()
            for text in texts[len(before.messages.get(phone, ())) :]
        ]

    def steps(self) -> dict[str, tuple[str, str]]:
        """Return where each flow stands."""
        return {flow.id: (flow.journey, flow.step) for flow in self.flows.values()}


class Looker:
    """Looks into the stores of one world; a record whose row did not change is not read again."""

    def __init__(self, world: World) -> None:
        self.world = world
        self._rows: dict[tuple[object, ...], object] = {}
        self._file = world.services.settings.database_url.removeprefix("sqlite:///")

    def look(self) -> Seen:
        with closing(sqlite3.connect(self._file)) as connection:
            rows = connection.execute(_ROWS).fetchall()
            apps = connection.execute("SELECT id FROM authenticator_apps").fetchall()
            appointments, cases, disputes, opened = (
                connection.execute(one).fetchall() for one in (_APPOINTMENTS, _HELP_CASES, _DISPUTES, _OPENED)
            )
        services = self.world.services
        accounts = {row[0]: self._read("account", row, services.accounts.get) for row in rows}
        return Seen(
            accounts=accounts,
            sessions=self._sessions(accounts),
            flows=self._flows(),
            messages={one.phone_number: self._messages(one.phone_number) for one in PEOPLE},
            apps=frozenset(account_id for (account_id,) in apps),
            disputes={row[0]: self._read("dispute", row, services.disputes.get) for row in disputes},
            decided_by={row[0]: row[3] for row in disputes},
            appointments={
                row[0]: self._read("appointment", row, services.appointments.get) for row in appointments
            },
            help_cases={
                row[0]: Helped(self._read("help", row, services.help_cases.get), row[3]) for row in cases
            },
            opened=Counter(record for (record,) in opened),
            desk_sessions=self._desk_sessions(),
        )

    def _read(self, kind: str, row: tuple[str, ...], get: Callable[[str], Record | None]) -> Record:
        if (kind, *row) not in self._rows:
            self._rows[kind, *row] = get(row[0])
        found: Record | None = self._rows[kind, *row]  # type: ignore[assignment]  # of this kind
        assert found is not None
        return found

    def _desk_sessions(self) -> dict[str, str]:
        client = self.world.services.flows.client
        keys = [str(key) for key in client.keys("desk_session:*")]
        held = [(key, client.get(key)) for key in keys]
        return {
            key.partition("{")[2].rstrip("}"): str(json.loads(str(text))[0]) for key, text in held if text
        }

    def _sessions(self, accounts: dict[str, Account]) -> dict[str, tuple[str, int]]:
        return {
            one.id: (account_id, one.generation)
            for account_id in accounts
            for one in self.world.services.signed_in.of_account(account_id)
        }

    def _flows(self) -> dict[str, Flow]:
        flows = self.world.services.flows
        found = [str(key)[len("registration:{") : -1] for key in flows.client.keys("registration:*")]
        loaded = [flow for one in found if (flow := flows.load(one, touch=False))]
        return {flow.id: flow for flow in loaded}

    def _messages(self, phone_number: str) -> tuple[str, ...]:
        return tuple(message.text for message in self.world.sandbox.inbox(phone_number))
