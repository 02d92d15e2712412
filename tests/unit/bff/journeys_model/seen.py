"""What stands in the product's stores and on the phones at one moment."""

import sqlite3
from contextlib import closing
from dataclasses import dataclass, field

from accounts.account.records import Account
from bff.journeys.flow import Flow
from tests.unit.bff.conftest import World
from tests.unit.bff.journeys_model.people import PEOPLE

_ROWS = "SELECT id, generation, standing, level, password_hash, phone_digest, stopped_at FROM accounts"


@dataclass(frozen=True)
class Seen:
    """The stores and the phones at one moment.

    Attributes:
        sessions: the account and its generation, by the id of the session.
        messages: the texts on each phone, the oldest first.
        apps: the accounts with an app.
        disputes: how many there are.
    """

    accounts: dict[str, Account] = field(default_factory=dict)
    sessions: dict[str, tuple[str, int]] = field(default_factory=dict)
    flows: dict[str, Flow] = field(default_factory=dict)
    messages: dict[str, tuple[str, ...]] = field(default_factory=dict)
    apps: frozenset[str] = frozenset()
    disputes: int = 0

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
    """Looks into the stores of one world; an account whose row did not change is not read again."""

    def __init__(self, world: World) -> None:
        self.world = world
        self._rows: dict[tuple[object, ...], Account] = {}
        self._file = world.services.settings.database_url.removeprefix("sqlite:///")

    def look(self) -> Seen:
        with closing(sqlite3.connect(self._file)) as connection:
            rows = connection.execute(_ROWS).fetchall()
            apps = connection.execute("SELECT id FROM authenticator_apps").fetchall()
            (disputes,) = connection.execute("SELECT count(*) FROM disputes").fetchone()
        accounts = {row[0]: self._account(row) for row in rows}
        return Seen(
            accounts=accounts,
            sessions=self._sessions(accounts),
            flows=self._flows(),
            messages={one.phone_number: self._messages(one.phone_number) for one in PEOPLE},
            apps=frozenset(account_id for (account_id,) in apps),
            disputes=disputes,
        )

    def _account(self, row: tuple[str, ...]) -> Account:
        if row not in self._rows:
            account = self.world.services.accounts.get(row[0])
            assert account is not None
            self._rows[row] = account
        return self._rows[row]

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
