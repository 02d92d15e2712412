"""The sandbox's people at social insurance: who matches, who is refused, who gets no answer."""

from dataclasses import replace

import pytest

from identity.people import BirthDate, Person
from sandbox import Outage
from sandbox.people.table import PEOPLE, person_called
from tests.unit.verifiers.social_insurance.insurance import ACCESS, Side, claimed
from verifiers.errors import UnexpectedAnswer, Unreachable
from verifiers.social_insurance import InsuranceRefusal

DIFFERS = InsuranceRefusal.PERSON_DIFFERS
REFUSED = {
    "insured_plain_name": DIFFERS,
    "insured_name_differs": DIFFERS,
    "insured_birth_date_differs": DIFFERS,
    "insured_number_differs": DIFFERS,
    "insured_old_number_and_year": DIFFERS,
    "insured_unknown": InsuranceRefusal.UNKNOWN_NUMBER,
    "insured_closed": InsuranceRefusal.RECORD_CLOSED,
    "insured_records_conflict": InsuranceRefusal.RECORD_UNCLEAR,
    "insured_no_identity_number": InsuranceRefusal.RECORD_UNCLEAR,
}
SILENT = {"insurance_busy": 30, "insurance_down": None, "insurance_slow": None}
OUR_TROUBLE = ("insurance_token_refused", "insurance_not_allowed", "insurance_nonsense")
NO_WORD = {*REFUSED, *SILENT, *OUR_TROUBLE}
VOUCHED_FOR = [one.key for one in PEOPLE if one.key not in NO_WORD]


@pytest.mark.parametrize("key", VOUCHED_FOR)
def test_a_matching_person_is_returned_under_their_name(key: str) -> None:
    number, person = claimed(key)
    answer = Side().register().match(number, person)
    assert isinstance(answer, Person)
    assert answer.full_name == person.full_name
    assert answer.citizen_number or answer.old_identity_number


@pytest.mark.parametrize(("key", "refusal"), REFUSED.items())
def test_a_different_or_unknown_person_is_refused(key: str, refusal: InsuranceRefusal) -> None:
    assert Side().register().match(*claimed(key)) is refusal


@pytest.mark.parametrize(("key", "seconds"), SILENT.items())
def test_a_silent_data_bus_raises_unreachable(key: str, seconds: int | None) -> None:
    with pytest.raises(Unreachable) as caught:
        Side().register().match(*claimed(key))
    assert caught.value.retry_after_seconds == seconds


@pytest.mark.parametrize("key", OUR_TROUBLE)
def test_a_data_bus_that_rejects_us_or_answers_nonsense_raises_unexpected_answer(key: str) -> None:
    with pytest.raises(UnexpectedAnswer):
        Side().register().match(*claimed(key))


def test_numbers_come_from_the_record_alone() -> None:
    both = Side().register().match(*claimed("insured_both_numbers"))
    old = Side().register().match(*claimed("insured_old_number_only"))
    assert isinstance(both, Person)
    assert isinstance(old, Person)
    assert (both.citizen_number, both.old_identity_number) == ("000182000046", "000000046")
    assert (old.citizen_number, old.old_identity_number) == (None, "000000044")


def test_the_birth_date_is_what_the_record_says() -> None:
    year = Side().register().match(*claimed("insured_record_year_only"))
    whole = Side().register().match(*claimed("insured_knows_year_only"))
    assert isinstance(year, Person)
    assert isinstance(whole, Person)
    assert (year.birth_date, whole.birth_date) == (BirthDate(1953), BirthDate(1949, 9, 2))


def test_a_name_without_diacritics_is_taken_where_the_operator_allows_it() -> None:
    answer = Side().register(names_may_be_plain=True).match(*claimed("insured_plain_name"))
    assert isinstance(answer, Person)
    assert answer.full_name == "Huỳnh Thị Tuyết Mai"


@pytest.mark.parametrize("key", sorted(REFUSED.keys() - {"insured_plain_name"}))
def test_the_plain_name_option_changes_no_other_refusal(key: str) -> None:
    assert Side().register(names_may_be_plain=True).match(*claimed(key)) is REFUSED[key]


def test_an_insurance_number_of_another_person_is_refused() -> None:
    number, _ = claimed("insured")
    _, other = claimed("insured_both_numbers")
    assert Side().register().match(number, other) is DIFFERS


def test_a_refusal_does_not_reveal_whether_a_citizen_number_is_insured() -> None:
    uninsured = Person("Nguyễn Văn An", citizen_number="000090000951", birth_date=BirthDate(1990, 3, 27))
    insured = replace(uninsured, citizen_number=person_called("insured").citizen_number)
    register = Side().register()
    for person in (uninsured, insured):
        assert register.match(person.citizen_number or "", person) is DIFFERS


def test_the_citizen_number_is_an_insurance_number_too() -> None:
    _, person = claimed("insured")
    assert isinstance(Side().register().match(person.citizen_number or "", person), Person)


@pytest.mark.parametrize("outage", [Outage.REFUSE, Outage.HTTP_500, Outage.HTTP_503, Outage.HTTP_429])
def test_a_failing_data_bus_is_silent(outage: Outage) -> None:
    side = Side()
    register = side.register()
    register.match(*claimed("insured"))  # so that a token is there and the question itself meets the outage
    side.sandbox.knobs.turn("social_insurance", outage=outage)
    with pytest.raises(Unreachable):
        register.match(*claimed("insured"))
    with pytest.raises(Unreachable):
        register.ping()


@pytest.mark.parametrize("outage", [Outage.NONSENSE, Outage.NOT_JSON, Outage.HUGE])
@pytest.mark.parametrize("has_token", [True, False])
def test_a_broken_data_bus_raises_and_gives_no_refusal(outage: Outage, *, has_token: bool) -> None:
    side = Side()
    register = side.register()
    if has_token:
        register.match(*claimed("insured"))
    side.sandbox.knobs.turn("social_insurance", outage=outage)
    with pytest.raises(UnexpectedAnswer):
        register.match(*claimed("insured"))


def test_the_client_renews_a_token_that_the_data_bus_forgot() -> None:
    side = Side()
    register = side.register()
    register.match(*claimed("insured"))
    side.sandbox.reset()
    assert isinstance(register.match(*claimed("insured")), Person)


def test_an_unknown_partner_gets_no_answer() -> None:
    stranger = Side().register(access=replace(ACCESS, secret_key="wrong"))
    with pytest.raises(UnexpectedAnswer, match="token refused with 401"):
        stranger.match(*claimed("insured"))
