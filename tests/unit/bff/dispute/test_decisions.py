"""What both sides read of a decision, what they keep, and how they appeal; and a lost viewing code."""

import pytest

from accounts.account.records import Account
from accounts.staff.records import Role
from sandbox.people.table import CROWD, PEOPLE
from tests.support.browser import Browser, Page
from tests.support.citizens import Citizen
from tests.support.clerks import Clerk, engage
from tests.unit.accounts.people import person
from tests.unit.bff.conftest import World
from tests.unit.bff.desk.test_desk_disputes import hidden
from tests.unit.bff.dispute.test_dispute import look, open_dispute, tickets

REASONS = "Thuê bao đứng tên người khiếu nại từ năm 2019."
SECRET_REASON = "Chủ tài khoản có vẻ nói dối"
HOLDERS_PHONE = CROWD[7].phone_number


def officer(world: World, name: str, role: Role = Role.CASE_OFFICER) -> Clerk:
    made = engage(world.services, Browser(world.app), name, role)
    made.sign_in()
    return made


def act(clerk: Clerk, reference: str, act: str, text: str = SECRET_REASON, **more: str) -> Page:
    page = clerk.browser.open(f"/desk/disputes/{reference}")
    return clerk.browser.send(act=act, text=text, **hidden(page), **more)


class Holder(Citizen):
    """The person who registered in the disputer's name, with a phone of their own."""

    @property
    def messages(self) -> list[str]:
        messages = self.sandbox.inbox(HOLDERS_PHONE)
        return [one.text for one in sorted(messages, key=lambda one: one.received_at)]


class Case:
    """A dispute about an account with another phone, the disputer and three officers."""

    def __init__(self, world: World, **of_account: object) -> None:
        self.world = world
        number = PEOPLE[0].citizen_number
        facts = {"citizen_number": number, "phone_number": HOLDERS_PHONE, "full_name": PEOPLE[0].full_name}
        opened = world.services.accounts.open(person(**facts | of_account))
        assert isinstance(opened, Account)
        self.account = opened
        self.disputer = world.citizen()
        self.reference, self.secret = tickets(open_dispute(self.disputer))
        self.holder = Holder(PEOPLE[0], Browser(world.app), world.sandbox)
        self.officers = [officer(world, name) for name in ("lan.nguyen", "hoa.tran", "minh.le")]

    def decide(self, decision: str) -> None:
        lan, hoa, _minh = self.officers
        assert not act(lan, self.reference, decision, reasons=REASONS).errors
        assert not act(hoa, self.reference, "agree").errors

    def look(self) -> Page:
        return look(self.disputer, self.reference, self.secret)

    def look_as_holder(self) -> Page:
        self.holder.use_code()
        self.holder.browser.press("Read the decision")
        return self.holder.enter_code()


@pytest.fixture
def case(world: World) -> Case:
    return Case(world)


def test_a_proposal_without_reasons_for_the_two_sides_is_not_recorded(case: Case) -> None:
    page = act(case.officers[0], case.reference, "close")
    assert page.errors == ["Write what both sides read: why it is decided so."]


@pytest.mark.parametrize(
    ("decision", "next_words", "leads_to"),
    [
        ("close", "Register", "/register/citizen"),
        ("restore", "Open another dispute", "/dispute"),
        ("transfer", "Register now", "/dispute/register/code"),
    ],
)
def test_the_disputer_reads_the_reasons_and_goes_on(
    case: Case, decision: str, next_words: str, leads_to: str
) -> None:
    case.decide(decision)
    page = case.look()
    assert REASONS in page.text
    assert SECRET_REASON not in str(page.soup)
    assert case.disputer.browser.press(next_words).path == leads_to


@pytest.mark.parametrize("decision", ["close", "restore"])
def test_the_holder_reads_the_reasons_after_a_code_to_the_accounts_phone(case: Case, decision: str) -> None:
    case.decide(decision)
    page = case.look_as_holder()
    assert page.heading == "The dispute about your account is decided"
    assert REASONS in page.text
    assert SECRET_REASON not in str(page.soup)


