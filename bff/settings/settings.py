"""Reads all settings from environment variables once, and checks them before the product starts.

`Settings.from_environment` is the only reader of environment variables in the product. The settings
themselves are in `bff.settings.groups`, `bff.settings.limits` and `bff.settings.counterparts`;
`bff.settings.reading` turns a text into a value. ``python -m bff.settings`` prints them all.
"""

import math
import re
from collections.abc import Mapping
from dataclasses import dataclass, fields
from typing import Self
from urllib.parse import urlsplit

from accounts.links import TOKEN_LETTERS
from accounts.storage.ciphers import FieldCipher
from bff.rules.breached import SHIPPED, BadFilter, BreachedPasswords
from bff.rules.proofs import ProofKind
from bff.settings.counterparts import (
    CarrierSettings,
    PostSettings,
    RevocationSettings,
    SimSettings,
    SmsSettings,
    SocialInsuranceSettings,
    TokenSettings,
    VneidSettings,
    WhenUnknown,
)
from bff.settings.english import EnglishTexts
from bff.settings.groups import (
    DeskSettings,
    DisputeSettings,
    Environment,
    LegalRegime,
    Operator,
    PortalSettings,
    RecoverySettings,
    Running,
)
from bff.settings.limits import (
    AttemptSettings,
    CodeSettings,
    LinkSettings,
    MessageSettings,
    PasskeySettings,
    PasswordSettings,
    PrivacySettings,
    SessionSettings,
)
from bff.settings.offices import read_offices
from bff.settings.push import PushSettings
from bff.settings.reading import BadSetting, read
from verifiers.carrier import MAX_SIM_SWAP_HOURS
from verifiers.certificates.lists import Copies
from verifiers.sim_signature import MAX_LIFETIME_SECONDS
from verifiers.sms import segments
from verifiers.vneid import BadKey, Opener, Profile
from verifiers.web_push import PushHosts

