"""Decides what a proof is worth: the one table that every screen and every store asks. Pure.

The interface, for every caller::

    judged = verdict(ProofKind.CARRIER, ProofPurpose.RESET, account_level=2, subject=Subject.CITIZEN)
    judged.is_allowed  # whether this proof is enough for this purpose
    judged.level  # registering and raising: the level that the proof reaches
    judged.only_proved_number  # it counts only for the number that the proof confirmed (see `Verdict`)
    judged.waits  # the number counts for codes, also of signing in, only after a wait
    judged.freezes  # a dispute: whether it freezes the account, or opens a case only
    judged.refusal  # why it is not enough; None if it is
    judged.enough  # the kinds of proof that would be enough: the words of a refusal name them

A kind of proof without a row is refused for every purpose. `docs/limits.md` has the same table, made by
``python -m bff.rules`` (a test compares the two); decision record 0049 says why.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from enum import StrEnum

from bff.journeys.purpose import Aim
from identity.subject import Subject


class ProofKind(StrEnum):
    """The kinds of proof: what a person showed, and to which counterpart."""

    SIGNATURE = "signature"
    """A SIM or a token with a certificate that names a person and no organisation."""
    ORGANISATION_SIGNATURE = "organisation_signature"
    """A SIM or a token with a certificate that names an organisation, also where it names a person too."""
    CARRIER = "carrier"
    """The carrier's match, and a code to that very number."""
    POST_ID = "post_id"
    """A verified PostID, and a code to the phone that the post has of it."""
    TWO_PEOPLE = "two_people"
    """Two people at a post office or at a desk: one compared the document, another approved."""
    TWO_PEOPLE_FOR_ORGANISATION = "two_people_for_organisation"
    """Two people at a desk: the person whom the organisation's certificate named, and its own paper."""
    VNEID = "vneid"
    """An account of VNeID level 2: the ministry's own sign-in."""
    SOCIAL_INSURANCE = "social_insurance"
    """Facts on cards, and a code to any phone."""
    PASSKEY = "passkey"
    APP = "app"
    """A code from the account's authenticator app."""
    RECOVERY_CODE = "recovery_code"
    PHONE_CODE = "phone_code"
    """A code to the account's phone."""
    PASSWORD = "password"  # noqa: S105  # a kind of proof, not a password


class ProofPurpose(StrEnum):
    """What a proof is used for."""

    REGISTER = "register"
    RAISE = "raise"
    SIGN_IN = "sign_in"
    NEW_PHONE = "new_phone"
    RESET = "reset"
    """A new password in place of the old one."""
    FIRST_PASSWORD = "first_password"  # noqa: S105  # a purpose, not a password
    OTHER_WAYS = "other_ways"
    """A change of another way in: the app, recovery codes, a passkey, the e-mail address."""
    OPEN_DISPUTE = "open_dispute"
    ANSWER_DISPUTE = "answer_dispute"
    DELETE = "delete"
    AFTER_STOP = "after_stop"
    """Getting back an account that a stopped change has frozen, and undoing that change."""


class ProofRefusal(StrEnum):
    """Why a proof is not enough."""

    OTHER_SUBJECT = "other_subject"
    """The proof is about a person and the account is an organisation's, or the other way round."""
    NEVER = "never"
    """This kind is not enough for this purpose, whatever the account."""
    LEVEL_TOO_LOW = "level_too_low"
    """It is enough for an account of a lower level."""
    SETTLED = "settled"
    """The account was given back to its holder before: only what saw the person or signed reopens that."""
    WEAKER_THAN_CHANGE = "weaker_than_change"
    """The change that was stopped was made by a stronger proof than this one."""
    OTHER_NUMBER = "other_number"
    """The number that the proof confirmed is not the account's phone."""
    PHONE_TOO_NEW = "phone_too_new"
    """The account has this phone only for some hours: codes to it do not count yet."""


@dataclass(frozen=True)
class Verdict:
    """What one proof is worth for one purpose.

    Attributes:
        level: of a registration or a raise: the level that it reaches; None otherwise.
        only_proved_number: the proof counts only for the number that it confirmed. For a new phone that is
            the number the account gets. For what changes the password or other ways in, or deletes, the
            account must have that number already.
        waits: the number that the proof confirmed counts for codes, those of signing in included, only after
            ``NEW_PHONE_WAIT_HOURS`` as the phone of the account.
        freezes: of a dispute: whether it freezes the account. Otherwise it opens a case only.
        never_itself: a way in that exists changes only the other ways in, not itself.
        refusal: why the proof is not enough; None if it is.
        enough: the kinds that would be enough, the strongest first; empty if there is none.
    """

    level: int | None = None
    only_proved_number: bool = False
    waits: bool = False
    freezes: bool = False
    never_itself: bool = False
    refusal: ProofRefusal | None = None
    enough: tuple[ProofKind, ...] = ()

    @property
    def is_allowed(self) -> bool:
        """Whether the proof is enough."""
        return self.refusal is None


