"""Registering through a post office: a reference, a check by two clerks, a link, a code, a password."""

import json
import re
import secrets
from collections.abc import Callable, Mapping
from datetime import timedelta

import pytest

from accounts.account.records import Account
from accounts.appointments.records import Appointment, AppointmentState, Place, RejectReason
from accounts.staff.records import Role
from bff.messages.appointments import look_once
from identity.claims import Claims
from identity.provinces import PROVINCES
from identity.subject import Subject
from sandbox.people.table import SandboxPerson
from sandbox.vietnam_post.people import post_person_called
from tests.support.browser import ORIGIN, Browser, Page
from tests.support.citizens import Citizen
from tests.support.clerks import engage
from tests.unit.accounts.people import person
from tests.unit.bff.conftest import World
from verifiers.vietnam_post.news import sign

START = "/register/citizen/vietnam-post"
GOER = post_person_called("goes_to_the_post_office").person


def details_of(person: SandboxPerson, **changes: str) -> dict[str, str]:
    """What they write into the form of the appointment."""
    year, month, day = person.birth_date.split("-")
    return {
        "full_name": person.full_name,
        "sex": person.sex,
        "birth_date_day": day,
        "birth_date_month": month,
        "birth_date_year": year,
        "citizen_number": person.citizen_number,
        "phone_number": person.phone_number,
        "province": "Tỉnh Lâm Đồng",
        "commune": "Xã Thử",
        "consent": "y",
        **changes,
    }


def begin(citizen: Citizen, **changes: str) -> Page:
    citizen.browser.open(START)
    citizen.browser.send_any("Get a reference", "Lấy mã hẹn")
    return citizen.browser.send(**details_of(citizen.person, **changes))


def waiting(world: World, person: SandboxPerson = GOER, *, htmx: bool = False) -> Citizen:
    """A citizen with a new appointment reference."""
    citizen = world.citizen(person, htmx=htmx)
    begin(citizen)
    citizen.enter_code()
    return citizen


def reference_on(page: Page) -> str:
    found = re.search(r"[2-9A-Z]{3}-[2-9A-Z]{3}-[2-9A-Z]{3}", page.text)
    assert found
    return found[0]


def kept(world: World, reference: str) -> Appointment:
    found = world.services.appointments.find(reference)
    assert found is not None
    return found


def call(
    world: World, news: Mapping[str, str], *, secret: str = "sandbox", age: float = 0, nonce: str = ""
) -> int:
    """Call the product as Vietnam Post does, and return the answer's status."""
    body = json.dumps(news).encode()
    moment = str(int((world.clock() - timedelta(seconds=age)).timestamp()))
    nonce = nonce or secrets.token_urlsafe(16)
    headers = {
        "X-Post-Timestamp": moment,
        "X-Post-Nonce": nonce,
        "X-Post-Signature": sign(body, timestamp=moment, nonce=nonce, secret=secret.encode()),
        "Content-Type": "application/json",
    }
    client = world.app.test_client()
    return client.post("/callbacks/post-office", data=body, headers=headers, base_url=ORIGIN).status_code


def compare(world: World, reference: str, staff: str = "CLERK-1") -> int:
    return call(world, {"reference": reference, "act": "compared", "staff": staff, "documentDigits": "0090"})


def approve(world: World, reference: str, staff: str = "SUPERVISOR-2") -> int:
    return call(world, {"reference": reference, "act": "approved", "staff": staff})


@pytest.fixture
def world(make_world: Callable[..., World]) -> World:
    """A world whose messages carry links, as an operator may choose."""
    return make_world(sms_links=True)


def approved(world: World) -> tuple[Citizen, str]:
    """An approved citizen, and the link in the message to them."""
    citizen = waiting(world)
    reference = reference_on(citizen.page)
    assert (compare(world, reference), approve(world, reference)) == (204, 204)
    return citizen, citizen.last_link


@pytest.mark.parametrize("htmx", [False, True])
def test_the_appointment_screen_shows_reference_qr_code_and_deadline_only(
    world: World, *, htmx: bool
) -> None:
    citizen = waiting(world, htmx=htmx)
    page = citizen.browser.open("/post-office/appointment")
    assert page.heading == "Go to a post office"
    assert "<svg" in str(page.soup)
    appointment = kept(world, reference_on(page))
    assert appointment.deadline_at == world.clock() + timedelta(days=30)
    for fact in (GOER.full_name, GOER.citizen_number, GOER.phone_number, "0900"):
        assert fact not in str(page.soup)


def test_the_entered_facts_move_from_the_flow_to_the_appointment(world: World) -> None:
    citizen = waiting(world)
    applicant = kept(world, reference_on(citizen.page)).applicant
    assert applicant is not None
    assert (applicant.full_name, applicant.sex, applicant.commune) == (GOER.full_name, "female", "Xã Thử")
    assert [consent.purpose for consent in applicant.consents] == ["post_office_verification"]
    assert (world.flow.identity, world.flow.phone_number) == (None, None)


