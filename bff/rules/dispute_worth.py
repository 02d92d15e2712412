"""Answers the store of disputes what a proof is worth, from the table in `bff.rules.proofs`. Pure."""

from accounts.disputes.records import DisputeWorth
from bff.rules.proofs import ProofKind, ProofPurpose, verdict
from identity.subject import Subject


def dispute_worth(proved_by: str, *, account_level: int, subject: Subject, is_settled: bool) -> DisputeWorth:
    """Judge as `accounts.disputes.records.Judge` says. A kind that the table does not know opens nothing."""
    if proved_by not in set(ProofKind):
        return DisputeWorth(opens=False, freezes=False)
    judged = verdict(
        ProofKind(proved_by),
        ProofPurpose.OPEN_DISPUTE,
        account_level=account_level,
        subject=subject,
        is_settled=is_settled,
    )
    return DisputeWorth(opens=judged.is_allowed, freezes=judged.freezes)
