"""A form that is pressed twice without JavaScript: both answers are the same, and nothing is lost.

The second request carries the cookies from before the first one, and its answer is the one that counts: a
browser that is sent a second form forgets the first answer, with its cookies.
"""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass

import pytest

from accounts.appointments.records import Place
from accounts.disputes.records import NoteKind
from accounts.references import grouped
from accounts.staff.commands import issue_set_up
from accounts.staff.records import Role
from accounts.staff.store import BY_COMMAND
from bff.owners.fresh import IN_THE_ACCOUNT
from sandbox.people.table import CROWD
from tests.support.authenticator import Authenticator
from tests.support.browser import Browser, Page
from tests.support.citizens import PASSWORD, Citizen, type_code
from tests.support.clerks import engage
from tests.unit.bff.account.test_changes_of_ways_in import account_of, owner_at_email, state
from tests.unit.bff.account.test_forgot_password import ask
from tests.unit.bff.account.test_my_data import signed_in_without_password
from tests.unit.bff.account.test_passkeys import add, keys_of, options
from tests.unit.bff.account.test_passkeys import owner_of as signed_in_owner
from tests.unit.bff.account.test_second_step import AppUser
from tests.unit.bff.conftest import World
from tests.unit.bff.desk.test_desk_appointments import GOOD, an_appointment
from tests.unit.bff.desk.test_desk_disputes import hidden, officer
from tests.unit.bff.desk.test_signing_in_at_the_desk import app_code
from tests.unit.bff.dispute.test_dispute import open_dispute, the_case, tickets
from tests.unit.bff.steps.test_proof import begin_proof, prove_with_sim
from tests.unit.bff.web.test_at_the_same_time import at_once

NEW = "Cầu-ao-7-bậc"
TWICE = {"password": NEW, "confirmation": NEW}


@dataclass(frozen=True)
class Form:
    """A browser in front of a form, and what its person fills in."""

    browser: Browser
    fields: Mapping[str, str]
    button: str = ""
    form_id: str = "main-form"

    def press(self, tab: Browser) -> Page:
        return tab.press(self.button) if self.button else tab.send(self.form_id, **self.fields)


def with_app(world: World) -> AppUser:
    user = AppUser(world)
    user.turn_on()
    world.clock.move(seconds=30)
    return user


def first_password(world: World) -> Form:
    holder = signed_in_without_password(world)
    holder.browser.open("/account/password")
    holder.browser.press("Prove it with: SIM signature")
    prove_with_sim(holder)
    return Form(holder.browser, TWICE)


def new_password(world: World) -> Form:
    owner = owner_at_email(world)
    owner.open_change("/account/password")
    return Form(owner.browser, {"current": PASSWORD, **TWICE})


def app_on(world: World) -> Form:
    user = AppUser(world)
    return Form(user.citizen.browser, {"code": user.code})


def app_off(world: World) -> Form:
    user = with_app(world)
    user.citizen.open_change("/account/second-step/off")
    return Form(user.citizen.browser, {"code": user.code})


def recovery_codes(world: World) -> Form:
    user = with_app(world)
    user.citizen.open_change("/account/second-step/recovery-codes")
    return Form(user.citizen.browser, {"code": user.code})


def email(world: World) -> Form:
    return Form(owner_at_email(world).browser, {"email": "moi@example.vn"})


def passkey_on(world: World) -> Form:
    owner = signed_in_owner(world)
    owner.open_change("/account/passkeys/new")
    credential = Authenticator().make(options(owner.browser, "/account/passkeys/options"))
    return Form(owner.browser, {"credential": credential}, form_id="passkey-form")


def passkey_off(world: World) -> Form:
    owner = signed_in_owner(world)
    add(owner, Authenticator())
    owner.open_change("/account/passkeys/remove")
    return Form(owner.browser, {"which": keys_of(world, owner)[0].id})


#: Each change of a way in, at its form.
CHANGES: Mapping[str, Callable[[World], Form]] = {
    "first_password": first_password,
    "new_password": new_password,
    "app_on": app_on,
    "app_off": app_off,
    "recovery_codes": recovery_codes,
    "email": email,
    "passkey_on": passkey_on,
    "passkey_off": passkey_off,
}


def confirm_by_app(world: World) -> Form:
    user = with_app(world)
    user.citizen.browser.open("/account/confirm/new_password?by=app")
    return Form(user.citizen.browser, {"code": user.code})


def confirm_by_password(world: World) -> Form:
    owner = owner_at_email(world)
    owner.browser.open("/account/confirm/email")
    return Form(owner.browser, {"current": PASSWORD})


