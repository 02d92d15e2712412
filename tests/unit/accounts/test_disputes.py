"""Disputes: opened with the freeze, answered, decided by two, carried out whole; also at the same second."""

from collections.abc import Callable
from functools import partial
from uuid import uuid4

import pytest
from sqlalchemy import Engine

from accounts import audit
from accounts.account.records import Account, AlreadyExists, NewAccount, Standing
from accounts.account.standing import NotActive
from accounts.account.store import Accounts
from accounts.disputes.records import (
    Decision,
    Dispute,
    DisputeRefusal,
    DisputeState,
    DisputeWorth,
    NewDispute,
    NoteKind,
)
from accounts.disputes.store import MOST_TEXTS, Disputes
from accounts.rotation import DISPUTE_NOTES, DISPUTES, rotate
from accounts.storage.ciphers import FieldCipher, LookupKey
from accounts.storage.database import reading
from bff.rules.dispute_worth import dispute_worth
from identity.claims import Claims
from identity.subject import Subject
from tests.unit.accounts.people import KEY, LOOKUP_KEY, NOW, PERSONAL, close, patiently, person
from tests.unit.accounts.test_at_the_same_time import RIVALS, all_at_once

Opened = Callable[[NewAccount], Account]
UNKNOWN_PERSON = Claims(subject=Subject.CITIZEN, citizen_number="000190000999")


def disputes_in(engine: Engine, *, cipher: FieldCipher) -> Disputes:
    """The store as the product makes it, with the product's table of what a proof is worth."""
    return Disputes(
        engine, cipher=cipher, lookup=LookupKey(LOOKUP_KEY), clock=lambda: NOW, judge=dispute_worth
    )


@pytest.fixture
def disputes(engine: Engine) -> Disputes:
    return disputes_in(engine, cipher=FieldCipher([KEY]))


def new_dispute(**different: object) -> NewDispute:
    facts: dict[str, object] = {
        "id": str(uuid4()),
        "code": "K7M2PX9R",
        "claims": Claims(subject=Subject.CITIZEN, citizen_number=PERSONAL["citizen_number"]),
        "method": "mobile_subscriber",
        "level": 2,
        "proved_by": "carrier",
        "phone_number": "+84900000009",
        "proof": '{"identity": "somebody"}',
        "statement": "Tôi chưa bao giờ đăng ký",
        "due_at": NOW,
    }
    return NewDispute(**{**facts, **different})  # type: ignore[arg-type]  # each test names its own facts


@pytest.fixture
def account(opened: Opened) -> Account:
    return opened(person())


@pytest.fixture
def dispute(account: Account, disputes: Disputes) -> Dispute:
    opened = disputes.open(new_dispute())
    assert isinstance(opened, Dispute)
    return opened


def standing_of(accounts: Accounts, account: Account) -> Standing:
    found = accounts.get(account.id)
    assert found is not None
    return found.standing


def proposed(disputes: Disputes, dispute: Dispute, decision: Decision) -> Dispute:
    assert disputes.propose(
        dispute.id,
        decision,
        version=newest(disputes, dispute).version,
        by="first",
        reason="rõ ràng",
        reasons="y",
    )
    return newest(disputes, dispute)


def newest(disputes: Disputes, dispute: Dispute) -> Dispute:
    found = disputes.get(dispute.id)
    assert found is not None
    return found


def decided(disputes: Disputes, dispute: Dispute, decision: Decision) -> Dispute:
    version = proposed(disputes, dispute, decision).version
    outcome = disputes.decide(dispute.id, version=version, by="second", reason="đồng ý")
    assert isinstance(outcome, Dispute)
    return outcome


def test_opening_freezes_the_account(accounts: Accounts, account: Account, dispute: Dispute) -> None:
    assert dispute.state is DisputeState.OPENED
    assert standing_of(accounts, account) is Standing.FROZEN


def test_opening_the_same_dispute_again_returns_it(account: Account, disputes: Disputes) -> None:
    new = new_dispute()
    assert disputes.open(new) == disputes.open(new)
    assert len(disputes.to_do()) == 1


