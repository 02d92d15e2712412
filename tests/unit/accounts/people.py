"""Who registers in these tests: one citizen of no province, with a sandbox phone, and variations."""

from collections.abc import Callable
from datetime import UTC, datetime
from typing import TypeVar

from sqlalchemy import Engine

from accounts.account.records import ConsentGiven, NewAccount, Standing
from accounts.account.standing import move
from accounts.storage.database import Unavailable, writing
from identity.subject import Subject

Outcome = TypeVar("Outcome")
NOW = datetime(2026, 11, 23, 9, 30, 15, 123456, tzinfo=UTC)
KEY = ("k1", b"1" * 32)
LOOKUP_KEY = b"2" * 32
PERSONAL = {
    "full_name": "Nguyễn Thị Thử",
    "citizen_number": "000190000001",
    "old_identity_number": "000000001",
    "birth_date": "1990-03-27",
    "sex": "female",
    "address": "Số 1 đường Thử",
    "phone_number": "+84900000001",
    "email": "thu@example.test",
    "tax_number": "0000000001",
    "business_number": "0000000002",
    "organisation_name": "Công ty Thử",
}
CONSENT = ConsentGiven(purpose="carrier_match", text_version="2026-11", language="vi", given_at=NOW)


def person(**different: object) -> NewAccount:
    """A citizen to register, *different* from the usual one."""
    facts: dict[str, object] = {
        **PERSONAL,
        "subject": Subject.CITIZEN,
        "method": "mobile_subscriber",
        "level": 2,
        "password_hash": "$argon2id$first",
        "registered_at": NOW,
        "consents": (CONSENT,),
    }
    return NewAccount(**{**facts, **different})  # type: ignore[arg-type]  # each test names its own facts


def close(engine: Engine, account_id: str) -> bool:
    """Close an account as a decided dispute does; False: it was closed before, or there is none."""
    with writing(engine) as session:
        return move(session, account_id, Standing.CLOSED, at=NOW, codes={})


def patiently(work: Callable[[], Outcome]) -> Outcome:
    """Do *work* as somebody who tries again when told that the database is busy."""
    while True:
        try:
            return work()
        except Unavailable:
            continue
