"""The counters that an operator lists: by province, readable offline, and clear words where none are."""

from collections.abc import Callable
from dataclasses import fields, replace
from pathlib import Path

import pytest

from bff.settings.reading import read
from bff.settings.settings import BadSetting, Settings
from tests.unit.bff.conftest import World

LIST = Path(__file__).parents[3] / "deploy" / "sandbox_offices.csv"


def test_the_guide_lists_them_by_province(make_world: Callable[..., World]) -> None:
    browser = make_world(offices_file=LIST).citizen().browser
    page = browser.open("/guides/counters?language=en")
    assert [one.get_text() for one in page.soup.select("main summary")] == [
        "Hà Nội",
        "Thành phố Hồ Chí Minh",
        "Đà Nẵng",
    ]
    page = browser.open("/guides/counters?language=en&province=Đà Nẵng")
    assert [one.get_text() for one in page.soup.select("main summary")] == ["Đà Nẵng"]
    assert page.soup.select_one("details[open] a[href='tel:18000000']") is not None


def test_they_are_on_the_page_that_is_kept_on_the_phone(make_world: Callable[..., World]) -> None:
    page = make_world(offices_file=LIST).citizen().browser.open("/guides?language=vi")
    assert "Bưu điện Cửa Số" in page.text


def test_without_a_list_that_is_said(world: World) -> None:
    assert "not listed here yet" in world.citizen().browser.open("/guides/counters?language=en").text


@pytest.mark.parametrize(
    "text", ["", "province,name\nHà Nội,X\n", "province,name,address,opening_hours,phone\n,X,,,\n"]
)
def test_a_list_that_makes_no_sense_is_refused_at_the_start(
    settings: Settings, tmp_path: Path, text: str
) -> None:
    file = tmp_path / "counters.csv"
    if text:
        file.write_text(text, encoding="utf-8")
    with pytest.raises(BadSetting, match="COUNTERS_FILE"):
        replace(settings, offices_file=file).check()


def test_the_setting_is_still_read_by_its_old_name(tmp_path: Path) -> None:
    one = next(one for one in fields(Settings) if one.name == "offices_file")
    assert read(one, {"COUNTERS_FILE": str(tmp_path)}) == tmp_path
    assert read(one, {"COUNTERS_FILE": "old", "OFFICES_FILE": str(tmp_path)}) == tmp_path