@pytest.mark.parametrize(
    ("different", "refusal"),
    [
        (
            {"claims": Claims(subject=Subject.CITIZEN, citizen_number="000190000999")},
            DisputeRefusal.NO_ACCOUNT,
        ),
        ({"proved_by": "phone_code"}, DisputeRefusal.LEVEL_TOO_LOW),
        ({"proved_by": "organisation_signature"}, DisputeRefusal.LEVEL_TOO_LOW),
        ({"proved_by": "passkey"}, DisputeRefusal.LEVEL_TOO_LOW),
        ({"proved_by": "unheard of"}, DisputeRefusal.LEVEL_TOO_LOW),
    ],
)
def test_a_refused_dispute_changes_nothing(
    accounts: Accounts,
    account: Account,
    disputes: Disputes,
    different: dict[str, object],
    refusal: DisputeRefusal,
) -> None:
    assert disputes.open(new_dispute(**different)) is refusal
    assert standing_of(accounts, account) is Standing.ACTIVE
    assert disputes.to_do() == []


def test_a_level_3_account_is_not_disputed_by_a_level_2_proof(
    accounts: Accounts, opened: Opened, disputes: Disputes
) -> None:
    account = opened(person(level=3))
    for weak in ("carrier", "post_id", "social_insurance"):
        assert disputes.open(new_dispute(proved_by=weak)) is DisputeRefusal.LEVEL_TOO_LOW
    assert standing_of(accounts, account) is Standing.ACTIVE
    assert isinstance(disputes.open(new_dispute(proved_by="signature")), Dispute)


@pytest.fixture
def case(account: Account, disputes: Disputes) -> Dispute:
    """What a stranger with cards can open: a case that freezes nothing."""
    opened = disputes.open(new_dispute(proved_by="social_insurance", method="social_insurance"))
    assert isinstance(opened, Dispute)
    return opened


def test_a_stranger_with_cards_can_not_freeze_an_account(
    accounts: Accounts, account: Account, case: Dispute, disputes: Disputes
) -> None:
    assert not case.freezes
    assert standing_of(accounts, account) is Standing.ACTIVE
    again = disputes.open(new_dispute(proved_by="social_insurance"))
    assert again is DisputeRefusal.ALREADY_DISPUTED


@pytest.mark.parametrize("decision", [Decision.TRANSFER, Decision.CLOSE])
def test_a_stranger_with_cards_can_not_be_given_the_account(
    accounts: Accounts, account: Account, case: Dispute, disputes: Disputes, decision: Decision
) -> None:
    assert not disputes.propose(case.id, decision, version=case.version, by="first", reason="x", reasons="y")
    assert newest(disputes, case).proposal is None
    assert standing_of(accounts, account) is Standing.ACTIVE


def test_a_case_that_froze_nothing_keeps_no_stronger_proof_away_and_frees_nothing(
    accounts: Accounts, account: Account, case: Dispute, disputes: Disputes
) -> None:
    real = disputes.open(new_dispute(proved_by="carrier"))
    assert isinstance(real, Dispute)
    assert standing_of(accounts, account) is Standing.FROZEN
    assert disputes.open_of_account(account.id) == real
    decided(disputes, case, Decision.RESTORE)
    assert standing_of(accounts, account) is Standing.FROZEN


def test_withdrawing_a_case_that_froze_nothing_opens_no_frozen_account(
    accounts: Accounts, account: Account, case: Dispute, disputes: Disputes
) -> None:
    assert isinstance(disputes.open(new_dispute(proved_by="carrier")), Dispute)
    assert disputes.withdraw(case.id)
    assert standing_of(accounts, account) is Standing.FROZEN


def test_a_disputed_account_is_not_disputed_again(dispute: Dispute, disputes: Disputes) -> None:
    assert disputes.open(new_dispute()) is DisputeRefusal.ALREADY_DISPUTED


def test_a_restored_account_is_not_frozen_again_by_the_same_proof(
    accounts: Accounts, account: Account, dispute: Dispute, disputes: Disputes
) -> None:
    decided(disputes, dispute, Decision.RESTORE)
    assert disputes.open(new_dispute()) is DisputeRefusal.LEVEL_TOO_LOW
    assert standing_of(accounts, account) is Standing.ACTIVE
    assert isinstance(disputes.open(new_dispute(proved_by="signature")), Dispute)


def test_withdrawn_disputes_lose_the_right_to_freeze_again(
    account: Account, dispute: Dispute, disputes: Disputes
) -> None:
    assert disputes.withdraw(dispute.id)
    again = disputes.open(new_dispute())
    assert isinstance(again, Dispute)
    assert disputes.withdraw(again.id)
    assert disputes.open(new_dispute()) is DisputeRefusal.LEVEL_TOO_LOW


