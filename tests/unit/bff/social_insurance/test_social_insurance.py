"""Registering with a social-insurance number: who is accepted, who is refused, and what each one reads."""

from collections.abc import Callable

import pytest

from identity.claims import Claims
from identity.subject import Subject
from sandbox.people.table import person_called
from tests.support.citizens import Insured
from tests.unit.bff.conftest import World
from tests.unit.bff.steps.test_proof import begin_proof

HERE = "/register/social-insurance"
DIFFERS = "Your details do not match the social-insurance record"
UNCLEAR = "This social-insurance record has to be put in order first"
REFUSALS = [
    ("insured_name_differs", DIFFERS),
    ("insured_birth_date_differs", DIFFERS),
    ("insured_number_differs", DIFFERS),
    ("insured_plain_name", DIFFERS),
    ("insured_old_number_and_year", DIFFERS),
    ("insured_unknown", "Social insurance found no record under this number"),
    ("insured_closed", "This social-insurance record is closed"),
    ("insured_records_conflict", UNCLEAR),
    ("insured_no_identity_number", UNCLEAR),
]
CARD_CODE = "This is the code of a health-insurance card. Enter only its last 10 digits: 0090000040."
NUMBER_FIELD = "social_insurance_number"


def counted(world: World, kind: str) -> int:
    client = world.services.limits.client
    return sum(client.zcard(key) for key in client.scan_iter(f"limit:{kind}:*"))


@pytest.mark.parametrize("htmx", [False, True])
@pytest.mark.parametrize(
    "key",
    [
        "insured", "insured_twelve_digits", "insured_record_year_only", "insured_both_numbers",
        "insured_two_records", "insured_renumbered",
    ],
)  # fmt: skip
def test_a_citizen_who_matches_the_record_registers_and_signs_in(
    world: World, key: str, *, htmx: bool
) -> None:
    insured = world.insured(key, htmx=htmx)
    insured.register()
    assert (insured.page.path, insured.page.heading) == (f"{HERE}/done", "Registration complete")
    insured.sign_in()
    page = insured.enter_code()
    assert page.path == "/account"
    assert "Social-insurance number" in page.text


def test_only_the_year_of_birth_is_enough_where_no_more_is_known(world: World) -> None:
    insured = world.insured("insured_knows_year_only")
    insured.start()
    assert insured.give_details(birth_date_day="", birth_date_month="").path == f"{HERE}/code"


@pytest.mark.parametrize("language", ["en", "vi"])
def test_a_record_with_only_an_old_number_opens_an_account_that_signs_in_with_it(
    world: World, language: str
) -> None:
    insured = world.insured("insured_old_number_only", language=language)
    page = insured.register()
    assert ("old 9-digit number" if language == "en" else "CMND 9 số cũ") in page.text
    insured.browser.open("/sign-in")
    old = insured.person.old_identity_number or ""
    insured.browser.send(citizen_number=old, password="Ngôi-nhà-3-tầng")
    assert insured.enter_code().path == "/account"


def test_a_number_that_was_only_typed_finds_no_account_and_claims_none(world: World) -> None:
    insured = world.insured("insured_old_number_only")
    insured.register()
    accounts, typed = world.services.accounts, insured.person.citizen_number
    assert not accounts.find(Claims(subject=Subject.CITIZEN, citizen_number=typed))
    insured.sign_in()
    assert "not right" in insured.page.text


def test_an_account_is_found_by_the_old_number_of_the_record(world: World) -> None:
    world.insured("insured_both_numbers").register()
    page = world.insured("insured_old_number_taken").reach_code()
    assert (page.path, page.heading) == (f"{HERE}/account-exists", "An account already exists")


def test_an_account_of_another_method_is_found_by_the_number_of_the_record(world: World) -> None:
    world.citizen().register()
    insured = world.insured("everything_works")
    assert insured.reach_code().path == f"{HERE}/account-exists"
    assert len(insured.messages) == 2  # the code and the receipt of the first


@pytest.mark.parametrize(("key", "heading"), REFUSALS)
def test_each_refusal_has_its_own_text_and_sends_no_code(world: World, key: str, heading: str) -> None:
    insured = world.insured(key)
    page = insured.reach_code()
    assert (page.status, page.path, page.heading) == (200, f"{HERE}/refused", heading)
    assert "Call social insurance" in page.text
    assert page.soup.find("a", href="tel:19009068")
    assert insured.messages == []


@pytest.mark.parametrize("key", [key for key, _ in REFUSALS])
def test_a_refusal_does_not_reveal_the_record(world: World, key: str) -> None:
    insured = world.insured(key)
    text = str(insured.reach_code().soup)
    for record in insured.person.insurance_records:
        kept = (record.full_name, record.birth_date, *(record.identity_numbers or ()))
        assert not any(fact in text for fact in kept if fact)


