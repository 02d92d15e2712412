"""A dispute as both sides walk it: the proof, the freeze, the answer, the status page, the decision."""

from collections.abc import Callable
from dataclasses import replace

import pytest
from werkzeug.test import TestResponse

from accounts.account.records import Account, AccountEvent, Standing
from accounts.disputes.records import Decision, Dispute, DisputeState, NewDispute, NoteKind
from bff.journeys.purpose import Aim
from bff.rules.proofs import ProofKind
from bff.views.dispute.answering import ANSWERING
from bff.views.dispute.opening import OPENING
from bff.views.dispute.pendings import DisputeCase, DisputerProof
from identity.claims import Claims
from identity.people import Person
from identity.subject import Subject
from sandbox.people.table import CROWD, PEOPLE
from tests.support.browser import Browser, Page
from tests.support.citizens import PASSWORD, Citizen, Insured
from tests.support.crowds import Crowd
from tests.support.levels import set_level
from tests.unit.bff.account.test_frozen import account_of
from tests.unit.bff.account.test_my_account import signed_in
from tests.unit.bff.conftest import World
from tests.unit.bff.steps.test_proof import begin_proof

OPENED = "Your dispute is open, the account is frozen"
STATEMENT = "Tôi chưa bao giờ đăng ký tài khoản này"


def prove(citizen: Citizen, aim: str = "dispute") -> Page:
    """Prove the citizen's identity with their mobile subscription."""
    begin_proof(citizen.browser, "mobile-subscriber", aim)
    citizen.give_details()
    return citizen.enter_code()


def open_dispute(citizen: Citizen) -> Page:
    """Walk from the proof to the case."""
    prove(citizen)
    return citizen.browser.send(text=STATEMENT)


def the_case(world: World) -> Dispute:
    (dispute,) = world.services.disputes.to_do()
    return dispute


def tickets(page: Page) -> list[str]:
    return [one.get_text() for one in page.soup.select(".ticket strong")]


def look(citizen: Citizen, reference: str, secret: str) -> Page:
    citizen.browser.open("/dispute/status")
    return citizen.browser.send(reference=reference, secret=secret)


def decide(world: World, decision: Decision) -> Dispute:
    """Two officers decide."""
    disputes, dispute = world.services.disputes, the_case(world)
    disputes.propose(dispute.id, decision, version=dispute.version, by="first", reason="x", reasons="y")
    decided = disputes.decide(dispute.id, version=dispute.version + 1, by="second", reason="x")
    assert isinstance(decided, Dispute)
    return decided


@pytest.fixture
def owner(world: World) -> Citizen:
    """The citizen who registered first with these numbers."""
    world.citizen().register()
    return signed_in(world)


@pytest.fixture
def account(world: World, owner: Citizen) -> Account:
    return account_of(world, owner)


def holder_with_another_phone(world: World, account: Account) -> Citizen:
    """Give the account a phone that is not the disputer's; return its holder, with that phone."""
    phone_number = CROWD[3].phone_number
    world.services.accounts.change_phone(
        account.id,
        phone_number,
        method="sim_signature",
        generation=account.generation,
        proved_by=ProofKind.SIGNATURE,
    )
    return Citizen(replace(PEOPLE[0], phone_number=phone_number), Browser(world.app), world.sandbox)


def test_the_start_leads_to_the_proof(world: World) -> None:
    page = world.citizen().browser.open("/dispute?subject=business")
    assert page.status == 200
    assert page.soup.find("a", href="/prove/for/dispute?subject=business")
    assert world.citizen().browser.open("/dispute?subject=dog").status == 404


@pytest.mark.parametrize("htmx", [False, True])
def test_a_proof_and_a_statement_freeze_the_account_and_end_its_sessions(
    world: World, account: Account, *, htmx: bool
) -> None:
    disputer = world.citizen(htmx=htmx)
    assert prove(disputer).path == "/dispute/open/statement"
    assert account_of(world, disputer).standing is Standing.ACTIVE
    page = disputer.browser.send(text=STATEMENT)
    assert page.heading == OPENED
    assert account_of(world, disputer).standing is Standing.FROZEN
    assert world.services.signed_in.of_account(account.id) == []
    reference, secret = tickets(page)
    assert the_case(world).state is DisputeState.HOLDER_TOLD
    assert the_case(world).reference == reference.replace("-", "")
    assert any(reference in text and secret in text for text in disputer.messages)
    assert account.id not in str(page.soup)


