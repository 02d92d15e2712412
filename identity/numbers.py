"""Identity numbers: read the facts in a citizen number, tidy typed numbers, mask numbers for display."""

import re
import unicodedata
from dataclasses import dataclass, field

from identity.people import BirthDate, Sex

CITIZEN_NUMBER = re.compile(r"(?P<place>\d{3})(?P<century_and_sex>\d)(?P<year>\d{2})\d{6}", re.ASCII)
HIDDEN = "•"
#: A tax number has 10 digits; the tax number of a branch has 13.
TAX_NUMBER_DIGITS = frozenset({10, 13})
#: A unit that spends a state budget has a code of 7 digits, mã số ĐVQHNS (Circular 185/2015/TT-BTC).
BUDGET_CODE_DIGITS = 7


@dataclass(frozen=True)
class CitizenNumberFacts:
    """The facts in a citizen number; the place code names the place where the birth was registered."""

    place_code: str = field(repr=False)
    sex: Sex = field(repr=False)
    birth_year: int = field(repr=False)


def digits_of(text: str) -> str:
    """Remove separators between digits, and turn full-width digits into plain ones.

    Letters and other signs stay, so that a form can report them as mistakes.
    """
    return "".join(sign for sign in unicodedata.normalize("NFKC", text) if not _separates(sign))


def account_name_of(text: str) -> str:
    """Return what a person typed to name an account: its number without separators, or its e-mail address.

    An address loses spaces and invisible signs, and becomes small letters.
    """
    if "@" not in unicodedata.normalize("NFKC", text):
        return digits_of(text)
    plain = unicodedata.normalize("NFKC", text).lower()
    return "".join(sign for sign in plain if not sign.isspace() and unicodedata.category(sign) != "Cf")


def is_digits(text: str) -> bool:
    """Tell whether *text* has the digits 0 to 9 only, and at least one.

    `str.isdigit` alone also takes "²", for which `int` raises, and the digits of other scripts.
    """
    return text.isascii() and text.isdigit()


def citizen_number_facts(number: str) -> CitizenNumberFacts | None:
    """Read a citizen number; None if *number* does not have 12 digits.

    The fourth digit holds century and sex: 0 and 1 are men and women born 1900-1999, 2 and 3 those born
    2000-2099, and so on to 9 (Circular 59/2021/TT-BCA, article 4). There is no check digit. An unknown place
    code is not an error: it may be the code of a country.
    """
    parts = CITIZEN_NUMBER.fullmatch(number)
    if parts is None:
        return None
    centuries, is_female = divmod(int(parts["century_and_sex"]), 2)
    return CitizenNumberFacts(
        place_code=parts["place"],
        sex=Sex.FEMALE if is_female else Sex.MALE,
        birth_year=1900 + 100 * centuries + int(parts["year"]),
    )


def agrees_with_birth(number: str, birth_date: BirthDate) -> bool:
    """Tell whether *number* is a citizen number that holds the year of *birth_date*."""
    facts = citizen_number_facts(number)
    return facts is not None and facts.birth_year == birth_date.year


def agrees_with_sex(number: str, sex: Sex) -> bool:
    """Tell whether *number* is a citizen number that holds *sex*."""
    facts = citizen_number_facts(number)
    return facts is not None and facts.sex == sex


def mask_number(number: str) -> str:
    """Hide all but the last four characters; hide a number of up to four characters completely."""
    shown = number[-4:] if len(number) > 4 else ""
    return HIDDEN * (len(number) - len(shown)) + shown


def _separates(sign: str) -> bool:
    """Tell whether *sign* is a separator: a space, a dot, a dash, or an invisible character."""
    return sign.isspace() or sign in ".·•−" or unicodedata.category(sign) in {"Pd", "Cf"}
