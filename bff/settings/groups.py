"""Settings of the product itself, in groups: where it runs, who runs it, its desk, its disputes.

A field's variable is its name in capitals, and the unit is in the name. The string after each field says
what it means; ``python -m bff.settings`` prints these strings. Limits are in `bff.settings.limits`, the
settings of counterparts and methods in `bff.settings.counterparts`.
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


class LogLevel(StrEnum):
    """The least serious lines that the log has, by the names of Python's `logging`."""

    DEBUG = "DEBUG"
    INFO = "INFO"
    WARNING = "WARNING"
    ERROR = "ERROR"


class LegalRegime(StrEnum):
    """Which accounts the law allows on the portal (Decree 69/2024)."""

    PORTAL_ACCOUNTS = "portal_accounts"
    VNEID_FIRST = "vneid_first"


@dataclass(frozen=True, kw_only=True)
class Running:
    """Where the product runs, and its keys."""

    secret_key: str
    """Signs session cookies and CSRF tokens; the key that hashes one-time codes is derived from it. At least
    32 characters."""
    encryption_keys: tuple[tuple[str, bytes], ...]
    """`id:base64,id2:base64`, 32 bytes each. The first key encrypts, every key decrypts."""
    lookup_key: bytes
    """32 bytes in base64. Numbers are found by their keyed hash under this key, so they need not be readable.
    """
    environment: Environment = Environment.TRIAL
    """`trial` or `production`. Production requires https and OPERATOR_NAME, and refuses SANDBOX_URL."""
    public_origin: str = "http://localhost:8000"
    """The address people type: scheme and host, without a path. Only this host is answered, only this origin
    may open the socket, it ends the SMS with a code, and delivery receipts come back to it."""
    port: int = 8000
    """The port to listen on."""
    bind_address: str = "127.0.0.1"
    """The address to listen on. Set another one only where the proxy alone can reach it."""
    workers: int = 1
    """Processes. Set one for each core."""
    trusted_proxies: int = 0
    """How many proxies in front add to `X-Forwarded-*`. With 0 these headers are ignored."""
    data_folder: Path = Path(".data")
    """Folder of the SQLite database and of the embedded Valkey."""
    redis_url: str = ""
    """`redis://`, `rediss://` (TLS), `unix:///path`, or the Sentinels of a Redis:
    `redis+sentinel://user:password@host:26379,host2:26379/0/service`. Empty: the embedded Valkey."""
    redis_connections: int = 50
    """Connections of each worker to Redis. A request waits 2 s for a free one; then the answer is 503 with
    `Retry-After`."""
    valkey_mebibytes: int = 512
    """The most memory of the embedded Valkey. When it is full, nothing new begins and the answer is 503 with
    `Retry-After`; `/health/ready` says so."""
    counterpart_connections: int = 20
    """Questions of each worker to one counterpart at a time; at a register, strangers get half of them. A
    further one waits 2 s, a stranger's less than 1 s; then the answer is 503 with `Retry-After`, or a phone
    is confirmed first. Each counterpart has its own."""
    request_body_seconds: int = 20
    """How long the body of a request may take to arrive. Then the connection is closed with 408."""
    database_url: str = ""
    """`postgresql+psycopg://…` or `sqlite:////path/file`. Empty: SQLite in DATA_FOLDER."""
    sandbox_url: str = ""
    """Address of the sandbox, in a trial only. Pages then say that this is a trial, and the gallery is
    served."""
    log_level: LogLevel = LogLevel.INFO
    """`DEBUG`, `INFO`, `WARNING` or `ERROR`."""
    service_worker_kill_switch: bool = False
    """`on` removes the service worker from every phone at its next visit."""