def test_each_side_gets_one_message(world: World, account: Account) -> None:
    holder = holder_with_another_phone(world, account)
    disputer = world.citizen()
    prove(disputer)
    tab = disputer.browser.second_tab()
    before = len(disputer.messages)
    disputer.browser.send(text=STATEMENT)
    tab.send(text=STATEMENT)
    told = disputer.messages[before:] + holder.messages
    assert len(told) == 2
    assert all(len(text) <= 160 and text.isascii() for text in told)


def test_a_dispute_needs_a_statement_of_limited_length(world: World, account: Account) -> None:
    disputer = world.citizen()
    prove(disputer)
    assert disputer.browser.send(text=" ").errors == ["Write in a few words what happened."]
    assert "longer than" in disputer.browser.send(text="x" * 2001).errors[0]
    assert account_of(world, disputer).is_active


def test_a_dispute_without_an_account_suggests_registering(world: World) -> None:
    assert prove(world.citizen()).heading == "There is no account with your number"


def test_a_level_3_account_asks_for_a_proof_of_level_3(world: World, account: Account) -> None:
    set_level(world.services, account.id)
    page = prove(world.citizen())
    assert page.heading == "A stronger proof is needed"
    assert page.soup.find("a", href="/prove/for/dispute?subject=citizen&level=3")
    assert (
        world.services.accounts.find(Claims(subject=Subject.CITIZEN, citizen_number=account.citizen_number))
        is not None
    )
    assert account_of(world, world.citizen()).is_active


def test_a_second_dispute_shows_that_the_account_is_disputed(world: World, account: Account) -> None:
    open_dispute(world.citizen())
    assert prove(world.citizen()).heading == "This account is disputed already"


def test_the_dispute_screens_need_a_proof(world: World, account: Account) -> None:
    browser = world.citizen().browser
    assert browser.open("/dispute/open/statement").path == "/dispute"
    assert browser.open("/dispute/case/case").path == "/dispute"
    assert browser.open("/dispute/refused/anything").status == 404


def test_reference_and_code_show_the_state_of_the_dispute(world: World, account: Account) -> None:
    disputer = world.citizen()
    reference, secret = tickets(open_dispute(disputer))
    page = look(world.citizen(), reference.lower().replace("-", " "), secret.lower())
    assert page.path == "/dispute/case/case"
    assert STATEMENT in page.text
    assert "The holder was told at" in page.text


def test_a_wrong_code_and_a_wrong_reference_show_the_same_message(world: World, account: Account) -> None:
    reference, secret = tickets(open_dispute(world.citizen()))
    other = "222222222"
    pages = [look(world.citizen(), reference, "2222-2222"), look(world.citizen(), other, secret)]
    assert pages[0].errors == pages[1].errors == [
        "No dispute has this reference number and this viewing code."
    ]  # fmt: skip


def test_a_mistyped_reference_is_refused_before_the_search(world: World) -> None:
    assert "mistake in this reference" in look(world.citizen(), "K7M-2PX-9RK", "2222-2222").errors[0]


def test_guesses_of_a_disputes_code_are_limited(world: World, account: Account) -> None:
    reference, secret = tickets(open_dispute(world.citizen()))
    guesser = world.citizen()
    for _ in range(5):
        look(guesser, reference, "2222-2222")
    assert look(guesser, reference, secret).status == 429
    assert look(world.citizen(), reference, secret).status == 200


def test_a_statement_can_be_added(world: World, account: Account) -> None:
    disputer = world.citizen()
    look(disputer, *tickets(open_dispute(disputer)))
    assert disputer.browser.post(
        "/dispute/case/case", csrf_token=disputer.browser.csrf_token, action="add"
    ).errors
    page = disputer.browser.post(
        "/dispute/case/case", csrf_token=disputer.browser.csrf_token, action="add", text="Còn nữa"
    )
    assert "Còn nữa" in page.text


def add(disputer: Citizen, text: str) -> Page:
    token = disputer.browser.csrf_token
    return disputer.browser.post("/dispute/case/case", csrf_token=token, action="add", text=text)


