"""What each proof is worth, walked through the whole table: every kind, purpose, level and subject."""

from collections.abc import Iterable
from functools import partial
from itertools import product
from typing import Any

import pytest

from bff.rules.proofs import STRONGEST, TABLE, ProofKind, ProofPurpose, ProofRefusal, verdict
from identity.subject import Subject

RECOVERING = (
    ProofPurpose.NEW_PHONE,
    ProofPurpose.RESET,
    ProofPurpose.FIRST_PASSWORD,
    ProofPurpose.OTHER_WAYS,
    ProofPurpose.ANSWER_DISPUTE,
    ProofPurpose.DELETE,
    ProofPurpose.AFTER_STOP,
    ProofPurpose.OPEN_DISPUTE,
)
SUBJECTS = tuple(Subject)


def all_of(*sets: Iterable[Any]) -> list[tuple[Any, ...]]:
    return list(product(*sets))


@pytest.mark.parametrize(("kind", "purpose"), all_of(ProofKind, RECOVERING))
def test_a_stranger_without_a_key_or_two_people_can_not_recover_a_level_3_account(
    kind: ProofKind, purpose: ProofPurpose
) -> None:
    for subject in SUBJECTS:
        judged = verdict(kind, purpose, account_level=3, subject=subject)
        assert not judged.is_allowed or kind in STRONGEST


@pytest.mark.parametrize("purpose", ProofPurpose)
def test_a_stranger_with_cards_can_only_register_or_open_a_case(purpose: ProofPurpose) -> None:
    for level, subject in product((2, 3), SUBJECTS):
        judged = verdict(ProofKind.SOCIAL_INSURANCE, purpose, account_level=level, subject=subject)
        assert not judged.freezes
        assert not judged.is_allowed or purpose in {ProofPurpose.REGISTER, ProofPurpose.OPEN_DISPUTE}


@pytest.mark.parametrize("purpose", ProofPurpose)
def test_a_company_s_token_can_do_nothing_to_a_private_account(purpose: ProofPurpose) -> None:
    for level in (2, 3):
        judged = verdict(
            ProofKind.ORGANISATION_SIGNATURE, purpose, account_level=level, subject=Subject.CITIZEN
        )
        assert judged.refusal is ProofRefusal.OTHER_SUBJECT
        assert ProofKind.ORGANISATION_SIGNATURE not in judged.enough


@pytest.mark.parametrize("purpose", ProofPurpose)
def test_a_director_s_own_key_can_do_nothing_to_the_company_s_account(purpose: ProofPurpose) -> None:
    for kind, subject in product(
        (ProofKind.SIGNATURE, ProofKind.TWO_PEOPLE, ProofKind.CARRIER), (Subject.BUSINESS, Subject.AGENCY)
    ):
        judged = verdict(kind, purpose, account_level=3, subject=subject)
        assert judged.refusal is ProofRefusal.OTHER_SUBJECT


@pytest.mark.parametrize(
    ("kind", "purpose"),
    all_of((ProofKind.CARRIER, ProofKind.POST_ID), (ProofPurpose.NEW_PHONE, ProofPurpose.RESET)),
)
def test_a_subscriber_changes_a_level_2_account_with_that_number_alone_and_waits(
    kind: ProofKind, purpose: ProofPurpose
) -> None:
    judged = verdict(kind, purpose, account_level=2, subject=Subject.CITIZEN)
    assert (judged.is_allowed, judged.only_proved_number, judged.waits) == (True, True, True)


@pytest.mark.parametrize(
    ("kind", "freezes"),
    [
        (ProofKind.SIGNATURE, True),
        (ProofKind.TWO_PEOPLE, True),
        (ProofKind.CARRIER, True),
        (ProofKind.POST_ID, True),
        (ProofKind.VNEID, True),
        (ProofKind.SOCIAL_INSURANCE, False),
    ],
)
def test_a_dispute_freezes_by_what_binds_and_opens_a_case_by_facts(kind: ProofKind, *, freezes: bool) -> None:
    judged = verdict(kind, ProofPurpose.OPEN_DISPUTE, account_level=2, subject=Subject.CITIZEN)
    assert (judged.is_allowed, judged.freezes) == (True, freezes)


