"""Every form that takes a code finds it in a whole message; what holds no code is no guess, in any form."""

import pytest
from flask_wtf import FlaskForm
from wtforms import StringField

from accounts.links import parse_code
from accounts.references import grouped, new_reference, parse_reference
from accounts.staff.records import Role
from bff.limits.table import limits
from bff.views.dispute.forms import StatusForm, parse_secret
from bff.views.start.codes import WayOnForm
from bff.web.fields import CodeField
from bff.web.screens import Form
from tests.support.browser import ORIGIN, Browser
from tests.support.citizens import PASSWORD
from tests.support.clerks import engage
from tests.unit.bff.conftest import World
from tests.unit.bff.web.test_length_of_fields import FORMS, texts_of

MESSAGE = "cuaso.example: {code} la ma xac thuc cua ban, 5 phut.\n@cuaso.example #{code}"
LAST_LINE = "@cuaso.example #{code}"


WITH_CODES = [
    kind for kind in FORMS if getattr(getattr(kind, "code", None), "field_class", None) is CodeField
]
every_form = pytest.mark.parametrize("kind", WITH_CODES, ids=lambda one: one.__name__)


def sent(world: World, kind: type[Form], typed: str) -> tuple[str, list[str]]:
    """The digits that the form reads, and its errors."""
    plain = type("Plain", (kind,), {"__init__": FlaskForm.__init__})
    request = {"method": "POST", "base_url": ORIGIN, "headers": {"Accept-Language": "en"}}
    with world.app.test_request_context("/", data={"code": typed}, **request):
        form = plain()
        form.code.validate(form)
        return form.code.digits, [str(error) for error in form.code.errors]


def test_the_walk_finds_the_forms_with_codes() -> None:
    assert {"CodeForm", "AppCodeForm", "SetUpAppForm", "SignInForm"} <= {one.__name__ for one in WITH_CODES}


@pytest.mark.parametrize("kind", FORMS, ids=lambda one: f"{one.__module__}.{one.__name__}")
def test_no_form_takes_a_one_time_code_in_another_kind_of_field(world: World, kind: type[Form]) -> None:
    plain = type("Plain", (kind,), {"__init__": FlaskForm.__init__})
    with world.app.test_request_context("/", base_url=ORIGIN):
        for field in texts_of(plain()):
            offered = (field.render_kw or {}).get("autocomplete") == "one-time-code"
            assert not offered or isinstance(field, CodeField), field.name


@every_form
@pytest.mark.parametrize("pasted", ["{code}", MESSAGE, LAST_LINE, "\u200b{code}\u202c"])
def test_a_whole_message_and_its_last_line_are_taken(world: World, kind: type[Form], pasted: str) -> None:
    assert sent(world, kind, pasted.format(code="012345")) == ("012345", [])


@every_form
@pytest.mark.parametrize("typed", ["", "12345", "1234567", "ma cua toi", "111111 222222 3", "١٢٣٤٥٦"])
def test_what_holds_no_code_is_a_slip_in_every_form(world: World, kind: type[Form], typed: str) -> None:
    digits, errors = sent(world, kind, typed)
    assert digits == ""
    assert len(errors) == 1
    assert "digit" in errors[0]


@pytest.mark.parametrize("typed", ["12345", "1234567", "khong co ma"])
def test_what_holds_no_code_uses_up_no_try_at_the_desk(world: World, typed: str) -> None:
    lan = engage(world.services, Browser(world.app), "lan.nguyen", Role.CLERK)
    for _try in range(limits_of(world) + 1):
        page = lan.sign_in(code=typed)
        assert page.errors == ["Enter the 6 digits that your app shows now."]
    assert lan.sign_in(password=PASSWORD).path == "/desk"


def limits_of(world: World) -> int:
    with world.app.test_request_context("/", base_url=ORIGIN):
        return limits().desk_sign_ins_of_a_browser.most


@pytest.mark.parametrize("pasted", [MESSAGE, MESSAGE.replace("\n", " "), LAST_LINE])
def test_a_pasted_message_confirms_the_phone(world: World, pasted: str) -> None:
    citizen = world.citizen()
    citizen.reach_code()
    page = citizen.enter_code(pasted.format(code=citizen.last_code))
    assert page.path == "/register/mobile-subscriber/password"


def test_the_message_as_it_was_really_sent_confirms_the_phone(world: World) -> None:
    citizen = world.citizen()
    citizen.reach_code()
    assert citizen.enter_code(citizen.messages[-1]).path == "/register/mobile-subscriber/password"


def test_a_code_for_going_on_is_found_in_its_message() -> None:
    text = "cuaso.example: nhap ma K7M2-PX9R-TBCF tai muc Toi co ma. Hoi: 1800 0000"
    assert parse_code(text) == parse_code("k7m2px9rtbcf") == "K7M2PX9RTBCF"
    assert parse_code(text + " B7M2-PX9R-TBCF") is None
    assert parse_code("x" * 2_000) is None


def test_reference_and_viewing_code_are_found_in_the_same_message() -> None:
    reference = new_reference()
    text = f"cuaso.example: da nhan khieu nai {grouped(reference)}, ma tra cuu K7M2-PX9R. Hoi: 1800 0000"
    assert (parse_reference(text), parse_secret(text)) == (reference, "K7M2PX9R")


@pytest.mark.parametrize("kind", [WayOnForm, StatusForm])
def test_the_other_forms_for_codes_take_a_whole_message(world: World, kind: type[Form]) -> None:
    with world.app.test_request_context("/", base_url=ORIGIN):
        data = {field.name: "x" * 600 for field in kind() if isinstance(field, StringField)}
    with world.app.test_request_context("/", method="POST", data=data, base_url=ORIGIN):
        form = kind()
        assert not form.validate()
        assert not any("longer" in str(error) for field in form for error in field.errors)


def test_a_viewing_code_that_can_not_be_one_uses_up_no_try(world: World) -> None:
    browser = Browser(world.app)
    browser.open("/dispute/status")
    for _try in range(30):
        page = browser.send(reference=grouped(new_reference()), secret="K7M2")
        assert page.status == 422
        assert page.errors == ["A viewing code has eight letters and digits. Check it against the message."]
