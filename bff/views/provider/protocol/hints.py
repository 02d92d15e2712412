"""Reads an ``id_token_hint``: an id_token of ours, of this portal, however old."""

from typing import Any

from joserfc import jwk, jwt

from accounts.portals.records import Portal
from bff.rules.portals.unreadable import UNREADABLE
from bff.services import services
from bff.views.provider.protocol.profile import SIGNING, issuer

#: In characters; ours have less than 1,500.
LONGEST_HINT = 4_096


def claims_of_hint(hint: str) -> dict[str, Any] | None:
    """Return the claims of an id_token of ours; None: it is none, or its key is not published any more."""
    if not 0 < len(hint) <= LONGEST_HINT or not hint.isascii():
        return None
    published: Any = {"keys": services().signing_keys.published()}
    try:
        keys = jwk.KeySet.import_key_set(published)
        token = jwt.decode(hint, keys, algorithms=list(SIGNING))
    except UNREADABLE:
        return None
    claims = dict(token.claims)
    # Messages of a logout and signed userinfo have our signature too, and are no id_tokens.
    if token.header.get("typ", "JWT") != "JWT" or "auth_time" not in claims:
        return None
    return claims if claims.get("iss") == issuer() and isinstance(claims.get("aud"), str) else None


def subject_hinted(portal: Portal, hint: str) -> str | None:
    """Return the subject that the portal expects; empty: the hint is no id_token of this portal."""
    claims = claims_of_hint(hint)
    return str(claims["sub"]) if claims is not None and claims["aud"] == portal.id else ""
