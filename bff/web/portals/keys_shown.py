"""Reads the key that a portal shows it holds (DPoP, RFC 9449); each proof counts once."""

from flask import request

from accounts.portals.records import Portal
from bff.rules.portals.dpop import ALGORITHMS, REMEMBERED_SECONDS, BadProof, read_proof
from bff.services import services

#: The FAPI 2.0 Security Profile, 5.4.1, has no RS256.
FAPI_ALGORITHMS = ("ES256", "PS256")


def proof_algorithms(portal: Portal) -> tuple[str, ...]:
    """Return the algorithms that the portal's proofs may have."""
    return FAPI_ALGORITHMS if portal.is_fapi else ALGORITHMS


def key_shown(portal: Portal, *, token: str | None = None) -> str | None:
    """Return the thumbprint of the key that this request of *portal* shows; None: it shows none.

    Who calls knows already that the request is the portal's: what is remembered of a proof takes room.

    Args:
        token: the access token beside which the proof comes.

    Raises:
        BadProof: the header is no proof for this request, or was used before.
    """
    text = request.headers.get("DPoP")
    if text is None:
        return None
    proof = read_proof(
        text,
        method=request.method,
        address=services().settings.public_origin + request.path,
        now=services().clock().timestamp(),
        token=token,
        algorithms=proof_algorithms(portal),
    )
    if not services().portal_store.is_first_use(
        f"dpop {proof.thumbprint}", proof.id, seconds=REMEMBERED_SECONDS
    ):
        raise BadProof("The proof was used before.")
    return proof.thumbprint