@dataclass(frozen=True, kw_only=True)
class Operator:
    """Who runs the portal."""

    product_name: str = "Cửa Số"
    """Name in titles, in the frame of every page, and under the icon on a phone."""
    operator_name: str = ""
    """Who runs the portal. Without a name every page says that it is a trial system."""
    hotline: str = "1800 0000"
    """The phone number in SMS that tell an owner about a change."""
    email_purpose: str = ""
    """What e-mail addresses are used for, in Vietnamese, as forms say it: `để gửi bạn kết quả hồ sơ`. Empty:
    no form asks for one."""
    email_purpose_en: str = ""
    """The same in English; without it, English pages show EMAIL_PURPOSE."""
    legal_regime: LegalRegime = LegalRegime.PORTAL_ACCOUNTS
    """`portal_accounts`, or `vneid_first`: registering begins with VNeID, and beside it only methods in
    OPEN_METHODS are open."""
    vneid_url: str = "https://vneid.gov.vn"
    """Where people are sent under `vneid_first` while VNEID_AUTHORIZATION_URL is empty."""
    open_methods: tuple[str, ...] = ()
    """Keys of the open methods between commas, e.g. `mobile_subscriber`. Empty: all under `portal_accounts`,
    VNeID alone under `vneid_first`."""


@dataclass(frozen=True, kw_only=True)
class RecoverySettings:
    """How people get back into their account, and the SMS about it."""

    sms_recover_text: str = (
        "{code} la ma xac thuc de lay lai tai khoan {site}. Hieu luc {minutes} phut. Khong chia se ma nay."
    )
    """Text of the code for getting back into an account."""
    sms_password_text: str = (
        "{site}: mat khau tai khoan cua ban da doi luc {time}. Neu khong phai ban, khoa lai: {link}"  # noqa: S105
    )
    """Tells the owner that the password was set or replaced; `{link}` is what stops the account: a code and
    the site, or a link with SMS_LINKS. The same in the texts about other ways in."""
    sms_phone_text: str = (
        "{site}: so dien thoai cua tai khoan da doi luc {time}. Neu khong phai ban, khoa lai: {link}"
    )
    """Tells the old phone that the account's number changed."""
    sms_new_phone_text: str = (
        "{site}: tu {time} day la so dien thoai cua tai khoan cua ban. Neu khong phai ban, goi {hotline}."
    )
    """Tells the new phone that it is the account's."""
    sms_given_up_text: str = (
        "{site}: {time} co nguoi bao so nay da doi chu, nen no khong con mo tai khoan. Neu khong phai ban, "
        "goi {hotline}."
    )
    """Tells a number that it was given up: it no longer opens the accounts that used it."""
    sms_recovery_codes_text: str = (
        "{site}: ma khoi phuc cua tai khoan da doi luc {time}. Neu khong phai ban, khoa lai: {link}"
    )
    """Tells the owner that the recovery codes were replaced."""
    sms_email_text: str = (
        "{site}: email cua tai khoan cua ban da doi luc {time}. Neu khong phai ban, khoa lai: {link}"
    )
    """Tells the owner that the e-mail address changed."""
    sms_opened_again_text: str = (
        "{site}: tai khoan da mo lai luc {time} bang chu ky so hoac tai quay. Neu khong phai ban, goi "
        "{hotline}."
    )
    """Tells the phone that a stopped account is open again."""
    sms_device_text: str = (
        "{site}: tai khoan vua dang nhap tu thiet bi moi luc {time}. Neu khong phai ban, goi {hotline}."
    )
    """Tells the owner that a browser unknown to the account signed in."""
    sms_app_text: str = (
        "{site}: cach xac thuc dang nhap cua tai khoan da doi luc {time}. Neu khong phai ban, khoa lai: "
        "{link}"
    )
    """Tells the owner that an authenticator app was set up or turned off."""
    sms_passkey_text: str = (
        "{site}: passkey cua tai khoan da them hoac xoa luc {time}. Neu khong phai ban, khoa lai: {link}"
    )
    """Tells the owner that a passkey was added or removed."""
    sms_level_text: str = (
        "{site}: muc xac minh cua tai khoan da nang luc {time}. Neu khong phai ban, khoa lai: {link}"
    )
    """Tells the owner that the level of the account was raised."""
    sms_level_gone_text: str = (
        "{site}: chu tai khoan da ky so luc {time}. So nay khong con mo tai khoan. Neu khong phai ban, khoa "
        "lai: {link}"
    )
    """The same to a phone that facts on cards had chosen, and that opens the account no longer."""
    resets_per_session_hour: int = 10
    """Forgotten passwords that one browser session may ask for in an hour, whether or not the accounts exist.
    """
    wrong_codes_per_phone_day: int = 25
    """Wrong codes for one phone in 24 hours, over all registrations and resets; then a longer code is sent.
    Sign-ins have the same number of their own, and so do typed numbers whose passwords are guessed."""
    app_codes_per_account_hour: int = 10
    """Wrong codes of an authenticator app, or recovery codes, for one account in an hour."""
    new_phone_wait_hours: int = 24
    """A changed phone receives no code for a new password during this time, so the owner of the old phone can
    object."""
    offices_file: Path | None = None
    """CSV file in UTF-8 with the columns province, name, address, opening_hours, phone: the offices that the
    guides list by province, also found by names of before July 2025. Hours written like
    `Mo-Fr 07:30-11:30,13:30-17:00; Sa 07:00-12:00` say "open now"; words are shown as they are. Read at the
    start; phones keep it with the guides. Its old name COUNTERS_FILE is read for one release."""


