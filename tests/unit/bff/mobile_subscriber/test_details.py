"""The details form: the accepted spellings, the message for each slip, the values that stay."""

import unicodedata
from collections.abc import Callable

import pytest

from sandbox.people.table import PEOPLE, person_called
from tests.support.citizens import WHO
from tests.unit.bff.conftest import World

CODE, DETAILS = "/register/mobile-subscriber/code", "/register/mobile-subscriber/details"
WHO_PAGE = "/register/mobile-subscriber/who"
NAME = PEOPLE[0].full_name
FORMAT = "A mobile number has 10 digits and starts with 03, 05, 07, 08 or 09."
OLD_FORM = "11-digit numbers (01…) changed to 10 digits in 2018. Yours may be {}."
LETTERS = "A name has letters, spaces and the signs ' - . only. Check what you typed."
NO_DATE = "There is no such date. Check day, month and year."
BOTH = "Enter both day and month, or leave both empty if only the year is known."
NO_NUMBER = "This is not an identification number. Check the 12 digits on your card."
FOUR_DIGITS = "Write the year with four digits, for example 1990."
EMAIL = "An email address looks like name@example.vn. Check it, or leave it empty."
DISAGREES = (
    "The number does not agree with the year of birth you entered. Check both. If it stands so on your "
    "identity card, send the form once more."
)

ACCEPTED = [
    ("citizen_number", "000 190 000 001"),
    ("citizen_number", "000.190.000.001"),
    ("citizen_number", "000-190-000-001"),
    ("citizen_number", "０００１９００００００１"),
    ("citizen_number", " 000190000001\t"),
    ("phone_number", "0900 000 001"),
    ("phone_number", "0900.000.001"),
    ("phone_number", "+84 900 000 001"),
    ("phone_number", "84900000001"),
    ("phone_number", "(+84) 900-000-001"),
    ("phone_number", "０９００００００１".replace("０９０", "０９００", 1)),
    ("full_name", unicodedata.normalize("NFD", NAME)),
    ("full_name", "nguyễn\tthị   LAN "),
    ("birth_date_year", "１９９０"),
    ("birth_date_month", "03"),
    ("email", "lan@example.vn"),
    ("email", "  "),
]


@pytest.mark.parametrize(("field", "typed"), ACCEPTED)
def test_every_usual_spelling_is_accepted(world: World, field: str, typed: str) -> None:
    citizen = world.citizen()
    citizen.start()
    page = citizen.give_details(**{field: typed})
    assert (page.path, page.errors) == (CODE, [])


@pytest.mark.parametrize(
    ("key", "typed"),
    [
        ("tone_place", "Đoàn Thị Hoà"),
        ("tone_place", "Đoàn Thị Hòa"),
        ("eth_letter", "Ðào Văn Ðông"),
        ("eth_letter", "Đào Văn Đông"),
        ("apostrophe", "H'Lan Niê"),
        ("apostrophe", "H’Lan Niê"),
        ("one_word_name", "Quỳnh"),
        ("long_name", person_called("long_name").full_name),
    ],
)
def test_unusual_vietnamese_names_are_accepted(world: World, key: str, typed: str) -> None:
    citizen = world.citizen(person_called(key))
    citizen.start()
    assert citizen.give_details(full_name=typed).path == CODE


def test_only_the_year_of_birth_is_enough_where_no_more_is_known(world: World) -> None:
    citizen = world.citizen(person_called("birth_year_only"))
    citizen.start()
    assert citizen.give_details(birth_date_day="", birth_date_month="").path == CODE


@pytest.mark.parametrize(
    ("field", "typed", "words"),
    [
        ("citizen_number", "", "Enter your personal identification number."),
        ("citizen_number", "   ", "Enter your personal identification number."),
        ("citizen_number", "00019000000", "The number has exactly 12 digits. You entered 11."),
        ("citizen_number", "000190000001" * 9, "The number has exactly 12 digits. You entered 108."),
        ("citizen_number", "00019000000A", "The number has only digits, exactly 12. Check it."),
        ("citizen_number", "٠٠٠١٩٠٠٠٠٠٠١", "The number has only digits, exactly 12. Check it."),
        (
            "citizen_number",
            "012345678",
            "The 9-digit card is no longer valid. Enter the 12-digit number on your identity card.",
        ),
        ("citizen_number", "000290000001", DISAGREES),
        ("citizen_number", "000191000001", DISAGREES),
        ("full_name", "", "Enter your full name."),
        ("full_name", "Lan 2", LETTERS),
        ("full_name", "<b>Lan</b>", LETTERS),
        ("full_name", "'-.", LETTERS),
        ("full_name", "Lan \ufffd", LETTERS),
        ("full_name", "Ẩ" * 251, "The name is longer than 250 letters. Check what you typed."),
        ("phone_number", "", "Enter your mobile phone number."),
        ("phone_number", "024 3825 0000", "This is a landline. Enter a mobile number."),
        ("phone_number", "0169 900 0001", OLD_FORM.format("0399 000 001")),
        ("phone_number", "+841699000001", OLD_FORM.format("0399 000 001")),
        ("phone_number", "0310 000 001", FORMAT),
        ("phone_number", "0900 000", FORMAT),
        ("phone_number", "+1 202 555 0100", FORMAT),
        ("phone_number", "none", FORMAT),
        ("email", "lan@", EMAIL),
        ("email", "lan@example.vn\r\nBcc: x@example.vn", EMAIL),
        ("email", "a" * 200 + "@example.vn", EMAIL),
        ("birth_date_year", "", "Enter at least the year of birth."),
        ("birth_date_year", "90", FOUR_DIGITS),
        ("birth_date_year", "19 90 1", FOUR_DIGITS),
        ("birth_date_year", "2990", "The date of birth is in the future. Check day, month and year."),
        ("birth_date_year", "1899", "The year of birth must be 1900 or later. Check it."),
        ("birth_date_day", "", BOTH),
        ("birth_date_month", "", BOTH),
        ("birth_date_month", "13", NO_DATE),
        ("birth_date_day", "0", NO_DATE),
        ("birth_date_day", "x", NO_DATE),
        ("birth_date_day", "9" * 100, NO_DATE),
    ],
)
def test_a_slip_is_explained_and_stays_in_its_field(world: World, field: str, typed: str, words: str) -> None:
    citizen = world.citizen()
    citizen.start()
    page = citizen.give_details(**{field: typed})
    place, heading = (WHO_PAGE, "Your details") if field in WHO else (DETAILS, "Your phone")
    assert (page.status, page.path, page.errors) == (422, place, [words])
    assert page.value_of(field).split() == typed.split()
    assert page.title.startswith(f"Error: {heading}")


