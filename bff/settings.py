"""What an operator can set: read once from the environment, checked before anything starts.

`Settings.from_environment` is the only reader of environment variables in the product. Each field's
variable is its name in capitals; units are in the names. Defaults are the policies of docs/limits.md.
"""

import binascii
import logging
import math
from collections.abc import Callable, Mapping
from dataclasses import MISSING, Field, dataclass, fields
from enum import StrEnum
from pathlib import Path
from typing import Any, Self
from urllib.parse import urlsplit

from accounts.ciphers import FieldCipher
from bff import setting_texts
from bff.limits import Limit
from verifiers.carrier import MAX_SIM_SWAP_HOURS
from verifiers.sms import segments

#: What a number may be, where it is not any number from 1 on.
_BOUNDS: dict[str, tuple[float, float]] = {
    "port": (1, 65_535),
    "trusted_proxies": (0, 10),
    "carrier_timeout_seconds": (0.1, 60),
    "sms_timeout_seconds": (0.1, 60),
    "carrier_sim_swap_hours": (1, MAX_SIM_SWAP_HOURS),
    "one_time_code_seconds": (1, 600),  # never longer: NIST SP 800-63B-4, ASVS 5.0 6.5.5
    "password_queue": (0, math.inf),
}
_WEB = frozenset({"http", "https"})
#: What an address may begin with, where there is one.
_SCHEMES: dict[str, frozenset[str]] = {
    **dict.fromkeys(("carrier_url", "carrier_token_url", "sms_url", "sandbox_url", "vneid_url"), _WEB),
    "redis_url": frozenset({"redis", "rediss", "unix"}),
    "database_url": frozenset({"sqlite", "postgresql", "postgresql+psycopg"}),
}


class Environment(StrEnum):
    """A trial may talk to the sandbox; production may not."""

    TRIAL = "trial"
    PRODUCTION = "production"


class LegalRegime(StrEnum):
    """Which accounts the law knows where the portal is run (Decree 69/2024)."""

    PORTAL_ACCOUNTS = "portal_accounts"
    VNEID_FIRST = "vneid_first"


class WhenUnknown(StrEnum):
    """What to do when a carrier cannot say whether a SIM was changed."""

    GO_ON = "go_on"
    REFUSE = "refuse"


class BadSetting(Exception):
    """An environment variable is missing or makes no sense; the message names it."""

    def __init__(self, variable: str, why: str) -> None:
        super().__init__(f"{variable}: {why}")
        self.variable = variable