def confirm_by_passkey(world: World) -> Form:
    owner, device = signed_in_owner(world), Authenticator()
    add(owner, device)
    owner.browser.open("/account/confirm/email")
    asked = options(owner.browser, "/account/passkeys/options", purpose="confirm")
    return Form(owner.browser, {"credential": device.sign(asked)}, form_id="passkey-form")


def confirm_by_phone(world: World) -> Form:
    owner = owner_at_email(world)
    owner.browser.open("/account/confirm/new_password")
    owner.browser.press("Send a code to my phone")
    return Form(owner.browser, {"code": owner.last_code})


def signing_in(world: World) -> Form:
    owner = world.citizen()
    owner.register()
    owner.sign_in()
    return Form(owner.browser, {"code": owner.last_code})


def signing_in_by_app(world: World) -> Form:
    user = with_app(world)
    user.sign_in()
    return Form(user.citizen.browser, {"code": user.code})


def signing_in_by_passkey(world: World) -> Form:
    owner, device = signed_in_owner(world), Authenticator()
    add(owner, device)
    browser = Browser(world.app)
    browser.open("/sign-in")
    asked = options(browser, "/sign-in/passkey/options")
    return Form(browser, {"credential": device.sign(asked)}, form_id="passkey-form")


def deletion(world: World) -> Form:
    owner = owner_at_email(world)
    owner.browser.open("/account/data/delete")
    return Form(owner.browser, {"current": PASSWORD})


#: Other forms after which the person is signed in.
SIGNED_IN: Mapping[str, Callable[[World], Form]] = {
    "confirm_by_app": confirm_by_app,
    "confirm_by_password": confirm_by_password,
    "confirm_by_phone": confirm_by_phone,
    "confirm_by_passkey": confirm_by_passkey,
    "signing_in": signing_in,
    "signing_in_by_app": signing_in_by_app,
    "signing_in_by_passkey": signing_in_by_passkey,
    "deletion": deletion,
}


def reset(world: World) -> Form:
    owner = world.citizen()
    owner.register()
    ask(owner)
    owner.enter_code()
    return Form(owner.browser, TWICE)


def reset_code(world: World) -> Form:
    owner = world.citizen()
    owner.register()
    ask(owner)
    return Form(owner.browser, {"code": owner.last_code})


def new_phone(world: World) -> Form:
    holder = signed_in_without_password(world)
    begin_proof(holder.browser, "sim-signature", aim="new_phone")
    prove_with_sim(holder)
    other = Citizen(CROWD[0], holder.browser, world.sandbox)
    holder.browser.send(phone_number=other.person.phone_number)
    return Form(holder.browser, {"code": other.last_code})


def stop(world: World) -> Form:
    owner = owner_at_email(world)
    owner.browser.send(email="moi@example.vn")
    browser = world.citizen().browser
    type_code(browser, owner.way_on_codes[-1])
    return Form(browser, {}, "Stop it")


def after_a_stop(world: World) -> Form:
    holder = signed_in_without_password(world)
    assert world.services.stops.stop(account_of(world).id)
    begin_proof(holder.browser, "sim-signature", aim="after_stop")
    prove_with_sim(holder)
    return Form(holder.browser, TWICE)


def office_help(world: World) -> Form:
    citizen = world.citizen()
    citizen.browser.open("/counter-help")
    person = citizen.person
    return Form(
        citizen.browser, {"citizen_number": person.citizen_number, "phone_number": person.phone_number}
    )


def dispute(world: World) -> Form:
    holder = signed_in_without_password(world)
    begin_proof(holder.browser, "sim-signature", aim="dispute")
    prove_with_sim(holder)
    if holder.browser.page.path.endswith("/phone"):
        other = world.citizen()
        holder.browser.send(phone_number=other.person.phone_number)
        holder.browser.send(code=other.last_code)
    return Form(holder.browser, {"text": "I did not open this account."})


#: Forms of people who are not signed in; some answers are shown once.
OTHERS: Mapping[str, Callable[[World], Form]] = {
    "reset": reset,
    "reset_code": reset_code,
    "new_phone": new_phone,
    "stop": stop,
    "after_a_stop": after_a_stop,
    "dispute": dispute,
}


def desk_password(world: World) -> Form:
    lan = engage(world.services, Browser(world.app), "lan.nguyen", Role.CLERK)
    lan.sign_in()
    world.clock.move(minutes=1)
    lan.browser.open("/desk/password")
    return Form(lan.browser, {"current": PASSWORD, "code": lan.code, **TWICE})


