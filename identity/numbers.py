"""Identity numbers: what a citizen number says of its owner, and how numbers are read and hidden."""

import re
import unicodedata
from dataclasses import dataclass, field

from identity.people import BirthDate, Sex

CITIZEN_NUMBER = re.compile(r"(?P<place>\d{3})(?P<century_and_sex>\d)(?P<year>\d{2})\d{6}", re.ASCII)
HIDDEN = "•"


@dataclass(frozen=True)
class CitizenNumberFacts:
    """What a citizen number says of its owner; the place is where the birth was registered."""

    place_code: str = field(repr=False)
    sex: Sex = field(repr=False)
    birth_year: int = field(repr=False)


def digits_of(text: str) -> str:
    """Drop what people put between digits, and give full-width digits their plain form.

    Letters and other signs stay, so that a form can say what is wrong.
    """
    return "".join(sign for sign in unicodedata.normalize("NFKC", text) if not _separates(sign))


def citizen_number_facts(number: str) -> CitizenNumberFacts | None:
    """Read a citizen number of 12 digits; None if it is not one.

    The fourth digit is century and sex: 0 and 1 are men and women born 1900-1999, 2 and 3 2000-2099, and
    so on to 9 (Circular 59/2021/TT-BCA, article 4). There is no check digit, and an unknown place code is
    no fault: it may be a country's.
    """
    found = CITIZEN_NUMBER.fullmatch(number)
    if found is None:
        return None
    centuries, is_female = divmod(int(found["century_and_sex"]), 2)
    return CitizenNumberFacts(
        place_code=found["place"],
        sex=Sex.FEMALE if is_female else Sex.MALE,
        birth_year=1900 + 100 * centuries + int(found["year"]),
    )


def agrees_with_birth(number: str, birth_date: BirthDate) -> bool:
    """Tell whether a citizen number names the year of *birth_date*; what is no number agrees with nothing."""
    facts = citizen_number_facts(number)
    return facts is not None and facts.birth_year == birth_date.year


def agrees_with_sex(number: str, sex: Sex) -> bool:
    """Tell whether a citizen number names *sex*; what is no number agrees with nothing."""
    facts = citizen_number_facts(number)
    return facts is not None and facts.sex == sex


def mask_number(number: str) -> str:
    """Hide all but the last four characters; a number that short is hidden whole."""
    seen = number[-4:] if len(number) > 4 else ""
    return HIDDEN * (len(number) - len(seen)) + seen


def _separates(sign: str) -> bool:
    """Tell whether *sign* only stands between digits: spaces, dots, dashes, and what cannot be seen."""
    return sign.isspace() or sign in ".·•−" or unicodedata.category(sign) in {"Pd", "Cf"}
