"""A clerk and a supervisor verify a citizen, each at their own computer, with the keyboard alone."""

from collections.abc import Callable, Iterator
from contextlib import ExitStack
from datetime import UTC, datetime

import pytest
from playwright.sync_api import Browser, ViewportSize, expect

from accounts.appointments.records import Applicant, Appointment, AppointmentState
from accounts.appointments.store import Appointments
from accounts.references import grouped
from accounts.storage.ciphers import FieldCipher, LookupKey, parse_key, parse_keys
from accounts.storage.database import make_engine
from deploy import keys, sandbox_staff
from sandbox.people.table import Person
from tests.e2e.conftest import LOCALES, PATIENCE_MS, listen
from tests.e2e.hands import a_keyboard
from tests.e2e.pages.desk import DeskHome, DeskSignIn
from tests.e2e.pages.screen import View
from tests.e2e.speech import Speech
from tests.support.running import RunningProduct

COMPUTER = ViewportSize(width=1280, height=800)


@pytest.fixture
def appointments(running_product: RunningProduct) -> Appointments:
    """The running product's appointments."""
    place = running_product.place
    secrets = keys.ensure_keys(place.keys_folder)
    return Appointments(
        make_engine(f"sqlite:///{place.data_folder / 'accounts.sqlite3'}"),
        cipher=FieldCipher(parse_keys(secrets["ENCRYPTION_KEYS"])),
        lookup=LookupKey(parse_key(secrets["LOOKUP_KEY"])),
        clock=lambda: datetime.now(UTC),
    )


@pytest.fixture
def made(appointments: Appointments, newcomer: Person) -> Appointment:
    """The appointment that a newcomer brings."""
    applicant = Applicant(
        full_name=newcomer.full_name,
        sex="female",
        birth_date=newcomer.birth_date,
        citizen_number=newcomer.citizen_number,
        phone_number="+84900000998",
        province="Thành phố Hà Nội",
        commune="Phường Ba Đình",
    )
    answer = appointments.make(applicant, days=30)
    assert isinstance(answer, Appointment)
    return answer


@pytest.fixture
def sign_in(
    running_product: RunningProduct, browser: Browser, language: str, complaints: list[str]
) -> Iterator[Callable[[str], DeskHome]]:
    """Open a browser for each staff member and sign in by name."""
    staff = {one.name: one for one in sandbox_staff.ensure_staff(running_product.place, {})}
    expect.set_options(timeout=PATIENCE_MS)
    with ExitStack() as stack:

        def sign_in_as(name: str) -> DeskHome:
            context = browser.new_context(
                base_url=running_product.url, locale=LOCALES[language], viewport=COMPUTER
            )
            stack.callback(context.close)
            listen(context, complaints)
            page = context.new_page()
            page.goto("/desk")
            screen = DeskSignIn(View(page, a_keyboard(page), Speech(language)))
            return screen.with_code(name, staff[name].password, staff[name].code)

        yield sign_in_as


@pytest.mark.parametrize("language", ["vi"])
def test_a_clerk_and_a_supervisor_verify_a_citizen_with_the_keyboard_alone(
    appointments: Appointments, made: Appointment, newcomer: Person, sign_in: Callable[[str], DeskHome]
) -> None:
    reference = grouped(made.reference)
    record = sign_in("clerk").look_for(reference.lower())
    home = record.find(
        "The original document agrees with everything here, and this is its holder",
        digits=newcomer.citizen_number[-4:],
    )
    expect(home.main).to_contain_text(home.say("Recorded. Another person approves it."))
    home = sign_in("supervisor").look_for(reference).find("I agree: verified")
    expect(home.main).to_contain_text(home.say("Approved. The citizen gets a link by SMS."))
    found = appointments.get(made.id)
    assert found
    assert found.state is AppointmentState.APPROVED