@dataclass(frozen=True, kw_only=True)
class DeskSettings:
    """The desk, where staff sign in, and help at an office."""

    desk_session_idle_seconds: int = 900
    """A staff session at the desk ends after this time without use."""
    desk_session_total_seconds: int = 43_200
    """A staff session at the desk ends after this time."""
    desk_sign_ins: int = 5
    """Wrong tries for one staff name from one browser within DESK_SIGN_INS_SECONDS."""
    desk_sign_ins_seconds: int = 900
    """The window of DESK_SIGN_INS."""
    desk_sign_ins_per_name_hour: int = 20
    """Wrong tries for one staff name in an hour, from all browsers in which it has never signed in."""
    desk_wrong_documents: int = 3
    """Wrong comparisons of one record with a document by one member of staff within a day."""
    desk_wrong_documents_per_day: int = 20
    """Wrong comparisons of all records with documents by one member of staff within a day."""
    counter_help_days: int = 3
    """How long the reference of a request for help at an office is valid; then its data is deleted."""
    sms_counter_help_text: str = (
        "{site}: quay da doi chieu giay to. Dat lai mat khau tai khoan: {link} "
        "Neu khong phai ban, goi {hotline}."
    )
    """Carries the code (or link) to a new password, after a clerk compared a document."""
    sms_office_compared_text: str = (
        "{site}: van phong da xem giay to de doi so cua tai khoan. Khong phai ban thi khoa lai: {link}"
    )
    """Tells the account's phone that an office compared a document, so that another phone takes its place."""


