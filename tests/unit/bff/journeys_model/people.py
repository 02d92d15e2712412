"""The people of the model, and the facts of each that may stand on no other person's page."""

import html
import re
from datetime import datetime

import pyotp

from accounts.account.records import Account
from identity.numbers import mask_number
from identity.phones import mask_mobile
from sandbox.people.table import SandboxPerson, person_called
from tests.support.personal_data import PHONE_DIGITS, squeeze

#: One for whom everything works, one with an insurance number, one whose SIM signs and who has a PostID, one
#: with a signing token.
LAN, TAM, SIGNER, BINH = (
    person_called(key) for key in ("everything_works", "insured", "crowd_500", "unaccented_name_kept")
)
PEOPLE = (LAN, TAM, SIGNER, BINH)
KEYS = tuple(person.key for person in PEOPLE)
BY_NUMBER = {person.citizen_number: person for person in PEOPLE}
#: One that the product takes for everyone, one that it takes for no one, and one that is of no account.
GOOD_PASSWORD, WEAK_PASSWORD, WRONG_PASSWORD = "Ngôi-nhà-3-tầng", "Minh@1234", "Sai-bét-từ-5-hôm-qua"

#: A fact of a person: whose it is, and which.
Fact = tuple[str, str]


def _facts() -> dict[Fact, tuple[str, ...]]:
    found: dict[Fact, tuple[str, ...]] = {}
    for person in PEOPLE:
        found[person.key, "name"] = (squeeze(person.full_name),)
        for what, number in (("number", person.citizen_number), ("insurance", person.insurance_number)):
            if number:
                found[person.key, what] = (number, squeeze(mask_number(number)))
        phone = person.phone_number
        found[person.key, "phone"] = (phone[-PHONE_DIGITS:], squeeze(mask_mobile(phone)))
    return found


#: Each fact as `squeeze` writes it: the whole of it first, then masked.
FACTS = _facts()


def facts_shown_in(page: str) -> set[Fact]:
    """Return the facts that stand in a page's HTML, masked ones included."""
    text = squeeze(html.unescape(page))
    return {fact for fact, spellings in FACTS.items() if any(_stands_in(one, text) for one in spellings)}


def _stands_in(spelling: str, text: str) -> bool:
    """Return whether a spelling stands there by itself: a longer masked number ends like a shorter one."""
    return spelling in text and re.search(rf"(?<!•){re.escape(spelling)}", text) is not None


def facts_typed_in(texts: list[str]) -> set[Fact]:
    """Return the facts that a form carries."""
    text = squeeze("\n".join(texts))
    return {fact for fact, (whole, *_masked) in FACTS.items() if whole in text}


def called(key: str) -> SandboxPerson:
    """Return the person of the model with this key."""
    return next(person for person in PEOPLE if person.key == key)


def app_code(secret: str, now: datetime) -> str:
    """Return what an app with this secret shows now."""
    return str(pyotp.TOTP(secret).at(now))


def holder_of(account: Account) -> str:
    """Return the key of the person whose account it is."""
    return BY_NUMBER[account.citizen_number or ""].key