def test_each_side_keeps_the_decision_as_a_paper(case: Case) -> None:
    case.decide("close")
    case.look()
    case.look_as_holder()
    for reader in (case.disputer, case.holder):
        answer = reader.browser.ask("/dispute/paper")
        assert answer.headers["Content-Disposition"].startswith("attachment")
        assert REASONS in answer.text
        assert SECRET_REASON not in answer.text
    assert Browser(case.world.app).ask("/dispute/paper").status_code == 404


def test_reasons_that_were_sent_back_are_never_shown(case: Case) -> None:
    lan, hoa, _minh = case.officers
    act(lan, case.reference, "close", reasons="Lý do đầu tiên, chưa đúng.")
    act(hoa, case.reference, "turn_down")
    case.decide("restore")
    assert "Lý do đầu tiên" not in str(case.look().soup)


@pytest.mark.parametrize("side", ["disputer", "holder"])
def test_a_side_appeals_once_and_an_officer_who_took_no_part_answers(case: Case, side: str) -> None:
    case.decide("restore")
    look_at = case.look if side == "disputer" else case.look_as_holder
    reader = case.disputer if side == "disputer" else case.holder
    look_at()
    page = reader.browser.send(text="Tôi có hợp đồng từ năm 2015.")
    assert "Tôi có hợp đồng" in page.text
    assert page.soup.find("form", id="main-form") is None
    lan, hoa, minh = case.officers
    for clerk in (lan, hoa):
        offered = clerk.browser.open(f"/desk/disputes/{case.reference}")
        assert "Answer the appeal" not in offered.text
    assert "has appealed" in minh.browser.open("/desk/disputes").text
    answers = "answer_appeal" if side == "disputer" else "answer_holders_appeal"
    assert not act(minh, case.reference, answers, "Hợp đồng đã được xem xét.").errors
    assert any("your appeal in dispute" in one or "khieu nai tiep cua ban" in one for one in reader.messages)
    case.world.clock.move(minutes=2)
    if side == "disputer":
        assert "Hợp đồng đã được xem xét." in case.look().text
    else:
        assert "Hợp đồng đã được xem xét." in case.look_as_holder().text
    assert case.world.services.disputes.to_do() == []


def test_an_appeal_that_comes_while_an_officer_writes_is_not_answered_unread(case: Case) -> None:
    """The holder would read words about the disputer's evidence, and could not appeal any more."""
    case.decide("restore")
    case.look()
    case.disputer.browser.send(text="Tôi có hợp đồng từ năm 2015.")
    _lan, _hoa, minh = case.officers
    page = minh.browser.open(f"/desk/disputes/{case.reference}")
    case.look_as_holder()
    case.holder.browser.send(text="Tôi có ảnh chụp.")
    minh.browser.send(act="answer_appeal", text="Hợp đồng không có chữ ký.", **hidden(page))
    assert "Hợp đồng không có chữ ký." in case.look().text
    assert "Hợp đồng không có chữ ký." not in case.holder.browser.open("/dispute/decision/decision").text
    assert "has appealed" in minh.browser.open("/desk/disputes").text
    assert not act(minh, case.reference, "answer_holders_appeal", "Ảnh chụp đã được xem.").errors
    case.world.clock.move(minutes=2)
    assert "Ảnh chụp đã được xem." in case.look_as_holder().text
    assert "Ảnh chụp đã được xem." not in case.look().text
    assert case.world.services.disputes.to_do() == []


def test_an_appeal_is_answered_once_and_only_one_that_there_is(case: Case) -> None:
    case.decide("restore")
    case.look()
    case.disputer.browser.send(text="Tôi có hợp đồng từ năm 2015.")
    _lan, _hoa, minh = case.officers
    assert act(minh, case.reference, "answer_holders_appeal").errors
    assert not act(minh, case.reference, "answer_appeal").errors
    assert act(minh, case.reference, "answer_appeal", "Lần thứ hai").errors


def test_nobody_appeals_when_the_time_for_it_is_over(case: Case) -> None:
    case.decide("restore")
    case.world.clock.move(days=91)
    page = case.look()
    assert REASONS in page.text
    assert page.soup.find("form", id="main-form") is None


