"""Every change of a way in is listed, noted and counted; what was begun before another change is refused."""

from collections.abc import Callable, Mapping
from datetime import timedelta

import pytest
from sqlalchemy import Engine, insert

from accounts.account.factor_rows import PasskeyRow
from accounts.account.raising import Raised
from accounts.account.records import Account, AccountEvent
from accounts.account.store import Accounts
from accounts.account.ways_in import KINDS, Change, ChangedSince
from accounts.requests.keeping import carry_out
from accounts.requests.store import Requests
from accounts.second_factors.passkeys import Passkeys
from accounts.second_factors.store import SecondFactors
from accounts.storage.base import table_of
from accounts.storage.ciphers import FieldCipher, LookupKey
from accounts.storage.database import writing
from tests.support.authenticator import new_passkey
from tests.unit.accounts.people import KEY, LOOKUP_KEY, NOW, person
from tests.unit.accounts.test_at_the_same_time import all_at_once

Act = Callable[[int], object]
NEW_PASSKEY = new_passkey()
TO_3 = Raised(level=3, method="sim_signature", proved_by="signature")


@pytest.fixture
def account(accounts: Accounts, opened: Callable[..., Account]) -> Account:
    return opened(person())


@pytest.fixture
def acts(engine: Engine, accounts: Accounts, account: Account) -> Mapping[Change, Act]:
    """How the stores make each change, for an account of a generation."""
    factors = SecondFactors(
        engine, cipher=FieldCipher([KEY]), lookup=LookupKey(LOOKUP_KEY), clock=lambda: NOW
    )
    passkeys = Passkeys(engine, cipher=FieldCipher([KEY]), lookup=LookupKey(LOOKUP_KEY), clock=lambda: NOW)
    requests = Requests(engine, cipher=FieldCipher([KEY]), clock=lambda: NOW)
    of = account.id

    def password(change: Change) -> Act:
        return lambda seen: accounts.change_password(of, "$argon2id$x", change, generation=seen)

    return {
        Change.FIRST_PASSWORD: password(Change.FIRST_PASSWORD),
        Change.NEW_PASSWORD: password(Change.NEW_PASSWORD),
        Change.RESET_PASSWORD: password(Change.RESET_PASSWORD),
        Change.APP_ON: lambda seen: factors.turn_on(of, secret="A" * 32, step=1, generation=seen),
        Change.APP_OFF: lambda seen: factors.turn_off(of, generation=seen),
        Change.RECOVERY_CODES: lambda seen: factors.renew_recovery_codes(of, generation=seen),
        Change.PHONE: lambda seen: accounts.change_phone(
            of, "+84900000009", method="x", proved_by="carrier", generation=seen
        ),
        Change.EMAIL: lambda seen: requests.correct_email(of, "moi@example.test", generation=seen),
        Change.PASSKEY_ON: lambda seen: passkeys.add(of, NEW_PASSKEY, most=2, generation=seen),
        Change.RAISE: lambda seen: accounts.raise_level(of, TO_3, generation=seen),
        Change.PASSKEY_OFF: lambda seen: passkeys.remove(of, kept_passkey(engine, of), generation=seen),
    }


def kept_passkey(engine: Engine, account_id: str) -> str:
    """Put a passkey into the table, without a change."""
    with writing(engine) as session:
        facts: dict[str, object] = {
            "id": "k",
            "account_id": account_id,
            "digest": "d",
            "credential_id": "",
            "public_key": "",
        }
        facts |= {"name": "", "sign_count": 0, "is_backup_eligible": False, "is_backed_up": False}
        facts |= {"transports": "", "added_at": NOW}
        session.execute(insert(table_of(PasskeyRow)), facts)
    return "k"


def test_every_change_is_tried_here_and_has_an_event_of_its_own(acts: Mapping[Change, Act]) -> None:
    assert set(acts) == set(KINDS) == set(Change)
    assert len({kind.event for kind in KINDS.values()}) == len(Change)


@pytest.mark.parametrize("change", Change)
def test_a_change_is_noted_and_grows_the_generation(
    accounts: Accounts, account: Account, acts: Mapping[Change, Act], change: Change
) -> None:
    acts[change](0)
    assert accounts.generation_of(account.id) == 1
    assert accounts.history(account.id)[0].event is KINDS[change].event


@pytest.mark.parametrize("change", Change)
def test_a_deletion_that_a_stranger_asked_for_does_not_outlive_a_change(
    engine: Engine, accounts: Accounts, account: Account, acts: Mapping[Change, Act], change: Change
) -> None:
    requests = Requests(engine, cipher=FieldCipher([KEY]), clock=lambda: NOW)
    requests.ask_deletion(account.id, wait=timedelta(0), within=timedelta(days=1))
    acts[change](0)
    assert requests.open_of(account.id) == []
    assert list(carry_out(engine, clock=lambda: NOW)) == []
    events = [entry.event for entry in accounts.history(account.id)]
    assert events[:2] == [KINDS[change].event, AccountEvent.DELETION_REVOKED]


@pytest.mark.parametrize("change", Change)
def test_a_change_proved_before_another_change_is_refused(
    accounts: Accounts, account: Account, acts: Mapping[Change, Act], change: Change
) -> None:
    acts[Change.EMAIL if change is not Change.EMAIL else Change.PHONE](0)
    before = accounts.get(account.id)
    with pytest.raises(ChangedSince):
        acts[change](0)
    assert accounts.get(account.id) == before
    assert len(accounts.history(account.id)) == 2


def test_of_changes_at_once_after_one_proof_one_is_made(
    accounts: Accounts, account: Account, acts: Mapping[Change, Act]
) -> None:
    def try_it(change: Change) -> bool:
        try:
            acts[change](0)
        except ChangedSince:
            return False
        return True

    made = all_at_once(*[lambda change=change: try_it(change) for change in Change])
    assert made.count(True) == 1
    assert accounts.generation_of(account.id) == 1


def test_a_lost_phone_and_a_freeze_end_what_was_begun(accounts: Accounts, account: Account) -> None:
    accounts.lose_phone(account.phone_number)
    accounts.freeze(account.id)
    accounts.restore(account.id)
    assert accounts.generation_of(account.id) == 3


def test_the_changes_of_a_time_are_found_however_many_entries_follow(
    accounts: Accounts, account: Account, acts: Mapping[Change, Act]
) -> None:
    acts[Change.APP_ON](0)
    for _ in range(3):
        accounts.note(account.id, AccountEvent.SIGN_IN_FAILED)
    found = accounts.changes_since(account.id, NOW.replace(year=2020))
    assert [entry.event for entry in found] == [AccountEvent.APP_TURNED_ON]
