"""Registers the sandbox's two portals in the product of a trial; production gets no such portals.

`make run` adds them at its start, and changes them where their addresses are others than the last time.
"""

from collections.abc import Mapping
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from typing import Any

from accounts.portals.records import FACTS, ClientAuth, NewPortal, Scope
from accounts.portals.store import Portals
from accounts.storage.ciphers import FieldCipher, LookupKey, parse_key, parse_keys
from accounts.storage.database import make_engine
from deploy import keys
from deploy.environment import Place, product_environment

#: The file in the sandbox's folder for the portals, from which it reads the secret at each sign-in.
SECRET_FILE = "legacy.secret"  # noqa: S105 - a file's name
LOOPBACK = ("127.0.0.0/8", "::1/128")


def portals_of(place: Place) -> list[NewPortal]:
    """Return the facts of both portals at the sandbox of *place*."""
    standard, legacy = (f"{place.sandbox_url}/portals/{name}" for name in ("standard", "legacy"))
    return [
        NewPortal(
            id="sandbox-standard",
            name_vi="Cổng thử chuẩn",
            name_en="Standard trial portal",
            sector="localhost",
            redirect_uris=(f"{standard}/callback",),
            logout_uris=(f"{standard}/signed-out",),
            backchannel_logout_uri=f"{standard}/back-channel",
            scopes=frozenset(Scope) - {Scope.VN_PORTAL},
            keys_uri=f"{standard}/jwks",
        ),
        NewPortal(
            id="sandbox-legacy",
            name_vi="Cổng thử kiểu cũ",
            name_en="Old-style trial portal",
            sector="localhost",
            redirect_uris=(f"{legacy}/callback",),
            logout_uris=(f"{legacy}/signed-out",),
            scopes=frozenset({Scope.OPENID, Scope.VN_PORTAL}),
            client_auth=ClientAuth.CLIENT_SECRET_POST,
            is_legacy=True,
            addresses=LOOPBACK,
        ),
    ]


def ensure_portals(place: Place, surroundings: Mapping[str, str]) -> list[NewPortal]:
    """Add or change the portals in the product's database; return them, or none in production.

    A portal that an operator ended by a command stays ended.
    """
    environment = {**product_environment(place), **surroundings}
    if environment["ENVIRONMENT"] != "trial" or not environment.get("SANDBOX_URL"):
        return []
    file = place.data_folder / "accounts.sqlite3"
    if not environment.get("DATABASE_URL") and not file.exists():
        return []
    engine = make_engine(environment.get("DATABASE_URL") or f"sqlite:///{file}")
    register = Portals(
        engine,
        cipher=FieldCipher(parse_keys(environment["ENCRYPTION_KEYS"])),
        lookup=LookupKey(parse_key(environment["LOOKUP_KEY"])),
        clock=lambda: datetime.now(UTC),
        keys_hosts=_hosts(place),
    )
    there = [portal for portal in portals_of(place) if _ensure(register, portal, place)]
    engine.dispose()
    return there


def table(portals: list[NewPortal], place: Place) -> str:
    """Write each portal's name and address on a line."""
    return "\n".join(
        f"  {portal.name_en:<24} {place.sandbox_url}/portals/{(portal.id or '').removeprefix('sandbox-')}"
        for portal in portals
    )


def _hosts(place: Place) -> tuple[str, ...]:
    return (place.sandbox_url.partition("//")[2],)


def _ensure(register: Portals, new: NewPortal, place: Place) -> bool:
    """Add or change one portal, and hand its secret to the sandbox; return whether it is open."""
    portal_id = new.id or ""
    known = register.find(portal_id)
    if known is None:
        _portal, secret = register.add(new)
        _hand_over(secret, place)
        return True
    if not known.is_open:
        return False
    facts: dict[str, Any] = {name: getattr(new, name) for name in FACTS if name != "sector"}
    if replace(known, **facts) != known:
        register.change(portal_id, **facts)
    if new.client_auth.has_secret and not register.secret_matches(portal_id, _secret_of(place)):
        _hand_over(register.rotate_secret(portal_id, timedelta(0)), place)
    return True


def _hand_over(secret: str | None, place: Place) -> None:
    if secret is not None:
        place.portals_folder.mkdir(mode=0o700, parents=True, exist_ok=True)
        keys.write_privately(place.portals_folder / SECRET_FILE, f"{secret}\n")


def _secret_of(place: Place) -> str:
    file = place.portals_folder / SECRET_FILE
    return file.read_text(encoding="ascii").strip() if file.exists() else ""