CASE = {"proved_by": "social_insurance", "method": "social_insurance"}
FREEZING = ("carrier", "post_id", "vneid")


def turn_down_once(disputes: Disputes, **different: object) -> None:
    one = disputes.open(new_dispute(**different))
    assert isinstance(one, Dispute)
    decided(disputes, one, Decision.RESTORE)


def withdraw_twice(disputes: Disputes, **different: object) -> None:
    for _ in range(2):
        one = disputes.open(new_dispute(**different))
        assert isinstance(one, Dispute)
        assert disputes.withdraw(one.id)


@pytest.mark.parametrize("settle", [turn_down_once, withdraw_twice])
@pytest.mark.parametrize("proof", FREEZING)
def test_an_impostor_can_not_make_a_false_account_undisputable_with_cases_of_their_own(
    accounts: Accounts, account: Account, disputes: Disputes, settle: Callable[..., None], proof: str
) -> None:
    settle(disputes, **CASE)
    expected = disputes.would_open(account.id, proof)
    assert isinstance(expected, DisputeWorth)
    assert expected.freezes
    assert isinstance(disputes.open(new_dispute(proved_by=proof)), Dispute)
    assert standing_of(accounts, account) is Standing.FROZEN


@pytest.mark.parametrize("settle", [turn_down_once, withdraw_twice])
def test_a_stranger_with_cards_can_not_open_cases_for_ever(
    account: Account, disputes: Disputes, settle: Callable[..., None]
) -> None:
    settle(disputes, **CASE)
    assert disputes.would_open(account.id, "social_insurance") is DisputeRefusal.NO_MORE_CASES
    assert disputes.open(new_dispute(**CASE)) is DisputeRefusal.NO_MORE_CASES


@pytest.mark.parametrize("settle", [turn_down_once, withdraw_twice])
@pytest.mark.parametrize("settled_by", ["carrier", "signature"])
@pytest.mark.parametrize("proof", ["carrier", "vneid", "social_insurance"])
def test_what_is_settled_against_a_proof_holds_against_the_same_strength_and_weaker_ones(
    accounts: Accounts,
    account: Account,
    disputes: Disputes,
    settle: Callable[..., None],
    settled_by: str,
    proof: str,
) -> None:
    settle(disputes, proved_by=settled_by)
    assert disputes.would_open(account.id, proof) is DisputeRefusal.LEVEL_TOO_LOW
    assert disputes.open(new_dispute(proved_by=proof)) is DisputeRefusal.LEVEL_TOO_LOW
    assert standing_of(accounts, account) is Standing.ACTIVE


def test_a_case_and_a_dispute_that_were_withdrawn_settle_only_cases(
    account: Account, disputes: Disputes
) -> None:
    for facts in (CASE, {}):
        one = disputes.open(new_dispute(**facts))
        assert isinstance(one, Dispute)
        assert disputes.withdraw(one.id)
    assert disputes.open(new_dispute(**CASE)) is DisputeRefusal.NO_MORE_CASES
    assert isinstance(disputes.open(new_dispute()), Dispute)


def test_a_dispute_needs_its_reference_and_its_code(dispute: Dispute, disputes: Disputes) -> None:
    assert disputes.by_code(dispute.reference, "K7M2PX9R") == dispute
    assert disputes.by_code(dispute.reference, "K7M2PX9B") is None
    assert disputes.by_code("222222222", "K7M2PX9R") is None


def test_dispute_rows_hold_no_personal_data_in_clear(dispute: Dispute, engine: Engine) -> None:
    with engine.connect() as connection:
        rows = [
            *connection.exec_driver_sql("SELECT * FROM disputes"),
            *connection.exec_driver_sql("SELECT * FROM dispute_notes"),
        ]
    for secret in ("+84900000009", "somebody", "Tôi chưa bao giờ", "K7M2PX9R", PERSONAL["citizen_number"]):
        assert secret not in str(rows)


def test_rotation_encrypts_a_disputes_texts_with_the_new_key(
    dispute: Dispute, disputes: Disputes, engine: Engine
) -> None:
    new = FieldCipher([("k2", b"3" * 32), KEY])
    assert sum(rotate(engine, DISPUTES, cipher=new)) == 1
    assert sum(rotate(engine, DISPUTE_NOTES, cipher=new)) == 1
    alone = FieldCipher([("k2", b"3" * 32)])
    after = disputes_in(engine, cipher=alone)
    assert after.get(dispute.id) == dispute
    assert after.notes(dispute.id, *NoteKind) != []