def test_the_page_to_keep_is_one_file_without_personal_data(world: World) -> None:
    citizen = waiting(world)
    reference = reference_on(citizen.page)
    answer = citizen.browser.ask("/post-office/appointment/card")
    assert answer.headers["Content-Disposition"] == "attachment; filename=hen-buu-dien.html"
    assert reference in answer.text
    assert not re.findall(r"(?:src|href)=", answer.text)
    for fact in (GOER.full_name, GOER.citizen_number, GOER.phone_number, "0900"):
        assert fact not in answer.text


def test_an_approved_citizen_opens_an_account_with_link_code_and_password(world: World) -> None:
    citizen, link = approved(world)
    elsewhere = world.citizen(GOER)
    assert elsewhere.browser.open(link).heading == "Finish your registration"
    assert elsewhere.browser.send_any("Continue").heading == "Enter the verification code"
    elsewhere.enter_code()
    assert elsewhere.choose_password().heading == "Registration complete"
    account = world.services.accounts.find(
        Claims(subject=Subject.CITIZEN, citizen_number=GOER.citizen_number)
    )
    assert account is not None
    assert (account.level, account.sex, account.address) == (2, "female", "Xã Thử, Tỉnh Lâm Đồng")
    page = citizen.browser.open("/post-office/appointment")
    assert page.heading == "Your account is open"


def test_an_operator_may_give_level_3(make_world: Callable[..., World]) -> None:
    world = make_world(appointment_level=3, sms_links=True)
    citizen, link = approved(world)
    citizen.browser.open(link)
    citizen.browser.send_any("Continue")
    citizen.enter_code()
    assert "level 3" in citizen.choose_password().text
    account = world.services.accounts.find(
        Claims(subject=Subject.CITIZEN, citizen_number=GOER.citizen_number)
    )
    assert account is not None
    assert account.level == 3


def test_a_used_link_is_refused_and_the_reference_continues(world: World) -> None:
    citizen, link = approved(world)
    citizen.browser.open(link)
    citizen.browser.send_any("Continue")
    stranger = world.citizen(GOER)
    assert stranger.browser.open(link).heading == "This link was used already"
    assert citizen.browser.open("/post-office/appointment").heading == "You are verified"
    assert citizen.browser.send_any("Continue").heading == "Enter the verification code"


def test_a_forwarded_link_leads_to_a_code_on_the_owners_phone(world: World) -> None:
    _, link = approved(world)
    stranger = world.citizen(post_person_called("is_rejected_at_the_counter").person)
    stranger.browser.open(link)
    page = stranger.browser.send_any("Continue")
    assert page.heading == "Enter the verification code"
    assert GOER.full_name not in str(page.soup)
    assert stranger.messages == []


def test_the_link_of_a_withdrawn_appointment_is_refused(world: World) -> None:
    citizen, link = approved(world)
    citizen.browser.open("/post-office/appointment")
    assert citizen.browser.send_any("Withdraw the appointment").heading == "The appointment is withdrawn"
    citizen.browser.open(link)
    assert "cannot be continued" in citizen.browser.send_any("Continue").text


def test_an_appointment_withdrawn_after_its_link_was_used_opens_no_account(world: World) -> None:
    citizen, link = approved(world)
    citizen.browser.open(link)
    citizen.browser.send_any("Continue")
    assert citizen.enter_code().path == "/register/post-office/continue/password"
    citizen.browser.open("/post-office/appointment")
    citizen.browser.send_any("Withdraw the appointment")
    page = citizen.browser.open("/register/post-office/continue/password")
    assert "cannot be continued" in page.text
    assert (
        world.services.accounts.find(Claims(subject=Subject.CITIZEN, citizen_number=GOER.citizen_number))
        is None
    )


def test_a_comparison_at_the_desk_cannot_be_approved_by_an_office_call(world: World) -> None:
    clerk = engage(world.services, Browser(world.app), "lan.nguyen", Role.CLERK).staff
    reference = reference_on(waiting(world).page)
    found, digits = kept(world, reference), GOER.citizen_number[-4:]
    world.services.appointments.compare(found.id, place=Place.DESK, clerk=clerk.id, document_digits=digits)
    assert approve(world, reference) == 403
    assert kept(world, reference).state is AppointmentState.COMPARED


def test_the_digits_of_another_document_are_refused(world: World) -> None:
    reference = reference_on(waiting(world).page)
    news = {"reference": reference, "act": "compared", "staff": "CLERK-1", "documentDigits": "0091"}
    assert call(world, news) == 409
    assert kept(world, reference).state is AppointmentState.WAITING


