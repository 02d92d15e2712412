"""How often something may be tried and how long something lasts, as an operator sets it.

docs/limits.md gives the reasons for the defaults. As in `bff.settings.groups`, a field's variable is its
name in capitals.
"""

from dataclasses import dataclass
from pathlib import Path


@dataclass(frozen=True, kw_only=True)
class CodeSettings:
    """One-time codes."""

    one_time_code_seconds: int = 300
    """How long a code is accepted, at most 600. The SMS says it in whole minutes, so use multiples of 60."""
    one_time_code_tries: int = 5
    """Wrong codes for one registration, counted across resent codes and changes of method."""
    one_time_code_resend_after_seconds: tuple[int, ...] = (60, 120, 300)
    """The wait before the second, the third and every further code, counted by the server from the newest
    code."""
    one_time_codes_per_hour: int = 5
    """Codes to one phone number in an hour. Signing in, which needs the password, has the same number again.
    """
    one_time_codes_per_day: int = 10
    """Codes to one phone number in 24 hours, counted in the same way."""


@dataclass(frozen=True, kw_only=True)
class MessageSettings:
    """SMS to phones that nothing vouches for, and what they cost before they are sent."""

    sms_unvouched_per_minute: int = 60
    """Codes in a minute to phones that nothing vouches for, from the whole product. Beyond that they wait.
    """
    sms_unvouched_per_method_minute: int = 30
    """The same, for one method, the new phones of accounts, or the phones of disputers."""
    sms_unvouched_per_range_minute: int = 10
    """The same, for the phones whose numbers begin with the same six digits."""
    sms_unvouched_without_work_minute: int = 15
    """The same, for browsers that did no proof of work: those without JavaScript."""
    sms_reserve_alarm_per_minute: int = 600
    """All other SMS in a minute: owners' codes, notices, phones that a register knows. More raise an alarm,
    and are sent."""
    work_bits: int = 16
    """The proof of work in the browser takes 2 to the power of this many SHA-256 hashes on average."""
    work_bits_most: int = 19
    """To this many bits it grows while the budget of SMS_UNVOUCHED_PER_MINUTE is used up."""
    work_seconds: int = 600
    """How long a browser may take from the page to the press with its proof of work."""
    wait_without_work_seconds: int = 20
    """How long a message waits without a proof of work, for each person of the last minute or two who took
    this way."""
    wait_without_work_most_seconds: int = 600
    """The longest such wait."""


@dataclass(frozen=True, kw_only=True)
class SessionSettings:
    """How long registrations and sessions live."""

    registration_idle_seconds: int = 900
    """An untouched registration or sign-in is deleted after this time, with everything typed."""
    registration_total_seconds: int = 43_200
    """A registration ends after this time, however often it is extended. The session cookie lives as long."""
    registration_warning_seconds: int = 180
    """How long before the idle end a page warns and offers more time."""
    session_idle_seconds: int = 900
    """A signed-in session ends after this time without use."""
    session_total_seconds: int = 43_200
    """A signed-in session ends after this time, however much it is used. At most REGISTRATION_TOTAL_SECONDS.
    """


@dataclass(frozen=True, kw_only=True)
class LinkSettings:
    """Continuation links."""

    continuation_link_days: int = 10
    """How long a code or a link in an SMS continues what was begun at an office."""
    sms_links: bool = False
    """`on`: messages carry links. `off`: they name the site and a code for "I have a code"."""
    code_tries_per_session_hour: int = 20
    """Wrong codes that one browser session may type under "I have a code" in an hour."""
    code_tries_per_group_hour: int = 20
    """Wrong codes that share two of their three groups in an hour, from all browsers. A glance at one group
    of a code is not enough to use up these tries."""
    stop_code_hours: int = 72
    """How long the code in a message about a changed way in stops the account."""
    fresh_proof_seconds: int = 600
    """How long a proof inside an account counts for the one change that asked for it."""


@dataclass(frozen=True, kw_only=True)
class PasskeySettings:
    """Passkeys: a fingerprint, a face or a screen lock in place of password and code."""

    passkeys: bool = True
    """`on`: people may add passkeys and sign in with them. `off`: none is offered, none signs in; those that
    exist stay in the database."""
    passkey_challenge_seconds: int = 300
    """How long a device may take to sign."""
    passkey_challenges_per_session_hour: int = 60
    """Challenges that one browser session asks for in an hour: each opening of the sign-in screen asks for
    one."""
    passkeys_per_account: int = 10
    """Passkeys that one account, or one member of staff, may have."""
    passkey_offer_after_hours: int = 2
    """An account is offered no passkey before it is this old."""
    passkey_offer_days: int = 7
    """An account is offered a passkey once within this time."""


