"""Every requirement of OWASP ASVS 5.0, levels 1 and 2, has a row; each "Yes" names tests that exist."""

import pytest

from tests.support.asvs import ANSWERS, LEVEL_1, LEVEL_2, Requirement, functions_of_tests, requirements

#: How many requirements may be not met, each with its reason.
MOST_NOT_MET = 10
ROWS = requirements()


def test_every_requirement_of_both_levels_has_one_row() -> None:
    assert sorted(row.number for row in ROWS) == sorted(LEVEL_1 + LEVEL_2)


def test_few_requirements_are_not_met() -> None:
    assert len([row for row in ROWS if row.answer == "Not met"]) <= MOST_NOT_MET


@pytest.mark.parametrize("row", ROWS, ids=[row.number for row in ROWS])
def test_an_answer_has_its_reason_and_a_yes_its_tests(row: Requirement) -> None:
    assert row.answer in ANSWERS
    assert row.reason
    assert bool(row.tests) == (row.answer == "Yes"), "a Yes names a test, and nothing else does"
    for test in row.tests:
        path, _, name = test.partition("::")
        assert name in functions_of_tests(path), test
