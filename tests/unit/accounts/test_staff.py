"""Staff are added, set up, changed and deactivated; a change ends open sessions and is in the audit."""

import base64
import re
from collections.abc import Callable
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from functools import partial

import pyotp
import pytest
from sqlalchemy import Engine, text

from accounts import audit
from accounts.commands import main
from accounts.links import Link, LinkKind, LinkRefusal, Links
from accounts.second_factors.totp import new_secret, step_of
from accounts.staff.notes import KEPT, StaffNotes
from accounts.staff.records import Role, Staff, StaffEvent
from accounts.staff.store import BY_COMMAND, StaffChanged, StaffRegister, UnknownStaff
from accounts.storage.ciphers import FieldCipher, LookupKey
from accounts.storage.database import reading
from tests.unit.accounts.people import KEY, LOOKUP_KEY, NOW
from tests.unit.accounts.test_at_the_same_time import all_at_once

CLERK = frozenset({Role.CLERK})
BOTH = frozenset({Role.CLERK, Role.SUPERVISOR})
SECRET = new_secret()


@pytest.fixture
def register(engine: Engine) -> StaffRegister:
    return StaffRegister(engine, cipher=FieldCipher([KEY]), clock=lambda: NOW)


@pytest.fixture
def lan(register: StaffRegister) -> Staff:
    added = register.add("lan.nguyen", CLERK, by=BY_COMMAND)
    assert added is not None
    return register.set_up(added.id, password_hash="$argon2id$x", totp_secret=SECRET, step=7, generation=1)


def entries(engine: Engine) -> list[tuple[str, str]]:
    with reading(engine) as session:
        rows = session.execute(text("SELECT event, codes FROM audit_entries ORDER BY sequence"))
        return [(event, codes) for event, codes in rows]


def test_a_new_staff_member_is_not_set_up(register: StaffRegister) -> None:
    added = register.add("lan.nguyen", CLERK, by=BY_COMMAND)
    assert added is not None
    assert not added.is_set_up
    assert register.find(" Lan.Nguyen ") == added


def test_concurrent_additions_give_a_name_once(register: StaffRegister) -> None:
    added = all_at_once(*[partial(register.add, "lan.nguyen", CLERK, by=BY_COMMAND)] * 4)
    assert sum(one is not None for one in added) == 1


@pytest.mark.parametrize("name", ["", "l", "Lan", "lan nguyễn", "1an", "lan@post", "l" * 41])
def test_a_name_is_plain(register: StaffRegister, name: str) -> None:
    with pytest.raises(ValueError, match="small letters"):
        register.add(name, CLERK, by=BY_COMMAND)


@pytest.mark.parametrize(
    "change",
    [
        lambda register, one: register.change_roles(one.id, BOTH, by=BY_COMMAND, reason="new_task"),
        lambda register, one: register.change_password(one.id, "$argon2id$y", generation=one.generation),
        lambda register, one: register.deactivate(one.id, by=BY_COMMAND, reason="left"),
        lambda register, one: register.activate(one.id, by=BY_COMMAND, reason="back"),
        lambda register, one: register.reset(one.id, by=BY_COMMAND),
    ],
)
def test_every_change_increases_the_generation(
    register: StaffRegister, lan: Staff, change: Callable[[StaffRegister, Staff], Staff]
) -> None:
    changed = change(register, lan)
    assert changed.generation == lan.generation + 1
    assert register.get(lan.id) == changed


def test_concurrent_changes_all_increase_the_generation(register: StaffRegister, lan: Staff) -> None:
    change = partial(register.change_roles, lan.id, BOTH, by=BY_COMMAND, reason="new_task")
    all_at_once(*[change] * 5)
    assert register.get(lan.id) == replace(lan, generation=lan.generation + 5, roles=BOTH)


def test_a_password_that_was_chosen_before_another_change_is_not_stored(
    register: StaffRegister, lan: Staff
) -> None:
    reset = register.reset(lan.id, by=BY_COMMAND)
    with pytest.raises(StaffChanged):
        register.change_password(lan.id, "$argon2id$y", generation=lan.generation)
    with pytest.raises(StaffChanged):
        register.set_up(
            lan.id, password_hash="$argon2id$y", totp_secret=SECRET, step=8, generation=lan.generation
        )
    assert register.get(lan.id) == reset


def test_a_reset_takes_password_and_app_away(register: StaffRegister, lan: Staff) -> None:
    assert lan.is_set_up
    assert not register.reset(lan.id, by=BY_COMMAND).is_set_up


