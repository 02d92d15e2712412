"""Whatever ends the sessions of an account here ends those at portals, in the same transaction."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import timedelta

import pytest
from sqlalchemy import Engine, text

from accounts.account.records import Account, NewAccount
from accounts.account.store import Accounts
from accounts.account.ways_in import Change, ChangedSince
from accounts.grants.store import Grants
from accounts.portals.store import Portals
from accounts.requests.keeping import carry_out
from accounts.requests.store import Requests
from accounts.second_factors.store import SecondFactors
from accounts.stops.store import Stops
from accounts.storage.ciphers import FieldCipher, LookupKey
from accounts.storage.database import reading
from tests.unit.accounts.people import KEY, LOOKUP_KEY, NOW, close, person
from tests.unit.accounts.portals.facts import new_portal

KEYS = {"cipher": FieldCipher([KEY]), "lookup": LookupKey(LOOKUP_KEY), "clock": lambda: NOW}


@dataclass(frozen=True)
class Stores:
    """The stores of one database, and one account in it that is signed in to a portal."""

    engine: Engine
    accounts: Accounts
    grants: Grants
    account: Account

    def sids(self, table: str) -> list[str]:
        with reading(self.engine) as session:
            return sorted(session.scalars(text(f"SELECT sid FROM {table}")))  # noqa: S608  # a test's table

    @property
    def factors(self) -> SecondFactors:
        return SecondFactors(self.engine, **KEYS)  # type: ignore[arg-type]  # the keys of these tests

    @property
    def requests(self) -> Requests:
        return Requests(self.engine, cipher=FieldCipher([KEY]), clock=lambda: NOW)

    def delete(self) -> None:
        self.requests.ask_deletion(self.account.id, wait=timedelta(), within=timedelta(days=20))
        assert len(list(carry_out(self.engine, clock=lambda: NOW))) == 1


@pytest.fixture
def stores(engine: Engine, accounts: Accounts, opened: Callable[[NewAccount], Account]) -> Stores:
    Portals(engine, **KEYS).add(new_portal())  # type: ignore[arg-type]  # the keys of these tests
    grants = Grants(engine, **KEYS)  # type: ignore[arg-type]  # the keys of these tests
    account = opened(person())
    other = opened(
        person(citizen_number="000190000002", old_identity_number=None, phone_number="+84900000002")
    )
    for one, sid in ((account, "one"), (account, "two"), (other, "of-another")):
        grants.open_session(account_id=one.id, portal_id="dich-vu-cong", signed_in_id=sid, sid=sid)
    return Stores(engine, accounts, grants, account)


def change_phone(stores: Stores) -> None:
    stores.accounts.change_phone(
        stores.account.id, "+84900000009", method="sim_signature", generation=0, proved_by="signature"
    )


#: Every act that ends the sessions here, by what the person or a stranger's victim would call it.
ACTS: dict[str, Callable[[Stores], object]] = {
    "freeze": lambda stores: stores.accounts.freeze(stores.account.id),
    "stop": lambda stores: Stops(stores.engine, **KEYS).stop(stores.account.id),  # type: ignore[arg-type]
    "close": lambda stores: close(stores.engine, stores.account.id),
    "delete": Stores.delete,
    "lose the phone": lambda stores: stores.accounts.lose_phone(stores.account.phone_number),
    "change the phone": change_phone,
    "change the e-mail": lambda stores: stores.requests.correct_email(stores.account.id, None, generation=0),
    "turn the app on": lambda stores: stores.factors.turn_on(
        stores.account.id, secret="A" * 32, step=1, generation=0
    ),
    "turn the app off": lambda stores: stores.factors.turn_off(stores.account.id, generation=0),
    "renew the codes": lambda stores: stores.factors.renew_recovery_codes(stores.account.id, generation=0),
    **{
        change.value: lambda stores, change=change: stores.accounts.change_password(  # type: ignore[misc]
            stores.account.id, "$argon2id$new", change, generation=0
        )
        for change in (Change.FIRST_PASSWORD, Change.NEW_PASSWORD, Change.RESET_PASSWORD)
    },
}


@pytest.mark.parametrize("act", ACTS)
def test_a_stranger_can_not_stay_signed_in_at_a_portal(stores: Stores, act: str) -> None:
    assert stores.sids("portal_sessions") == ["of-another", "one", "two"]
    ACTS[act](stores)
    assert stores.sids("portal_sessions") == ["of-another"]
    assert stores.sids("portal_logouts") == ["one", "two"]


def test_a_change_that_is_refused_ends_nothing(stores: Stores) -> None:
    with pytest.raises(ChangedSince):
        stores.accounts.change_password(stores.account.id, "$argon2id$new", generation=7)
    assert not stores.accounts.restore(stores.account.id)
    assert stores.sids("portal_sessions") == ["of-another", "one", "two"]
    assert stores.sids("portal_logouts") == []
