"""The kind of a proof of identity, as the table of proofs names it."""

from bff.methods.proof import Proof
from bff.rules.proofs import ProofKind
from identity.subject import Subject

_KINDS = {
    "mobile_subscriber": ProofKind.CARRIER,
    "social_insurance": ProofKind.SOCIAL_INSURANCE,
    "vietnam_post": ProofKind.POST_ID,
}


def kind_of(proof: Proof) -> ProofKind:
    """Return the kind of *proof*."""
    if proof.method in _KINDS:
        return _KINDS[proof.method]
    is_citizen = proof.subject is Subject.CITIZEN
    return ProofKind.SIGNATURE if is_citizen else ProofKind.ORGANISATION_SIGNATURE