def test_another_spelling_of_a_staff_name_is_the_same_person(world: World) -> None:
    reference = reference_on(waiting(world).page)
    assert compare(world, reference, staff="CLERK-1") == 204
    assert approve(world, reference, staff="clerk-1") == 403


def with_account(world: World, phone_number: str) -> Account:
    new = person(citizen_number=GOER.citizen_number, phone_number=phone_number, full_name=GOER.full_name)
    opened = world.services.accounts.open(new)
    assert isinstance(opened, Account)
    return opened


def test_whoever_has_the_accounts_phone_hears_of_the_account_before_the_way_to_the_post_office(
    world: World,
) -> None:
    with_account(world, GOER.phone_number)
    page = waiting(world).page
    assert page.heading == "An account already exists"
    assert page.soup.find("a", href="/counter-help")


def test_another_phone_hears_nothing_of_the_account_before_two_people_have_seen_the_person(
    world: World,
) -> None:
    with_account(world, "+84900000321")
    again = waiting(world)
    reference = reference_on(again.page)
    compare(world, reference)
    approve(world, reference)
    assert "you already have an account" in again.messages[-1]
    again.browser.open(again.last_link)
    assert again.browser.send_any("Continue").heading == "An account already exists"


def test_a_phone_that_was_given_up_hears_nothing_of_the_account(world: World) -> None:
    with_account(world, GOER.phone_number)
    world.services.accounts.lose_phone(GOER.phone_number)
    assert reference_on(waiting(world).page)


def test_the_page_of_an_appointment_moves_without_being_reloaded(world: World) -> None:
    citizen = waiting(world, htmx=True)
    found = citizen.page.soup.select_one("[data-hx-get]")
    assert found is not None
    asks = str(found["data-hx-get"])
    assert citizen.browser.ask(asks, htmx=True).status_code == 204
    assert "HX-Redirect" not in citizen.browser.ask(asks, htmx=True).headers
    compare(world, reference_on(citizen.page))
    answer = citizen.browser.ask(asks, htmx=True)
    assert answer.headers["HX-Redirect"] == "/post-office/appointment"
    assert citizen.browser.open("/post-office/appointment").heading != ""


def test_a_page_that_asks_by_itself_keeps_no_appointment_open(world: World) -> None:
    citizen = waiting(world)
    idle = world.services.settings.registration_idle_seconds
    world.clock.move(seconds=idle - 60)
    assert citizen.browser.ask("/post-office/appointment/state?shown=waiting", htmx=True).status_code == 204
    world.clock.move(seconds=120)
    assert citizen.browser.open("/post-office/appointment").path == "/post-office"


@pytest.mark.parametrize("reason", list(RejectReason))
def test_a_rejection_is_explained_by_message_and_on_the_screen(world: World, reason: RejectReason) -> None:
    citizen = waiting(world)
    reference = reference_on(citizen.page)
    assert (
        call(world, {"reference": reference, "act": "rejected", "staff": "CLERK-1", "reason": reason}) == 204
    )
    assert "could not verify you" in citizen.messages[-1]
    assert "/post-office" in citizen.messages[-1]
    page = citizen.browser.open("/post-office/appointment")
    assert page.heading == "You could not be verified"
    assert "Make a new appointment" in page.text


def test_a_missed_appointment_sends_one_message_that_it_expired(world: World) -> None:
    citizen = waiting(world)
    reference = reference_on(citizen.page)
    world.clock.move(days=31)
    look_once(world.app)
    look_once(world.app)
    assert [text for text in citizen.messages if "is over" in text] == citizen.messages[-1:]
    citizen.browser.open("/post-office")
    citizen.browser.send(reference=reference)
    assert citizen.enter_code().heading == "The reference has expired"


def test_the_loop_survives_a_missing_database(make_world: Callable[..., World]) -> None:
    world = make_world(database_url="postgresql+psycopg://nobody@/none?host=/nowhere")
    look_once(world.app)


def test_there_are_34_provinces_and_cities_each_once() -> None:
    assert len(set(PROVINCES)) == len(PROVINCES) == 34


def test_a_second_request_shows_the_first_appointment(world: World) -> None:
    first = waiting(world)
    reference = reference_on(first.page)
    world.clock.move(minutes=10)
    assert reference_on(waiting(world).page) == reference


@pytest.mark.parametrize(
    ("changes", "words"),
    [
        ({"sex": "male"}, "does not agree with the sex"),
        ({"sex": ""}, "Choose what stands on your identity card."),
        ({"birth_date_year": "1996"}, "does not agree with the year of birth"),
        ({"province": "Tỉnh Hà Tây"}, "Choose your province or city."),
        ({"province": ""}, "Choose your province or city."),
        ({"commune": "12"}, "Enter the name of your commune or ward"),
        ({"commune": ""}, "Enter your commune or ward."),
        ({"consent": ""}, "Without your consent"),
    ],
)
def test_a_detail_that_no_clerk_could_compare_is_refused_at_its_field(
    world: World, changes: dict[str, str], words: str
) -> None:
    citizen = world.citizen(GOER)
    page = begin(citizen, **changes)
    assert page.status == 422
    assert any(words in error for error in page.errors)
    assert page.value_of("full_name") == GOER.full_name or GOER.full_name in page.text
    assert citizen.messages == []


