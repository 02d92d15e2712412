"""The records of an account: frozen, plain values, no database.

Personal values are left out of every ``repr``, so that a record in a traceback or a log identifies no person.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field, fields
from datetime import UTC, datetime
from enum import StrEnum

from identity.claims import Claims
from identity.subject import Subject


class Standing(StrEnum):
    """Whether an account may be used."""

    ACTIVE = "active"
    FROZEN = "frozen"
    """Another person proved the same identity and disputes it. It keeps its numbers; sign-in is refused."""
    CLOSED = "closed"
    """Ended for good. It holds no numbers, so a new account may claim them."""


class AccountEvent(StrEnum):
    """The events of an account, as its owner reads them and the audit stores them."""

    OPENED = "opened"
    SIGNED_IN = "signed_in"
    SIGN_IN_FAILED = "sign_in_failed"
    SIGNED_OUT = "signed_out"
    SESSION_ENDED = "session_ended"
    PASSWORD_SET = "password_set"  # noqa: S105  # an event, not a password
    PASSWORD_CHANGED = "password_changed"  # noqa: S105  # an event, not a password
    PASSWORD_ENDED = "password_ended"  # noqa: S105  # an event, not a password
    """A raise of the level ended a password that facts on cards had chosen."""
    REGISTRATION_REPEATED = "registration_repeated"
    LEVEL_RAISED = "level_raised"
    NOT_ME = "not_me"
    EXISTENCE_TOLD = "existence_told"
    PASSWORD_RESET = "password_reset"  # noqa: S105  # an event, not a password
    PHONE_CHANGED = "phone_changed"
    APP_TURNED_ON = "app_turned_on"
    APP_TURNED_OFF = "app_turned_off"
    RECOVERY_CODE_USED = "recovery_code_used"
    RECOVERY_CODES_RENEWED = "recovery_codes_renewed"
    NEW_DEVICE = "new_device"
    SIGN_IN_REFUSED = "sign_in_refused"
    FROZEN = "frozen"
    RESTORED = "restored"
    CLOSED = "closed"
    PHONE_LOST = "phone_lost"
    PHONE_TAKEN_BACK = "phone_taken_back"
    """A phone that was given up is the account's again, after a proof."""
    # These three values are stored, and older than the word office.
    OFFICE_COMPARED = "counter_compared"
    OFFICE_HELPED = "counter_helped"
    OFFICE_REFUSED = "counter_refused"
    EMAIL_CHANGED = "email_changed"
    EMAIL_ENDED = "email_ended"
    STOPPED = "stopped"
    CONSENT_WITHDRAWN = "consent_withdrawn"
    WITHDRAWAL_ANSWERED = "withdrawal_answered"
    DELETION_ASKED = "deletion_asked"
    DELETION_REVOKED = "deletion_revoked"
    DELETED = "deleted"
    PORTAL_SIGNED_IN = "portal_signed_in"
    """The first time in a day that a portal signed the holder in."""
    PASSKEY_ADDED = "passkey_added"
    PASSKEY_REMOVED = "passkey_removed"
    PASSKEY_COPIED = "passkey_copied"
    """Its counter did not grow: two devices have the key, and the sign-in was refused."""


#: What changes how an account is entered, or whether it can be. The owner reads these in a list of their own,
#: from which nothing that strangers do can push them.
WAYS_IN = frozenset(
    {
        AccountEvent.PASSWORD_CHANGED,
        AccountEvent.PASSWORD_RESET,
        AccountEvent.PASSWORD_ENDED,
        AccountEvent.APP_TURNED_ON,
        AccountEvent.APP_TURNED_OFF,
        AccountEvent.RECOVERY_CODE_USED,
        AccountEvent.RECOVERY_CODES_RENEWED,
        AccountEvent.PHONE_CHANGED,
        AccountEvent.PHONE_LOST,
        AccountEvent.PHONE_TAKEN_BACK,
        AccountEvent.EMAIL_CHANGED,
        AccountEvent.EMAIL_ENDED,
        AccountEvent.PASSKEY_ADDED,
        AccountEvent.PASSKEY_REMOVED,
        AccountEvent.PASSKEY_COPIED,
        AccountEvent.LEVEL_RAISED,
        AccountEvent.NEW_DEVICE,
        AccountEvent.SESSION_ENDED,
        AccountEvent.OFFICE_HELPED,
        AccountEvent.FROZEN,
        AccountEvent.RESTORED,
        AccountEvent.CLOSED,
    }
)
#: What strangers can cause as often as they like: summed before it is written.
REPEATABLE = frozenset(
    {
        AccountEvent.SIGN_IN_FAILED,
        AccountEvent.SIGN_IN_REFUSED,
        AccountEvent.REGISTRATION_REPEATED,
        AccountEvent.EXISTENCE_TOLD,
        AccountEvent.NOT_ME,
        AccountEvent.OFFICE_REFUSED,
    }
)


@dataclass(frozen=True, kw_only=True)
class ConsentGiven:
    """One consent to one purpose: which text was shown, in which language, and when the person agreed."""

    purpose: str
    text_version: str
    language: str
    given_at: datetime


