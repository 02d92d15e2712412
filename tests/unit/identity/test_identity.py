"""Persons and organisations as facts: stored without loss, and hidden in logs."""

import json

import pytest

from identity.people import BirthDate, Organisation, Person, Sex

WHOLE = Person(
    full_name="Nguyễn Văn An",
    citizen_number="000090000001",
    old_identity_number="000000001",
    birth_date=BirthDate(1990, 3, 27),
    sex=Sex.MALE,
    passport_number="C0000001",
    social_insurance_number="0000000001",
)
AGENCY = Organisation("Sở", "0000000000", "0000000", "Phòng", "an@cuaso.example", representative=WHOLE)


@pytest.mark.parametrize("person", [WHOLE, Person("An"), Person("An", birth_date=BirthDate(1950))])
def test_a_person_survives_being_stored_as_json(person: Person) -> None:
    assert Person.from_facts(json.loads(json.dumps(person.to_facts()))) == person


@pytest.mark.parametrize("organisation", [AGENCY, Organisation("Công ty An")])
def test_an_organisation_survives_being_stored_as_json(organisation: Organisation) -> None:
    assert Organisation.from_facts(json.loads(json.dumps(organisation.to_facts()))) == organisation


def test_unknown_facts_of_a_person_have_no_key() -> None:
    assert Person("An").to_facts() == {"full_name": "An"}


@pytest.mark.parametrize(
    "facts", [WHOLE, WHOLE.birth_date, AGENCY, Organisation("Công ty An", "0000000000", "0000000")]
)
def test_the_repr_of_an_identity_holds_no_personal_data(facts: object) -> None:
    assert not any(secret in repr(facts) for secret in ("An", "000", "1990", "27", "MALE"))


@pytest.mark.parametrize("text", ["1990-03-27", "1990", "0900-01-01", "2000-02-29"])
def test_a_birth_date_is_written_as_it_was_read(text: str) -> None:
    assert BirthDate.parse(text).isoformat() == text


@pytest.mark.parametrize(
    "text", ["", "90", "1990-02-31", "1990-3-27", "1990-W13-2", "19900327", "27/3/1990", "0000", "١٩٩٠"]
)
def test_an_impossible_birth_date_is_refused(text: str) -> None:
    with pytest.raises(ValueError):  # noqa: PT011 - the words are the calendar's
        BirthDate.parse(text)


def test_a_birth_date_has_day_and_month_or_neither() -> None:
    with pytest.raises(ValueError, match="or neither"):
        BirthDate(1990, 3)


def test_a_year_alone_is_no_date() -> None:
    assert BirthDate(1950).as_date() is None