#: The range of each number whose range is not "1 or more".
_BOUNDS: dict[str, tuple[float, float]] = {
    "port": (1, 65_535),
    "trusted_proxies": (0, 10),
    "carrier_sim_swap_hours": (1, MAX_SIM_SWAP_HOURS),
    "one_time_code_seconds": (1, 600),  # at most 10 minutes: NIST SP 800-63B-4, ASVS 5.0 6.5.5
    "appointment_level": (2, 3),
    "vneid_level": (2, 3),
    "vneid_least_age_years": (0, 18),
    "work_bits": (4, 24),  # never off; 24 bits take a slow phone minutes
    "work_bits_most": (4, 24),
    "passkey_offer_after_hours": (0, math.inf),
    "password_queue": (0, math.inf),
    "certificate_queue": (0, math.inf),
    "sim_wait_seconds": (1, MAX_LIFETIME_SECONDS // 2),  # a request lives for the wait and one extension
    "usb_challenge_seconds": (1, 300),  # at most 5 minutes: the rule of Web eID
}
#: The origin of a helper program, in the form that the content security policy needs.
_HELPER = re.compile(r"wss?://[a-z0-9.-]+(:\d{1,5})?", re.ASCII)
#: An HTTP proxy, with or without a name and a password.
_PROXY = re.compile(r"https?://([^/@\s]+@)?[A-Za-z0-9.\[\]:-]+/?", re.ASCII)
#: The version of an interface of CAMARA in an address.
_VERSION = re.compile(r"v[0-9]+(\.[0-9]+)?", re.ASCII)
#: The range of all timeouts of counterparts, in seconds.
_TIMEOUT_BOUNDS = (0.1, 60.0)
_WEB = frozenset({"http", "https"})
#: The schemes of each address that does not begin with http or https.
_SCHEMES: dict[str, frozenset[str]] = {
    "redis_url": frozenset({"redis", "rediss", "redis+sentinel", "rediss+sentinel", "unix"}),
    "usb_vgca_url": frozenset({"ws", "wss"}),
    "database_url": frozenset({"sqlite", "postgresql", "postgresql+psycopg"}),
}


__all__ = ["BadSetting", "Environment", "LegalRegime", "Settings", "WhenUnknown"]


@dataclass(frozen=True, kw_only=True)
class Settings(
    Running,
    Operator,
    CarrierSettings,
    SocialInsuranceSettings,
    SmsSettings,
    RecoverySettings,
    EnglishTexts,
    SimSettings,
    PostSettings,
    TokenSettings,
    VneidSettings,
    RevocationSettings,
    CodeSettings,
    MessageSettings,
    SessionSettings,
    LinkSettings,
    PasskeySettings,
    DeskSettings,
    DisputeSettings,
    PortalSettings,
    PushSettings,
    AttemptSettings,
    PasswordSettings,
    PrivacySettings,
):
    """All settings. Frozen: they do not change while the product runs."""

    @classmethod
    def from_environment(cls, environment: Mapping[str, str]) -> Self:
        """Read and check the settings.

        Raises:
            BadSetting: a variable is missing or wrong.
        """
        values = {one.name: read(one, environment) for one in fields(cls)}
        if not values["database_url"]:
            file = (values["data_folder"] / "accounts.sqlite3").absolute()
            values["database_url"] = f"sqlite:///{file}"
        values["public_origin"] = values["public_origin"].rstrip("/")
        settings = cls(**values)
        settings.check()
        return settings

    def check(self) -> None:
        """Check the values that parsing alone cannot check.

        Raises:
            BadSetting: a variable is wrong.
        """
        origin = urlsplit(self.public_origin)
        if origin.scheme not in {"http", "https"} or not origin.hostname or origin.path not in {"", "/"}:
            raise BadSetting("PUBLIC_ORIGIN", "must look like https://portal.example.vn, without a path")
        if len(self.secret_key) < 32:
            raise BadSetting("SECRET_KEY", "needs at least 32 characters")
        if self.registration_warning_seconds >= self.registration_idle_seconds:
            raise BadSetting("REGISTRATION_WARNING_SECONDS", "must be less than REGISTRATION_IDLE_SECONDS")
        self._check_numbers()
        self._check_addresses()
        self._check_keys()
        self._check_vneid()
        self._check_messages()
        self._check_offices()
        self._check_breached_passwords()
        self._check_push()
        if self.environment is Environment.PRODUCTION:
            self._check_production()

    def _check_numbers(self) -> None:
        """Refuse numbers out of their range."""
        for one in fields(self):
            value = getattr(self, one.name)
            usual = _TIMEOUT_BOUNDS if one.name.endswith("_timeout_seconds") else (1, math.inf)
            least, most = _BOUNDS.get(one.name, usual)
            numbers = [
                n for n in (value if isinstance(value, tuple) else (value,)) if type(n) in {int, float}
            ]
            if not all(least <= number <= most for number in numbers):
                upper = f" to {most:g}" if most < math.inf else " or more"
                raise BadSetting(one.name.upper(), f"must be {least:g}{upper}")

    def _check_offices(self) -> None:
        try:
            read_offices(self.offices_file)
        except ValueError as error:
            raise BadSetting("OFFICES_FILE", f"{error} (its old name is COUNTERS_FILE)") from error

    def _check_breached_passwords(self) -> None:
        try:
            BreachedPasswords(self.breached_passwords_file or SHIPPED)
        except BadFilter as error:
            raise BadSetting("BREACHED_PASSWORDS_FILE", str(error)) from error

    def _check_push(self) -> None:
        if self.push_contact and not self.push_contact.startswith(("mailto:", "https://")):
            raise BadSetting("PUSH_CONTACT", "must begin with mailto: or https://")
        try:
            PushHosts(self.push_hosts)
        except ValueError as error:
            raise BadSetting("PUSH_HOSTS", str(error)) from error

    def _check_addresses(self) -> None:
        for name in self._addresses():
            address, schemes = getattr(self, name), _SCHEMES.get(name, _WEB)
            if address and address.partition(":")[0] not in schemes:
                raise BadSetting(name.upper(), f"must begin with {' or '.join(sorted(schemes))}, and a colon")

        self._check_revocation()
        for name, helper in self._helpers():
            if not _HELPER.fullmatch(helper):
                raise BadSetting(name, "must look like wss://localhost:4433, without a path")

    def _check_revocation(self) -> None:
        try:
            Copies(self.revocation_files)
        except ValueError as error:
            raise BadSetting("REVOCATION_FILES", str(error)) from error
        if self.revocation_proxy and not _PROXY.fullmatch(self.revocation_proxy):
            raise BadSetting(
                "REVOCATION_PROXY", "must look like http://proxy.example.vn:3128, without a path"
            )
        if self.revocation_ca_file is not None and not self.revocation_ca_file.is_file():
            raise BadSetting("REVOCATION_CA_FILE", "there is no such file")

    def _helpers(self) -> list[tuple[str, str]]:
        """Return the address of every helper program, with the name of its variable."""
        vnpt = [("USB_VNPT_URLS", address) for address in self.usb_vnpt_urls]
        return [("USB_VGCA_URL", self.usb_vgca_url), *vnpt]

    def _check_keys(self) -> None:
        try:
            FieldCipher(self.encryption_keys)
        except ValueError as error:
            raise BadSetting("ENCRYPTION_KEYS", str(error)) from error
        if not self.carrier_private_key_file.is_file():
            raise BadSetting("CARRIER_PRIVATE_KEY_FILE", "there is no such file")
        if self.carrier_number_recycling and not _VERSION.fullmatch(self.carrier_number_recycling):
            raise BadSetting("CARRIER_NUMBER_RECYCLING", "must look like v0.2, or be empty")

    def _check_vneid(self) -> None:
        if not self.vneid_authorization_url:
            return
        for name in ("vneid_token_url", "vneid_userinfo_url", "vneid_client_id", "vneid_client_secret"):
            if not getattr(self, name):
                raise BadSetting(name.upper(), "is needed with VNEID_AUTHORIZATION_URL")
        if self.vneid_profile is Profile.ENVELOPE:
            try:
                Opener(self.vneid_private_key_file.read_bytes() if self.vneid_private_key_file else b"")
            except (BadKey, OSError) as error:
                raise BadSetting("VNEID_PRIVATE_KEY_FILE", f"{error}") from error

    def _check_messages(self) -> None:
        """Fill every SMS template with its longest values; the text must fit one segment of GSM-7."""
        link = f"{self.public_origin}/l/{'0' * TOKEN_LETTERS}"
        code = f"code 0000-0000-0000 at {urlsplit(self.public_origin).netloc}"
        values = {
            "code": "000000",
            "site": self.sms_site_name,
            "minutes": 10,
            "level": 3,
            "time": "00:00 00/00/0000",
            "hotline": self.hotline,
            "secret": "K7M2-PX9R",
            "days": self.dispute_working_days,
            "link": max(link, code, key=len),
            "page": f"{self.public_origin}/post-office",
            "reference": "000-000-000",
            "reason": "0" * 30,
        }
        # The WebOTP line is part of the SMS, so it counts for the segment too.
        bound = f"\n\n@{urlsplit(self.public_origin).hostname} #000000"
        templates = [one.name for one in fields(self) if re.fullmatch(r"sms_\w+_text", one.name)]
        for name in templates:
            template, variable = str(getattr(self, name)), name.upper()
            try:
                text = template.format(**values) + (bound if "{code}" in template else "")
            except (KeyError, ValueError, IndexError) as error:
                raise BadSetting(variable, f"has a placeholder we do not know ({error})") from error
            if not text.isascii() or segments(text) > 1:
                raise BadSetting(variable, "must fit one message of 160 letters, without diacritics")

    def _check_production(self) -> None:
        if self.sandbox_url:
            raise BadSetting("SANDBOX_URL", "must be empty in production: the sandbox knows no real person")
        if not self.https:
            raise BadSetting("PUBLIC_ORIGIN", "must start with https:// in production")
        for name in self._addresses():
            if getattr(self, name).startswith("http:"):
                raise BadSetting(name.upper(), "must start with https:// in production")
        if any(host.startswith("http:") for host in self.push_hosts):
            raise BadSetting("PUSH_HOSTS", "must be hosts with https in production")
        for name, helper in self._helpers():
            if helper.startswith("ws:"):
                raise BadSetting(name, "must start with wss:// in production")
        if not self.operator_name:
            raise BadSetting("OPERATOR_NAME", "must name who runs this portal in production")

    def _addresses(self) -> list[str]:
        """Return the names of all settings that are addresses."""
        return [one.name for one in fields(self) if one.name.endswith("_url")]

    @property
    def levels_by_setting(self) -> Mapping[ProofKind, int]:
        """The level that each kind of proof reaches of which a setting says it."""
        return {ProofKind.TWO_PEOPLE: self.appointment_level, ProofKind.VNEID: self.vneid_level}

    @property
    def https(self) -> bool:
        """Whether browsers reach the product over https."""
        return urlsplit(self.public_origin).scheme == "https"

    @property
    def host(self) -> str:
        """The host of the public origin, with its port if the origin has one."""
        return urlsplit(self.public_origin).netloc