#: The levels of accounts. Only the strongest proofs recover an account of the highest, however it got there.
LOWEST_LEVEL, HIGHEST_LEVEL = 2, 3
#: What a proof counts as that shows no more than facts on cards, and a code to any phone.
FACTS_ON_CARDS = ProofKind.SOCIAL_INSURANCE
CITIZENS = frozenset({Subject.CITIZEN})
ORGANISATIONS = frozenset({Subject.BUSINESS, Subject.AGENCY})
#: A person signed, or two people saw the person. Nothing else recovers an account of the highest level,
#: reopens a dispute that was decided, or undoes a change that was made by one of them.
STRONGEST = frozenset(
    {
        ProofKind.SIGNATURE,
        ProofKind.ORGANISATION_SIGNATURE,
        ProofKind.TWO_PEOPLE,
        ProofKind.TWO_PEOPLE_FOR_ORGANISATION,
    }
)

#: Two people saw the person.
SEEN_BY_TWO = frozenset({ProofKind.TWO_PEOPLE, ProofKind.TWO_PEOPLE_FOR_ORGANISATION})


@dataclass(frozen=True)
class Cell:
    """What a kind gives for a purpose, to accounts up to a level; the other fields as in `Verdict`."""

    up_to: int = HIGHEST_LEVEL
    only_proved_number: bool = False
    waits: bool = False
    freezes: bool = False
    never_itself: bool = False


@dataclass(frozen=True)
class Row:
    """The row of one kind of proof.

    Attributes:
        words, binds: the first two cells in the documents.
        subjects: whose accounts it is about.
        reaches: the level of an account that is registered with it; None: it registers none; 0: a setting
            says so.
    """

    words: str
    binds: str
    subjects: frozenset[Subject]
    reaches: int | None
    cells: Mapping[ProofPurpose, Cell] = field(default_factory=dict)


_P = ProofPurpose
_YES = Cell()
_STRONG = dict.fromkeys(ProofPurpose, _YES) | {_P.OPEN_DISPUTE: Cell(freezes=True)}
_OWN_NUMBER = Cell(up_to=2, only_proved_number=True, waits=True)
_SUBSCRIBER = {
    _P.REGISTER: _YES,
    _P.NEW_PHONE: _OWN_NUMBER,
    _P.RESET: _OWN_NUMBER,
    _P.FIRST_PASSWORD: _OWN_NUMBER,
    _P.OTHER_WAYS: _OWN_NUMBER,
    _P.OPEN_DISPUTE: Cell(up_to=2, freezes=True),
    _P.ANSWER_DISPUTE: Cell(up_to=2),
    _P.DELETE: _OWN_NUMBER,
    _P.AFTER_STOP: _OWN_NUMBER,
}
_OTHER_WAYS = Cell(up_to=2, never_itself=True)
_WAY_IN = {
    _P.SIGN_IN: _YES,
    _P.NEW_PHONE: _OTHER_WAYS,
    _P.RESET: _OTHER_WAYS,
    _P.FIRST_PASSWORD: _OTHER_WAYS,
    _P.OTHER_WAYS: _OTHER_WAYS,
    _P.ANSWER_DISPUTE: _OTHER_WAYS,
    _P.DELETE: _OTHER_WAYS,
}
#: For these, a proof with `Cell.only_proved_number` must have confirmed the phone that the account has.
_BOUND_TO_PHONE = frozenset({_P.RESET, _P.FIRST_PASSWORD, _P.OTHER_WAYS, _P.DELETE})
_EVERY_SUBJECT = CITIZENS | ORGANISATIONS
_NO_SETTING: Mapping[ProofKind, int] = {}

