"""Answers the store of disputes what a proof is worth, from the table in `bff.rules.proofs`. Pure."""

from functools import partial

from accounts.disputes.records import DisputeWorth, Settled
from bff.rules.proofs import ProofKind, ProofPurpose, verdict
from identity.subject import Subject


def dispute_worth(proved_by: str, *, account_level: int, subject: Subject, settled: Settled) -> DisputeWorth:
    """Judge as `accounts.disputes.records.Judge` says. A kind that the table does not know opens nothing."""
    if proved_by not in set(ProofKind):
        return DisputeWorth(opens=False, freezes=False)
    judge = partial(
        verdict, ProofKind(proved_by), ProofPurpose.OPEN_DISPUTE, account_level=account_level, subject=subject
    )
    # what ended settles an account against the same strength and a weaker one, never against a stronger one
    against_it = settled is Settled.FREEZES or (settled is Settled.CASES and not judge().freezes)
    judged = judge(is_settled=against_it)
    return DisputeWorth(opens=judged.is_allowed, freezes=judged.freezes)
