"""The account's number alone reads no decision as the holder, and uses up no appeal of the holder.

The message about the decision and its code both go to the account's phone: a new subscriber of the number,
and a thief who moved it to a new SIM, have both.
"""

import html
from datetime import timedelta

import pytest

from accounts.account.records import Account
from accounts.disputes.records import Decision, Dispute, NoteKind
from accounts.links import LinkKind
from bff.journeys.purpose import Aim
from bff.rules.proofs import ProofKind
from bff.views.dispute.opening import OPENING
from bff.views.dispute.pendings import DisputerProof
from identity.people import Person
from sandbox.mssp.sims import sim_called
from sandbox.people.table import CROWD, PEOPLE, person_called
from tests.support.browser import Browser, Page
from tests.support.crowds import Crowd
from tests.support.levels import set_level
from tests.support.sim_holders import Holder as SimHolder
from tests.support.sim_holders import phone_of
from tests.unit.accounts.people import person as account_person
from tests.unit.bff.account.test_reset_by_a_new_subscriber import IN_ANOTHER_NAME, day
from tests.unit.bff.conftest import World
from tests.unit.bff.dispute.test_decisions import HOLDERS_PHONE, REASONS, Case, Holder
from tests.unit.bff.dispute.test_dispute import STATEMENT, decide, prove
from tests.unit.bff.steps.test_proof import begin_proof, prove_with_sim

APPEAL = "Tôi có hợp đồng từ năm 2015."
CHANGED_SIM = "The SIM of this number was changed recently"
TOO_WEAK = "A stronger proof is needed"
DECIDED = "The dispute about your account is decided"


def old_case(world: World, **of_account: object) -> Case:
    return Case(world, registered_at=world.clock() - timedelta(days=400), **of_account)


def dispute_of(case: Case) -> Dispute:
    dispute = case.world.services.disputes.by_reference(case.reference.replace("-", ""))
    assert dispute is not None
    return dispute


def appeals(case: Case) -> list[str]:
    found = case.world.services.disputes.notes(dispute_of(case).id, NoteKind.HOLDERS_APPEAL)
    return [f"{note.by}: {note.text}" for note in found]


def keeps_out(case: Case, heading: str) -> Page:
    """The code to the account's phone shows no decision, gives no paper and stores no appeal."""
    page = case.look_as_holder()
    assert page.heading == heading
    assert REASONS not in page.text
    assert case.holder.browser.ask("/dispute/paper").status_code == 404
    case.holder.browser.post(
        "/dispute/decision/decision", csrf_token=case.holder.browser.csrf_token, text="Bỏ"
    )
    assert appeals(case) == []
    return page


@pytest.mark.parametrize("decision", ["restore", "close", "transfer"])
def test_the_new_subscriber_of_the_number_reads_no_decision_and_uses_up_no_appeal(
    world: World, decision: str
) -> None:
    case = old_case(world)
    world.sandbox.numbers.give_on(HOLDERS_PHONE, day(world, 100))
    case.decide(decision)
    page = keeps_out(case, IN_ANOTHER_NAME)
    assert page.soup.find("a", href="/prove/for/answer?subject=citizen")
    assert page.soup.find("a", href="/dispute/reported")


def test_a_thief_with_a_new_sim_reads_no_decision_and_uses_up_no_appeal(world: World) -> None:
    thief = person_called("sim_changed")
    case = old_case(world, phone_number=thief.phone_number)
    case.holder = _Thief(PEOPLE[0], Browser(world.app), world.sandbox)
    case.decide("restore")
    page = keeps_out(case, CHANGED_SIM)
    assert page.soup.find("a", href="/prove/for/answer?subject=citizen")


class _Thief(Holder):
    @property
    def messages(self) -> list[str]:
        messages = self.sandbox.inbox(person_called("sim_changed").phone_number)
        return [one.text for one in sorted(messages, key=lambda one: one.received_at)]


def test_a_phone_that_still_waits_reads_no_decision(world: World) -> None:
    """A proof that binds a number only gave the account this phone an hour ago; the old phone was told."""
    case = old_case(world, phone_number=PEOPLE[3].phone_number)
    case.decide("restore")
    account = world.services.accounts.get(case.account.id)
    assert account is not None
    world.services.accounts.change_phone(
        case.account.id,
        HOLDERS_PHONE,
        method="mobile_subscriber",
        proved_by=ProofKind.CARRIER,
        generation=account.generation,
    )
    case.holder.use_code(way_on(case))
    assert case.holder.browser.press("Read the decision").heading == TOO_WEAK
    assert case.holder.browser.ask("/dispute/paper").status_code == 404


def way_on(case: Case) -> str:
    links = case.world.services.links
    return links.issue_code(LinkKind.DISPUTE_DECISION, dispute_of(case).id, timedelta(days=1))


