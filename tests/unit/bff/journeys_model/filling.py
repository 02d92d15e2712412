"""What a person types into a form of the product: right, wrong, old, another person's, or nothing."""

from dataclasses import dataclass
from enum import StrEnum

from bs4 import Tag

from sandbox.people.table import SandboxPerson
from tests.unit.bff.journeys_model.browsers import ModelBrowser
from tests.unit.bff.journeys_model.people import (
    BY_NUMBER,
    GOOD_PASSWORD,
    WEAK_PASSWORD,
    WRONG_PASSWORD,
    app_code,
    called,
)
from tests.unit.bff.journeys_model.rules import CODE, JOURNEYS, WAY_ON, Model, step_at


class Code(StrEnum):
    """Which code a person types."""

    NEWEST = "newest"
    OLDER = "older"
    ANOTHER_PHONES = "another_phones"
    WRONG = "wrong"
    SHORT = "short"


class Password(StrEnum):
    """Which password a person types where one is asked for."""

    RIGHT = "right"
    WRONG = "wrong"
    WEAK = "weak"
    NOT_TWICE = "not_twice"


@dataclass(frozen=True)
class Typing:
    """How a person fills forms in.

    Attributes:
        who: the key of the person whose details are typed.
        phone: the key of the person whose phone is typed.
        has_right_name: whether the name is the one that the registers know.
        leaves: a field that stays empty.
    """

    who: str
    phone: str
    code: Code = Code.NEWEST
    password: Password = Password.RIGHT
    has_right_name: bool = True
    leaves: str = ""


def fields_for(model: Model, browser: ModelBrowser, form: Tag, typing: Typing) -> dict[str, str]:
    """Return what *typing* writes into the fields of a form."""
    fields = form.find_all(["input", "textarea", "select"])
    named = [str(one["name"]) for one in fields if one.get("name")]
    wanted = set(named) - {"csrf_token", "work", typing.leaves}
    return {name: text for name, text in _all_fields(model, browser, typing).items() if name in wanted}


def _all_fields(model: Model, browser: ModelBrowser, typing: Typing) -> dict[str, str]:
    who, (year, _, rest) = called(typing.who), called(typing.who).birth_date.partition("-")
    month, _, day = rest.partition("-")
    password, confirmation = _passwords(model, browser, typing)
    return {
        "citizen_number": who.citizen_number,
        "full_name": who.full_name if typing.has_right_name else f"{who.full_name} Anh",
        "birth_date_day": day,
        "birth_date_month": month,
        "birth_date_year": year,
        "social_insurance_number": who.insurance_number,
        "phone_number": called(typing.phone).phone_number,
        "account": f"0{who.phone_number.removeprefix('+84')}",
        "sex": who.sex,
        "province": "Tỉnh Lâm Đồng",
        "commune": "Xã Thử",
        "reference": _reference(model, browser),
        "secret": next(reversed(model.viewing_codes.values()), ""),
        "consent": "y",
        "code": code_for(model, browser, typing),
        "password": password,
        "confirmation": confirmation,
        "current": _current(model, browser, typing),
        "text": "I did not open this account, and nobody asked me.",
        "own_phone": "y",
    }


def _reference(model: Model, browser: ModelBrowser) -> str:
    """Return the newest reference: of a dispute on its page, elsewhere of what a person can bring."""
    if browser.page.path == "/dispute/status":
        return next(reversed(model.viewing_codes), "")
    return model.brought[-1] if model.brought else ""


def _passwords(model: Model, browser: ModelBrowser, typing: Typing) -> tuple[str, str]:
    """Return a password and its repetition: at sign-in that of the account, elsewhere a new one."""
    match typing.password:
        case Password.WRONG:
            return WRONG_PASSWORD, WRONG_PASSWORD
        case Password.WEAK:
            return WEAK_PASSWORD, WEAK_PASSWORD
        case Password.NOT_TWICE:
            return GOOD_PASSWORD, WRONG_PASSWORD
        case Password.RIGHT if browser.page.path == "/sign-in":
            return (password_of(model, called(typing.who)) or GOOD_PASSWORD,) * 2
        case Password.RIGHT:
            new = f"{GOOD_PASSWORD}-{len(model.codes_of)}"
            return new, new


def password_of(model: Model, person: SandboxPerson) -> str:
    """Return the password of a person's account; empty if it has none."""
    found = [text for one, text in model.passwords.items() if model.number_of(one) == person.citizen_number]
    return found[-1] if found else ""


def _current(model: Model, browser: ModelBrowser, typing: Typing) -> str:
    """Return the password of the account in which the browser is signed in, or another one."""
    if typing.password is not Password.RIGHT:
        return WRONG_PASSWORD
    proved = [person for person in BY_NUMBER.values() if person.key in browser.knows.proved]
    return next((text for person in proved if (text := password_of(model, person))), GOOD_PASSWORD)


def code_for(model: Model, browser: ModelBrowser, typing: Typing) -> str:
    """Return the code that *typing* writes on the page that the browser shows."""
    match typing.code:
        case Code.WRONG:
            return "482913"
        case Code.SHORT:
            return "123"
        case Code.ANOTHER_PHONES:
            return _newest(codes_on(model, called(typing.phone).phone_number))
        case Code.OLDER:
            return _newest(codes_on(model, _phone_asked(model, browser, typing))[:-1])
        case Code.NEWEST:
            return _right_code(model, browser, typing)


def _right_code(model: Model, browser: ModelBrowser, typing: Typing) -> str:
    """Return the code that the page asks for: of the app, of a message for "I have a code", or by SMS."""
    path = browser.page.path
    if path == "/code":
        texts = model.world.sandbox.inbox(called(typing.who).phone_number)
        return _newest([one for message in texts for one in WAY_ON.findall(message.text)])
    if path.startswith("/account/second-step") and browser.app_secret:
        return app_code(browser.app_secret, model.world.clock.now)
    if path.startswith(("/sign-in/app", "/account/confirm/", "/account/second-step")):
        return next((app_code(one, model.world.clock.now) for one in model.secrets.values()), "482913")
    return _newest(codes_on(model, _phone_asked(model, browser, typing)))


def _phone_asked(model: Model, browser: ModelBrowser, typing: Typing) -> str:
    """Return the phone to which the flow of the page sends its codes."""
    key, _name = step_at(model, browser.page.path)
    flow_id = browser.session.get(JOURNEYS[key].purpose, "") if key else ""
    flow = model.world.services.flows.load(str(flow_id), touch=False) if flow_id else None
    return (flow.phone_number if flow else None) or called(typing.phone).phone_number


def codes_on(model: Model, phone_number: str) -> list[str]:
    """Return the one-time codes on a phone, the oldest first."""
    found = [CODE.search(message.text) for message in model.world.sandbox.inbox(phone_number)]
    return [match[1] for match in found if match]


def _newest(codes: list[str]) -> str:
    return codes[-1] if codes else "482913"


def main_form_of(browser: ModelBrowser) -> Tag | None:
    """Return the form of the screen, or the first one of a screen that only has buttons."""
    forms = browser.forms
    own = [form for form in forms if form.get("id") == "main-form"]
    return next(iter(own or forms), None)
