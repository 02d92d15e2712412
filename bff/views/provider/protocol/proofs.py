"""The key that a request of a portal shows, and the words of a refusal."""

from authlib.oauth2.rfc6749 import OAuth2Error

from accounts.portals.records import Portal
from bff.rules.portals.dpop import BadProof
from bff.web.portals.keys_shown import key_shown


class InvalidProof(OAuth2Error):
    """What a portal sends to show that it holds a key does not show it (RFC 9449, section 5)."""

    error = "invalid_dpop_proof"


def key_of(portal: Portal) -> str | None:
    """Return the thumbprint of the key that this request of *portal* shows; None: it shows none.

    Raises:
        InvalidProof: see there.
    """
    try:
        return key_shown(portal)
    except BadProof as trouble:
        raise InvalidProof(str(trouble)) from trouble