@pytest.mark.parametrize("kind", [kind for kind in ProofKind if kind not in STRONGEST])
def test_a_weak_proof_can_not_reopen_what_was_decided_nor_undo_what_a_strong_one_changed(
    kind: ProofKind,
) -> None:
    citizen = partial(verdict, kind, account_level=2, subject=Subject.CITIZEN)
    assert not citizen(ProofPurpose.OPEN_DISPUTE, is_settled=True).is_allowed
    assert not citizen(ProofPurpose.AFTER_STOP, changed_by=ProofKind.TWO_PEOPLE).is_allowed


@pytest.mark.parametrize("kind", [ProofKind.APP, ProofKind.RECOVERY_CODE, ProofKind.PHONE_CODE])
@pytest.mark.parametrize("purpose", [ProofPurpose.OPEN_DISPUTE, ProofPurpose.AFTER_STOP])
def test_a_phone_in_hand_never_freezes_and_gets_nothing_back(kind: ProofKind, purpose: ProofPurpose) -> None:
    assert not verdict(kind, purpose, account_level=2, subject=Subject.CITIZEN).is_allowed


@pytest.mark.parametrize(("by_setting", "allowed"), [(2, False), (3, True)])
def test_two_people_raise_a_level_only_where_the_setting_says_so(*, by_setting: int, allowed: bool) -> None:
    judged = verdict(
        ProofKind.TWO_PEOPLE,
        ProofPurpose.RAISE,
        account_level=2,
        subject=Subject.CITIZEN,
        by_setting={ProofKind.TWO_PEOPLE: by_setting},
    )
    assert judged.is_allowed is allowed


@pytest.mark.parametrize(("purpose", "level"), all_of(RECOVERING, (2, 3)))
def test_every_citizen_has_a_way_back(purpose: ProofPurpose, level: int) -> None:
    judged = [verdict(kind, purpose, account_level=level, subject=Subject.CITIZEN) for kind in ProofKind]
    refused = [one for one in judged if not one.is_allowed]
    assert refused
    assert all({ProofKind.SIGNATURE, ProofKind.TWO_PEOPLE} <= set(one.enough) for one in refused)


def test_the_table_has_a_row_for_every_kind_that_exists() -> None:
    assert set(TABLE) == set(ProofKind)


@pytest.mark.parametrize(("kind", "purpose"), all_of(ProofKind, ProofPurpose))
def test_what_the_table_does_not_list_is_refused(kind: ProofKind, purpose: ProofPurpose) -> None:
    row = TABLE[kind]
    for level, subject in product((2, 3), SUBJECTS):
        is_listed = subject in row.subjects and purpose in row.cells
        judged = verdict(kind, purpose, account_level=level, subject=subject)
        assert is_listed or judged.refusal in {ProofRefusal.NEVER, ProofRefusal.OTHER_SUBJECT}


@pytest.mark.parametrize(("by_setting", "allowed"), [(2, False), (3, True)])
def test_vneid_raises_a_level_only_where_the_setting_says_so(*, by_setting: int, allowed: bool) -> None:
    judged = verdict(
        ProofKind.VNEID,
        ProofPurpose.RAISE,
        account_level=2,
        subject=Subject.CITIZEN,
        by_setting={ProofKind.VNEID: by_setting},
    )
    assert judged.is_allowed is allowed


@pytest.mark.parametrize("level", [2, 3])
def test_vneid_signs_in_at_any_level_and_changes_ways_in_of_level_2_alone(level: int) -> None:
    citizen = partial(verdict, ProofKind.VNEID, account_level=level, subject=Subject.CITIZEN)
    assert citizen(ProofPurpose.SIGN_IN).is_allowed
    for purpose in (*RECOVERING, ProofPurpose.OPEN_DISPUTE):
        assert citizen(purpose).is_allowed is (level == 2), purpose
    assert citizen(ProofPurpose.OPEN_DISPUTE).freezes is (level == 2)
