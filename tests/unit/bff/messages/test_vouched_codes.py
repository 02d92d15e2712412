"""A code to a phone that something vouches for comes at once while strangers have used their budget up."""

from collections.abc import Callable

import pytest

from accounts.account.records import Account
from bff.journeys.journey import Journey
from bff.journeys.purpose import Aim
from bff.messages.vouching import CodeStep, Vouching
from bff.views.steps.one_time_code import send_first
from bff.web.walking import begin
from identity.claims import Claims
from identity.subject import Subject
from tests.support.browser import ORIGIN
from tests.support.citizens import Citizen
from tests.support.typed_phones import PHONES, received, stranger_at
from tests.unit.bff.account.test_forgot_password import ask
from tests.unit.bff.conftest import World
from tests.unit.bff.messages.test_vouching import CODE_STEPS
from tests.unit.bff.steps.test_proof import begin_proof
from tests.unit.bff.web.test_gets_change_nothing import _facts

VOUCHED = [
    (journey, step)
    for journey, step in CODE_STEPS
    if isinstance(step, CodeStep) and step.vouched_by is not Vouching.NOTHING
]
ENTER = "Enter the verification code"


@pytest.fixture
def world(make_world: Callable[..., World]) -> World:
    """A world whose budget for phones that nothing vouches for is one message a minute."""
    return make_world(sms_unvouched_per_minute=1)


def use_up_the_budget(world: World) -> None:
    """Let strangers have every SMS that they can have; the last one waits."""
    stranger_at(world, "dispute_open").type_phone(PHONES[0])
    last = stranger_at(world, "dispute_open")
    last.type_phone(PHONES[1])
    assert received(world) == PHONES[:1]
    assert last.browser.page.heading == "Your message will be sent soon"


def registered(world: World) -> Citizen:
    owner = world.citizen()
    owner.register()
    return owner


def known(world: World) -> Citizen:
    owner = registered(world)
    owner.sign_in()
    owner.enter_code()
    return owner


def sign_out(owner: Citizen) -> Citizen:
    owner.browser.open("/account")
    owner.browser.press("Sign out")
    return owner


def sign_in(world: World) -> tuple[Citizen, Callable[[], object]]:
    registered(world)
    owner = world.citizen()
    return owner, owner.sign_in


def sign_in_where_known(world: World) -> tuple[Citizen, Callable[[], object]]:
    owner = sign_out(known(world))
    return owner, owner.sign_in


def forgot_password(world: World) -> tuple[Citizen, Callable[[], object]]:
    registered(world)
    owner = world.citizen()
    return owner, lambda: ask(owner)


def forgot_password_where_known(world: World) -> tuple[Citizen, Callable[[], object]]:
    owner = sign_out(known(world))
    return owner, lambda: ask(owner)


def confirm_a_change(world: World) -> tuple[Citizen, Callable[[], object]]:
    owner = known(world)
    owner.browser.open("/account/confirm/new_password")
    return owner, lambda: owner.browser.press("Send a code to my phone")


def prove_for(aim: Aim) -> Callable[[World], tuple[Citizen, Callable[[], object]]]:
    def prove(world: World) -> tuple[Citizen, Callable[[], object]]:
        owner = registered(world)
        begin_proof(owner.browser, "mobile-subscriber", aim=aim)
        return owner, owner.give_details

    return prove


def register(world: World) -> tuple[Citizen, Callable[[], object]]:
    citizen = world.citizen()
    citizen.start()
    return citizen, citizen.give_details


@pytest.mark.parametrize(
    "way",
    [
        sign_in,
        sign_in_where_known,
        forgot_password,
        forgot_password_where_known,
        confirm_a_change,
        pytest.param(prove_for(Aim.RESET), id="reset_by_proof"),
        pytest.param(prove_for(Aim.NEW_PHONE), id="new_phone_by_proof"),
        pytest.param(prove_for(Aim.DISPUTE), id="dispute_by_proof"),
        register,
    ],
)
def test_a_stranger_who_uses_up_the_budget_keeps_no_code_from_an_owner(
    world: World, way: Callable[[World], tuple[Citizen, Callable[[], object]]]
) -> None:
    owner, press = way(world)
    use_up_the_budget(world)
    before = len(owner.codes)
    press()
    assert (owner.page.status, owner.page.heading) == (200, ENTER)
    assert len(owner.codes) == before + 1


def test_a_right_password_is_answered_with_the_code_form_at_once(world: World) -> None:
    registered(world)
    use_up_the_budget(world)
    owner = world.citizen()
    owner.browser.open("/sign-in")
    before = len(owner.codes)
    fields = {"citizen_number": owner.person.citizen_number, "password": "Ngôi-nhà-3-tầng"}
    answer = owner.browser.post_form("/sign-in", htmx=False, **fields)
    assert (answer.status_code, answer.location) == (303, "/sign-in/code")
    assert len(owner.codes) == before + 1
    assert owner.browser.open("/sign-in/code").heading == ENTER


@pytest.mark.parametrize(
    ("journey", "step"), VOUCHED, ids=[f"{one.key}.{step.name}" for one, step in VOUCHED]
)
def test_each_step_whose_phone_is_vouched_for_sends_at_once(
    world: World, journey: Journey, step: CodeStep
) -> None:
    account = account_of(world, registered(world))
    use_up_the_budget(world)
    with world.app.test_request_context(base_url=ORIGIN, method="POST"):
        facts = _facts(journey, step.name, account.id) | {"phone_number": PHONES[9]}
        send_first(begin(journey, Subject.CITIZEN, at=step.name, **facts))
    assert received(world) == [PHONES[0], PHONES[9]]


def account_of(world: World, owner: Citizen) -> Account:
    claims = Claims(subject=Subject.CITIZEN, citizen_number=owner.person.citizen_number)
    account = world.services.accounts.find(claims)
    assert account is not None
    return account
