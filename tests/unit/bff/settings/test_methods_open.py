"""The methods that an operator opens, and the start screen where the law puts VNeID first."""

from collections.abc import Callable

import pytest

from bff.settings.settings import BadSetting, LegalRegime
from tests.unit.bff.conftest import World


def test_with_vneid_first_registering_begins_with_vneid_and_with_no_other_method(
    make_world: Callable[..., World],
) -> None:
    world = make_world(legal_regime=LegalRegime.VNEID_FIRST)
    citizen = world.traveller()
    page = citizen.browser.open("/register")
    assert not page.soup.select("a.method")
    assert citizen.browser.press("Register with VNeID").path == "/register/citizen/vneid"
    assert citizen.register_here().heading == "Registration complete"
    assert citizen.browser.open("/register/citizen/mobile-subscriber").status == 404


def test_with_vneid_first_people_are_sent_to_vneids_own_page_until_the_method_is_set_up(
    make_world: Callable[..., World],
) -> None:
    world = make_world(legal_regime=LegalRegime.VNEID_FIRST, vneid_authorization_url="")
    page = world.citizen().browser.open("/register")
    assert page.soup.find("a", href="https://vneid.gov.vn")
    assert not page.soup.select("a.method")


def test_an_operator_may_open_a_method_beside_vneid(make_world: Callable[..., World]) -> None:
    world = make_world(legal_regime=LegalRegime.VNEID_FIRST, open_methods=("mobile_subscriber",))
    citizen = world.citizen()
    page = citizen.browser.open("/register")
    assert len(page.soup.select("a.method")) == 1
    assert "Register with VNeID" in page.text
    assert citizen.register().path.endswith("/done")


def test_a_method_that_is_not_open_cannot_be_entered(make_world: Callable[..., World]) -> None:
    world = make_world(open_methods=("usb_token",))
    assert world.citizen().browser.open("/register/citizen/mobile-subscriber").status == 404


def test_an_unknown_method_in_the_settings_stops_the_start(make_world: Callable[..., World]) -> None:
    with pytest.raises(BadSetting, match="OPEN_METHODS"):
        make_world(open_methods=("pigeon",))