_MINISTRY = Cell(up_to=2)
_VNEID = {
    purpose: Cell(up_to=2, freezes=True) if purpose is _P.OPEN_DISPUTE else _MINISTRY
    for purpose in ProofPurpose
} | dict.fromkeys((_P.REGISTER, _P.RAISE, _P.SIGN_IN), _YES)
#: The table.
TABLE: Mapping[ProofKind, Row] = {
    ProofKind.SIGNATURE: Row(
        "SIM signature, token of a citizen", "a key; number from the certificate", CITIZENS, 3, _STRONG
    ),
    ProofKind.ORGANISATION_SIGNATURE: Row(
        "SIM signature, token of an organisation",
        "the organisation alone, never its representative's private account",
        ORGANISATIONS,
        3,
        _STRONG,
    ),
    ProofKind.TWO_PEOPLE: Row(
        "two people, at a post office or a desk",
        "the person seen",
        CITIZENS,
        0,
        {purpose: cell for purpose, cell in _STRONG.items() if purpose is not _P.SIGN_IN},
    ),
    ProofKind.TWO_PEOPLE_FOR_ORGANISATION: Row(
        "two people at a desk, for an organisation",
        "the person whom its certificate named, and its paper",
        ORGANISATIONS,
        None,
        dict.fromkeys((_P.NEW_PHONE, _P.RESET, _P.FIRST_PASSWORD, _P.AFTER_STOP), _YES),
    ),
    ProofKind.CARRIER: Row(
        "carrier: match, no recent SIM change, code to that very number",
        "the subscriber's number",
        CITIZENS,
        2,
        _SUBSCRIBER,
    ),
    ProofKind.POST_ID: Row(
        "verified PostID, code to the phone that the post has of it",
        "the post's verification",
        CITIZENS,
        2,
        _SUBSCRIBER,
    ),
    ProofKind.VNEID: Row("VNeID, level 2", "the ministry's account", CITIZENS, 0, _VNEID),
    ProofKind.SOCIAL_INSURANCE: Row(
        "social insurance, code to any phone",
        "facts on cards",
        CITIZENS,
        2,
        {_P.REGISTER: _YES, _P.OPEN_DISPUTE: Cell(up_to=2)},
    ),
    ProofKind.PASSKEY: Row("passkey", "a way in that exists", _EVERY_SUBJECT, None, _WAY_IN),
    ProofKind.APP: Row("code of the app", "a way in that exists", _EVERY_SUBJECT, None, _WAY_IN),
    ProofKind.RECOVERY_CODE: Row("recovery code", "a way in that exists", _EVERY_SUBJECT, None, _WAY_IN),
    ProofKind.PHONE_CODE: Row(
        "code to the account's phone",
        "a way in that exists",
        _EVERY_SUBJECT,
        None,
        {purpose: cell for purpose, cell in _WAY_IN.items() if purpose is not _P.NEW_PHONE},
    ),
    ProofKind.PASSWORD: Row(
        "password",
        "a way in that exists",
        _EVERY_SUBJECT,
        None,
        {_P.SIGN_IN: _YES, _P.OTHER_WAYS: _OTHER_WAYS, _P.DELETE: _OTHER_WAYS},
    ),
}


def verdict(
    kind: ProofKind,
    purpose: ProofPurpose,
    *,
    account_level: int,
    subject: Subject,
    by_setting: Mapping[ProofKind, int] = _NO_SETTING,
    is_phone_of_account: bool = True,
    phone_is_new: bool = False,
    is_settled: bool = False,
    changed_by: ProofKind | None = None,
) -> Verdict:
    """Return what a proof of this *kind* is worth for this *purpose*.

    Args:
        account_level: the level of the account now, however it got there; any number for registering.
        subject: whose account it is, or is to be.
        by_setting: the levels that settings say (`Settings.levels_by_setting`); the lowest, if none does.
        is_phone_of_account: whether the number that the proof confirmed is the phone that the account has and
            that waits no longer; `bff.owners.worth.worth` finds out. Left out: supposed to be so.
        phone_is_new: of a code to the account's phone: whether that phone still waits (`Verdict.waits`).
        is_settled: of a dispute: whether an earlier one was decided for the holder, or withdrawn twice.
        changed_by: after a stop: the kind of proof that made the change which was stopped.
    """
    about = _About(
        account_level=account_level,
        subject=subject,
        by_setting=by_setting,
        phone_is_new=phone_is_new,
        is_settled=is_settled,
        changed_by=changed_by,
    )
    reasons = {one: _refusal(one, purpose, about) for one in TABLE}
    reasons[kind] = _refusal(kind, purpose, replace(about, is_phone_of_account=is_phone_of_account))
    refusal = reasons[kind]
    if refusal is not None:
        return Verdict(refusal=refusal, enough=tuple(one for one in TABLE if reasons[one] is None))
    cell = TABLE[kind].cells[purpose]
    return Verdict(
        level=_reached(kind, about.by_setting) if purpose in {_P.REGISTER, _P.RAISE} else None,
        only_proved_number=cell.only_proved_number,
        waits=cell.waits,
        freezes=cell.freezes,
        never_itself=cell.never_itself,
    )


