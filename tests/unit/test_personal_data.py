"""Personal data in a log is found in every spelling, and other text is not reported."""

from dataclasses import dataclass

import pytest

from tests.support.personal_data import leaks, tell_tales


@dataclass(frozen=True)
class Someone:
    """A person as the sandbox's table keeps them."""

    full_name: str = "Trần Thị Thử"
    citizen_number: str = "000190000077"
    old_identity_number: str | None = "000000077"
    phone_number: str = "+84900000777"


TALES = tell_tales([Someone()])


@pytest.mark.parametrize(
    "line",
    [
        "welcome Trần Thị Thử",
        "welcome TRẦN THỊ THỬ",
        "welcome Tr\u00e2\u0300n Thi\u0323 Thu\u031b\u0309",
        '{"name": "Tr\\u1ea7n Th\\u1ecb Th\\u1eed"}',
        "GET /find?citizen=000190000077",
        "number 000 190 000 077 again",
        "000000077 was asked for",
        "to +84900000777",
        "to 0900 000 777",
        "to 0900.000.777",
        "GET /x?phone=%2B84900000777",
    ],
)
def test_personal_data_is_found_in_every_spelling(line: str) -> None:
    assert leaks(line, TALES)


@pytest.mark.parametrize("line", ["", "matched", "to 09•• ••• 777", "••••••••0077", "took 900 ms, 777 bytes"])
def test_text_without_personal_data_is_not_reported(line: str) -> None:
    assert not leaks(line, TALES)
