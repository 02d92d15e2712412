"""A citizen registers with a mobile subscription, in process, with and without htmx."""

import pytest

from tests.unit.bff.conftest import World


@pytest.mark.parametrize("htmx", [False, True])
@pytest.mark.parametrize("language", ["vi", "en"])
def test_a_citizen_registers_from_the_first_screen_to_the_last(
    world: World, language: str, *, htmx: bool
) -> None:
    citizen = world.citizen(language=language, htmx=htmx)
    citizen.register()
    assert citizen.page.path == "/register/mobile-subscriber/done"
    assert citizen.page.heading in {"Registration complete", "Đăng ký thành công"}
    assert {"vi": "tai khoan", "en": "your account was opened"}[language] in citizen.messages[-1]


def test_a_registered_citizen_signs_in_and_sees_the_account(world: World) -> None:
    citizen = world.citizen()
    citizen.register()
    citizen.sign_in()
    citizen.enter_code()
    assert citizen.page.path == "/account"
    assert citizen.person.full_name in citizen.page.text
    assert citizen.person.citizen_number not in citizen.page.text
