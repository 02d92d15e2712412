"""The hotline freezes an account and ends its sessions; only two case officers undo that."""

import base64
import json
import os
import subprocess
import sys
from collections.abc import Callable
from dataclasses import dataclass
from datetime import timedelta
from pathlib import Path

import pyotp
import pytest

from accounts.account.records import Account, NewAccount, Standing
from accounts.disputes.records import Decision
from accounts.staff.records import Role
from bff.commands.hotline import Desk, FreezeReason, NotPossible, UnfreezeReason, freeze, tries_of, unfreeze
from bff.owners.numbers import organisation_key
from bff.services import Services
from identity.claims import Claims
from identity.people import Organisation
from identity.subject import Subject
from sandbox.people.table import PEOPLE
from tests.support.browser import Browser
from tests.support.citizens import Citizen
from tests.support.clerks import Clerk, engage
from tests.unit.bff.conftest import World
from tests.unit.bff.dispute.test_dispute import decide, look, open_dispute, tickets

NUMBER = PEOPLE[0].citizen_number
AuditOf = Callable[[str], list[tuple[str, str]]]


@dataclass
class Typed:
    """What a person types at the prompts, in order."""

    lines: list[str]

    def __call__(self, _prompt: str) -> str:
        return self.lines.pop(0)


def desk(parts: Services, *lines: str) -> Desk:
    return Desk(
        parts.accounts,
        parts.stops,
        parts.staff,
        parts.signed_in,
        Typed([*lines]),
        parts.clock,
        lambda name: tries_of(parts.limits, parts.lookup, name, parts.settings),
    )


def account_of(world: World) -> Account:
    found = world.services.accounts.find(Claims(subject=Subject.CITIZEN, citizen_number=NUMBER))
    assert found is not None
    return found


@pytest.fixture
def citizen(world: World) -> Citizen:
    """A signed-in citizen."""
    citizen = world.citizen()
    citizen.register()
    citizen.sign_in()
    citizen.enter_code()
    return citizen


def officer(world: World, name: str, role: Role = Role.CASE_OFFICER) -> Clerk:
    return engage(world.services, Browser(world.app), name, role)


def code_of(clerk: Clerk, world: World) -> str:
    return pyotp.TOTP(clerk.secret).at(world.clock() + timedelta(seconds=clerk.seconds))


@pytest.mark.parametrize("reason", FreezeReason)
def test_a_thief_with_an_open_session_is_out_after_a_call_to_the_hotline(
    world: World, citizen: Citizen, audit_of: AuditOf, reason: FreezeReason
) -> None:
    assert citizen.browser.open("/account").heading == "My account"
    assert "1 sessions have ended" in freeze(desk(world.services, NUMBER), reason)
    assert citizen.browser.open("/account").path.startswith("/sign-in")
    assert account_of(world).standing is Standing.FROZEN
    event, codes = audit_of(account_of(world).id)[-1]
    assert (event, json.loads(codes)) == ("frozen", {"by": "hotline", "reason": reason.value})


@pytest.mark.parametrize("number", ["", "12", "000190000999", "0001900009", "000190009", "none"])
def test_an_unknown_number_freezes_nothing(world: World, citizen: Citizen, number: str) -> None:
    with pytest.raises(NotPossible, match="no account"):
        freeze(desk(world.services, number), FreezeReason.OWNER_ASKED)
    assert citizen.browser.open("/account").heading == "My account"


def opened(world: World, subject: Subject, **facts: str) -> Account:
    """Open an account of an organisation."""
    account = world.services.accounts.open(
        NewAccount(
            subject=subject,
            full_name="Thử Nghiệm",
            citizen_number=None,
            organisation_name="Thử Nghiệm",
            phone_number="+84900000999",
            method="usb_token",
            level=3,
            registered_at=world.clock(),
            **facts,  # type: ignore[arg-type]  # numbers
        )
    )
    assert isinstance(account, Account)
    return account


@pytest.mark.parametrize("kind", ["citizen", "business", "Business "])
def test_the_hotline_freezes_the_account_that_the_caller_means(
    world: World, citizen: Citizen, kind: str
) -> None:
    assert citizen.page.heading == "My account"
    business = opened(world, Subject.BUSINESS, tax_number=NUMBER)
    freeze(desk(world.services, NUMBER, kind), FreezeReason.PHONE_STOLEN)
    household = world.services.accounts.get(business.id)
    assert household is not None
    assert (account_of(world).is_active, household.is_active) == (kind != "citizen", kind == "citizen")


@pytest.mark.parametrize("kind", ["", "agency", "other"])
def test_the_hotline_freezes_nothing_where_the_kind_is_not_said(
    world: World, citizen: Citizen, kind: str
) -> None:
    assert citizen.page.heading == "My account"
    opened(world, Subject.BUSINESS, tax_number=NUMBER)
    with pytest.raises(NotPossible, match="of this kind"):
        freeze(desk(world.services, NUMBER, kind), FreezeReason.PHONE_STOLEN)
    assert account_of(world).is_active


