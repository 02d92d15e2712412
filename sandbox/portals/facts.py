"""What the two portals are called, where they are, and with what each proves to the product that it is it."""

import base64
import time
from collections.abc import Mapping
from enum import StrEnum
from pathlib import Path
from typing import Any
from uuid import uuid4

from joserfc import jwk, jwt

from sandbox.settings import SandboxSettings

JWT_BEARER = "urn:ietf:params:oauth:client-assertion-type:jwt-bearer"
ASSERTION_SECONDS = 60
#: In the folder of the settings: the standard portal's key; the other one's secret, which the product makes.
KEY_FILE, SECRET_FILE = "standard.pem", "legacy.secret"
#: The scopes from which a tester chooses; the first ones are asked for unless they choose others.
SCOPES = ("profile", "phone", "email", "address", "identity", "organisation")
USUAL_SCOPES = ("profile", "phone")
STORIES = {
    "standard": (
        "It keeps to OpenID Connect: a key of its own, PKCE, nonce, and it checks everything that comes back."
    ),
    "legacy": "It is like the old portals: a secret, no PKCE, no nonce, and it checks nothing.",
}


class Portal(StrEnum):
    """One of the two portals."""

    STANDARD = "standard"
    LEGACY = "legacy"

    @property
    def client_id(self) -> str:
        return f"sandbox-{self}"

    @property
    def label(self) -> str:
        """Its name, in English; the pages translate it."""
        return {"standard": "Standard trial portal", "legacy": "Old-style trial portal"}[self.value]

    @property
    def story(self) -> str:
        """What it is like, in English; the pages translate it."""
        return STORIES[self.value]

    @property
    def path(self) -> str:
        return f"/portals/{self}"

    def address(self, settings: SandboxSettings, place: str = "") -> str:
        """Return the address of a page of this portal, as the product knows it."""
        return f"{settings.own_url}{self.path}{place}"


class Proof:
    """The standard portal's key and the old one's secret."""

    def __init__(self, folder: Path | None) -> None:
        """Read the key in *folder*, or make one there; without a folder it is kept in memory."""
        self._folder = folder
        self._key = _key_in(folder)

    @property
    def public_keys(self) -> dict[str, Any]:
        """The key set that the product fetches."""
        return {"keys": [{**self._key.as_dict(private=False), "alg": "ES256", "use": "sig"}]}

    def assertion(self, issuer: str) -> str:
        """Sign who the standard portal is (RFC 7523); the audience is the product's issuer."""
        now, own = int(time.time()), Portal.STANDARD.client_id
        claims = {
            "iss": own,
            "sub": own,
            "aud": issuer,
            "jti": str(uuid4()),
            "iat": now,
            "exp": now + ASSERTION_SECONDS,
        }
        return jwt.encode({"alg": "ES256", "kid": self._key.kid}, claims, self._key)

    def of(self, portal: Portal, issuer: str) -> Mapping[str, str]:
        """Return the fields with which *portal* proves itself at the token endpoint."""
        if portal is Portal.STANDARD:
            return {"client_assertion_type": JWT_BEARER, "client_assertion": self.assertion(issuer)}
        return {"client_id": portal.client_id, "client_secret": self._secret()}

    def _secret(self) -> str:
        """Read the secret, which the product may have made after the sandbox started."""
        file = self._folder / SECRET_FILE if self._folder else None
        return file.read_text(encoding="ascii").strip() if file and file.exists() else "none-yet"


def _key_in(folder: Path | None) -> jwk.ECKey:
    file = folder / KEY_FILE if folder else None
    if file is not None and file.exists():
        key = jwk.ECKey.import_key(file.read_bytes())
    else:
        key = jwk.ECKey.generate_key("P-256")
        if file is not None:
            file.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
            file.touch(mode=0o600)
            file.write_bytes(key.as_pem(private=True))
    key.ensure_kid()
    return key


def old_state(settings: SandboxSettings) -> str:
    """Return a ``state`` of the old shape: base64 of the address where the person goes on."""
    return base64.b64encode(f"{Portal.LEGACY.address(settings)}?from=home+page".encode()).decode()


def place_in(state: str, settings: SandboxSettings) -> str:
    """Return the path that a ``state`` of the old shape names; only pages of the old portal count."""
    try:
        address = base64.b64decode(state, validate=True).decode()
    except ValueError:
        return Portal.LEGACY.path
    own = Portal.LEGACY.address(settings)
    is_own = address == own or address.startswith(f"{own}?")
    return address.removeprefix(settings.own_url) if is_own else Portal.LEGACY.path