def test_a_stranger_can_not_write_statements_without_bound(world: World, account: Account) -> None:
    disputer = world.citizen()
    look(disputer, *tickets(open_dispute(disputer)))
    for one in range(3):
        assert add(disputer, f"Còn nữa {one}").errors == []
    page = add(disputer, "Và nữa")
    assert "At most 3 texts in an hour" in page.errors[0]
    assert "Và nữa" in str(page.soup.select("textarea"))
    world.clock.move(hours=1)
    assert add(disputer, "Và nữa").errors == []
    for _ in range(10):
        world.clock.move(hours=1)
        page = add(disputer, "Mãi")
    assert "You have written 10 texts" in page.errors[0]
    assert len(world.services.disputes.notes(the_case(world).id, NoteKind.STATEMENT)) == 10


def test_a_holder_can_not_write_answers_without_bound(world: World, account: Account) -> None:
    open_dispute(world.citizen())
    crowd, case = Crowd(world.app), DisputeCase(the_case(world).id, "mobile_subscriber")
    told = []
    for one in range(4):
        holder = crowd.at(ANSWERING, "answer", pending=case, aim=Aim.ANSWER)
        told.append(crowd.posting(holder, "/dispute/answer/answer", text=f"Của tôi {one}")().text)
    assert "At most 3 texts in an hour" in told[3]
    assert "Của tôi 3" in told[3]
    assert len(world.services.disputes.notes(the_case(world).id, NoteKind.ANSWER)) == 3


def test_withdrawing_asks_for_confirmation_and_restores_the_account(world: World, account: Account) -> None:
    holder = holder_with_another_phone(world, account)
    disputer = world.citizen()
    look(disputer, *tickets(open_dispute(disputer)))
    page = disputer.browser.press("Withdraw the dispute")
    assert page.heading == "Withdraw the dispute?"
    assert not account_of(world, disputer).is_active
    page = disputer.browser.press("Yes, withdraw it")
    assert "You withdrew the dispute" in page.text
    assert account_of(world, disputer).is_active
    assert "The account is open" in holder.messages[-1]


def write_again(world: World, method: str, kind: ProofKind) -> Callable[[str], TestResponse]:
    """Prove the first person by *kind*, up to the statement; return how the form is sent."""
    crowd, person = Crowd(world.app), PEOPLE[0]
    claimed = Person(person.full_name, citizen_number=person.citizen_number)
    pending = DisputerProof(method, proof=kind, freezes="yes")
    browser = crowd.at(
        OPENING, "statement", identity=claimed, phone_number="+84900000777", pending=pending, aim=Aim.DISPUTE
    )
    return lambda text: crowd.posting(browser, "/dispute/open/statement", text=text)()


def days_of_refusal(world: World, account: Account, method: str, kind: ProofKind) -> list[int]:
    """Open a dispute and withdraw it, once in ten days for 120 days; return the days that were refused."""
    refused = []
    for day in range(0, 120, 10):
        write = write_again(world, method, kind)
        if write(STATEMENT).status_code == 422:
            refused.append(day)
        for dispute in world.services.disputes.to_do():
            world.services.disputes.withdraw(dispute.id)
        world.clock.move(days=10)
    return refused


SIGNING = pytest.mark.parametrize("method", ["sim_signature", "usb_token"])


@SIGNING
def test_a_signer_can_not_freeze_an_account_again_and_again(
    world: World, account: Account, method: str
) -> None:
    refused = days_of_refusal(world, account, method, ProofKind.SIGNATURE)
    assert refused == [30, 40, 50, 60, 70, 80]  # three in each 90 days
    assert account_of_id(world, account).is_active


@SIGNING
def test_a_dispute_too_many_keeps_what_was_typed_and_names_hotline_and_office(
    world: World, account: Account, method: str
) -> None:
    for _ in range(3):
        write = write_again(world, method, ProofKind.SIGNATURE)
        assert write(STATEMENT).status_code == 303
        assert write(STATEMENT).status_code == 303  # a form that is sent twice opens and costs nothing
        world.services.disputes.withdraw(the_case(world).id)
    write = write_again(world, "usb_token", ProofKind.SIGNATURE)
    answer = write(STATEMENT)
    assert answer.status_code == 422
    assert STATEMENT in answer.text
    assert world.services.settings.hotline in answer.text
    assert account_of_id(world, account).is_active