@dataclass(frozen=True, kw_only=True)
class AttemptSettings:
    """How often something may be tried."""

    matches_per_person: int = 5
    """Failed matches for one citizen number by one method within MATCHES_PER_PERSON_SECONDS, from all
    browsers; then a phone is proved first. Post-office appointments count too."""
    matches_per_person_seconds: int = 21_600
    """The window of MATCHES_PER_PERSON, and of the other counts of matches whose name has no time in it."""
    matches_per_proven_phone: int = 5
    """Failed matches for one citizen number by one phone that was proved first."""
    matches_per_proven_phone_day: int = 10
    """Failed matches of all people by one phone that was proved first."""
    matches_per_typed_phone_day: int = 10
    """Failed matches of all people with one phone that a register compares, by one method; then a code to
    that phone comes first."""
    matches_per_name_day: int = 10
    """Failed matches of one name and date of birth by one method, from everyone whose phone was not proved;
    then a phone is proved first."""
    matches_by_proven_phones: int = 20
    """Failed matches for one citizen number or insurance number by all phones that were proved first."""
    matches_without_phone_per_minute: int = 300
    """Failed matches by one method in a minute, from everyone whose phone was not proved; then a phone is
    proved first."""
    matches_per_session_hour: int = 10
    """Failed matches from one browser session in an hour. Looking up references of appointments is counted
    separately, with the same number."""
    sign_ins_per_session: int = 5
    """Wrong passwords for one account from one browser session within SIGN_INS_PER_SESSION_SECONDS; then this
    session waits."""
    sign_ins_per_session_seconds: int = 900
    """The window of SIGN_INS_PER_SESSION."""
    sign_ins_per_account_hour: int = 20
    """Wrong passwords for one number in an hour, from all browsers that have not signed in to its account;
    then right and wrong passwords lead there to the same code screen."""
    portal_wrong_proofs_per_minute: int = 60
    """Wrong proofs of who one portal is, from one network address in a minute; then this address waits. Right
    ones do not count."""
    portal_wrong_proofs_per_network_minute: int = 300
    """The same for all portals together."""
    portal_pushes_per_minute: int = 1_200
    """Authorization requests that one portal pushes in a minute."""
    portal_long_pushes_per_minute: int = 60
    """Those of them that are longer than 2,000 characters."""
    portal_all_long_pushes_per_minute: int = 300
    """The same of all portals."""
    portal_requests_per_session_hour: int = 120
    """Requests of portals that one browser session begins to answer in an hour, and as many answers of one
    signed-in session."""
    portal_kept_requests: int = 20_000
    """Requests of portals that are kept at one time for browsers in which no person has signed in, and as
    many for all others."""
    portal_kept_requests_per_portal: int = 10_000
    """The same of one portal."""
    portal_kept_long_requests: int = 2_000
    """The same of those that are longer than 2,000 characters, of all portals."""
    portal_consents_per_session_day: int = 20
    """Consents to portals that one signed-in session gives in a day. What holds already does not count."""
    sign_in_code: bool = True
    """`on`: signing in always asks for a code. `off` leaves one factor."""


@dataclass(frozen=True, kw_only=True)
class PasswordSettings:
    """How passwords are hashed, and which are refused."""

    password_threads: int = 2
    """Hashes computed at one time in each worker process. Set one for each core it may use."""
    password_queue: int = 64
    """Hashes that may wait in each worker. Beyond that the answer is 503 with `Retry-After`, and the form is
    kept. Sign-ins from browsers that the account does not know get half of the places at most."""
    breached_passwords_file: Path | None = None
    """Filter of stolen passwords that are refused, built by `python -m bff.commands breached-passwords`.
    Empty: the one that comes with the product, which holds common passwords only."""


@dataclass(frozen=True, kw_only=True)
class PrivacySettings:
    """By when requests about personal data are carried out (Decree 356/2025)."""

    withdrawal_working_days: int = 2
    """By when a withdrawal of consent is answered. Public holidays count as working days here."""
    deletion_wait_hours: int = 72
    """How long the owner can call a deletion off."""
    deletion_days: int = 20
    """By when an account is deleted after the request."""
