"""The settings of the product itself, in groups; those of counterparts are in `bff.settings.counterparts`.

The environment variable of a field is its name in capitals; a unit is part of the name. The defaults are the
policies of docs/limits.md. `bff.settings.settings` joins the groups, reads the values and checks them.
"""

from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from pathlib import Path

#: Public holidays on working days, and the days off for holidays on weekends (Labour Code 45/2019, article
#: 112). The government announces the days of the next year each autumn; the operator sets them in
#: PUBLIC_HOLIDAYS.
HOLIDAYS = tuple(
    date.fromisoformat(day)
    for day in (
        *("2026-01-01", "2026-02-16", "2026-02-17", "2026-02-18", "2026-02-19", "2026-02-20"),
        *("2026-04-27", "2026-04-30", "2026-05-01", "2026-09-01", "2026-09-02"),
        # 2027: the days by law; the other days off are an assumption until they are announced
        *("2027-01-01", "2027-02-05", "2027-02-08", "2027-02-09", "2027-02-10"),
        *("2027-04-16", "2027-04-30", "2027-05-03", "2027-09-02", "2027-09-03"),
    )
)


class Environment(StrEnum):
    """Where the product runs: a trial may use the sandbox, production may not."""

    TRIAL = "trial"
    PRODUCTION = "production"


class LegalRegime(StrEnum):
    """Which accounts the law allows on the portal (Decree 69/2024)."""

    PORTAL_ACCOUNTS = "portal_accounts"
    VNEID_FIRST = "vneid_first"


@dataclass(frozen=True, kw_only=True)
class Running:
    """Where the product runs, and its keys."""

    secret_key: str
    encryption_keys: tuple[tuple[str, bytes], ...]
    lookup_key: bytes
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


@dataclass(frozen=True, kw_only=True)
class Operator:
    """Who operates the portal."""

    product_name: str = "Cửa Số"
    operator_name: str = ""
    hotline: str = "1800 0000"
    legal_regime: LegalRegime = LegalRegime.PORTAL_ACCOUNTS
    vneid_url: str = "https://vneid.gov.vn"
    open_methods: tuple[str, ...] = ()


@dataclass(frozen=True, kw_only=True)
class RecoverySettings:
    """How people get back into their account, and the SMS about it."""

    sms_recover_text: str = (
        "{code} la ma xac thuc de lay lai tai khoan {site}. Hieu luc {minutes} phut. Khong chia se ma nay."
    )
    sms_password_text: str = (
        "{site}: mat khau tai khoan cua ban da duoc dat lai luc {time}. Neu khong phai ban, goi {hotline}."  # noqa: S105
    )
    sms_phone_text: str = (
        "{site}: so dien thoai cua tai khoan da doi luc {time}. Neu khong phai ban, goi ngay {hotline}."
    )
    sms_device_text: str = (
        "{site}: tai khoan vua dang nhap tu thiet bi moi luc {time}. Neu khong phai ban, goi {hotline}."
    )
    sms_app_text: str = (
        "{site}: cach xac thuc dang nhap cua tai khoan da doi luc {time}. Neu khong phai ban, goi {hotline}."
    )
    resets_per_session_hour: int = 10
    wrong_codes_per_phone_day: int = 25
    app_codes_per_account_hour: int = 10
    new_phone_wait_hours: int = 24
    offices_file: Path | None = None


@dataclass(frozen=True, kw_only=True)
class CodeSettings:
    """One-time codes."""

    one_time_code_seconds: int = 300
    one_time_code_tries: int = 5
    one_time_code_resend_after_seconds: tuple[int, ...] = (60, 120, 300)
    one_time_codes_per_hour: int = 5
    one_time_codes_per_day: int = 10


@dataclass(frozen=True, kw_only=True)
class SessionSettings:
    """The lifetimes of flows and sessions."""

    registration_idle_seconds: int = 900
    registration_total_seconds: int = 43_200
    registration_warning_seconds: int = 180
    session_idle_seconds: int = 900
    session_total_seconds: int = 43_200


@dataclass(frozen=True, kw_only=True)
class LinkSettings:
    """Continuation links."""

    continuation_link_days: int = 10


@dataclass(frozen=True, kw_only=True)
class DeskSettings:
    """The desk, where staff sign in."""

    desk_session_idle_seconds: int = 900
    desk_session_total_seconds: int = 43_200
    desk_sign_ins: int = 5
    desk_sign_ins_seconds: int = 900
    desk_sign_ins_per_name_hour: int = 20
    counter_help_days: int = 3
    sms_counter_help_text: str = (
        "{site}: quay da xem giay to. Dat lai mat khau tai khoan: {link} Neu khong phai ban, goi {hotline}."
    )


@dataclass(frozen=True, kw_only=True)
class DisputeSettings:
    """Disputes: their deadline, and the SMS to both sides."""

    dispute_working_days: int = 10
    public_holidays: tuple[date, ...] = HOLIDAYS
    dispute_tries: int = 5
    dispute_tries_seconds: int = 900
    dispute_tries_per_reference_hour: int = 100
    sms_dispute_opened_text: str = (
        "{site}: da nhan khieu nai {reference}, ma xem rieng {secret}. Tai khoan da tam khoa. "
        "Quyet dinh trong {days} ngay lam viec."
    )
    sms_dispute_holder_text: str = (
        "{site}: co nguoi khieu nai tai khoan cua ban. Tai khoan tam khoa. Neu la cua ban, tra loi tai {link}"
    )
    sms_dispute_decided_text: str = (
        "{site}: da co ket qua khieu nai {reference}. Xem tai muc Khieu nai bang ma xem rieng cua ban."
    )
    sms_dispute_restored_text: str = (
        "{site}: khieu nai ve tai khoan cua ban da ket thuc. Tai khoan da mo lai, ban dang nhap nhu truoc."
    )
    sms_dispute_closed_text: str = (
        "{site}: khieu nai ve tai khoan cua ban da ket thuc. Tai khoan khong con dung duoc. Hoi: {hotline}."
    )


@dataclass(frozen=True, kw_only=True)
class AttemptSettings:
    """How many attempts the product allows."""

    matches_per_person: int = 5
    matches_per_person_seconds: int = 21_600
    matches_per_session_hour: int = 10
    sign_ins_per_session: int = 5
    sign_ins_per_session_seconds: int = 900
    sign_ins_per_account_hour: int = 20
    sign_in_code: bool = True


@dataclass(frozen=True, kw_only=True)
class PasswordSettings:
    """How passwords are hashed."""

    password_threads: int = 2
    password_queue: int = 64


@dataclass(frozen=True, kw_only=True)
class PrivacySettings:
    """The deadlines for requests of holders about their data (Decree 356/2025)."""

    withdrawal_working_days: int = 2
    deletion_wait_hours: int = 72
    deletion_days: int = 20
