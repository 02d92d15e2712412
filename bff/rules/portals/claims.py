"""Decides what a portal is told about an account, and which level it asks for. Pure.

Names of claims: OpenID Connect Core 1.0, section 5.1, and for `Scope.VN_PORTAL` what the national portal's
relying parties read today (docs/portals.md names the public sources).
"""

from collections.abc import Iterable, Mapping
from types import MappingProxyType
from typing import Any

from accounts.account.records import Account
from accounts.portals.records import Scope
from identity.subject import Subject

#: The name of a level in ``acr``, and the names that legacy portals ask for in its place.
ACR = "urn:cuaso:level:{level}"
LEGACY_ACR: Mapping[str, int] = MappingProxyType({"LoA1": 2, "LoA2": 2, "LoA3": 3})
LEVELS = (2, 3)
_KINDS = MappingProxyType({Subject.CITIZEN: "1", Subject.BUSINESS: "2", Subject.AGENCY: "3"})
_SEXES = MappingProxyType({"male": "1", "female": "2"})


def least_level(acr_values: str, *, portal_level: int, is_legacy: bool) -> int:
    """Return the level that a request asks for at least: the lowest that it names, or the portal's own.

    Names that nobody gave a level are passed over: they are wishes (OpenID Connect Core 1.0, 3.1.2.1).
    """
    named = [level for name in acr_values.split() if (level := level_called(name, is_legacy=is_legacy))]
    return max(portal_level, min(named, default=portal_level))


def level_called(name: str, *, is_legacy: bool) -> int | None:
    """Return the level that *name* stands for; None: it stands for none."""
    own = {ACR.format(level=level): level for level in LEVELS}
    return own.get(name) or (LEGACY_ACR.get(name) if is_legacy else None)


def acr_of(level: int, acr_values: str, *, is_legacy: bool) -> str:
    """Return the name of *level*, in the family of names that a legacy portal asked with."""
    if is_legacy and any(name in LEGACY_ACR for name in acr_values.split()):
        return f"LoA{level}"
    return ACR.format(level=level)


def userinfo(
    account: Account, scopes: Iterable[Scope], *, sub: str, reached: int | None = None
) -> dict[str, Any]:
    """Return the claims for *scopes*; what the account does not know is left out.

    Args:
        sub: the account's pairwise subject at this portal.
        reached: the level that this sign-in has reached, as ``acr`` tells it; None: none.
    """
    claims: dict[str, Any] = {"sub": sub}
    for scope in sorted(scopes):
        claims |= _CLAIMS[scope](account, sub)
    if Scope.VN_PORTAL in scopes and reached is not None:
        claims["loAs"] = str(reached)
    return {name: value for name, value in claims.items() if value is not None}


def _is_organisation(account: Account) -> bool:
    """Return whether the account is an organisation's. Portals are told nothing of its representative.

    Other people work with an organisation's account, and its representative changes: a portal must never take
    it for that person's own account.
    """
    return account.subject is not Subject.CITIZEN


def _profile(account: Account, _sub: str) -> dict[str, Any]:
    if _is_organisation(account):
        return {"name": account.organisation_name, "organisation_kind": account.subject.value}
    return {"name": account.full_name, "birthdate": account.birth_date, "gender": account.sex}


def _phone(account: Account, _sub: str) -> dict[str, Any]:
    if account.has_lost_phone:
        return {}
    return {"phone_number": account.phone_number, "phone_number_verified": True}


def _email(account: Account, _sub: str) -> dict[str, Any]:
    return {"email": account.email, "email_verified": False} if account.email else {}


def _address(account: Account, _sub: str) -> dict[str, Any]:
    if _is_organisation(account) or not account.address:
        return {}
    return {"address": {"formatted": account.address}}


def _identity(account: Account, _sub: str) -> dict[str, Any]:
    if _is_organisation(account):
        return {}
    return {
        "citizen_number": account.citizen_number,
        "old_identity_number": account.old_identity_number,
    }


def _organisation(account: Account, _sub: str) -> dict[str, Any]:
    if not _is_organisation(account):
        return {}
    return {
        "organisation_name": account.organisation_name,
        "organisation_kind": account.subject.value,
        "tax_number": account.tax_number,
        "business_number": account.business_number,
    }


def _vn_portal(account: Account, sub: str) -> dict[str, Any]:
    """Return the claims of the old national shape."""
    person = {
        "SoDinhDanh": account.citizen_number,
        "SoCMND": account.old_identity_number,
        "NgayThangNamSinh": (account.birth_date or "").replace("-", "") or None,
        "GioiTinh": _SEXES.get(account.sex or ""),
        "NoiOHienNay": account.address,
    }
    return {
        "TechID": sub,
        "LoaiTaiKhoan": _KINDS[account.subject],
        "HoVaTen": account.organisation_name if _is_organisation(account) else account.full_name,
        **({} if _is_organisation(account) else person),
        "SoDienThoai": None if account.has_lost_phone else _national(account.phone_number),
        "ThuDienTu": account.email,
        "MaSoThue": account.tax_number,
        "MaSoDoanhNghiep": account.business_number,
        "TenDoanhNghiep": account.organisation_name,
    }


def _national(phone_number: str) -> str:
    return "0" + phone_number.removeprefix("+84")


_CLAIMS = MappingProxyType(
    {
        Scope.OPENID: lambda _account, _sub: {},
        Scope.PROFILE: _profile,
        Scope.PHONE: _phone,
        Scope.EMAIL: _email,
        Scope.ADDRESS: _address,
        Scope.IDENTITY: _identity,
        Scope.ORGANISATION: _organisation,
        Scope.VN_PORTAL: _vn_portal,
    }
)