def test_a_refusal_does_not_say_which_fact_differs(world: World) -> None:
    keys = [key for key, heading in REFUSALS if heading == DIFFERS]
    assert len({world.insured(key).reach_code().text for key in keys}) == 1


def test_nothing_of_the_record_is_shown_before_the_code_was_right(world: World) -> None:
    insured = world.insured("insured_both_numbers")
    page = insured.reach_code()
    assert page.path == f"{HERE}/code"
    assert str(insured.person.old_identity_number) not in str(page.soup)
    assert insured.person.full_name not in page.text


def test_the_code_goes_to_the_phone_of_the_form_and_its_number_is_masked(world: World) -> None:
    insured = world.insured()
    page = insured.reach_code()
    assert len(insured.codes) == 1
    assert "040" in page.text
    assert insured.person.phone_number[3:] not in page.text.replace(" ", "")


@pytest.mark.parametrize("htmx", [False, True])
def test_correcting_the_details_keeps_the_typed_values(world: World, *, htmx: bool) -> None:
    insured = world.insured("insured_name_differs", htmx=htmx)
    insured.reach_code()
    page = insured.browser.press("Check my details")
    assert (page.path, page.value_of("full_name")) == (f"{HERE}/who", insured.person.full_name)
    assert insured.say_who().value_of(NUMBER_FIELD) == insured.person.insurance_number
    insured.browser.press("Back")
    assert insured.give_details(full_name="Trương Vân Hải").path == f"{HERE}/code"


def test_a_name_without_diacritics_is_taken_where_the_operator_allows_it(
    make_world: Callable[..., World],
) -> None:
    world = make_world(social_insurance_plain_names=True)
    assert world.insured("insured_plain_name").reach_code().path == f"{HERE}/code"


@pytest.mark.parametrize(
    ("typed", "words"),
    [
        ("", "Enter your social-insurance number."),
        ("009000004", "The number has 10 or 12 digits. You entered 9."),
        ("00900000401", "The number has 10 or 12 digits. You entered 11."),
        ("HS 4 01 0090000040", CARD_CODE),
        ("hs4010090000040", CARD_CODE),
        ("so 0090000040", "The number has only digits, 10 or 12. Check it."),
        ("٠٠٩٠٠٠٠٠٤٠", "The number has only digits, 10 or 12. Check it."),
        ("000191000041", "12 digits here are your identification number, but the two differ. Check both."),
    ],
)  # fmt: skip
def test_a_slip_is_explained_and_stays_in_its_field(world: World, typed: str, words: str) -> None:
    insured = world.insured()
    insured.start()
    page = insured.give_details(social_insurance_number=typed)
    assert (page.status, page.path, page.errors) == (422, f"{HERE}/details", [words])
    assert page.value_of(NUMBER_FIELD) == typed


@pytest.mark.parametrize("typed", ["0090 000 040", "00.9000.0040", "００９００００040", " 0090-000-040 "])
def test_every_usual_spelling_is_accepted(world: World, typed: str) -> None:
    insured = world.insured()
    insured.start()
    assert insured.give_details(social_insurance_number=typed).path == f"{HERE}/code"


def test_all_slips_are_shown_at_once_in_the_order_of_the_fields(world: World) -> None:
    insured = world.insured()
    insured.start()
    page = insured.say_who(full_name="2", birth_date_year="90", citizen_number="3")
    asked = [str(link["href"]) for link in page.soup.select(".summary a")]
    assert asked == ["#citizen_number", "#full_name", "#birth_date_day"]
    page = insured.give_details(social_insurance_number="1", phone_number="4", consent="")
    asked = [str(link["href"]) for link in page.soup.select(".summary a")]
    assert asked == ["#social_insurance_number", "#phone_number", "#consent"]


def test_the_methods_own_consent_is_stored_with_its_text(world: World) -> None:
    insured = world.insured(language="vi")
    insured.reach_code()
    consent = world.flow.consents[0]
    assert (consent.purpose, consent.text_version, consent.language) == (
        "insurance_match", "insurance-match-2", "vi"
    )  # fmt: skip


def test_values_typed_for_another_method_are_kept_but_consent_is_asked_again(world: World) -> None:
    citizen = world.citizen(person_called("name_differs"))
    citizen.reach_code()
    insured = Insured(citizen.person, citizen.browser, citizen.sandbox)
    page = insured.start()
    assert (page.path, page.value_of("full_name")) == (f"{HERE}/who", citizen.person.full_name)
    page = insured.say_who()
    assert page.value_of("phone_number") == citizen.person.phone_number
    assert not page.soup.select_one("[name=consent]").has_attr("checked")  # type: ignore[union-attr]