def test_a_refused_dispute_costs_nothing(world: World, account: Account) -> None:
    write_again(world, "usb_token", ProofKind.SIGNATURE)(STATEMENT)
    for _ in range(4):
        write_again(world, "usb_token", ProofKind.SIGNATURE)(STATEMENT)
    world.services.disputes.withdraw(the_case(world).id)
    write_again(world, "usb_token", ProofKind.SIGNATURE)(STATEMENT)
    assert not account_of_id(world, account).is_active


@pytest.mark.parametrize("stranger", [ProofKind.CARRIER, ProofKind.POST_ID, ProofKind.SOCIAL_INSURANCE])
@pytest.mark.parametrize("victim", [ProofKind.SIGNATURE, ProofKind.TWO_PEOPLE])
def test_a_stranger_with_a_weaker_proof_can_not_close_a_stronger_ones_dispute(
    world: World, account: Account, stranger: ProofKind, victim: ProofKind
) -> None:
    for _ in range(5):
        write_again(world, "mobile_subscriber", stranger)(STATEMENT)
        for dispute in world.services.disputes.to_do():
            world.services.disputes.withdraw(dispute.id)
    write_again(world, "usb_token", victim)(STATEMENT)
    assert not account_of_id(world, account).is_active


def test_two_people_at_an_office_open_a_dispute_however_many_there_were(
    world: World, account: Account
) -> None:
    assert days_of_refusal(world, account, "vietnam_post", ProofKind.TWO_PEOPLE) == []


def account_of_id(world: World, account: Account) -> Account:
    found = world.services.accounts.get(account.id)
    assert found is not None
    return found


def test_the_holder_answers_by_the_codes_of_two_messages(world: World, account: Account) -> None:
    holder = holder_with_another_phone(world, account)
    open_dispute(world.citizen())
    page = holder.use_code()
    assert page.heading == "Somebody says that your account is theirs"
    assert holder.browser.press("Answer").path == "/dispute/answer/code"
    assert holder.enter_code().path == "/dispute/answer/answer"
    assert holder.browser.send(text="").errors
    assert holder.browser.send(text="Tài khoản là của tôi").heading == "Your answer is kept"
    dispute = the_case(world)
    assert dispute.state is DisputeState.ANSWERED
    (note,) = world.services.disputes.notes(dispute.id, NoteKind.ANSWER)
    assert (note.text, note.by) == ("Tài khoản là của tôi", "phone")


def test_the_disputer_does_not_see_the_holders_answer(world: World, account: Account) -> None:
    disputer = world.citizen()
    case = tickets(open_dispute(disputer))
    world.services.disputes.answer(the_case(world).id, "Bí mật", by="phone")
    assert "Bí mật" not in look(disputer, *case).text


def test_a_holder_without_the_phone_answers_with_a_proof(world: World, account: Account) -> None:
    open_dispute(world.citizen())
    holder = world.citizen()
    assert prove(holder, "answer").path == "/dispute/answer/answer"
    holder.browser.send(text="Tài khoản là của tôi")
    (note,) = world.services.disputes.notes(the_case(world).id, NoteKind.ANSWER)
    assert note.by == "mobile_subscriber"


def test_an_answer_after_the_decision_is_refused(world: World, account: Account) -> None:
    open_dispute(world.citizen())
    holder = world.citizen()
    prove(holder, "answer")
    decide(world, Decision.CLOSE)
    assert holder.browser.send(text="Tài khoản là của tôi").heading == "This dispute has ended"


