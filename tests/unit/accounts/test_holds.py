"""The hotline's hold stands beside every other freeze: whatever ends that one, the account stays frozen."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, timedelta
from functools import partial

import pytest
from alembic import command
from alembic.config import Config
from sqlalchemy import Engine, text

from accounts.account.records import Account, AccountEvent, Standing
from accounts.account.store import Accounts
from accounts.disputes.records import Decision, Dispute, DisputeRefusal
from accounts.disputes.store import Disputes
from accounts.second_factors.passkeys import NewPasskey, Passkeys
from accounts.stops.store import RestoreRefusal, Stops
from accounts.storage.ciphers import FieldCipher, LookupKey
from accounts.storage.database import MIGRATIONS, make_engine, reading, upgrade, writing
from accounts.ways_back import NewWaysIn
from tests.unit.accounts.people import KEY, LOOKUP_KEY, NOW, close, person
from tests.unit.accounts.test_at_the_same_time import all_at_once
from tests.unit.accounts.test_disputes import disputes, new_dispute

__all__ = ["disputes"]

NEW = NewWaysIn(method="sim_signature", proved_by="signature", password_hash="$argon2id$holders")


@dataclass
class Parts:
    """One account, and the stores that freeze and open it."""

    accounts: Accounts
    stops: Stops
    disputes: Disputes
    account_id: str

    @property
    def now(self) -> Account:
        found = self.accounts.get(self.account_id)
        assert found is not None
        return found

    def dispute(self) -> Dispute:
        """Open a dispute, which freezes the account."""
        opened = self.disputes.open(new_dispute())
        assert isinstance(opened, Dispute)
        return opened

    def decide(self, decision: Decision) -> Dispute:
        """Two officers decide the open dispute."""
        (dispute,) = self.disputes.to_do()
        self.disputes.propose(
            dispute.id, decision, version=dispute.version, by="first", reason="x", reasons="y"
        )
        decided = self.disputes.decide(dispute.id, version=dispute.version + 1, by="second", reason="x")
        assert isinstance(decided, Dispute)
        return decided

    def restore(self, method: str, proof: str) -> RestoreRefusal | None:
        """Open the stopped account with new ways in."""
        new = NewWaysIn(method=method, proved_by=proof, password_hash="$argon2id$holders")
        return self.stops.restore(self.account_id, new, generation=self.now.generation)


@pytest.fixture
def moving() -> list[datetime]:
    """The time of the stops, which a test may move."""
    return [NOW]


@pytest.fixture
def parts(
    engine: Engine,
    accounts: Accounts,
    opened: Callable[..., Account],
    disputes: Disputes,
    moving: list[datetime],
) -> Parts:
    stops = Stops(engine, cipher=FieldCipher([KEY]), lookup=LookupKey(LOOKUP_KEY), clock=lambda: moving[0])
    return Parts(accounts, stops, disputes, opened(person()).id)


def withdrawn(parts: Parts) -> None:
    (dispute,) = parts.disputes.to_do()
    assert parts.disputes.withdraw(dispute.id)


def disputed_and_stopped(parts: Parts) -> None:
    parts.dispute()
    parts.stops.stop(parts.account_id)


def withdrawn_and_proved(parts: Parts) -> None:
    withdrawn(parts)
    parts.restore("sim_signature", "signature")


Act = Callable[[Parts], object]
#: What freezes an account, and each way in which it would be active afterwards.
WAYS: dict[str, tuple[Act, Act]] = {
    "the disputer withdraws": (Parts.dispute, withdrawn),
    "two officers give it back": (Parts.dispute, lambda parts: parts.decide(Decision.RESTORE)),
    "a proof after a stop": (
        lambda parts: parts.stops.stop(parts.account_id),
        lambda parts: parts.restore("sim_signature", "signature"),
    ),
    "two people at an office after a stop": (
        lambda parts: parts.stops.stop(parts.account_id),
        lambda parts: parts.restore("office", "two_people"),
    ),
    "withdrawn, then proved": (disputed_and_stopped, withdrawn_and_proved),
    "another freeze ends": (
        lambda parts: parts.accounts.freeze(parts.account_id),
        lambda parts: parts.accounts.restore(parts.account_id),
    ),
}
BOTH_ORDERS = pytest.mark.parametrize("held_first", [False, True], ids=["held last", "held first"])


def held(parts: Parts, freezes: Act, *, held_first: bool) -> None:
    """Freeze the account and hold it, in either order."""
    if held_first:
        assert parts.stops.hold(parts.account_id)
        freezes(parts)
    else:
        freezes(parts)
        assert parts.stops.hold(parts.account_id)


@BOTH_ORDERS
@pytest.mark.parametrize("way", WAYS)
def test_a_thief_can_not_open_an_account_that_the_hotline_holds(
    parts: Parts, way: str, *, held_first: bool
) -> None:
    freezes, opens = WAYS[way]
    held(parts, freezes, held_first=held_first)
    opens(parts)
    assert (parts.now.standing, parts.now.is_held) == (Standing.FROZEN, True)


@pytest.mark.parametrize("way", WAYS)
def test_without_the_hold_each_of_these_ways_does_open_it(parts: Parts, way: str) -> None:
    freezes, opens = WAYS[way]
    freezes(parts)
    opens(parts)
    assert parts.now.is_active


@BOTH_ORDERS
@pytest.mark.parametrize("way", WAYS)
def test_after_two_officers_and_the_other_freezes_end_the_holder_opens_the_account(
    parts: Parts, way: str, *, held_first: bool
) -> None:
    freezes, opens = WAYS[way]
    held(parts, freezes, held_first=held_first)
    opens(parts)
    assert parts.stops.end_hold(parts.account_id)
    assert (parts.now.standing, parts.now.is_stopped) == (Standing.FROZEN, True)
    proved(parts)


def proved(parts: Parts) -> None:
    """The holder proves who they are, with new ways in."""
    assert parts.restore("sim_signature", "signature") is None
    assert parts.now.is_active


@pytest.mark.parametrize("way", WAYS)
def test_two_officers_can_end_the_hold_first_and_the_other_freeze_stays(parts: Parts, way: str) -> None:
    freezes, opens = WAYS[way]
    freezes(parts)
    parts.stops.hold(parts.account_id)
    is_disputed = bool(parts.disputes.to_do())
    assert parts.stops.is_disputed(parts.account_id) is is_disputed
    assert parts.stops.end_hold(parts.account_id)
    assert (parts.now.standing, parts.now.is_stopped, parts.now.is_held) == (Standing.FROZEN, True, False)
    if is_disputed:
        assert parts.restore("sim_signature", "signature") is RestoreRefusal.DISPUTED
    opens(parts)
    if not parts.now.is_active:
        proved(parts)


def test_a_proof_that_a_thief_began_before_the_hold_ended_opens_nothing_after_it(parts: Parts) -> None:
    parts.stops.stop(parts.account_id)
    parts.stops.hold(parts.account_id)
    before = parts.now.generation
    assert parts.stops.end_hold(parts.account_id)
    assert parts.stops.restore(parts.account_id, NEW, generation=before) is RestoreRefusal.NOT_STOPPED
    assert parts.stops.hold_has_ended(parts.now)


def test_a_hold_that_ended_before_a_stop_asks_nothing_more_of_the_holder(
    parts: Parts, moving: list[datetime]
) -> None:
    parts.stops.hold(parts.account_id)
    assert parts.stops.end_hold(parts.account_id)
    proved(parts)
    moving[0] += timedelta(days=1)
    parts.stops.stop(parts.account_id)
    assert not parts.stops.hold_has_ended(parts.now)


def test_a_thief_who_was_given_the_account_registers_nothing_while_it_is_held(parts: Parts) -> None:
    parts.dispute()
    decided = parts.decide(Decision.TRANSFER)
    assert parts.stops.hold(parts.account_id)
    new = person(id="aaaaaaaa-bbbb-4ccc-8ddd-eeeeeeeeeeee")
    assert parts.disputes.transfer(decided.id, new) is DisputeRefusal.HELD
    assert (parts.now.standing, parts.accounts.get(str(new.id))) == (Standing.FROZEN, None)
    assert parts.stops.end_hold(parts.account_id)
    assert parts.now.standing is Standing.FROZEN, "the disputer may register now"
    assert isinstance(parts.disputes.transfer(decided.id, new), Account)
    assert (parts.now.standing, parts.now.is_held) == (Standing.CLOSED, False)


@pytest.mark.parametrize("froze", [Parts.dispute, disputed_and_stopped])
def test_a_hold_ends_what_a_thief_began_before_it(parts: Parts, froze: Act) -> None:
    froze(parts)
    before = parts.now.generation
    assert parts.stops.hold(parts.account_id, reason="phone_stolen")
    assert parts.now.generation == before + 1
    newest = parts.accounts.history(parts.account_id)[0]
    assert (newest.event, newest.codes) == (
        AccountEvent.FROZEN,
        {"by": "hotline", "reason": "phone_stolen"},
    )
    assert not parts.stops.hold(parts.account_id), "it is held already"


def test_a_stranger_can_not_keep_the_victims_dispute_away_by_a_call_to_the_hotline(parts: Parts) -> None:
    parts.stops.hold(parts.account_id)
    parts.dispute()
    assert parts.disputes.open(new_dispute()) is DisputeRefusal.ALREADY_DISPUTED


def test_no_passkey_outlives_a_hold_that_ends_before_the_dispute(parts: Parts, engine: Engine) -> None:
    keys = Passkeys(engine, cipher=FieldCipher([KEY]), lookup=LookupKey(LOOKUP_KEY), clock=lambda: NOW)
    thiefs = NewPasskey(
        credential_id=b"1" * 16,
        public_key=b"2" * 16,
        name="kẻ trộm",
        sign_count=0,
        is_backup_eligible=False,
        is_backed_up=False,
        transports=(),
    )
    keys.add(parts.account_id, thiefs, most=5, generation=0)
    parts.dispute()
    parts.stops.hold(parts.account_id)
    parts.stops.end_hold(parts.account_id)
    withdrawn(parts)
    assert not keys.has_any(parts.account_id)


def test_a_closed_account_is_held_no_more(parts: Parts, engine: Engine) -> None:
    parts.stops.hold(parts.account_id)
    close(engine, parts.account_id)
    assert not parts.now.is_held
    assert not parts.stops.hold(parts.account_id)
    assert not parts.stops.end_hold(parts.account_id)


def test_a_thief_who_withdraws_at_the_second_of_the_call_is_not_in(parts: Parts) -> None:
    for _round in range(3):
        dispute = parts.disputes.open(new_dispute(proved_by="signature"))
        assert isinstance(dispute, Dispute)
        held_now, _withdrawn = all_at_once(
            partial(parts.stops.hold, parts.account_id), partial(parts.disputes.withdraw, dispute.id)
        )
        assert held_now
        assert (parts.now.standing, parts.now.is_held) == (Standing.FROZEN, True)
        assert parts.stops.end_hold(parts.account_id)
        proved(parts)


def test_a_holder_proves_it_after_hold_and_dispute_end_at_the_same_second(parts: Parts) -> None:
    for _round in range(3):
        dispute = parts.disputes.open(new_dispute(proved_by="signature"))
        assert isinstance(dispute, Dispute)
        parts.stops.hold(parts.account_id)
        assert all_at_once(
            partial(parts.stops.end_hold, parts.account_id), partial(parts.disputes.withdraw, dispute.id)
        ) == [True, True]
        proved(parts)


HOTLINE = '{"by":"hotline","reason":"owner_asked"}'


@pytest.mark.parametrize(
    ("standing", "entries", "is_held"),
    [
        ("frozen", [("frozen", HOTLINE)], True),
        ("frozen", [("frozen", HOTLINE), ("stopped", "{}"), ("restored", '{"by":"dispute"}')], True),
        ("frozen", [("frozen", HOTLINE), ("restored", HOTLINE), ("frozen", '{"by":"dispute"}')], False),
        ("frozen", [("stopped", "{}")], False),
        ("active", [("frozen", HOTLINE), ("restored", HOTLINE)], False),
        ("closed", [("frozen", HOTLINE), ("closed", "{}")], False),
    ],
)
def test_a_hold_of_the_release_before_holds_after_the_upgrade(
    database_url: str, standing: str, entries: list[tuple[str, str]], *, is_held: bool
) -> None:
    engine = make_engine(database_url)
    config = Config()
    config.set_main_option("script_location", str(MIGRATIONS))
    with writing(engine) as session:
        config.attributes["connection"] = session.connection()
        command.upgrade(config, "0017")
        session.execute(
            text(
                "INSERT INTO accounts (id, subject, method, level, standing, registered_at, phone_digest, "
                "full_name, phone_number) VALUES ('one', 'citizen', 'x', 2, :standing, :at, '', '', '')"
            ),
            {"standing": standing, "at": NOW},
        )
        for number, (event, codes) in enumerate(entries, start=1):
            session.execute(
                text("INSERT INTO audit_entries VALUES (:number, :at, 'one', :event, :codes, '', :hash)"),
                {"number": number, "at": NOW, "event": event, "codes": codes, "hash": str(number)},
            )
    upgrade(engine)
    with reading(engine) as session:
        since = session.execute(text("SELECT held_at FROM accounts")).scalar()
    assert (since is not None) is is_held
    engine.dispose()