def test_a_person_whose_phone_is_the_accounts_is_not_asked_to_answer_against_themselves(world: World) -> None:
    citizen = world.citizen()
    citizen.register()
    before = len(citizen.messages)
    open_dispute(world.citizen())
    told = citizen.messages[before:]
    assert not any("somebody disputes your account" in text for text in told)
    assert sum("dispute" in text for text in told) == 1


GOOD = {
    "finding": "agrees",
    "document_name": PEOPLE[0].full_name,
    "document_birth_date": "/".join(reversed(PEOPLE[0].birth_date.split("-"))),
    "document_digits": PEOPLE[0].citizen_number[-4:],
}


def test_two_people_at_the_desk_renew_a_lost_viewing_code(case: Case) -> None:
    clerk = officer(case.world, "nga.do", Role.CLERK)
    supervisor = officer(case.world, "binh.vu", Role.SUPERVISOR)
    page = clerk.look_for(case.reference)
    assert PEOPLE[0].full_name not in str(page.soup)
    assert not clerk.browser.send(**GOOD).errors
    assert "Lost viewing codes to approve" in supervisor.browser.open("/desk").text
    supervisor.look_for(case.reference)
    assert not supervisor.browser.send(finding="agrees").errors
    assert case.look().errors == ["No dispute has this reference number and this viewing code."]
    new = case.disputer.messages[-1].split("is ")[1][:9]
    assert look(case.disputer, case.reference, new).heading == f"Dispute {case.reference}"


def renew_the_code(case: Case) -> None:
    clerk = officer(case.world, "nga.do", Role.CLERK)
    supervisor = officer(case.world, "binh.vu", Role.SUPERVISOR)
    clerk.look_for(case.reference)
    assert not clerk.browser.send(**GOOD).errors
    supervisor.look_for(case.reference)
    assert not supervisor.browser.send(finding="agrees").errors


def test_who_found_the_old_viewing_code_reads_and_withdraws_nothing_after_a_new_one(case: Case) -> None:
    case.look()
    withdrawing = case.disputer.browser.press("Withdraw the dispute")
    assert withdrawing.heading == "Withdraw the dispute?"
    tab = case.disputer.browser.second_tab()
    renew_the_code(case)
    case.disputer.browser.press("Yes, withdraw it")
    dispute = case.world.services.disputes.by_reference(case.reference.replace("-", ""))
    assert dispute is not None
    assert dispute.is_open
    assert tab.open("/dispute/case/case").path != "/dispute/case/case"


def test_who_found_the_old_viewing_code_registers_nothing_and_keeps_no_paper_after_a_new_one(
    case: Case,
) -> None:
    case.decide("transfer")
    case.look()
    paper = case.disputer.browser.ask("/dispute/paper")
    assert paper.status_code == 200
    registering = case.world.citizen()
    look(registering, case.reference, case.secret)
    registering.browser.press("Register now")
    registering.enter_code()
    assert registering.browser.page.path == "/dispute/register/choose"
    renew_the_code(case)
    assert case.disputer.browser.ask("/dispute/paper").status_code == 404
    page = registering.choose_password("Cầu-ao-7-bậc-đá")
    assert page.path == "/dispute/status"


def test_one_person_alone_renews_no_viewing_code(case: Case) -> None:
    both = engage(case.world.services, Browser(case.world.app), "nga.do", Role.CLERK, Role.SUPERVISOR)
    both.sign_in()
    both.look_for(case.reference)
    both.browser.send(**GOOD)
    page = both.look_for(case.reference)
    assert page.soup.find("form", id="main-form") is None
    dispute = case.world.services.disputes.by_reference(case.reference.replace("-", ""))
    assert dispute is not None
    assert case.world.services.disputes.renew_code(dispute.id, "22222222", by=both.staff.id) == "same_person"
    assert case.look().heading == f"Dispute {case.reference}"


def test_the_document_of_another_person_renews_no_viewing_code(case: Case) -> None:
    clerk = officer(case.world, "nga.do", Role.CLERK)
    clerk.look_for(case.reference)
    page = clerk.browser.send(**GOOD | {"document_digits": "9999"})
    assert "not the document of whoever opened" in page.errors[0]
    assert case.world.services.disputes.codes_to_approve() == []
