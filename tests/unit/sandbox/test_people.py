"""The sandbox's people are fictitious, and the facts in each row agree with each other."""

import re

import pytest

from sandbox.people.table import CROWD, PEOPLE, SandboxPerson, person_called, person_with

EVERYONE = (*PEOPLE, *CROWD[:2])
by_key = pytest.mark.parametrize("person", EVERYONE, ids=lambda person: person.key)


@by_key
def test_a_citizen_number_is_of_no_province_and_agrees_with_its_owner(person: SandboxPerson) -> None:
    year = int(person.birth_date[:4])
    century_and_sex = 2 * (year // 100 - 19) + (person.sex == "female")
    assert re.fullmatch(rf"000{century_and_sex}{year % 100:02}\d{{6}}", person.citizen_number)


@by_key
def test_a_phone_is_in_the_sandboxs_range(person: SandboxPerson) -> None:
    assert re.fullmatch(r"\+84900000\d{3}", person.phone_number)


@by_key
def test_a_person_has_a_sentence_in_both_languages(person: SandboxPerson) -> None:
    assert person.story.endswith(".")
    assert person.story_vi.endswith(".")
    assert person.story != person.story_vi


@pytest.mark.parametrize("fact", ["key", "phone_number", "citizen_number", "insurance_number"])
def test_keys_and_numbers_are_unique(fact: str) -> None:
    facts = [getattr(person, fact) for person in (*PEOPLE, *CROWD)]
    assert len(set(facts)) == len(facts)


def test_the_gallerys_numbers_belong_to_no_sandbox_person() -> None:
    assert person_with("+84900000999") is None
    assert "000190999999" not in {person.citizen_number for person in (*PEOPLE, *CROWD)}


def test_a_person_is_found_by_key_and_by_phone() -> None:
    person = person_called("sim_changed")
    assert person_with(person.phone_number) is person
