"""The trip of a person to VNeID and back: what we send along, and what the address brings back. Pure.

The address is the browser's: a person, or a page of a stranger, may have written anything into it.
"""

import base64
import hashlib
import re
import secrets
from dataclasses import dataclass, field
from typing import Final, Self
from urllib.parse import unquote

STATE_BYTES: Final = 16  # 128 bits
VERIFIER_BYTES: Final = 32  # RFC 7636 section 4.1 recommends 256 bits
LONGEST_QUERY: Final = 8_192
#: The longest value of each parameter, in characters. A code is some UUIDs in AES and base64, and the key is
#: one RSA block of at most 4096 bits in base64.
LONGEST: Final = {"state": 64, "code": 2_048, "encrypt_key": 1_024, "error": 64}
STATE = re.compile(r"[A-Za-z0-9_-]{22}", re.ASCII)
CODE = re.compile(r"[\x21-\x7e]{1,2048}", re.ASCII)  # RFC 6749, appendix A.11, without the space
BASE64 = re.compile(r"[A-Za-z0-9+/]{1,1024}={0,2}", re.ASCII)
ERROR = re.compile(r"[a-z_]{1,64}", re.ASCII)


@dataclass(frozen=True)
class Trip:
    """What one trip to VNeID is recognised by; the caller keeps it on the server.

    Attributes:
        state: comes back in the address, once.
        code_verifier: of PKCE (RFC 7636); empty where it is not used.
    """

    state: str = field(repr=False)
    code_verifier: str = field(default="", repr=False)

    @classmethod
    def begin(cls, *, uses_pkce: bool) -> Self:
        """Make a trip with values that can not be guessed."""
        verifier = secrets.token_urlsafe(VERIFIER_BYTES) if uses_pkce else ""
        return cls(secrets.token_urlsafe(STATE_BYTES), verifier)

    def is_of(self, state: str) -> bool:
        """Tell whether *state* is that of this trip, in a time that shows nothing of it."""
        return secrets.compare_digest(self.state.encode(), state.encode())

    @property
    def code_challenge(self) -> str:
        """The challenge of the method S256."""
        digest = hashlib.sha256(self.code_verifier.encode()).digest()
        return base64.urlsafe_b64encode(digest).rstrip(b"=").decode()


@dataclass(frozen=True)
class Returned:
    """What came back from VNeID: a code, or an error, with the state of the trip.

    Attributes:
        code: in the envelope form base64 of an encrypted code, else the code.
        encrypt_key: base64 of the key of that code; empty in the other forms.
        error: a word of RFC 6749 section 4.1.2.1, or of OpenID Connect Core section 3.1.2.6.
    """

    state: str = field(repr=False)
    code: str = field(default="", repr=False)
    encrypt_key: str = field(default="", repr=False)
    error: str = ""


def read_return(query: str) -> Returned | None:
    """Read the part of the address after ``?``; None if it is no return from VNeID.

    Each parameter counts once (RFC 6749 section 3.1). A ``+`` in the code is one: VNeID writes base64 without
    escaping it, and a reader of forms would take it for a space. A space, too, was a ``+`` before some proxy.
    """
    if len(query) > LONGEST_QUERY or not query.isascii():
        return None
    named: dict[str, str] = {}
    for pair in query.split("&"):
        name, _, text = pair.partition("=")
        if name not in LONGEST:
            continue
        if name in named or len(text) > 3 * LONGEST[name]:
            return None
        named[name] = unquote(text, errors="replace").replace(" ", "+")
    return checked_return(named)


def checked_return(named: dict[str, str]) -> Returned | None:
    """Check the parameters; None if one is missing, too long, or has signs that it can not have."""
    state, code = named.get("state", ""), named.get("code", "")
    key, error = named.get("encrypt_key", ""), named.get("error", "")
    if not STATE.fullmatch(state) or bool(code) == bool(error):
        return None
    if code and not CODE.fullmatch(code):
        return None
    if (key and not BASE64.fullmatch(key)) or (error and not ERROR.fullmatch(error)):
        return None
    return Returned(state=state, code=code, encrypt_key=key, error=error)
