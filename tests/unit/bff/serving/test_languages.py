"""The language of a screen: switching it keeps typed values and validates nothing."""

import pytest

from tests.unit.bff.conftest import World

DETAILS = "/register/mobile-subscriber/who"


@pytest.mark.parametrize(
    ("asked", "language"),
    [
        ("vi", "vi"),
        ("en", "en"),
        ("en-GB,en;q=0.9,vi;q=0.5", "en"),
        ("fr,vi;q=0.3", "vi"),
        ("fr", "vi"),
        ("", "vi"),
        ("*", "vi"),
        (";;;q=x", "vi"),
        ("ẫ".encode().decode("latin-1"), "vi"),
    ],
)
def test_the_browsers_language_is_used_and_vietnamese_for_any_other(
    world: World, asked: str, language: str
) -> None:
    answer = world.app.test_client().get(
        "/", base_url="http://localhost:8000", headers={"Accept-Language": asked}
    )
    assert f'<html lang="{language}"' in answer.get_data(as_text=True)


def test_a_choice_is_kept_for_every_screen_afterwards(world: World) -> None:
    browser = world.citizen(language="vi").browser
    browser.open("/")
    browser.press("English")
    assert browser.open("/register").heading == "Who is the account for?"
    assert browser.press("Tiếng Việt").path == "/register"
    assert browser.open("/sign-in").heading == "Đăng nhập"


def test_switching_keeps_what_was_typed_and_checks_nothing(world: World) -> None:
    citizen = world.citizen()
    citizen.start()
    page = citizen.browser.send(full_name="Lan 2", citizen_number="1", language="vi")
    assert (page.status, page.path, page.errors) == (200, DETAILS, [])
    assert (page.value_of("full_name"), page.value_of("citizen_number")) == ("Lan 2", "1")
    assert page.heading == "Thông tin của bạn"


def test_switching_on_a_ticked_consent_keeps_the_tick(world: World) -> None:
    citizen = world.citizen()
    citizen.reach_details()
    page = citizen.browser.send(consent="y", language="vi")
    box = page.soup.select_one("[name=consent]")
    assert box is not None
    assert box.has_attr("checked")


def test_switching_on_the_code_screen_does_not_count_as_a_try(world: World) -> None:
    citizen = world.citizen()
    citizen.reach_code()
    page = citizen.browser.send(code="1", language="vi")
    assert (page.status, page.errors) == (200, [])
    assert world.flow.codes.wrong_tries == 0


def test_switching_while_resending_sends_nothing(world: World) -> None:
    citizen = world.citizen()
    citizen.reach_code()
    world.clock.move(seconds=60)
    citizen.browser.send(action="resend", language="vi")
    assert len(citizen.codes) == 1


def test_switching_on_the_password_screen_writes_no_password_back(world: World) -> None:
    citizen = world.citizen()
    citizen.reach_password()
    page = citizen.browser.send(password="Ngôi-nhà-3-tầng", confirmation="x", language="vi")
    assert (page.status, page.path) == (200, "/register/mobile-subscriber/password")
    assert "Ngôi-nhà" not in str(page.soup)


def test_switching_on_the_sign_in_form_keeps_the_number_and_counts_nothing(world: World) -> None:
    browser = world.citizen().browser
    browser.open("/sign-in")
    page = browser.send(citizen_number="000190000001", password="x", language="vi")
    assert (page.status, page.value_of("citizen_number"), page.value_of("password")) == (
        200,
        "000190000001",
        "",
    )
    assert not list(world.services.limits.client.scan_iter("limit:*"))


@pytest.mark.parametrize("language", ["fr", "", "../vi", "vi\0"])
def test_a_language_we_do_not_speak_changes_nothing(world: World, language: str) -> None:
    browser = world.citizen().browser
    browser.open("/register")
    browser.post_form("/language", language=language, back="/register")
    assert browser.open("/register").heading == "Who is the account for?"


def test_signing_in_keeps_the_language(world: World) -> None:
    citizen = world.citizen(language="vi")
    citizen.register()
    citizen.browser.open("/")
    citizen.browser.press("English")
    citizen.sign_in()
    assert citizen.enter_code().heading == "My account"


@pytest.mark.parametrize("path", ["/sign-in", "/desk/sign-in"])
def test_enter_in_a_field_sends_the_form_and_switches_no_language(world: World, path: str) -> None:
    page = world.citizen().browser.open(path)
    first, *_others = page.soup.select('button[form="main-form"], #main-form button')
    assert (first.get("name"), first.get_text()) == (None, "Continue")