def desk_set_up(world: World) -> Form:
    added = world.services.staff.add("mai.le", frozenset({Role.CLERK}), by=BY_COMMAND)
    assert added
    browser = Browser(world.app)
    browser.open(issue_set_up(world.services.links, added))
    return Form(browser, {"code": app_code(world, browser), **TWICE})


def desk_sign_in(world: World) -> Form:
    lan = engage(world.services, Browser(world.app), "lan.nguyen", Role.CLERK)
    lan.browser.open("/desk/sign-in")
    return Form(lan.browser, {"name": "lan.nguyen", "password": PASSWORD, "code": lan.code})


def desk_compares(world: World) -> Form:
    lan = officer(world, "lan.nguyen", Role.CLERK)
    lan.look_for(grouped(an_appointment(world).reference))
    return Form(lan.browser, GOOD)


def desk_approves(world: World) -> Form:
    made, mai = an_appointment(world), officer(world, "mai.le", Role.SUPERVISOR)
    world.services.appointments.compare(made.id, place=Place.DESK, clerk="lan", document_digits="0001")
    mai.look_for(grouped(made.reference))
    return Form(mai.browser, {"finding": "agrees"})


def desk_acts(*acts: str) -> Callable[[World], Form]:
    """The form of the last of *acts* in a dispute, by one officer after the other."""

    def make(world: World) -> Form:
        world.citizen().register()
        reference = tickets(open_dispute(world.citizen()))[0]
        officers = [officer(world, name, Role.CASE_OFFICER) for name in ("lan.nguyen", "hoa.tran")]

        def at(number: int) -> Form:
            lan = officers[number % 2]
            seen = hidden(lan.browser.open(f"/desk/disputes/{reference}"))
            return Form(lan.browser, {"act": acts[number], "text": "Vì thế", "reasons": "Thẻ khớp", **seen})

        for number in range(len(acts) - 1):
            before = at(number)
            before.press(before.browser)
        return at(len(acts) - 1)

    return make


def desk_member(world: World) -> Form:
    engage(world.services, Browser(world.app), "mai.le", Role.CLERK)
    boss = officer(world, "boss.vu", Role.ADMINISTRATOR)
    boss.browser.open("/desk/staff/mai.le")
    return Form(boss.browser, {"supervisor": "y", "reason": "new_task"})


#: Forms of staff.
DESK: Mapping[str, Callable[[World], Form]] = {
    "desk_password": desk_password,
    "desk_set_up": desk_set_up,
    "desk_sign_in": desk_sign_in,
    "desk_compares": desk_compares,
    "desk_approves": desk_approves,
    "desk_notes": desk_acts("internal"),
    "desk_proposes": desk_acts("close"),
    "desk_takes_back": desk_acts("close", "internal", "turn_down"),
    "desk_decides": desk_acts("close", "agree"),
    "desk_member": desk_member,
}
EVERY = {**CHANGES, **SIGNED_IN, **OTHERS, **DESK}


def one_after_the_other(works: Iterable[Callable[[], Page]]) -> list[Page]:
    return [work() for work in works]


def all_at_once(works: Iterable[Callable[[], Page]]) -> list[Page]:
    return at_once(*works)


HOW = pytest.mark.parametrize("how", [one_after_the_other, all_at_once], ids=["in_turn", "at_once"])
How = Callable[[Iterable[Callable[[], Page]]], list[Page]]


def press_thrice(form: Form, how: How) -> tuple[list[Browser], list[Page]]:
    """Press the form three times, each time with the cookies from before the first press."""
    tabs = [form.browser.second_tab() for _ in range(3)]
    return tabs, how([lambda tab=tab: form.press(tab) for tab in tabs])  # type: ignore[misc]  # bound early


def told(page: Page) -> tuple[int, str, str, str]:
    return page.status, page.path, page.heading, page.text


def test_no_change_of_a_way_in_is_forgotten() -> None:
    assert set(CHANGES) == {change.value for change in IN_THE_ACCOUNT}


@HOW
@pytest.mark.parametrize("name", EVERY)
def test_a_second_press_gets_the_answer_of_the_first(world: World, name: str, how: How) -> None:
    _tabs, pages = press_thrice(EVERY[name](world), how)
    assert pages[0].status == 200
    assert {told(page) for page in pages} == {told(pages[0])}


@HOW
@pytest.mark.parametrize("name", [*CHANGES, *SIGNED_IN])
def test_a_second_press_signs_nobody_out(world: World, name: str, how: How) -> None:
    tabs, _pages = press_thrice(EVERY[name](world), how)
    assert [tab.open("/account").path for tab in tabs] == ["/account"] * 3


