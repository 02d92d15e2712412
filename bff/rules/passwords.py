"""Which one-time code counts, when another may be sent, and which passwords are good enough.

Pure: the moment is always a parameter, and nothing here knows of the web.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from enum import StrEnum

from zxcvbn import zxcvbn

from bff.rules.common_passwords import COMMON_IN_VIETNAM
from identity.names import name_key, without_diacritics
from identity.people import BirthDate


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
