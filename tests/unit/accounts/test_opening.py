"""One person has one account; it is opened completely or not at all, and readable only with the keys."""

from collections.abc import Callable
from dataclasses import replace
from uuid import uuid4

import pytest
from sqlalchemy import Engine, select, text, update
from sqlalchemy.exc import IntegrityError

from accounts.account.records import Account, AlreadyExists, NewAccount
from accounts.account.rows import AccountRow
from accounts.account.standing import UnknownAccount
from accounts.account.store import Accounts
from accounts.storage.ciphers import CannotDecrypt
from accounts.storage.database import reading, writing
from identity.claims import Claims
from identity.subject import Subject
from tests.unit.accounts.people import CONSENT, NOW, PERSONAL, person

Open = Callable[[NewAccount], Account]
TABLES = ("accounts", "account_identities", "consents", "audit_entries")


def everything_stored(engine: Engine) -> str:
    """All rows of all tables, as a thief of the database would read them."""
    with reading(engine) as session:
        return "\n".join(
            str(row)
            for table in TABLES
            for row in session.execute(text(f"SELECT * FROM {table}"))  # noqa: S608
        )


def test_an_account_opened_is_found_again_with_every_fact(accounts: Accounts, opened: Open) -> None:
    account = opened(person())
    assert accounts.get(account.id) == account
    assert (
        accounts.find(Claims(subject=Subject.CITIZEN, citizen_number=PERSONAL["citizen_number"])) == account
    )
    assert {name: getattr(account, name) for name in PERSONAL} == PERSONAL
    assert (account.method, account.level, account.registered_at) == ("mobile_subscriber", 2, NOW)


def test_omitted_facts_are_stored_as_none(accounts: Accounts, opened: Open) -> None:
    account = opened(person(email=None, sex=None, address=None, old_identity_number=None, password_hash=None))
    assert accounts.get(account.id) == account
    assert account.email is None


def test_consents_are_kept_with_text_version_language_and_time(engine: Engine, opened: Open) -> None:
    account = opened(person(consents=(CONSENT, replace(CONSENT, purpose="sms_receipt"))))
    with reading(engine) as session:
        rows = session.execute(text("SELECT account_id, purpose, text_version, language FROM consents")).all()
    assert [tuple(row) for row in rows] == [
        (account.id, "carrier_match", "2026-11", "vi"),
        (account.id, "sms_receipt", "2026-11", "vi"),
    ]


@pytest.mark.parametrize(
    "second",
    [
        person(),
        person(old_identity_number=None),
        person(citizen_number="000190000002"),
        person(citizen_number=None),
        person(citizen_number=None, old_identity_number=PERSONAL["citizen_number"]),
    ],
    ids=[
        "both numbers",
        "citizen number",
        "old number of a new citizen",
        "old number",
        "old number of 12 digits",
    ],
)
def test_a_person_known_by_any_number_has_one_account(
    accounts: Accounts, opened: Open, second: NewAccount
) -> None:
    first = opened(person())
    assert accounts.open(second) == AlreadyExists(first.id)


def test_opening_an_account_again_under_its_id_returns_it(accounts: Accounts, opened: Open) -> None:
    own = str(uuid4())
    assert opened(person(id=own)).id == own
    assert accounts.open(person(id=own)) == AlreadyExists(own)
    assert accounts.open(person(id=str(uuid4()))) == AlreadyExists(own)


def test_an_id_is_never_given_to_a_second_person(accounts: Accounts, opened: Open) -> None:
    own = opened(person()).id
    with pytest.raises(IntegrityError):
        accounts.open(person(id=own, citizen_number="000190000002", old_identity_number=None))
    assert not accounts.find(Claims(subject=Subject.CITIZEN, citizen_number="000190000002"))


def test_members_of_an_enum_are_stored_as_their_values(accounts: Accounts, opened: Open) -> None:
    account = opened(person(subject=Subject.CITIZEN))
    assert (
        accounts.find(Claims(subject=Subject.CITIZEN, citizen_number=PERSONAL["citizen_number"])) == account
    )