@pytest.mark.parametrize(
    ("typed", "agency"),
    [
        (["0001560"], Organisation(name="Thử Nghiệm", budget_code="0001560")),
        (
            ["Van.Phong@Example.vn", "Thử Nghiệm", " Phòng Một cửa"],
            Organisation(name="Thử Nghiệm", official_email="van.phong@example.vn", unit="Phòng Một cửa"),
        ),
        (
            ["van.phong@example.vn", "Thử Nghiệm", ""],
            Organisation(name="Thử Nghiệm", official_email="van.phong@example.vn"),
        ),
    ],
)
def test_the_hotline_freezes_an_agency_without_a_tax_number(
    world: World, typed: list[str], agency: Organisation
) -> None:
    key = organisation_key(agency)
    assert key is not None
    account = opened(world, Subject.AGENCY, organisation_key=key)
    freeze(desk(world.services, *typed), FreezeReason.OWNER_ASKED)
    found = world.services.accounts.get(account.id)
    assert found is not None
    assert found.standing is Standing.FROZEN


def test_two_case_officers_undo_what_the_hotline_froze(
    world: World, citizen: Citizen, audit_of: AuditOf
) -> None:
    freeze(desk(world.services, NUMBER), FreezeReason.OWNER_ASKED)
    one, two = officer(world, "lan.nguyen"), officer(world, "mai.le")
    typed = (NUMBER, "lan.nguyen", code_of(one, world), "mai.le", code_of(two, world))
    unfreeze(desk(world.services, *typed), UnfreezeReason.OWNER_PROVED)
    assert (account_of(world).is_held, account_of(world).is_stopped) == (False, True)
    event, codes = audit_of(account_of(world).id)[-1]
    assert event == "restored"
    assert set(json.loads(codes)) == {"by", "reason", "officer_a", "officer_b"}
    assert citizen.browser.open("/account").path == "/sign-in"


@pytest.mark.parametrize("second", ["same", "wrong_code", "clerk", "administrator", "unknown", "left"])
def test_one_person_alone_can_not_undo_it(world: World, citizen: Citizen, second: str) -> None:
    assert citizen.browser.open("/account").heading == "My account"
    freeze(desk(world.services, NUMBER), FreezeReason.OWNER_ASKED)
    one = officer(world, "lan.nguyen")
    roles = {"clerk": Role.CLERK, "administrator": Role.ADMINISTRATOR}
    other = officer(world, "mai.le", roles.get(second, Role.CASE_OFFICER))
    if second == "left":
        world.services.staff.deactivate(other.staff.id, by="command", reason="by_operator")
    if second == "same":
        other, one.seconds = one, 0
        other_code = pyotp.TOTP(one.secret).at(world.clock() + timedelta(seconds=30))
    else:
        other_code = "000000" if second == "wrong_code" else code_of(other, world)
    name = "nobody" if second == "unknown" else other.staff.name
    typed = (NUMBER, "lan.nguyen", code_of(one, world), name, other_code)
    with pytest.raises(NotPossible):
        unfreeze(desk(world.services, *typed), UnfreezeReason.MISTAKE)
    assert account_of(world).standing is Standing.FROZEN


def test_an_officer_can_not_guess_the_code_of_another(
    world: World, citizen: Citizen, audit_of: AuditOf
) -> None:
    assert citizen.browser.open("/account").heading == "My account"
    freeze(desk(world.services, NUMBER), FreezeReason.OWNER_ASKED)
    one, two = officer(world, "lan.nguyen"), officer(world, "mai.le")

    def undo(code: str) -> str:
        world.clock.move(seconds=30)
        typed = (NUMBER, "lan.nguyen", code_of(one, world), "mai.le", code)
        return unfreeze(desk(world.services, *typed), UnfreezeReason.MISTAKE)

    for guess in range(5):
        with pytest.raises(NotPossible, match="is not right"):
            undo(f"{(int(code_of(two, world)) + 5 + guess) % 10**6:06d}")
    with pytest.raises(NotPossible, match="too often"):
        undo(code_of(two, world))
    assert account_of(world).is_held
    wrong = [codes for event, codes in audit_of(two.staff.id) if event == "staff_sign_in_failed"]
    assert [json.loads(codes) for codes in wrong] == [{"at": "unfreeze"}] * 5
    world.clock.move(minutes=15)
    assert "freeze is undone" in undo(code_of(two, world))


def test_the_hotline_can_not_undo_what_another_froze(world: World, citizen: Citizen) -> None:
    assert citizen.browser.open("/account").heading == "My account"
    world.services.accounts.freeze(account_of(world).id, by="dispute")
    with pytest.raises(NotPossible, match="did not freeze"):
        unfreeze(desk(world.services, NUMBER), UnfreezeReason.MISTAKE)