@HOW
@pytest.mark.parametrize("name", CHANGES)
def test_a_second_press_changes_nothing_a_second_time(world: World, name: str, how: How) -> None:
    form = CHANGES[name](world)
    generation = account_of(world).generation
    messages = len(messages_of(world))
    press_thrice(form, how)
    assert account_of(world).generation == generation + 1
    assert len(messages_of(world)) == messages + 1


def messages_of(world: World) -> list[str]:
    return [message.text for message in world.sandbox.inbox(account_of(world).phone_number)]


@pytest.mark.parametrize("name", ["app_on", "recovery_codes"])
def test_recovery_codes_that_are_shown_a_second_time_are_those_that_count(world: World, name: str) -> None:
    _tabs, pages = press_thrice(CHANGES[name](world), one_after_the_other)
    codes = {code.get_text().replace(" ", "") for code in pages[2].soup.select("ol code")}
    assert len(codes) == 10
    assert all(world.services.second_factors.takes(account_of(world).id, code) for code in codes)


def test_each_reference_for_help_at_an_office_that_is_shown_counts(world: World) -> None:
    tabs, pages = press_thrice(office_help(world), one_after_the_other)
    for tab, page in zip(tabs, pages, strict=True):
        assert told(tab.open("/counter-help/reference")) == told(page)


@HOW
@pytest.mark.parametrize("name", sorted(set(DESK) - {"desk_set_up"}))
def test_a_second_press_at_the_desk_signs_no_member_of_staff_out(world: World, name: str, how: How) -> None:
    tabs, _pages = press_thrice(DESK[name](world), how)
    assert [tab.open("/desk").path for tab in tabs] == ["/desk"] * 3


def test_a_note_of_the_desk_that_is_sent_twice_is_written_once(world: World) -> None:
    press_thrice(DESK["desk_notes"](world), one_after_the_other)
    assert len(world.services.disputes.notes(the_case(world).id, NoteKind.INTERNAL)) == 1


def test_a_stranger_can_not_sign_in_at_the_desk_with_a_form_that_was_sent_before(world: World) -> None:
    form = desk_sign_in(world)
    after_signing_out, other = form.browser.second_tab(), Browser(world.app)
    form.press(form.browser)
    other.open("/desk/sign-in")
    assert form.press(other).status == 422
    form.browser.press("Sign out")
    assert form.press(after_signing_out).status == 422


def test_a_stranger_at_the_desk_has_one_guess_at_the_form_that_was_sent_before(world: World) -> None:
    form = desk_sign_in(world)
    guesser, again = form.browser.second_tab(), form.browser.second_tab()
    form.press(form.browser)
    assert guesser.send(**{**form.fields, "code": "000000"}).status == 422
    assert form.press(again).status == 422


# ---------------------------------------------------------------- what a thief of the old cookie gets
@pytest.mark.parametrize("name", CHANGES)
def test_a_stranger_with_the_old_cookie_gets_no_session_by_another_form(world: World, name: str) -> None:
    form = CHANGES[name](world)
    stolen = form.browser.second_tab()
    form.press(form.browser)
    after = state(world)
    guess = {field: f"{text}1" if field != "code" else "000000" for field, text in form.fields.items()}
    assert stolen.send(form.form_id, **guess).path == "/sign-in"
    assert stolen.open("/account").path == "/sign-in"
    assert state(world) == after


@pytest.mark.parametrize("name", CHANGES)
def test_a_stranger_with_the_old_cookie_has_one_guess_at_the_form(world: World, name: str) -> None:
    form = CHANGES[name](world)
    stolen, again = form.browser.second_tab(), form.browser.second_tab()
    form.press(form.browser)
    stolen.send(form.form_id, **{**form.fields, **dict.fromkeys(form.fields, "000000")})
    assert form.press(again).path == "/sign-in"


@pytest.mark.parametrize("name", CHANGES)
def test_a_second_press_after_the_session_has_ended_opens_nothing(world: World, name: str) -> None:
    form = CHANGES[name](world)
    late = form.browser.second_tab()
    form.press(form.browser)
    world.services.signed_in.end_all(account_of(world).id)
    assert form.press(late).path == "/sign-in"


@pytest.mark.parametrize("name", CHANGES)
def test_what_is_kept_for_a_second_press_is_encrypted_and_short_lived(world: World, name: str) -> None:
    form = CHANGES[name](world)
    form.press(form.browser)
    client = world.services.flows.client
    kept = [key for key in client.scan_iter("answer:*") if "press" in key]
    assert kept
    assert all(0 < client.ttl(key) <= 120 for key in kept)
    assert not any("signed_in" in str(client.get(key)) for key in kept)