def test_after_a_transfer_the_disputer_registers_and_the_old_password_is_refused(
    world: World, account: Account
) -> None:
    disputer = world.citizen()
    case = tickets(open_dispute(disputer))
    decide(world, Decision.TRANSFER)
    look(disputer, *case)
    assert disputer.browser.press("Register now").path == "/dispute/register/code"
    assert disputer.enter_code().path == "/dispute/register/choose"
    new = "Cầu-ao-7-bậc"
    assert len(disputer.browser.send(password=new, confirmation=new).errors) == 1
    page = disputer.browser.send(password=new, confirmation=new, consent="y")
    assert page.path == "/dispute/register/registered"
    old = world.services.accounts.get(account.id)
    assert old is not None
    assert old.standing is Standing.CLOSED
    assert account_of(world, disputer).id != account.id
    assert world.citizen().sign_in(PASSWORD).status == 422
    assert world.citizen().sign_in(new).path == "/sign-in/code"
    assert "You have registered" in look(world.citizen(), *case).text


def test_the_reference_and_its_code_alone_do_not_allow_registering(world: World, account: Account) -> None:
    case = tickets(open_dispute(world.citizen()))
    decide(world, Decision.TRANSFER)
    stranger = world.citizen(CROWD[0])
    look(stranger, *case)
    stranger.browser.press("Register now")
    assert stranger.browser.open("/dispute/register/choose").path == "/dispute/register/code"


def test_the_receipt_has_a_link_to_report_a_registration_by_a_stranger(world: World) -> None:
    citizen = world.citizen()
    citizen.register()
    receipt = citizen.messages[-1]
    assert len(receipt) <= 160
    assert receipt.isascii()
    account = account_of(world, citizen)
    stranger = world.citizen()
    assert stranger.use_code(citizen.way_on_codes[-1]).heading == "Was it not you?"
    assert world.services.accounts.history(account.id)[0].event is AccountEvent.OPENED
    page = stranger.browser.press("It was not me")
    assert page.path == "/dispute/reported"
    assert world.services.accounts.history(account.id)[0].event is AccountEvent.NOT_ME
    assert account_of(world, citizen).is_active


def test_who_reads_one_code_can_not_take_the_phone_from_an_account_whose_number_has_no_new_holder(
    world: World, account: Account
) -> None:
    owner = world.citizen()
    owner.sign_in()
    owner.enter_code()
    thief = world.citizen()
    thief.browser.open("/dispute/reported")
    thief.browser.press("Stop their messages")
    thief.browser.send(phone_number=account.phone_number)
    assert thief.enter_code().heading == "This number has no new holder"
    assert not account_of(world, thief).has_lost_phone
    assert owner.browser.open("/account").path == "/account"


def test_the_new_owner_of_a_number_removes_it_from_the_old_owners_account(
    world: World, account: Account
) -> None:
    world.sandbox.numbers.give_on(account.phone_number)
    newcomer = world.citizen()
    newcomer.browser.open("/dispute/reported")
    assert newcomer.browser.press("Stop their messages").path == "/dispute/number/phone"
    assert newcomer.browser.send(phone_number="12").status == 422
    newcomer.browser.send(phone_number=account.phone_number)
    assert newcomer.enter_code().heading == "No more codes come to this number"
    now = account_of(world, newcomer)
    assert now.has_lost_phone
    assert now.is_active
    before = len(newcomer.messages)
    assert world.citizen().sign_in().heading == "Another phone number is needed"
    assert len(newcomer.messages) == before


def test_a_number_that_no_account_uses_gets_no_message_and_the_page_looks_the_same(
    world: World, account: Account
) -> None:
    told, began = [], world.clock.now
    for person in (PEOPLE[0], CROWD[0]):
        world.clock.now = began  # the page says until when a code is valid
        stranger = world.citizen(person)
        sent = len(stranger.codes)
        stranger.browser.open("/dispute/reported")
        stranger.browser.press("Stop their messages")
        page = stranger.browser.send(phone_number=person.phone_number)
        world.clock.move(minutes=2)
        again = stranger.browser.post_form("/dispute/number/code", action="resend").status_code
        told.append((page.text, again, len(stranger.codes) - sent))
    assert told[0][:2] == told[1][:2]
    assert [messages for _text, _status, messages in told] == [2, 0]


# ---------------------------------------------------------------- facts on cards
def open_case(world: World) -> Insured:
    """Open a dispute with what stands on an insured person's cards, and a code to the stranger's phone."""
    stranger = world.insured()
    begin_proof(stranger.browser, "social-insurance", "dispute")
    stranger.give_details()
    stranger.enter_code()
    assert "They do not freeze the account" in stranger.page.text
    stranger.browser.send(text=STATEMENT)
    return stranger