@dataclass(frozen=True, kw_only=True)
class DisputeSettings:
    """Disputes: their clock, and the SMS to both sides."""

    dispute_working_days: int = 10
    """Working days until a dispute must be decided."""
    public_holidays: tuple[date, ...] = HOLIDAYS
    """Days on which offices are closed, for the clock of disputes: ISO dates between commas. Set it again
    when the next year's holidays are announced; those around Tết 2027 are an assumption."""
    dispute_tries: int = 5
    """Wrong pairs of reference and viewing code from one browser session within DISPUTE_TRIES_SECONDS."""
    dispute_tries_seconds: int = 900
    """The window of DISPUTE_TRIES."""
    dispute_tries_per_reference_hour: int = 100
    """Wrong viewing codes for one reference in an hour, from all browsers."""
    sms_dispute_opened_text: str = (
        "{site}: da nhan khieu nai {reference}, ma tra cuu {secret}. Tai khoan da tam khoa. "
        "Quyet dinh trong {days} ngay lam viec."
    )
    """Gives the reference and the viewing code to the person who opened a dispute."""
    sms_dispute_holder_text: str = (
        "{site}: co nguoi khieu nai tai khoan cua ban. Tai khoan tam khoa. Neu la cua ban, tra loi: {link}"
    )
    """Tells the holder that the account is disputed, with the code (or link) to answer."""
    sms_case_opened_text: str = (
        "{site}: da nhan khieu nai {reference}, ma tra cuu {secret}. Tai khoan chua bi khoa. "
        "Tra loi trong {days} ngay lam viec."
    )
    """Like SMS_DISPUTE_OPENED_TEXT, for a proof that is too weak to freeze the account."""
    sms_case_holder_text: str = (
        "{site}: co nguoi khieu nai tai khoan cua ban. Khong bi khoa. Neu la cua ban, tra loi: {link}"
    )
    """Like SMS_DISPUTE_HOLDER_TEXT, for a proof that is too weak to freeze the account."""
    sms_case_ended_text: str = (
        "{site}: khieu nai ve tai khoan cua ban da ket thuc. Tai khoan giu nguyen. Hoi: {hotline}."
    )
    """Tells the holder that a dispute has ended which froze nothing, or whose end opens nothing: the account
    is stopped or held."""
    sms_dispute_decided_text: str = (
        "{site}: da co ket qua khieu nai {reference}. Xem tai muc Khieu nai bang ma tra cuu cua ban."
    )
    """Tells the person who opened a dispute that it is decided."""
    sms_dispute_restored_text: str = (
        "{site}: khieu nai ve tai khoan cua ban da ket thuc. Tai khoan da mo lai, ban dang nhap nhu truoc."
    )
    """Tells the holder that the account is open again."""
    sms_dispute_closed_text: str = (
        "{site}: khieu nai da duoc giai quyet. Tai khoan khong con dung duoc. Ly do va khieu nai tiep: {link}"
    )
    """Tells the holder that the account has ended, with the code (or link) to the reasons."""
    sms_dispute_kept_text: str = (
        "{site}: khieu nai da duoc giai quyet, tai khoan da mo lai. Dang nhap nhu truoc. Ly do: {link}"
    )
    """Tells the holder that officers gave the account back, with the code (or link) to the reasons."""
    sms_case_decided_text: str = (
        "{site}: khieu nai ve tai khoan cua ban da duoc giai quyet. Tai khoan giu nguyen. Ly do: {link}"
    )
    """Like SMS_CASE_ENDED_TEXT, after a decision, with the code (or link) to the reasons."""
    sms_appeal_answered_text: str = (
        "{site}: khieu nai tiep ve {reference} da duoc tra loi. Xem tai muc Khieu nai bang ma tra cuu."
    )
    """Tells the person who opened a dispute that their appeal was answered."""
    sms_holders_appeal_answered_text: str = (
        "{site}: khieu nai tiep cua ban ve tai khoan da duoc tra loi. Xem: {link}"
    )
    """Tells the holder that their appeal was answered, with a code (or link)."""
    sms_dispute_code_text: str = (
        "{site}: ma tra cuu moi cua khieu nai {reference} la {secret}. Ma cu het hieu luc."
    )
    """Gives a new viewing code, after two people at the desk have seen the person who opened the dispute."""
    appeal_days: int = 90
    """Days after a decision in which both sides can appeal (Law on Complaints 02/2011/QH13, article 9)."""


@dataclass(frozen=True, kw_only=True)
class PortalSettings:
    """Portals that sign people in with these accounts."""

    portal_level_3_needs_signature: bool = False
    """`on`: a portal is told level 3 only if the person signed in with a signature this time."""
    portal_timeout_seconds: float = 5.0
    """How long a portal may take to answer when it is told that a session ended, or asked for its keys."""
    portal_keys_hosts: tuple[str, ...] = ()
    """Hosts from which the public keys of portals may be fetched, between commas, each with its port where it
    has one: `keys.portal.example.vn`. The commands about portals read it too. Empty: keys are given as files.
    """