def test_an_answer_voids_a_proposal(dispute: Dispute, disputes: Disputes) -> None:
    before = proposed(disputes, dispute, Decision.CLOSE)
    assert disputes.answer(dispute.id, "Tài khoản là của tôi", by="phone")
    after = newest(disputes, dispute)
    assert (after.state, after.proposal) == (DisputeState.ANSWERED, None)
    outcome = disputes.decide(dispute.id, version=before.version, by="second", reason="x")
    assert outcome is DisputeRefusal.OUT_OF_DATE
    assert [note.text for note in disputes.notes(dispute.id, NoteKind.ANSWER)] == ["Tài khoản là của tôi"]


def test_a_stranger_who_writes_again_and_again_can_not_put_off_a_decision(
    accounts: Accounts, account: Account, dispute: Dispute, disputes: Disputes
) -> None:
    seen = newest(disputes, dispute).version
    assert disputes.add_statement(dispute.id, "Còn nữa")
    assert disputes.propose(dispute.id, Decision.RESTORE, version=seen, by="first", reason="x", reasons="y")
    assert disputes.add_statement(dispute.id, "Còn nữa")
    outcome = disputes.decide(dispute.id, version=seen + 1, by="second", reason="x")
    assert isinstance(outcome, Dispute)
    assert standing_of(accounts, account) is Standing.ACTIVE


def test_a_false_holder_who_answers_again_and_again_can_not_put_off_a_decision(
    accounts: Accounts, account: Account, dispute: Dispute, disputes: Disputes
) -> None:
    assert disputes.answer(dispute.id, "Tài khoản là của tôi", by="phone")
    before = proposed(disputes, dispute, Decision.CLOSE)
    assert disputes.answer(dispute.id, "Vẫn là của tôi", by="phone")
    after = newest(disputes, dispute)
    assert (after.state, after.version, after.answered_at) == (
        DisputeState.PROPOSED,
        before.version,
        before.answered_at,
    )
    assert isinstance(disputes.decide(dispute.id, version=before.version, by="second", reason="x"), Dispute)
    assert standing_of(accounts, account) is Standing.CLOSED


@pytest.mark.parametrize("kind", [NoteKind.STATEMENT, NoteKind.ANSWER])
def test_a_stranger_can_not_bury_a_dispute_under_texts(
    dispute: Dispute, disputes: Disputes, kind: NoteKind
) -> None:
    def write(text: str) -> bool:
        if kind is NoteKind.ANSWER:
            return disputes.answer(dispute.id, text, by="phone")
        return disputes.add_statement(dispute.id, text)

    written = [write(str(one)) for one in range(3 * MOST_TEXTS)]
    kept = disputes.notes(dispute.id, kind)
    assert len(kept) == MOST_TEXTS
    assert sum(written) == MOST_TEXTS - (kind is NoteKind.STATEMENT)  # one statement opened the dispute
    assert new_dispute().statement in {note.text for note in disputes.notes(dispute.id, *NoteKind)}


def test_an_officer_cannot_decide_their_own_proposal(
    accounts: Accounts, account: Account, dispute: Dispute, disputes: Disputes
) -> None:
    version = proposed(disputes, dispute, Decision.RESTORE).version
    outcome = disputes.decide(dispute.id, version=version, by="first", reason="x")
    assert outcome is DisputeRefusal.OWN_PROPOSAL
    assert standing_of(accounts, account) is Standing.FROZEN


@pytest.mark.parametrize(
    ("decision", "standing"),
    [
        (Decision.RESTORE, Standing.ACTIVE),
        (Decision.CLOSE, Standing.CLOSED),
        (Decision.TRANSFER, Standing.FROZEN),
    ],
)
def test_a_decision_and_its_effect_are_saved_together(
    accounts: Accounts,
    account: Account,
    dispute: Dispute,
    disputes: Disputes,
    decision: Decision,
    standing: Standing,
) -> None:
    outcome = decided(disputes, dispute, decision)
    assert (outcome.state, outcome.decision) == (DisputeState.DECIDED, decision)
    assert standing_of(accounts, account) is standing
    assert disputes.to_do() == []


def test_a_proposal_can_be_made_again_after_it_was_turned_down(dispute: Dispute, disputes: Disputes) -> None:
    version = proposed(disputes, dispute, Decision.CLOSE).version
    assert disputes.turn_down(dispute.id, version=version, by="second", reason="chưa rõ")
    assert newest(disputes, dispute).state is DisputeState.HOLDER_TOLD
    assert decided(disputes, dispute, Decision.RESTORE).decision is Decision.RESTORE