def test_coming_back_from_another_method_the_insurance_number_still_stands(world: World) -> None:
    insured = world.insured("insured_unknown")
    insured.reach_code()
    insured.browser.open("/register/citizen/mobile-subscriber")
    insured.browser.press("Start")
    insured.start()
    assert insured.say_who().value_of(NUMBER_FIELD) == insured.person.insurance_number


def test_switching_the_language_keeps_the_insurance_number(world: World) -> None:
    insured = world.insured()
    insured.start()
    insured.say_who()
    page = insured.browser.send(social_insurance_number="0090 000", language="vi")
    assert (page.status, page.value_of(NUMBER_FIELD)) == (200, "0090 000")


def test_a_doubled_press_sends_one_code(world: World) -> None:
    insured = world.insured()
    insured.start()
    insured.say_who()
    other = insured.browser.second_tab()
    other.open(f"{HERE}/details")
    insured.give_details()
    assert other.send(**insured.details).path == f"{HERE}/code"
    assert len(insured.codes) == 1


@pytest.mark.parametrize(
    "outage", ["refuse", "http_500", "http_503", "http_429", "nonsense", "not_json", "huge"]
)
def test_a_failing_register_gives_no_refusal_and_uses_no_tries(world: World, outage: str) -> None:
    insured = world.insured()
    insured.start()
    world.sandbox.knobs.turn("social_insurance", outage=outage)
    page = insured.give_details()
    assert page.status == 503
    assert "You have not been refused" in page.text
    assert [
        counted(world, kind) for kind in ("matches_person", "matches_session", "matches_insurance_number")
    ] == [0] * 3
    world.sandbox.knobs.turn("social_insurance", outage="none")
    assert insured.browser.press("Try again").path == f"{HERE}/code"


@pytest.mark.parametrize(
    "key",
    [
        "insurance_token_refused",
        "insurance_not_allowed",
        "insurance_busy",
        "insurance_down",
        "insurance_nonsense",
    ],
)
def test_a_data_bus_that_rejects_the_product_does_not_refuse_the_citizen(world: World, key: str) -> None:
    page = world.insured(key).reach_code()
    assert page.status == 503
    assert "You have not been refused" in page.text


def test_tries_of_one_insurance_number_with_different_people_are_limited(
    make_world: Callable[..., World],
) -> None:
    world = make_world(social_insurance_matches_per_number=2, matches_per_session_hour=100)
    number = person_called("insured").insurance_number
    for ending in ("051", "052"):
        other = world.insured("insured_unknown")
        other.start()
        person = {"citizen_number": f"000196000{ending}", "social_insurance_number": number}
        assert other.give_details(**person).path == f"{HERE}/refused"
    last = world.insured()
    assert last.reach_code().path == f"{HERE}/phone-first"
    assert last.messages == []


def test_too_many_tries_do_not_close_the_other_methods(make_world: Callable[..., World]) -> None:
    world = make_world(matches_per_person=1)
    insured = world.insured("everything_works")
    insured.start()
    insured.give_details(full_name="Nguyễn Thị Lam")
    insured.start()
    assert insured.give_details().path == f"{HERE}/phone-first"
    assert world.citizen().reach_code().path == "/register/mobile-subscriber/code"


def test_without_an_address_the_method_is_only_announced(make_world: Callable[..., World]) -> None:
    world = make_world(social_insurance_url="")
    browser = world.citizen().browser
    assert browser.open("/register/citizen/social-insurance").status == 404
    assert "Coming later" in browser.open("/register/citizen").text


def test_the_insurance_number_proves_for_a_dispute(world: World) -> None:
    insured = world.insured()
    insured.register()
    page = begin_proof(insured.browser, "social-insurance", aim="dispute")
    assert page.path == "/prove/social-insurance/who"
    assert insured.give_details().path == "/prove/social-insurance/code"
    assert insured.enter_code().path == "/dispute/open/statement"


def test_the_guide_says_how_to_correct_a_record(world: World) -> None:
    insured = world.insured("insured_name_differs")
    insured.reach_code()
    assert insured.browser.press("Is my social-insurance record right?").path == "/guides/insurance"


@pytest.mark.parametrize("password", ["So0090000046!", "Cu000000046!x"])
def test_a_password_made_of_the_insurance_numbers_is_refused(world: World, password: str) -> None:
    insured = world.insured("insured_both_numbers")
    insured.reach_password()
    (error,) = insured.choose_password(password).errors
    assert error.startswith("The password is easy to guess, because it contains: a number of yours.")


def test_a_twelve_digit_insurance_number_is_also_the_citizen_number(world: World) -> None:
    insured = world.insured("insured_twelve_digits")
    insured.start()
    page = insured.give_details(social_insurance_number="000190000099")
    assert page.errors == ["12 digits here are your identification number, but the two differ. Check both."]
    assert insured.give_details().path == f"{HERE}/code"