@pytest.mark.parametrize(
    ("numbers", "known"),
    [
        ({"citizen_number": PERSONAL["citizen_number"]}, True),
        ({"old_identity_number": PERSONAL["old_identity_number"]}, True),
        ({"citizen_number": "000190000009", "old_identity_number": PERSONAL["old_identity_number"]}, True),
        ({"citizen_number": "000190000009"}, False),
    ],
)
def test_whether_an_account_exists_is_asked_by_either_number(
    accounts: Accounts, opened: Open, numbers: dict[str, str], *, known: bool
) -> None:
    opened(person())
    assert (accounts.find(Claims(subject=Subject.CITIZEN, **numbers)) is not None) is known


def test_a_citizen_may_also_act_for_businesses(accounts: Accounts, opened: Open) -> None:
    citizen = opened(person())
    first = opened(person(subject=Subject.BUSINESS, tax_number="0000000003"))
    opened(person(subject=Subject.BUSINESS, tax_number="0000000004"))
    opened(person(subject=Subject.AGENCY, tax_number="0000000003"))
    assert accounts.open(person(subject=Subject.BUSINESS, tax_number="0000000003")) == AlreadyExists(first.id)
    assert (
        accounts.find(Claims(subject=Subject.CITIZEN, citizen_number=PERSONAL["citizen_number"])) == citizen
    )


@pytest.mark.parametrize(
    "impossible",
    [
        person(subject="robot"),
        person(citizen_number=None, old_identity_number=None),
        person(subject=Subject.BUSINESS, tax_number=None),
        person(method="Not A Code"),
    ],
)
def test_a_failed_opening_leaves_no_rows(engine: Engine, accounts: Accounts, impossible: NewAccount) -> None:
    with pytest.raises(ValueError, match=r"subject|codes"):
        accounts.open(impossible)
    assert everything_stored(engine) == ""


def test_nothing_personal_can_be_read_from_the_database(engine: Engine, opened: Open) -> None:
    opened(person())
    stored = everything_stored(engine)
    assert [value for value in PERSONAL.values() if value in stored] == []


def test_a_phone_is_found_by_its_keyed_hash_and_may_serve_a_family(engine: Engine, opened: Open) -> None:
    opened(person())
    opened(person(citizen_number="000190000002", old_identity_number=None))
    with reading(engine) as session:
        digests = session.execute(text("SELECT phone_digest FROM accounts")).scalars().all()
    assert len(digests) == 2
    assert len(set(digests)) == 1


def test_names_swapped_between_two_accounts_do_not_open(
    engine: Engine, accounts: Accounts, opened: Open
) -> None:
    one, other = opened(person()), opened(person(citizen_number="000190000002", old_identity_number=None))
    with writing(engine) as session:
        name = session.execute(select(AccountRow.full_name).where(AccountRow.id == other.id)).scalar()
        session.execute(update(AccountRow).where(AccountRow.id == one.id).values(full_name=name))
    with pytest.raises(CannotDecrypt):
        accounts.get(one.id)


def test_the_repr_of_an_account_holds_no_personal_data(opened: Open) -> None:
    printed = repr(opened(person())) + repr(person())
    assert [value for value in (*PERSONAL.values(), "argon2id") if value in printed] == []


def test_an_unknown_account_is_not_found(accounts: Accounts) -> None:
    assert accounts.get("nobody") is None
    assert accounts.find(Claims(subject=Subject.CITIZEN, citizen_number="000190000001")) is None
    with pytest.raises(UnknownAccount):
        accounts.change_password("nobody", "$argon2id$second", generation=0)


def test_a_changed_password_is_kept_and_noted(accounts: Accounts, opened: Open) -> None:
    account = opened(person())
    accounts.change_password(account.id, "$argon2id$second", generation=0)
    changed = accounts.get(account.id)
    assert changed == replace(account, password_hash="$argon2id$second", generation=1)
    assert [entry.event.value for entry in accounts.history(account.id)] == ["password_changed", "opened"]


@pytest.mark.parametrize(
    ("verified", "kept"), [("$argon2id$first", "$argon2id$stronger"), ("$argon2id$older", "$argon2id$first")]
)
def test_upgrading_a_hash_does_not_undo_a_password_change(
    accounts: Accounts, opened: Open, verified: str, kept: str
) -> None:
    account = opened(person())
    accounts.upgrade_password_hash(account.id, verified=verified, upgraded="$argon2id$stronger")
    assert accounts.get(account.id) == replace(account, password_hash=kept)
    assert len(accounts.history(account.id)) == 1