def test_withdrawing_a_dispute_restores_the_account(
    accounts: Accounts, account: Account, dispute: Dispute, disputes: Disputes
) -> None:
    assert disputes.withdraw(dispute.id)
    assert standing_of(accounts, account) is Standing.ACTIVE
    assert not disputes.withdraw(dispute.id)
    assert not disputes.answer(dispute.id, "x", by="phone")


def test_a_transfer_moves_the_numbers_in_one_step(
    accounts: Accounts, account: Account, dispute: Dispute, disputes: Disputes
) -> None:
    decided(disputes, dispute, Decision.TRANSFER)
    assert accounts.open(person()) == AlreadyExists(account.id)
    new = person(id=str(uuid4()), phone_number="+84900000009", password_hash="$argon2id$new")
    made = disputes.transfer(dispute.id, new)
    assert isinstance(made, Account)
    assert standing_of(accounts, account) is Standing.CLOSED
    found = accounts.find(Claims(subject=Subject.CITIZEN, citizen_number=PERSONAL["citizen_number"]))
    assert found is not None
    assert found.id == made.id
    assert disputes.transfer(dispute.id, new) == made
    assert disputes.transfer(dispute.id, person(id=str(uuid4()))) is DisputeRefusal.OUT_OF_DATE


def test_a_transfer_that_fails_leaves_everything_as_it_was(
    accounts: Accounts, account: Account, opened: Opened, dispute: Dispute, disputes: Disputes
) -> None:
    opened(person(citizen_number="000190000777", old_identity_number=None))
    decided(disputes, dispute, Decision.TRANSFER)
    new = person(id=str(uuid4()), citizen_number="000190000777")
    assert disputes.transfer(dispute.id, new) is DisputeRefusal.ALREADY_DISPUTED
    assert standing_of(accounts, account) is Standing.FROZEN
    assert newest(disputes, dispute).awaits_registration


def test_a_transfer_needs_a_decision(dispute: Dispute, disputes: Disputes) -> None:
    new = person(id=str(uuid4()))
    assert disputes.transfer(dispute.id, new) is DisputeRefusal.OUT_OF_DATE


def test_concurrent_disputes_of_one_account_open_one_case(
    accounts: Accounts, account: Account, disputes: Disputes, engine: Engine
) -> None:
    outcomes = all_at_once(*[lambda: disputes.open(new_dispute())] * RIVALS)
    assert [type(outcome) for outcome in outcomes].count(Dispute) == 1
    assert outcomes.count(DisputeRefusal.ALREADY_DISPUTED) == RIVALS - 1
    with reading(engine) as session:
        assert isinstance(audit.verify(session), audit.Intact)


def test_a_concurrent_change_by_the_holder_leaves_the_account_frozen(
    engine: Engine, accounts: Accounts, account: Account, disputes: Disputes
) -> None:
    def change() -> None:
        try:
            patiently(partial(accounts.change_password, account.id, "$argon2id$holders", generation=0))
        except NotActive:
            return

    all_at_once(change, lambda: disputes.open(new_dispute()), lambda: close(engine, "nobody"))
    assert standing_of(accounts, account) is Standing.FROZEN


def test_an_account_closed_during_a_dispute_is_either_closed_or_disputed(
    engine: Engine, accounts: Accounts, account: Account, disputes: Disputes
) -> None:
    outcome, _closed = all_at_once(lambda: disputes.open(new_dispute()), lambda: close(engine, account.id))
    assert standing_of(accounts, account) is Standing.CLOSED
    assert isinstance(outcome, Dispute | DisputeRefusal)
    assert len(disputes.to_do()) == isinstance(outcome, Dispute)


def test_of_a_concurrent_decision_and_withdrawal_one_succeeds(
    accounts: Accounts, account: Account, dispute: Dispute, disputes: Disputes
) -> None:
    version = proposed(disputes, dispute, Decision.CLOSE).version
    outcome, withdrawn = all_at_once(
        lambda: disputes.decide(dispute.id, version=version, by="second", reason="x"),
        lambda: disputes.withdraw(dispute.id),
    )
    assert isinstance(outcome, Dispute) is not withdrawn
    expected = Standing.ACTIVE if withdrawn else Standing.CLOSED
    assert standing_of(accounts, account) is expected