def kind_about(kind: ProofKind, subject: Subject) -> ProofKind:
    """Return the kind of a method's proof about *subject*: a signature for an organisation is that one's."""
    is_signature = kind in {ProofKind.SIGNATURE, ProofKind.ORGANISATION_SIGNATURE}
    if not is_signature:
        return kind
    return ProofKind.SIGNATURE if subject is Subject.CITIZEN else ProofKind.ORGANISATION_SIGNATURE


def seen_by_two(subject: Subject) -> ProofKind:
    """Return the kind of what two people at a desk see of *subject*."""
    is_citizen = subject is Subject.CITIZEN
    return ProofKind.TWO_PEOPLE if is_citizen else ProofKind.TWO_PEOPLE_FOR_ORGANISATION


def ties_phone(kind: ProofKind) -> bool:
    """Return whether the phone of an account that this *kind* registered is the phone of the person proved.

    So it is where the kind may also give the account a new phone. Facts on cards may not: a stranger who
    knows them may have chosen the phone, the password and all else.
    """
    row = TABLE[kind]
    return row.reaches is not None and ProofPurpose.NEW_PHONE in row.cells


def level_of(kind: ProofKind, *, by_setting: Mapping[ProofKind, int] = _NO_SETTING) -> int:
    """Return the level of an account that is registered with this *kind*.

    Args:
        by_setting: as in `verdict`.

    Raises:
        ValueError: the kind registers no account. This is a programming error.
    """
    reached = _reached(kind, by_setting)
    if reached is None:
        raise ValueError(f"{kind} registers no account")
    return reached


#: The purpose of a proof for each aim of a flow.
PURPOSE_OF: Mapping[Aim, ProofPurpose] = {
    Aim.RAISE: _P.RAISE,
    Aim.DISPUTE: _P.OPEN_DISPUTE,
    Aim.ANSWER: _P.ANSWER_DISPUTE,
    Aim.NEW_PHONE: _P.NEW_PHONE,
    Aim.RESET: _P.RESET,
    Aim.DELETE: _P.DELETE,
    Aim.AFTER_STOP: _P.AFTER_STOP,
    Aim.CHANGE_FIRST_PASSWORD: _P.FIRST_PASSWORD,
    Aim.CHANGE_NEW_PASSWORD: _P.RESET,
    Aim.CHANGE_APP_ON: _P.OTHER_WAYS,
    Aim.CHANGE_APP_OFF: _P.OTHER_WAYS,
    Aim.CHANGE_RECOVERY_CODES: _P.OTHER_WAYS,
    Aim.CHANGE_EMAIL: _P.OTHER_WAYS,
    Aim.CHANGE_PASSKEY_ON: _P.OTHER_WAYS,
    Aim.CHANGE_PASSKEY_OFF: _P.OTHER_WAYS,
}


@dataclass(frozen=True)
class _About:
    """The facts about the account; the arguments of `verdict`."""

    account_level: int
    subject: Subject
    by_setting: Mapping[ProofKind, int]
    phone_is_new: bool
    is_settled: bool
    changed_by: ProofKind | None
    is_phone_of_account: bool = True


def _refusal(kind: ProofKind, purpose: ProofPurpose, about: _About) -> ProofRefusal | None:
    row = TABLE[kind]
    if about.subject not in row.subjects:
        return ProofRefusal.OTHER_SUBJECT
    cell = row.cells.get(purpose)
    if cell is None:
        return ProofRefusal.NEVER
    if purpose is _P.RAISE and (_reached(kind, about.by_setting) or 0) <= about.account_level:
        return ProofRefusal.NEVER
    return None if purpose is _P.REGISTER else _refusal_of_account(kind, purpose, cell, about)


def _refusal_of_account(
    kind: ProofKind, purpose: ProofPurpose, cell: Cell, about: _About
) -> ProofRefusal | None:
    if about.account_level > cell.up_to:
        return ProofRefusal.LEVEL_TOO_LOW
    if about.is_settled and kind not in STRONGEST:
        return ProofRefusal.SETTLED
    if about.changed_by in STRONGEST and kind not in STRONGEST:
        return ProofRefusal.WEAKER_THAN_CHANGE
    if cell.only_proved_number and purpose in _BOUND_TO_PHONE and not about.is_phone_of_account:
        return ProofRefusal.OTHER_NUMBER
    if about.phone_is_new and kind is ProofKind.PHONE_CODE:
        return ProofRefusal.PHONE_TOO_NEW
    return None


def _reached(kind: ProofKind, by_setting: Mapping[ProofKind, int]) -> int | None:
    reaches = TABLE[kind].reaches
    return by_setting.get(kind, LOWEST_LEVEL) if reaches == 0 else reaches
