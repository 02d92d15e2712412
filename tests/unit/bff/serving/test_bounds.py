"""An anonymous form cannot stop a worker or break a page."""

import io

import pytest
from werkzeug.test import TestResponse

from bff.serving.bounds import longest_run_of_marks
from tests.support.browser import ORIGIN, Browser
from tests.unit.bff.conftest import World

#: Every form that a stranger can send, and a field of it.
FORMS = [
    ("/sign-in", "citizen_number"),
    ("/sign-in", "password"),
    ("/forgot-password", "citizen_number"),
    ("/forgot-password", "phone_number"),
    ("/counter-help", "citizen_number"),
    ("/post-office", "reference"),
    ("/dispute/status", "reference"),
    ("/dispute/status", "secret"),
    ("/continue", "code"),
    ("/desk/sign-in", "name"),
    ("/desk/sign-in", "password"),
]
MARKS = "a" + "\u0301" * 15_500 + "\u0323" * 15_500
#: As short as a name, and still a run of marks that no word has.
SHORT_MARKS = "a" + "\u0301" * 100


def send(browser: Browser, path: str, fields: dict[str, str]) -> TestResponse:
    """Send a form as multipart, in which 31,000 marks have 62 KB."""
    return browser._client.post(  # noqa: SLF001 - no browser of the product sends such a form
        path,
        base_url=ORIGIN,
        data={"csrf_token": browser.csrf_token, **fields},
        headers={"Referer": ORIGIN, "Accept-Language": "en"},
        content_type="multipart/form-data",
    )


@pytest.mark.parametrize(("path", "field"), FORMS)
@pytest.mark.parametrize("text", [MARKS, SHORT_MARKS], ids=["62 KB", "100 marks"])
def test_a_run_of_combining_marks_is_refused_before_it_is_normalised(
    world: World, path: str, field: str, text: str
) -> None:
    browser = world.citizen().browser
    browser.open(path)
    answer = send(browser, path, {field: text})
    assert answer.status_code == 400
    assert "request was not understood" in answer.text


@pytest.mark.parametrize(("path", "field"), FORMS)
@pytest.mark.parametrize("text", ["²" * 12, "9" * 30, "\x00", "\u2028", "٣" * 12, "-" * 50, "{}", "[]"])
def test_no_short_text_breaks_a_form(world: World, path: str, field: str, text: str) -> None:
    browser = world.citizen().browser
    browser.open(path)
    assert send(browser, path, {field: text}).status_code < 500


@pytest.mark.parametrize(("path", "field"), FORMS)
def test_a_file_in_place_of_a_text_counts_as_an_empty_field(world: World, path: str, field: str) -> None:
    browser = world.citizen().browser
    browser.open(path)
    token = browser.csrf_token
    client = browser._client  # noqa: SLF001 - no browser sends such a form
    data = {"csrf_token": token, field: (io.BytesIO(b"12"), "a.txt")}
    answer = client.post(path, base_url=ORIGIN, data=data, headers={"Referer": ORIGIN})
    assert answer.status_code in {200, 400, 422}


@pytest.mark.parametrize(("path", "field"), FORMS)
@pytest.mark.parametrize("body", [b'{"%s": 12}', b'{"%s": {"a": 1}}', b'[["%s", null]]', b"null", b"\xff"])
def test_a_json_body_is_no_form(world: World, path: str, field: str, body: bytes) -> None:
    browser = world.citizen().browser
    browser.open(path)
    answer = browser._client.post(  # noqa: SLF001 - no browser sends such a body
        path,
        base_url=ORIGIN,
        data=body.replace(b"%s", field.encode()),
        headers={"Referer": ORIGIN, "X-CSRFToken": browser.csrf_token, "Content-Type": "application/json"},
    )
    assert answer.status_code < 500


def test_a_part_without_a_name_is_refused(world: World) -> None:
    body = b"--x\r\nContent-Disposition: form-data\r\n\r\nhello\r\n--x--\r\n"
    headers = {"Content-Type": "multipart/form-data; boundary=x", "Referer": ORIGIN}
    browser = world.citizen().browser
    answer = browser._client.post("/sign-in", base_url=ORIGIN, data=body, headers=headers)  # noqa: SLF001
    assert answer.status_code == 400


@pytest.mark.parametrize("day", ["9" * 10, "9" * 100, "0" * 3_000, "1e5"])
def test_a_day_of_many_digits_is_no_date(world: World, day: str) -> None:
    citizen = world.citizen()
    citizen.start()
    page = citizen.give_details(birth_date_day=day)
    assert page.status == 422


@pytest.mark.parametrize(
    ("text", "marks"),
    [
        ("", 0),
        ("Nguyễn", 2),
        ("Nguyen", 0),
        ("\u0f73" * 4, 8),
        ("\uff9e\u0323" * 5, 10),
        ("e\u0302\u0323", 2),
        ("a\u0301" * 50, 1),
        ("\u0301" * 7, 7),
    ],
)
def test_marks_are_counted_in_a_row(text: str, marks: int) -> None:
    assert longest_run_of_marks(text) == marks