def test_another_browser_sees_the_appointment_after_a_code_to_the_phone(world: World) -> None:
    reference = reference_on(waiting(world).page)
    world.clock.move(minutes=10)
    elsewhere = world.citizen(GOER)
    elsewhere.browser.open("/post-office/appointment")
    assert elsewhere.page.heading == "Your appointment at a post office"
    page = elsewhere.browser.send(reference=reference.lower().replace("-", " "))
    assert page.heading == "Enter the verification code"
    assert elsewhere.enter_code().heading == "Go to a post office"


def test_an_unknown_reference_shows_the_same_screen_and_sends_no_message(world: World) -> None:
    known = world.citizen(GOER)
    reference = reference_on(waiting(world).page)
    sent = len(known.messages)
    pages = []
    for typed in (reference, "222-222-222"):
        one = world.citizen(GOER)
        one.browser.open("/post-office")
        pages.append(re.sub(r'value="[^"]+"', "", str(one.browser.send(reference=typed).soup)))
    assert pages[0] == pages[1]
    assert len(known.messages) <= sent + 1


def test_another_browser_cannot_withdraw_an_appointment(world: World) -> None:
    reference = reference_on(waiting(world).page)
    stranger = world.citizen(GOER)
    stranger.browser.open("/post-office")
    for act in ("withdraw", "continue"):
        token = stranger.browser.csrf_token
        page = stranger.browser.post(f"/post-office/appointment/{act}", csrf_token=token)
        assert page.heading == "Your appointment at a post office"
    assert kept(world, reference).state is AppointmentState.WAITING


def test_the_posts_staff_can_not_guess_the_digits_of_a_document(world: World) -> None:
    reference = reference_on(waiting(world).page)
    guess = {"reference": reference, "act": "compared", "staff": "CLERK-1"}
    statuses = [call(world, {**guess, "documentDigits": f"99{n:02}"}) for n in range(5)]
    assert statuses == [409] * 3 + [429] * 2
    assert compare(world, reference) == 429
    assert compare(world, reference, "CLERK-2") == 204


def test_an_invalid_call_changes_nothing(world: World) -> None:
    reference = reference_on(waiting(world).page)
    news = {"reference": reference, "act": "compared", "staff": "CLERK-1", "documentDigits": "0090"}
    assert call(world, news, secret="wrong") == 401
    assert call(world, news, age=301) == 401
    assert call(world, news, age=-301) == 401
    assert call(world, {**news, "documentDigits": "000195000090"}) == 400
    assert call(world, {"reference": reference, "act": "rejected", "staff": "C", "reason": "mood"}) == 400
    assert kept(world, reference).state is AppointmentState.WAITING


def test_a_repeated_call_is_refused_and_repeated_news_are_accepted(world: World) -> None:
    citizen = waiting(world)
    reference = reference_on(citizen.page)
    news = {"reference": reference, "act": "compared", "staff": "CLERK-1", "documentDigits": "0090"}
    nonce = "a-nonce-that-comes-twice"
    assert [call(world, news, nonce=nonce) for _ in range(2)] == [204, 401]
    assert compare(world, reference) == 204
    assert [approve(world, reference) for _ in range(2)] == [204, 204]
    assert len([text for text in citizen.messages if "/l/" in text]) == 1


def test_calls_in_the_wrong_order_late_or_by_one_person_alone_are_refused(world: World) -> None:
    citizen = waiting(world)
    reference = reference_on(citizen.page)
    assert approve(world, reference) == 409
    assert compare(world, reference) == 204
    assert compare(world, reference, staff="CLERK-9") == 409
    assert approve(world, reference, staff="CLERK-1") == 403
    assert approve(world, "222-222-222") == 404
    citizen.browser.open("/post-office/appointment")
    citizen.browser.send_any("Withdraw the appointment")
    assert approve(world, reference) == 409


def test_a_call_after_the_deadline_is_answered_as_too_late(world: World) -> None:
    reference = reference_on(waiting(world).page)
    world.clock.move(days=31)
    assert compare(world, reference) == 410


def test_without_a_callback_secret_every_call_is_rejected(make_world: Callable[..., World]) -> None:
    world = make_world(post_callback_secret="")
    assert call(world, {"reference": "222-222-222", "act": "approved", "staff": "S"}, secret="") == 401
