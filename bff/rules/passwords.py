"""Decides whether a new password is good enough.

Pure: this module does not know Flask, and stores nothing.
"""

from collections.abc import Container, Iterable
from dataclasses import dataclass
from enum import StrEnum

from zxcvbn import zxcvbn

from bff.rules.common_passwords import COMMON_IN_VIETNAM
from bff.rules.guesses import guesses
from identity.names import name_key, without_diacritics
from identity.people import BirthDate


class PasswordFlaw(StrEnum):
    """Why a password is refused, in the order in which the screen lists the reasons."""

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
    BREACHED = "breached"


@dataclass(frozen=True)
class OwnFacts:
    """Facts that a stranger may know about a person and would try first as a password."""

    full_name: str = ""
    birth_date: BirthDate | None = None
    numbers: tuple[str, ...] = ()


PASSWORD_SHORTEST, PASSWORD_LONGEST = 8, 128
#: zxcvbn scores from 0 to 4. By its documentation fewer than a thousand guesses find a password of score 0,
#: and fewer than a million one of score 1.
WEAKEST_SCORE_ALLOWED = 2
#: The decimal logarithm of the guesses that a password must withstand (`bff.rules.guesses`);
#: docs/decisions/0045 says how this number was found.
FEWEST_GUESSES = 12.0
#: Signs that zxcvbn also reads as letters (its l33t table). With more than six different ones its time grows
#: fast: 23 signs took 0.3 s, 72 signs 4 s, and the worker handled no other request during that time.
READ_AS_LETTERS, MOST_READ_AS_LETTERS = frozenset("4@8({[<369&#!1/|0$5+7%2"), 6
#: A name is a flaw only if it is at least this share of the letters (an assumption): "Lan1990@" is little
#: more than the name Lan, but "Balance-7-Sông" contains "lan" by chance.
NAME_SHARE = 0.4


def password_flaws(password: str, own: OwnFacts, *, breached: Container[str]) -> list[PasswordFlaw]:
    """List the flaws of *password* (NFC). An empty list means that it is good.

    Args:
        breached: passwords that were stolen and published (`bff.rules.breached`).

    The four kinds of characters are the rule of the National Public Service Portal; the other rules are ours.
    """
    found = [*_rule_flaws(password), *_guess_flaws(password, own)]
    return [*found, PasswordFlaw.BREACHED] if password in breached else found


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
    """Return the words of a name with three letters or more, and all its words joined."""
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
    """Return the last six digits of a number: a password with the whole number contains them too."""
    return {number[-6:]} if len(number) >= 6 else set()


def _is_common(password: str, plain: str) -> bool:
    letters = "".join(letter for letter in plain if letter.isalpha())
    if plain in COMMON_IN_VIETNAM or letters in COMMON_IN_VIETNAM:
        return True
    if not password or guesses(password) < FEWEST_GUESSES:
        return True
    return int(zxcvbn(_judged_part(password))["score"]) < WEAKEST_SCORE_ALLOWED


def _judged_part(password: str) -> str:
    """Return the beginning of a password, short enough for zxcvbn to score it in about 50 ms."""
    many_readings = len(set(password) & READ_AS_LETTERS) > MOST_READ_AS_LETTERS
    return password[: 16 if many_readings else 32]