@dataclass(frozen=True, kw_only=True)
class AccountFacts:
    """What an account stores about its holder: enough to emit the claims that a provincial portal expects.

    A citizen has a citizen number, an old identity number, or both. An organisation has a tax
    number or an organisation key; its personal fields then describe its representative.
    """

    subject: Subject
    """Claim LoaiTaiKhoan."""
    full_name: str = field(repr=False)
    """NFC; claim HoVaTen."""
    citizen_number: str | None = field(repr=False)
    """12 digits; claim SoDinhDanh."""
    old_identity_number: str | None = field(default=None, repr=False)
    """9 digits; claim SoCMND."""
    birth_date: str | None = field(default=None, repr=False)
    """ISO 8601, ``1990-03-27`` or ``1990``."""
    sex: str | None = field(default=None, repr=False)
    """``male`` or ``female``; claim GioiTinh."""
    address: str | None = field(default=None, repr=False)
    """Claim DiaChi."""
    phone_number: str = field(repr=False)
    """E.164; claim SoDienThoai."""
    email: str | None = field(default=None, repr=False)
    """Claim ThuDienTu."""
    tax_number: str | None = field(default=None, repr=False)
    """10, 12 or 13 digits; claim MaSoThue."""
    business_number: str | None = field(default=None, repr=False)
    """Enterprise registration number; claim MaSoDoanhNghiep."""
    organisation_name: str | None = field(default=None, repr=False)
    """Claim TenDoanhNghiep."""
    known_by: str | None = field(default=None, repr=False)
    """What identifies an organisation beside or without a tax number: its budget code, or else its official
    e-mail address in lower case."""
    method: str
    """Key of the method the account was opened with."""
    level: int
    """Level of verification, 2 or 3; claim acr."""
    password_hash: str | None = field(default=None, repr=False)
    """PHC string; None: the holder cannot sign in with a password."""
    registered_at: datetime
    """Aware, UTC."""
    language: str | None = None
    """The language of the messages to the holder, ``vi`` or ``en``; None: none is known."""


@dataclass(frozen=True, kw_only=True)
class NewAccount(AccountFacts):
    """An account to be opened, with the consents that the person gave."""

    id: str | None = None
    """UUID for the account, so that opening it again is recognised as a repetition. None: a random one."""
    organisation_key: str | None = field(default=None, repr=False)
    """Identifies an organisation without a tax number; only its keyed hash is stored."""
    consents: tuple[ConsentGiven, ...] = ()

    @property
    def claims(self) -> Claims:
        """The numbers that make the account unique."""
        return Claims(
            subject=self.subject,
            citizen_number=self.citizen_number,
            old_identity_number=self.old_identity_number,
            tax_number=self.tax_number,
            organisation_key=self.organisation_key,
        )

    def opened(self, account_id: str) -> "Account":
        """Return the account that these facts describe."""
        return Account(
            id=account_id, **{fact.name: getattr(self, fact.name) for fact in fields(AccountFacts)}
        )


@dataclass(frozen=True, kw_only=True)
class Account(AccountFacts):
    """One account, as the database has it."""

    id: str
    """UUID, never shown in an address; claim TechID."""
    standing: Standing = Standing.ACTIVE
    phone_lost_at: datetime | None = None
    """Since when its phone number belongs to another person; None: it is the holder's."""

    generation: int = 0
    """Grows with every change of a way in: what was begun before such a change does not go on after it."""
    stopped_at: datetime | None = None
    """Since when a stop code keeps it frozen; only a proof of identity opens it again. None: none does."""
    held_at: datetime | None = None
    """Since when the hotline holds it frozen; only two case officers end that. None: it does not."""

    @property
    def has_lost_phone(self) -> bool:
        """Whether its phone number was given up: no code is sent there, and none is accepted."""
        return self.phone_lost_at is not None

    @property
    def distrusts_phone(self) -> bool:
        """Whether the phone before stopped the change that gave the account this one."""
        return self.stopped_at is not None and self.phone_lost_at == self.stopped_at

    @property
    def is_stopped(self) -> bool:
        """Whether a stop code keeps it frozen."""
        return self.stopped_at is not None

    @property
    def is_held(self) -> bool:
        """Whether the hotline holds it frozen."""
        return self.held_at is not None

    @property
    def user_name(self) -> str:
        """The number or e-mail address with which its holder signs in; empty if only a signature does."""
        if self.subject is Subject.CITIZEN:
            return self.citizen_number or self.old_identity_number or ""
        return self.tax_number or self.known_by or ""

    @property
    def is_active(self) -> bool:
        """Whether its holder may sign in."""
        return self.standing is Standing.ACTIVE


@dataclass(frozen=True)
class AccountState:
    """Whether and how an account may be used: of an `Account`, what is no personal value."""

    id: str
    level: int
    standing: Standing
    generation: int

    @property
    def is_active(self) -> bool:
        """Whether its holder may sign in."""
        return self.standing is Standing.ACTIVE


@dataclass(frozen=True)
class AlreadyExists:
    """Another account holds one of the same numbers already."""

    account_id: str


@dataclass(frozen=True, kw_only=True)
class HistoryEntry:
    """One event in an account's history: codes, never numbers or names."""

    at: datetime
    event: AccountEvent
    codes: Mapping[str, str]

    @property
    def times(self) -> int:
        """How many events this entry sums."""
        return int(self.codes.get("times", "n1")[1:])

    @property
    def first(self) -> datetime:
        """When the first of them happened."""
        return self._moment("first")

    @property
    def last(self) -> datetime:
        """When the last of them happened."""
        return self._moment("last")

    def _moment(self, code: str) -> datetime:
        written = self.codes.get(code)
        return datetime.strptime(written, "t%Y-%m-%d.%H.%M").replace(tzinfo=UTC) if written else self.at