def test_a_phone_alone_reads_no_decision_about_an_account_of_level_3(world: World) -> None:
    case = old_case(world)
    set_level(world.services, case.account.id)
    case.decide("restore")
    case.holder.use_code()
    page = case.holder.browser.press("Read the decision")
    assert page.heading == TOO_WEAK
    assert page.soup.find("a", href="/prove/for/answer?subject=citizen&level=3")
    assert case.holder.browser.ask("/dispute/paper").status_code == 404


def test_a_silent_carrier_keeps_no_holder_from_the_decision(world: World) -> None:
    case = old_case(world)
    case.decide("restore")
    case.holder.use_code()
    case.holder.browser.press("Read the decision")
    world.sandbox.knobs.turn("carrier", outage="http_503")
    page = case.holder.enter_code()
    assert page.status == 503
    assert "You have not been refused" in f"{page.text} {html.unescape(page.alert or '')}"
    world.sandbox.knobs.turn("carrier", outage="none")
    assert case.holder.browser.open_and_go_on("/dispute/decision/look-at-sim").heading == DECIDED


@pytest.fixture
def signer(world: World) -> SimHolder:
    """The holder of a disputed account, without its phone; another person disputes it with another phone."""
    person = sim_called("sim_citizen").holder
    facts: dict[str, object] = {"citizen_number": person.citizen_number, "full_name": person.full_name}
    facts |= {"phone_number": HOLDERS_PHONE, "registered_at": world.clock() - timedelta(days=400)}
    opened = world.services.accounts.open(account_person(**facts))
    assert isinstance(opened, Account)
    crowd = Crowd(world.app)
    disputer = crowd.at(
        OPENING,
        "statement",
        identity=Person(full_name=person.full_name, citizen_number=person.citizen_number),
        phone_number=CROWD[9].phone_number,
        aim=Aim.DISPUTE,
        pending=DisputerProof("mobile_subscriber", proof=ProofKind.CARRIER, freezes="yes"),
    )
    assert crowd.posting(disputer, "/dispute/open/statement", text=STATEMENT)().status_code == 303
    return SimHolder(world, phone_of("sim_citizen"))


def sign_to_answer(signer: SimHolder) -> Page:
    begin_proof(signer.browser, "sim-signature", aim="answer")
    return prove_with_sim(signer)


@pytest.mark.parametrize("decision", [Decision.RESTORE, Decision.TRANSFER])
def test_a_holder_without_the_phone_reads_and_appeals_after_a_proof(
    world: World, signer: SimHolder, decision: Decision
) -> None:
    dispute = decide(world, decision)
    page = sign_to_answer(signer)
    assert (page.heading, page.path) == (DECIDED, "/dispute/decision/decision")
    assert signer.browser.ask("/dispute/paper").status_code == 200
    assert APPEAL in signer.browser.send(text=APPEAL).text
    (note,) = world.services.disputes.notes(dispute.id, NoteKind.HOLDERS_APPEAL)
    assert note.by == "sim_signature"


def test_a_holder_whose_account_was_closed_proves_who_they_are_and_appeals(
    world: World, signer: SimHolder
) -> None:
    """A closed account has given up its numbers: the message in this browser names the dispute."""
    dispute = decide(world, Decision.CLOSE)
    world.sandbox.numbers.give_on(HOLDERS_PHONE, day(world, 100))
    citizen = Holder(PEOPLE[0], signer.browser, world.sandbox)
    citizen.use_code(
        world.services.links.issue_code(LinkKind.DISPUTE_DECISION, dispute.id, timedelta(days=1))
    )
    citizen.browser.press("Read the decision")
    assert citizen.enter_code().heading == IN_ANOTHER_NAME
    assert sign_to_answer(signer).heading == DECIDED
    assert APPEAL in signer.browser.send(text=APPEAL).text


def test_a_proof_of_another_person_reads_no_decision(world: World, signer: SimHolder) -> None:
    dispute = decide(world, Decision.CLOSE)
    other = SimHolder(world, phone_of("sim_elliptic"))
    world.sandbox.numbers.give_on(HOLDERS_PHONE, day(world, 100))
    citizen = Holder(PEOPLE[0], other.browser, world.sandbox)
    citizen.use_code(
        world.services.links.issue_code(LinkKind.DISPUTE_DECISION, dispute.id, timedelta(days=1))
    )
    citizen.browser.press("Read the decision")
    citizen.enter_code()
    assert sign_to_answer(other).path.startswith("/dispute/refused/")
    assert other.browser.ask("/dispute/paper").status_code == 404


def test_the_disputer_uses_up_no_appeal_of_the_holder_with_the_disputes_own_phone(world: World) -> None:
    case = old_case(world)
    case.decide("restore")
    page = prove(case.disputer, "answer")
    assert page.path.startswith("/dispute/refused/")
    assert appeals(case) == []