def test_the_31st_of_february_is_no_date(world: World) -> None:
    citizen = world.citizen()
    citizen.start()
    page = citizen.give_details(birth_date_day="31", birth_date_month="2")
    assert (page.status, page.errors) == (422, [NO_DATE])


def test_a_citizen_born_in_1900_can_register(world: World) -> None:
    citizen = world.citizen()
    citizen.start()
    page = citizen.give_details(birth_date_year="1900", citizen_number="000100000001")
    assert page.path == "/register/mobile-subscriber/refused"


@pytest.mark.parametrize("htmx", [False, True])
def test_all_slips_are_shown_at_once_and_the_carrier_is_not_asked(world: World, *, htmx: bool) -> None:
    citizen = world.citizen(htmx=htmx)
    citizen.start()
    page = citizen.say_who(citizen_number="1", full_name="2", birth_date_year="90")
    assert (page.status, len(page.errors)) == (422, 3)
    page = citizen.give_details(phone_number="3", email="@", consent="")
    assert (page.status, len(page.errors)) == (422, 3)
    assert not list(world.services.flows.client.scan_iter("limit:*"))


def test_without_consent_the_carrier_is_not_asked(world: World) -> None:
    citizen = world.citizen()
    citizen.start()
    fields = citizen.details
    del fields["consent"]
    page = citizen.browser.send(**fields)
    assert page.errors == [
        "Without your consent the carrier cannot be asked. Tick the box, or choose another way."
    ]


def test_consent_is_never_ticked_beforehand(world: World) -> None:
    citizen = world.citizen()
    citizen.start()
    page = citizen.say_who()
    assert not page.soup.select_one("[name=consent]").has_attr("checked")  # type: ignore[union-attr]


def test_the_consent_is_kept_with_its_text_its_language_and_its_time(world: World) -> None:
    citizen = world.citizen(language="vi")
    citizen.reach_code()
    consent = world.flow.consents[0]
    assert (consent.purpose, consent.text_version, consent.language, consent.given_at) == (
        "carrier_match", "carrier-match-2", "vi", world.clock.now
    )  # fmt: skip


@pytest.mark.parametrize("typed", ["  ", " lan@example.vn "])
def test_an_email_is_stored_without_surrounding_blanks(world: World, typed: str) -> None:
    citizen = world.citizen()
    citizen.start()
    citizen.give_details(email=typed)
    assert world.flow.email == (typed.strip() or None)


def test_another_tab_shows_the_typed_values(world: World) -> None:
    citizen = world.citizen()
    citizen.start()
    citizen.give_details(full_name="Lan 2")
    page = citizen.browser.second_tab().open(WHO_PAGE)
    assert page.value_of("full_name") == "Lan 2"
    assert page.value_of("citizen_number") == citizen.person.citizen_number


@pytest.mark.parametrize("field", ["citizen_number", "full_name", "phone_number", "email", "birth_date_year"])
@pytest.mark.parametrize("typed", ["%ED%A0%80", "%FF%FE", "a%0D%0AX-Evil: 1", "9" * 60_000])
def test_invalid_bytes_are_a_slip_and_not_an_error(world: World, field: str, typed: str) -> None:
    citizen = world.citizen()
    citizen.start()
    if field not in WHO:
        citizen.say_who()
    body = f"csrf_token={citizen.browser.csrf_token}&{field}={typed}"
    answer = citizen.browser.ask(
        citizen.page.path, method="POST", data=body.encode(), Content_Type="application/x-www-form-urlencoded"
    )
    assert answer.status_code == 422
    assert "X-Evil" not in answer.headers


def test_no_email_is_asked_for_unless_the_operator_says_what_for(make_world: Callable[..., World]) -> None:
    silent = make_world(email_purpose="", email_purpose_en="").citizen()
    silent.start()
    assert silent.say_who().soup.find(id="email") is None
    assert silent.give_details(email="lan@example.vn").heading == "Enter the verification code"
    asked = make_world().citizen()
    asked.start()
    page = asked.say_who()
    assert page.soup.find(id="email") is not None
    assert "to send you the result of your request" in page.text