def test_an_app_code_sent_concurrently_is_accepted_once(register: StaffRegister, lan: Staff) -> None:
    taken = all_at_once(*[partial(register.take_step, lan.id, 8)] * 5)
    assert taken.count(True) == 1
    assert not register.take_step(lan.id, 7)
    assert register.take_step(lan.id, 9)


def test_the_secret_is_sealed_and_bound_to_its_owner(engine: Engine, lan: Staff) -> None:
    with reading(engine) as session:
        assert SECRET not in str(session.execute(text("SELECT * FROM staff")).all())
    assert SECRET not in repr(lan)


def test_resetting_an_unknown_staff_member_raises_unknown_staff(register: StaffRegister) -> None:
    with pytest.raises(UnknownStaff):
        register.reset("nobody", by=BY_COMMAND)


def test_the_chain_says_who_did_what_to_whom_by_codes_alone(
    engine: Engine, register: StaffRegister, lan: Staff
) -> None:
    register.change_roles(lan.id, BOTH, by=audit.spelled(lan.id), reason="new_task")
    register.note("a-record", StaffEvent.RECORD_OPENED, staff=audit.spelled(lan.id))
    assert [event for event, _ in entries(engine)] == [
        "staff_added", "staff_set_up", "staff_roles_changed", "staff_record_opened",
    ]  # fmt: skip
    assert "lan.nguyen" not in str(entries(engine))
    with reading(engine) as session:
        assert isinstance(audit.verify(session), audit.Intact)


@pytest.mark.parametrize("early_or_late", [-30, 0, 30])
def test_a_code_of_half_a_minute_ago_counts_and_an_older_one_does_not(early_or_late: int) -> None:
    step = int(NOW.timestamp()) // 30
    code = code_at(NOW + timedelta(seconds=early_or_late))
    assert step_of(SECRET, code, at=NOW) == step + early_or_late // 30
    assert step_of(SECRET, code, at=NOW + timedelta(minutes=2)) is None


@pytest.mark.parametrize("code", ["", "12345", "abcdef", "１２３４５６", "1234567"])
def test_an_invalid_app_code_returns_none(code: str) -> None:
    assert step_of(SECRET, code, at=NOW) is None


def test_a_note_is_encrypted_shown_with_its_writer_and_deleted_in_time(engine: Engine, lan: Staff) -> None:
    cipher = FieldCipher([KEY])
    notes = StaffNotes(engine, cipher=cipher, clock=lambda: NOW)
    notes.write("a-record", staff_id=lan.id, text="Anh ấy để quên thẻ.")
    (note,) = notes.of_record("a-record")
    assert (note.staff_name, note.text) == ("lan.nguyen", "Anh ấy để quên thẻ.")
    with reading(engine) as session:
        assert "thẻ" not in str(session.execute(text("SELECT * FROM staff_notes")).all())
    later = StaffNotes(engine, cipher=cipher, clock=lambda: NOW + KEPT + timedelta(days=1))
    later.write("another-record", staff_id=lan.id, text="Về sau.")
    assert later.of_record("a-record") == []


def code_at(moment: datetime) -> str:
    return pyotp.TOTP(SECRET).at(moment)


def test_the_staff_command_adds_a_member_and_prints_a_set_up_link(
    engine: Engine, register: StaffRegister, database_url: str, capsys: pytest.CaptureFixture[str]
) -> None:
    environment = {
        "DATABASE_URL": database_url,
        "ENCRYPTION_KEYS": f"k1:{base64.b64encode(KEY[1]).decode()}",
        "LOOKUP_KEY": base64.b64encode(LOOKUP_KEY).decode(),
        "PUBLIC_ORIGIN": "https://portal.example",
    }
    assert main(["staff", "add", "mai.le", "administrator"], environment) == 0
    found = re.search(r"https://portal.example/desk/set-up/(\w+)", capsys.readouterr().out)
    mai = register.find("mai.le")
    assert found
    assert mai
    links = Links(engine, lookup=LookupKey(LOOKUP_KEY), clock=lambda: datetime.now(UTC))
    link = links.look(found[1])
    assert isinstance(link, Link)
    assert (link.kind, link.target_id) == (LinkKind.STAFF_SET_UP, mai.id)
    assert main(["staff", "reset", "mai.le"], environment) == 0
    assert links.look(found[1]) is LinkRefusal.WITHDRAWN
    assert main(["staff", "roles", "mai.le", "clerk", "supervisor"], environment) == 0
    assert main(["staff", "deactivate", "mai.le"], environment) == 0
    assert main(["staff", "list"], environment) == 0
    assert "clerk, supervisor" in capsys.readouterr().out
    assert [main(["staff", act, "nobody"], environment) for act in ("reset", "activate")] == [2, 2]
    assert main(["staff", "add", "mai.le", "clerk"], environment) == 2
