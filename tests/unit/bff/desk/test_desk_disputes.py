"""Disputes at the desk: the most urgent first, both sides' statements, and a decision by two people."""

import json
from collections.abc import Callable

import pytest

from accounts import audit
from accounts.account.records import Account, Standing
from accounts.disputes.records import DisputeState, NoteKind
from accounts.staff.records import Role
from bff.views.desk.disputes.deciding import PROPOSALS
from tests.support.browser import Browser, Page
from tests.support.citizens import Citizen
from tests.support.clerks import Clerk, engage
from tests.unit.bff.account.test_frozen import account_of
from tests.unit.bff.conftest import World
from tests.unit.bff.dispute.test_dispute import STATEMENT, open_dispute, the_case, tickets


def officer(world: World, name: str, role: Role = Role.CASE_OFFICER) -> Clerk:
    made = engage(world.services, Browser(world.app), name, role)
    made.sign_in()
    return made


@pytest.fixture
def account(world: World) -> Account:
    citizen = world.citizen()
    citizen.register()
    return account_of(world, citizen)


@pytest.fixture
def disputer(world: World, account: Account) -> Citizen:
    citizen = world.citizen()
    open_dispute(citizen)
    return citizen


@pytest.fixture
def reference(disputer: Citizen) -> str:
    return tickets(disputer.page)[0]


def act(clerk: Clerk, reference: str, act: str, text: str = "Đã xem xét") -> Page:
    page = clerk.browser.open(f"/desk/disputes/{reference}")
    reasons = {"reasons": "Đã rõ"} if act in PROPOSALS else {}
    return clerk.browser.send(act=act, text=text, **hidden(page), **reasons)


def hidden(page: Page) -> dict[str, str]:
    """What the page has seen of the dispute."""
    return {name: page.value_of(name) for name in ("version", "texts", "shown")}


def test_a_case_officer_sees_the_open_disputes(world: World, reference: str) -> None:
    lan = officer(world, "lan.nguyen")
    page = lan.browser.open("/desk/disputes")
    assert reference in page.text
    assert lan.look_for(reference.lower()).path == f"/desk/disputes/{reference}"
    assert STATEMENT in lan.page.text
    assert "The holder has not answered" in lan.browser.open("/desk/disputes").text


@pytest.mark.parametrize("role", [Role.CLERK, Role.SUPERVISOR, Role.ADMINISTRATOR])
def test_other_roles_cannot_open_disputes(world: World, reference: str, role: Role) -> None:
    other = officer(world, "hoa.tran", role)
    assert other.browser.open("/desk/disputes").status == 403
    assert other.browser.open(f"/desk/disputes/{reference}").status == 403


def test_every_act_needs_a_reason(world: World, reference: str) -> None:
    lan = officer(world, "lan.nguyen")
    assert act(lan, reference, "close", "").errors == ["Write why, or what the note says."]
    assert act(lan, reference, "agree").errors == ["Choose what you want to do."]
    assert the_case(world).proposal is None


def test_two_people_decide_and_the_citizen_sees_it(
    world: World, account: Account, reference: str, disputer: Citizen
) -> None:
    lan, hoa = officer(world, "lan.nguyen"), officer(world, "hoa.tran")
    act(lan, reference, "transfer")
    assert the_case(world).state is DisputeState.PROPOSED
    assert "Take my proposal back" in lan.browser.open(f"/desk/disputes/{reference}").text
    assert act(lan, reference, "agree").errors == ["Choose what you want to do."]
    assert act(hoa, reference, "agree").status == 200
    assert world.services.disputes.to_do() == []
    assert any(
        "is decided. Look under Disputes" in one for one in disputer.messages[-2:]
    )  # both sides' phone
    old = world.services.accounts.get(account.id)
    assert old is not None
    assert old.standing is Standing.FROZEN