@dataclass(frozen=True)
class Settings:
    """Everything an operator decides. Frozen: a running product does not change its mind."""

    # Where it runs
    secret_key: str
    encryption_keys: tuple[tuple[str, bytes], ...]
    lookup_key: bytes
    carrier_url: str
    carrier_private_key_file: Path
    sms_url: str
    sms_api_key: str
    sms_secret_key: str
    environment: Environment = Environment.TRIAL
    public_origin: str = "http://localhost:8000"
    port: int = 8000
    bind_address: str = "127.0.0.1"
    workers: int = 1
    trusted_proxies: int = 0
    data_folder: Path = Path(".data")
    redis_url: str = ""
    database_url: str = ""
    sandbox_url: str = ""
    log_level: str = "INFO"
    service_worker_kill_switch: bool = False

    # Whose portal it is
    product_name: str = "Cửa Số"
    operator_name: str = ""
    hotline: str = "1800 0000"
    legal_regime: LegalRegime = LegalRegime.PORTAL_ACCOUNTS
    vneid_url: str = "https://vneid.gov.vn"
    open_methods: tuple[str, ...] = ()

    # Counterparts
    carrier_token_url: str = ""
    carrier_client_id: str = "cuaso"
    carrier_timeout_seconds: float = 8.0
    carrier_unaccented_second_try: bool = False
    carrier_sim_swap_hours: int = 72
    carrier_sim_swap_unknown: WhenUnknown = WhenUnknown.GO_ON
    sms_brand_name: str = "CUASO"
    sms_site_name: str = "Cua So"
    sms_code_text: str = (
        "{code} la ma xac thuc dang ky tai khoan {site}. Hieu luc {minutes} phut. Khong chia se ma nay."
    )
    sms_sign_in_text: str = (
        "{code} la ma xac thuc dang nhap {site}. Hieu luc {minutes} phut. Khong chia se ma nay."
    )
    sms_receipt_text: str = (
        "{site}: da mo tai khoan cua ban luc {time}, muc {level}. Neu khong phai ban, goi ngay {hotline}."
    )
    sms_timeout_seconds: float = 8.0

    # SIM signatures: off while SIM_URL is empty; nobody is trusted while SIM_ROOTS_FILE is
    sim_url: str = ""
    sim_profile: str = "vietnamese"
    sim_application_id: str = ""
    sim_password: str = ""
    sim_certificate_file: Path | None = None
    sim_key_file: Path | None = None
    sim_ca_file: Path | None = None
    sim_roots_file: Path | None = None
    sim_government_roots_file: Path | None = None
    sim_issuing_file: Path | None = None
    sim_timeout_seconds: float = 10.0
    sim_wait_seconds: int = 120
    sim_requests_per_ten_minutes: int = 3
    sim_requests_per_day: int = 10
    sim_display_text: str = "{site}: ma giao dich %%VC%%. Chi xac nhan neu ma tren trang web giong ma nay."
    revocation_urls: tuple[str, ...] = ()
    revocation_timeout_seconds: float = 5.0

    # One-time codes
    one_time_code_seconds: int = 300
    one_time_code_tries: int = 5
    one_time_code_resend_after_seconds: tuple[int, ...] = (60, 120, 300)
    one_time_codes_per_hour: int = 5
    one_time_codes_per_day: int = 10

    # Registrations and sessions
    registration_idle_seconds: int = 900
    registration_total_seconds: int = 43_200
    registration_warning_seconds: int = 180
    session_idle_seconds: int = 900
    session_total_seconds: int = 43_200

    # Attempts
    matches_per_person: int = 5
    matches_per_person_seconds: int = 21_600
    matches_per_session_hour: int = 10
    sign_ins_per_session: int = 5
    sign_ins_per_session_seconds: int = 900
    sign_ins_per_account_hour: int = 20
    sign_in_code: bool = True

    # Passwords
    password_threads: int = 2
    password_queue: int = 64

    @classmethod
    def from_environment(cls, environment: Mapping[str, str]) -> Self:
        """Read and check the settings.

        Raises:
            BadSetting: naming the variable that is missing or makes no sense.
        """
        values = {one.name: _read(one, environment) for one in fields(cls)}
        if not values["database_url"]:
            file = (values["data_folder"] / "accounts.sqlite3").absolute()
            values["database_url"] = f"sqlite:///{file}"
        values["public_origin"] = values["public_origin"].rstrip("/")
        settings = cls(**values)
        settings.check()
        return settings

    def check(self) -> None:
        """Check what no single variable can say.

        Raises:
            BadSetting: naming the variable to change.
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
        self._check_messages()
        if self.environment is Environment.PRODUCTION:
            self._check_production()

    def _check_numbers(self) -> None:
        """Refuse a number with which nothing can be counted or timed."""
        for one in fields(self):
            value = getattr(self, one.name)
            least, most = _BOUNDS.get(one.name, (1, math.inf))
            numbers = [
                n for n in (value if isinstance(value, tuple) else (value,)) if type(n) in {int, float}
            ]
            if not all(least <= number <= most for number in numbers):
                upper = f" to {most:g}" if most < math.inf else " or more"
                raise BadSetting(one.name.upper(), f"must be {least:g}{upper}")

    def _check_addresses(self) -> None:
        for name, schemes in _SCHEMES.items():
            address = getattr(self, name)
            if address and address.partition(":")[0] not in schemes:
                raise BadSetting(name.upper(), f"must begin with {' or '.join(sorted(schemes))}, and a colon")

    def _check_keys(self) -> None:
        try:
            FieldCipher(self.encryption_keys)
        except ValueError as error:
            raise BadSetting("ENCRYPTION_KEYS", str(error)) from error
        if not self.carrier_private_key_file.is_file():
            raise BadSetting("CARRIER_PRIVATE_KEY_FILE", "there is no such file")
        if self.log_level not in logging.getLevelNamesMapping():
            raise BadSetting("LOG_LEVEL", "must be DEBUG, INFO, WARNING or ERROR")

    def _check_messages(self) -> None:
        """Fill every SMS template in, longest case first: one segment of GSM-7, or none goes out."""
        values = {
            "code": "000000",
            "site": self.sms_site_name,
            "minutes": 10,
            "level": 3,
            "time": "00:00 00/00/0000",
            "hotline": self.hotline,
        }
        bound = f"\n\n@{urlsplit(self.public_origin).hostname} #000000"
        for variable, end in (
            ("SMS_CODE_TEXT", bound),
            ("SMS_SIGN_IN_TEXT", bound),
            ("SMS_RECEIPT_TEXT", ""),
        ):
            try:
                text = str(getattr(self, variable.lower())).format(**values) + end
            except (KeyError, ValueError, IndexError) as error:
                raise BadSetting(variable, f"has a placeholder we do not know ({error})") from error
            if not text.isascii() or segments(text) > 1:
                raise BadSetting(variable, "must fit one message of 160 letters, without diacritics")

    def _check_production(self) -> None:
        if self.sandbox_url:
            raise BadSetting("SANDBOX_URL", "must be empty in production: the sandbox knows no real person")
        if not self.https:
            raise BadSetting("PUBLIC_ORIGIN", "must start with https:// in production")
        for name in ("carrier_url", "carrier_token_url", "sms_url"):
            if getattr(self, name).startswith("http:"):
                raise BadSetting(name.upper(), "must start with https:// in production")
        if not self.operator_name:
            raise BadSetting("OPERATOR_NAME", "must name who runs this portal in production")

    @property
    def https(self) -> bool:
        """Whether people reach the product over https."""
        return urlsplit(self.public_origin).scheme == "https"

    @property
    def host(self) -> str:
        """The host (and port, where not the scheme's own) that people see, for the SMS's last line."""
        return urlsplit(self.public_origin).netloc

    @property
    def codes_per_number(self) -> tuple[Limit, Limit]:
        """How many one-time codes one phone number may be sent."""
        return (
            Limit("codes_hour", self.one_time_codes_per_hour, 3_600),
            Limit("codes_day", self.one_time_codes_per_day, 86_400),
        )


_READERS: dict[Any, Callable[[str], Any]] = {
    str: str.strip,
    int: int,
    float: float,
    bool: setting_texts.switch,
    bytes: setting_texts.key,
    Path: Path,
    Path | None: Path,
    tuple[int, ...]: setting_texts.whole_numbers,
    tuple[str, ...]: setting_texts.words,
    tuple[tuple[str, bytes], ...]: setting_texts.keys,
    Environment: Environment,
    LegalRegime: LegalRegime,
    WhenUnknown: WhenUnknown,
}


def _read(one: "Field[Any]", environment: Mapping[str, str]) -> Any:
    variable = one.name.upper()
    text = environment.get(variable, "").strip()
    if not text:
        if one.default is MISSING:
            raise BadSetting(variable, "is not set")
        return one.default
    try:
        return _READERS[one.type](text)
    except (ValueError, KeyError, binascii.Error) as error:
        raise BadSetting(variable, f"makes no sense ({error})") from error
