"""A form is refused for where it comes from only if a header says so; each cause has words of its own."""

from collections.abc import Callable

import pytest
from werkzeug.test import Client, TestResponse

from tests.unit.bff.conftest import World

HTTPS = "https://portal.example.vn"
EVIL = "https://evil.example"
START = "/register/citizen/mobile-subscriber"


@pytest.fixture
def client(make_world: Callable[..., World]) -> Client:
    return make_world(public_origin=HTTPS).app.test_client()


def token_in(answer: TestResponse) -> str:
    return answer.get_data(as_text=True).split('name="csrf_token" value="', 1)[1].split('"', 1)[0]


def press(client: Client, *, token: str | None = None, **headers: str) -> TestResponse:
    page = client.get(START, base_url=HTTPS, headers={"Accept-Language": "en"})
    named = {name.replace("_", "-"): value for name, value in headers.items()} | {"Accept-Language": "en"}
    data = {"csrf_token": token_in(page) if token is None else token}
    return client.post(START, base_url=HTTPS, data=data, headers=named)


@pytest.mark.parametrize(
    "headers",
    [
        {},
        {"Origin": "null"},
        {"Origin": HTTPS},
        {"Referer": f"{HTTPS}{START}"},
        {"Sec_Fetch_Site": "same-origin"},
        {"Sec_Fetch_Site": "same-origin", "Origin": "null", "Referer": f"{EVIL}/"},
        {"Origin": HTTPS, "Referer": f"{EVIL}/"},
    ],
)
def test_a_browser_that_sends_no_referer_can_send_its_form(client: Client, headers: dict[str, str]) -> None:
    answer = press(client, **headers)
    assert (answer.status_code, answer.location) == (303, "/register/mobile-subscriber/who")


@pytest.mark.parametrize(
    "headers",
    [
        {"Sec_Fetch_Site": "cross-site"},
        {"Sec_Fetch_Site": "same-site"},
        {"Sec_Fetch_Site": "cross-site", "Origin": HTTPS, "Referer": f"{HTTPS}/"},
        {"Origin": EVIL},
        {"Origin": "http://portal.example.vn"},
        {"Origin": EVIL, "Referer": f"{HTTPS}/"},
        {"Origin": "null", "Referer": f"{EVIL}/"},
        {"Referer": f"{HTTPS}.evil.example/"},
    ],
)
def test_a_page_of_another_origin_can_not_send_a_form_even_with_the_token(
    client: Client, headers: dict[str, str]
) -> None:
    answer = press(client, **headers)
    assert answer.status_code == 400
    text = answer.get_data(as_text=True)
    assert "This form did not come from our page" in text
    assert "Set-Cookie" not in answer.headers
    assert "Try again" not in text


def test_a_page_of_another_site_can_not_replace_a_session_where_no_fetch_metadata_is_sent(
    client: Client,
) -> None:
    answer = client.post(START, base_url=HTTPS, data={}, headers={"Origin": EVIL})
    assert "Set-Cookie" not in answer.headers


def test_where_cookies_are_off_the_words_say_so_and_what_to_do(make_world: Callable[..., World]) -> None:
    app = make_world(public_origin=HTTPS).app
    page = app.test_client().get(START, base_url=HTTPS)
    bare = app.test_client(use_cookies=False)
    answer = bare.post(
        START, base_url=HTTPS, data={"csrf_token": token_in(page)}, headers={"Accept-Language": "en"}
    )
    assert answer.status_code == 400
    assert "allow cookies for this page" in answer.get_data(as_text=True)


def test_a_stale_token_has_its_own_words_and_the_page_sends_again_by_itself(client: Client) -> None:
    answer = press(client, token="stale")
    text = answer.get_data(as_text=True)
    assert "This page was open for too long" in text
    again = client.post(START, base_url=HTTPS, data={"csrf_token": token_in(answer)})
    assert again.status_code == 303


def test_a_form_without_headers_and_without_the_token_is_refused(client: Client) -> None:
    assert press(client, token="").status_code == 400