def test_an_officer_who_acts_on_an_outdated_case_gets_an_error_and_the_new_case(
    world: World, reference: str
) -> None:
    lan, hoa = officer(world, "lan.nguyen"), officer(world, "hoa.tran")
    act(lan, reference, "close")
    page = hoa.browser.open(f"/desk/disputes/{reference}")
    world.services.disputes.answer(the_case(world).id, "Tài khoản là của tôi", by="phone")
    page = hoa.browser.send(act="agree", text="Đồng ý", version=page.value_of("version"))
    assert page.errors
    assert "Tài khoản là của tôi" in page.text
    assert the_case(world).state is DisputeState.ANSWERED


def test_a_stranger_who_writes_again_and_again_delays_each_act_of_an_officer_once(
    world: World, account: Account, reference: str
) -> None:
    lan, hoa = officer(world, "lan.nguyen"), officer(world, "hoa.tran")
    case = the_case(world).id
    for clerk, chosen in ((lan, "restore"), (hoa, "agree")):
        page = clerk.browser.open(f"/desk/disputes/{reference}")
        world.services.disputes.add_statement(case, f"Trước khi {chosen}")
        reasons = {"reasons": "Đã rõ"} if chosen in PROPOSALS else {}
        page = clerk.browser.send(act=chosen, text="Đã đọc", **hidden(page), **reasons)
        assert "A side has written since you opened this page" in page.errors[0]
        assert f"Trước khi {chosen}" in page.text
        assert "Đã đọc" in str(page.soup)
        world.services.disputes.add_statement(case, "Lại thêm nữa")
        reasons = {"reasons": "Đã rõ"} if chosen in PROPOSALS else {}
        page = clerk.browser.send(act=chosen, text="Đã đọc", **hidden(page), **reasons)
        assert page.errors == []
    (found,) = world.services.accounts.with_phone(account.phone_number)
    restored = world.services.accounts.get(found)
    assert restored is not None
    assert restored.is_active


def test_a_note_of_a_colleague_still_refuses_an_act_on_what_was_not_read(
    world: World, reference: str
) -> None:
    lan, hoa = officer(world, "lan.nguyen"), officer(world, "hoa.tran")
    page = hoa.browser.open(f"/desk/disputes/{reference}")
    act(lan, reference, "internal", "Nghi ngờ")
    assert hoa.browser.send(act="close", text="Đã đọc", **hidden(page)).errors
    assert the_case(world).proposal is None


def test_the_citizen_reads_notes_to_them_but_not_notes_to_colleagues(
    world: World, reference: str, disputer: Citizen
) -> None:
    secret = tickets(disputer.page)[1]
    lan = officer(world, "lan.nguyen")
    act(lan, reference, "citizen", "Xin chờ thêm ít hôm")
    act(lan, reference, "internal", "Nghi ngờ")
    assert "lan.nguyen, for colleagues" in lan.page.text
    disputer.browser.open("/dispute/status")
    page = disputer.browser.send(reference=reference, secret=secret)
    assert "Xin chờ thêm ít hôm" in page.text
    assert "Nghi ngờ" not in page.text
    assert "lan.nguyen" not in page.text


def test_another_officer_sends_a_proposal_back(world: World, reference: str) -> None:
    lan, hoa = officer(world, "lan.nguyen"), officer(world, "hoa.tran")
    act(lan, reference, "restore")
    act(hoa, reference, "turn_down")
    assert the_case(world).proposal is None


def test_the_audit_says_who_wrote_a_note_of_the_desk_and_of_which_kind(
    world: World, audit_of: Callable[[str], list[tuple[str, str]]]
) -> None:
    world.citizen().register()
    reference = tickets(open_dispute(world.citizen()))[0]
    lan = officer(world, "lan.nguyen")
    for kind in ("citizen", "internal"):
        act(lan, reference, kind, "Gọi cho tôi")
    dispute = world.services.disputes.by_reference(reference.replace("-", ""))
    assert dispute is not None
    noted = [json.loads(codes) for event, codes in audit_of(dispute.id) if event == "dispute_note_added"]
    assert [one["kind"] for one in noted] == [NoteKind.CITIZEN, NoteKind.INTERNAL]
    assert {one["by"] for one in noted} == {audit.spelled(lan.staff.id)}