def test_a_second_call_changes_nothing_and_says_that_the_hotline_holds_it(
    world: World, citizen: Citizen
) -> None:
    assert citizen.browser.open("/account").heading == "My account"
    freeze(desk(world.services, NUMBER), FreezeReason.OWNER_ASKED)
    with pytest.raises(NotPossible, match="holds the account already"):
        freeze(desk(world.services, NUMBER), FreezeReason.PHONE_STOLEN)


def disputed_by_a_thief(world: World, citizen: Citizen) -> tuple[Citizen, list[str]]:
    """A thief with the stolen phone and the card disputes the account, in a browser of their own."""
    thief = Citizen(citizen.person, Browser(world.app, language="en"), world.sandbox)
    return thief, tickets(open_dispute(thief))


def withdraw(thief: Citizen, case: list[str]) -> None:
    look(thief, *case)
    thief.browser.press("Withdraw the dispute")
    assert "You withdrew the dispute" in thief.browser.press("Yes, withdraw it").text


def test_a_thief_who_disputes_the_account_and_withdraws_is_not_in_after_a_call_to_the_hotline(
    world: World, citizen: Citizen
) -> None:
    thief, case = disputed_by_a_thief(world, citizen)
    told = freeze(desk(world.services, NUMBER), FreezeReason.PHONE_STOLEN)
    assert "until two case officers undo this freeze" in told
    world.clock.move(minutes=30)
    withdraw(thief, case)
    assert (account_of(world).standing, account_of(world).is_held) == (Standing.FROZEN, True)
    assert "The account is frozen" in thief.messages[-1], "a message says that it is open"
    thief.browser.open("/forgot-password")
    sent = len(thief.messages)
    thief.browser.send(citizen_number=NUMBER, phone_number=thief.person.phone_number)
    assert len(thief.messages) == sent
    thief.sign_in()
    assert thief.enter_code().heading == "This account is frozen"


def test_a_thief_to_whom_officers_gave_the_account_does_not_register_while_the_hotline_holds_it(
    world: World, citizen: Citizen
) -> None:
    thief, case = disputed_by_a_thief(world, citizen)
    decide(world, Decision.TRANSFER)
    look(thief, *case)
    thief.browser.press("Register now")
    thief.enter_code()
    freeze(desk(world.services, NUMBER), FreezeReason.PHONE_STOLEN)
    new = "Cầu-ao-7-bậc"
    page = thief.browser.send(password=new, confirmation=new, consent="y")
    assert (page.path, page.heading) == ("/dispute/refused/held", "This account is frozen")
    assert account_of(world).is_held
    look(thief, *case)
    assert thief.browser.press("Register now").path == "/dispute/refused/held"


def test_two_case_officers_end_the_hold_while_the_dispute_decides_further(
    world: World, citizen: Citizen
) -> None:
    thief, case = disputed_by_a_thief(world, citizen)
    freeze(desk(world.services, NUMBER), FreezeReason.PHONE_STOLEN)
    one, two = officer(world, "lan.nguyen"), officer(world, "mai.le")
    typed = (NUMBER, "lan.nguyen", code_of(one, world), "mai.le", code_of(two, world))
    assert "A dispute" in unfreeze(desk(world.services, *typed), UnfreezeReason.OWNER_PROVED)
    assert (account_of(world).standing, account_of(world).is_held) == (Standing.FROZEN, False)
    withdraw(thief, case)
    assert (account_of(world).standing, account_of(world).is_stopped) == (Standing.FROZEN, True)


def test_the_command_takes_the_number_from_standard_input_alone(
    world: World, citizen: Citizen, tmp_path: Path
) -> None:
    assert citizen.browser.open("/account").heading == "My account"
    settings = world.services.settings
    environment = {
        **os.environ,
        "REDIS_URL": settings.redis_url,
        "DATABASE_URL": settings.database_url,
        "DATA_FOLDER": str(tmp_path),
        "LOOKUP_KEY": base64.b64encode(settings.lookup_key).decode(),
        "ENCRYPTION_KEYS": ",".join(
            f"{name}:{base64.b64encode(key).decode()}" for name, key in settings.encryption_keys
        ),
    }

    def freezing(*arguments: str) -> subprocess.CompletedProcess[str]:
        command = [sys.executable, "-m", "bff.commands", "freeze", "owner_asked", *arguments]
        return subprocess.run(
            command, input=f"{NUMBER}\n", env=environment, capture_output=True, encoding="utf-8", check=False
        )

    assert freezing(NUMBER).returncode == 2
    assert account_of(world).is_active
    done = freezing()
    assert (done.returncode, NUMBER in done.stdout + done.stderr) == (0, False)
    assert account_of(world).standing is Standing.FROZEN
