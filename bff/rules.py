"""Which one-time code counts, when another may be sent, and which passwords are good enough.

Pure: the moment is always a parameter, and nothing here knows of the web.
"""

from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from enum import StrEnum

from zxcvbn import zxcvbn

from bff.common_passwords import COMMON_IN_VIETNAM
from bff.registration import OneTimeCodes
from identity.names import name_key, without_diacritics
from identity.people import BirthDate
from verifiers.delivery import DeliveryState


class CodeVerdict(StrEnum):
    """What a typed one-time code turned out to be."""

    RIGHT = "right"
    WRONG = "wrong"
    OLDER = "older"
    EXPIRED = "expired"
    NOT_SENT = "not_sent"
    TOO_MANY_TRIES = "too_many_tries"


@dataclass(frozen=True)
class CodeRules:
    """How long a code lives, how many wrong tries a registration has, how long to wait for another."""

    keep_seconds: int
    tries: int
    resend_after_seconds: tuple[int, ...]


def judge_code(codes: OneTimeCodes, digest: str, *, now: datetime, rules: CodeRules) -> CodeVerdict:
    """Say what the code with keyed *digest* is.

    The verdict OLDER is told, not counted: of three codes on a phone only the newest counts.
    """
    newest = codes.newest
    if newest is None:
        return CodeVerdict.NOT_SENT
    if codes.wrong_tries >= rules.tries:
        return CodeVerdict.TOO_MANY_TRIES
    if digest in [sent.digest for sent in codes.sent[:-1]]:
        return CodeVerdict.OLDER
    if digest != newest.digest:
        return CodeVerdict.WRONG
    alive_until = newest.sent_at + timedelta(seconds=rules.keep_seconds)
    return CodeVerdict.RIGHT if now < alive_until else CodeVerdict.EXPIRED


def count_wrong_try(codes: OneTimeCodes, digest: str) -> OneTimeCodes:
    """Count a wrong code once, however often the same form is sent."""
    if digest == codes.last_wrong:
        return codes
    return replace(codes, wrong_tries=codes.wrong_tries + 1, last_wrong=digest)


def seconds_until_resend(codes: OneTimeCodes, *, now: datetime, rules: CodeRules) -> int:
    """Tell how many whole seconds are left until another code may be sent; 0 when now."""
    newest = codes.newest
    if newest is None or newest.delivery is DeliveryState.FAILED:
        return 0
    went_out = sum(sent.delivery is not DeliveryState.FAILED for sent in codes.sent)
    place = min(went_out, len(rules.resend_after_seconds)) - 1
    free_at = newest.sent_at + timedelta(seconds=rules.resend_after_seconds[place])
    return max(0, -(-int((free_at - now).total_seconds() * 1000) // 1000))


class PasswordFlaw(StrEnum):
    """Why a password is refused, in the order in which it is told."""

    TOO_SHORT = "too_short"
    TOO_LONG = "too_long"
    NO_LOWER_CASE = "no_lower_case"
    NO_UPPER_CASE = "no_upper_case"
    NO_DIGIT = "no_digit"
    NO_SPECIAL = "no_special"
    HAS_OWN_NAME = "has_own_name"
    HAS_OWN_DATE = "has_own_date"
    HAS_OWN_NUMBER = "has_own_number"
    COMMON = "common"


@dataclass(frozen=True)
class OwnFacts:
    """What a stranger could know of a person and try first."""

    full_name: str = ""
    birth_date: BirthDate | None = None
    numbers: tuple[str, ...] = ()


PASSWORD_SHORTEST, PASSWORD_LONGEST = 8, 128
#: zxcvbn's scale is 0 to 4; 0 and 1 fall to a thousand to a million guesses (its own documentation).
WEAKEST_SCORE_ALLOWED = 2
#: What zxcvbn reads as letters (its table of l33t). More than six of them, and its work grows beyond bounds:
#: 23 signs took 0.3 s, 72 took 4 s, in which nobody else's page was served.
READ_AS_LETTERS, MOST_READ_AS_LETTERS = frozenset("4@8({[<369&#!1/|0$5+7%2"), 6
#: "Lan1990@" is Lan's name and little else; "Balance-7-Sông" only happens to hold it. An assumption.
NAME_SHARE = 0.4


def password_flaws(password: str, own: OwnFacts) -> list[PasswordFlaw]:
    """List what is wrong with *password* (NFC); an empty list is a good password.

    The four kinds of characters are the portal's own rule; the rest is ours.
    """
    return [*_rule_flaws(password), *_guess_flaws(password, own)]


def _rule_flaws(password: str) -> Iterable[PasswordFlaw]:
    if len(password) < PASSWORD_SHORTEST:
        yield PasswordFlaw.TOO_SHORT
    if len(password) > PASSWORD_LONGEST:
        yield PasswordFlaw.TOO_LONG
    if not any(letter.islower() for letter in password):
        yield PasswordFlaw.NO_LOWER_CASE
    if not any(letter.isupper() for letter in password):
        yield PasswordFlaw.NO_UPPER_CASE
    if not any(letter.isdigit() for letter in password):
        yield PasswordFlaw.NO_DIGIT
    if all(letter.isalnum() for letter in password):
        yield PasswordFlaw.NO_SPECIAL


def _guess_flaws(password: str, own: OwnFacts) -> Iterable[PasswordFlaw]:
    plain = without_diacritics(password).casefold()
    letters = sum(letter.isalpha() for letter in plain)
    parts = _own_name_parts(own.full_name)
    if any(part in plain and len(part) >= NAME_SHARE * letters for part in parts):
        yield PasswordFlaw.HAS_OWN_NAME
    digits = "".join(letter for letter in password if letter.isdigit())
    if any(part in digits for part in _own_dates(own.birth_date)):
        yield PasswordFlaw.HAS_OWN_DATE
    if any(part in digits for number in own.numbers for part in _tails(number)):
        yield PasswordFlaw.HAS_OWN_NUMBER
    if _is_common(password, plain):
        yield PasswordFlaw.COMMON


def _own_name_parts(full_name: str) -> set[str]:
    """The words of a name that make a password guessable: three letters or more, and the words joined."""
    words = without_diacritics(name_key(full_name)).casefold().replace("'", " ").replace("-", " ").split()
    return {word for word in words if len(word) > 2} | (
        {"".join(words)} if len("".join(words)) > 2 else set()
    )


def _own_dates(birth_date: BirthDate | None) -> set[str]:
    if birth_date is None:
        return set()
    year = f"{birth_date.year:04d}"
    if birth_date.day is None or birth_date.month is None:
        return {year}
    day, month = f"{birth_date.day:02d}", f"{birth_date.month:02d}"
    return {year, day + month + year[2:], year[2:] + month + day}


def _tails(number: str) -> set[str]:
    """The end of a number as people use it: its last six digits (the whole number ends in them too)."""
    return {number[-6:]} if len(number) >= 6 else set()


def _is_common(password: str, plain: str) -> bool:
    letters = "".join(letter for letter in plain if letter.isalpha())
    if plain in COMMON_IN_VIETNAM or letters in COMMON_IN_VIETNAM:
        return True
    return not password or int(zxcvbn(_judged_part(password))["score"]) < WEAKEST_SCORE_ALLOWED


def _judged_part(password: str) -> str:
    """Give as much of a password as can be judged in some 50 ms; each sign may be read as several letters."""
    many_readings = len(set(password) & READ_AS_LETTERS) > MOST_READ_AS_LETTERS
    return password[: 16 if many_readings else 32]
