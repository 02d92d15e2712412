"""A reference can be read out, written down and typed; a wrong one is detected."""

from itertools import combinations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from accounts.references import LENGTH, SIGNS, grouped, new_reference, parse_reference


def test_a_new_reference_reads_back_however_it_is_typed() -> None:
    reference = new_reference()
    for typed in (reference, grouped(reference), grouped(reference).lower(), f" {' '.join(reference)} "):
        assert parse_reference(typed) == reference


def test_no_two_signs_look_alike_or_change_on_a_vietnamese_keyboard() -> None:
    assert len(set(SIGNS)) == len(SIGNS) == 23
    assert not set(SIGNS) & set("01ILO" + "AEIOUYWD")


@given(st.integers(0, LENGTH - 1), st.sampled_from(SIGNS))
def test_one_wrong_sign_is_detected(place: int, sign: str) -> None:
    reference = new_reference()
    wrong = reference[:place] + sign + reference[place + 1 :]
    assert (parse_reference(wrong) is None) is (wrong != reference)


def test_two_swapped_signs_are_detected() -> None:
    reference = new_reference()
    for one, other in combinations(range(LENGTH), 2):
        signs = list(reference)
        signs[one], signs[other] = signs[other], signs[one]
        assert ("".join(signs) == reference) is (parse_reference("".join(signs)) is not None)


@pytest.mark.parametrize("typed", ["", "K7M", "OOO-OOO-OOO", "K7M-2PX-9RTT", "ẩẩẩ-ẩẩẩ-ẩẩẩ"])
def test_parsing_an_invalid_reference_returns_none(typed: str) -> None:
    assert parse_reference(typed) is None


def test_a_reference_is_shown_in_three_groups() -> None:
    assert grouped("K7M2PX9RT") == "K7M-2PX-9RT"