@pytest.fixture
def victim(world: World) -> Account:
    """The account of the insured person, whose owner is signed in."""
    owner = world.insured()
    owner.register()
    owner.sign_in()
    owner.enter_code()
    return account_of(world, owner)


def test_a_stranger_with_cards_can_not_freeze_an_account_nor_end_its_sessions(
    world: World, victim: Account
) -> None:
    stranger = open_case(world)
    assert stranger.page.heading == "Your case is open"
    assert account_of(world, stranger).standing is Standing.ACTIVE
    assert len(world.services.signed_in.of_account(victim.id)) == 1
    assert not any("Tai khoan tam khoa" in text or "da tam khoa" in text for text in stranger.messages)


def test_a_stranger_with_cards_can_not_answer_a_dispute_as_the_holder(world: World, victim: Account) -> None:
    world.services.accounts.freeze(victim.id)
    stranger = world.insured()
    assert begin_proof(stranger.browser, "social-insurance", "answer").status == 404


def test_two_officers_can_not_give_the_account_to_a_stranger_with_cards(
    world: World, victim: Account
) -> None:
    open_case(world)
    case = the_case(world)
    for decision in (Decision.TRANSFER, Decision.CLOSE):
        assert not world.services.disputes.propose(
            case.id, decision, version=case.version, by="first", reason="x", reasons="y"
        )
    decide(world, Decision.RESTORE)
    assert world.services.accounts.get(victim.id) == victim


def test_a_phone_alone_does_not_answer_for_an_account_of_level_3(world: World, account: Account) -> None:
    holder = holder_with_another_phone(world, account)
    open_dispute(world.citizen())
    code = holder.way_on_codes[-1]
    world.services.accounts.restore(account.id)
    set_level(world.services, account.id)
    world.services.accounts.freeze(account.id)
    holder.use_code(code)
    page = holder.browser.press("Answer")
    assert page.heading == "A stronger proof is needed"
    assert page.soup.find("a", href="/prove/for/answer?subject=citizen&level=3")


# ---------------------------------------------------------------- what was settled before
def end_twice(world: World, proof: str, account: Account) -> None:
    """Open two disputes by this kind of proof, and withdraw them."""
    for number in (1, 2):
        new = NewDispute(
            id=f"00000000-0000-4000-8000-00000000000{number}",
            code="K7M2PX9R",
            claims=Claims(subject=Subject.CITIZEN, citizen_number=account.citizen_number),
            method="social_insurance",
            level=2,
            proved_by=proof,
            phone_number="+84900000009",
            proof="{}",
            statement=STATEMENT,
            due_at=world.clock(),
        )
        assert isinstance(world.services.disputes.open(new), Dispute)
        assert world.services.disputes.withdraw(new.id)


def test_an_impostor_with_cards_can_not_keep_the_carriers_proof_away(world: World, account: Account) -> None:
    end_twice(world, "social_insurance", account)
    assert open_dispute(world.citizen()).heading == OPENED
    assert account_of(world, world.citizen()).standing is Standing.FROZEN


@pytest.mark.parametrize("before", [True, False])
@pytest.mark.parametrize("htmx", [False, True])
def test_a_proof_that_is_settled_shows_the_refused_screen_also_after_the_statement(
    world: World, account: Account, *, before: bool, htmx: bool
) -> None:
    disputer = world.citizen(htmx=htmx)
    if before:
        end_twice(world, "carrier", account)
        page = prove(disputer)
    else:
        prove(disputer)
        end_twice(world, "carrier", account)
        page = disputer.browser.send(text=STATEMENT)
    assert page.path == "/dispute/refused/level_too_low"
    assert page.heading == "A stronger proof is needed"
    assert account_of(world, disputer).is_active


def test_a_further_case_by_facts_on_cards_names_the_ways_that_suffice(world: World, victim: Account) -> None:
    end_twice(world, "social_insurance", victim)
    stranger = world.insured()
    begin_proof(stranger.browser, "social-insurance", "dispute")
    stranger.give_details()
    page = stranger.enter_code()
    assert page.path == "/dispute/refused/no_more_cases"
    assert page.soup.find("a", href="/prove/for/dispute?subject=citizen")
