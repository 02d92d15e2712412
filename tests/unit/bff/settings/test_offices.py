"""The offices that an operator lists: by province, readable offline, and a clear text without a list."""

from collections.abc import Callable
from dataclasses import fields, replace
from datetime import UTC, datetime
from pathlib import Path
from urllib.parse import unquote

import pytest

from bff.settings.reading import read
from bff.settings.settings import BadSetting, Settings
from tests.support.browser import Page
from tests.unit.bff.conftest import Clock, World

LIST = Path(__file__).parents[4] / "deploy" / "sandbox_offices.csv"


def listed_in(world: World, province: str) -> Page:
    return world.citizen().browser.open(f"/guides/counters?language=en&province={province}")


def summaries(page: Page) -> list[str]:
    """The provinces of the page, without the names that they had before."""
    return [one.get_text().partition(" (")[0] for one in page.soup.select("main summary")]


def test_the_guide_lists_offices_by_province(make_world: Callable[..., World]) -> None:
    browser = make_world(offices_file=LIST).citizen().browser
    page = browser.open("/guides/counters?language=en")
    assert summaries(page) == ["Thành phố Hà Nội", "Thành phố Hồ Chí Minh", "Thành phố Đà Nẵng"]
    page = browser.open("/guides/counters?language=en&province=Đà Nẵng")
    assert summaries(page) == ["Thành phố Đà Nẵng"]
    assert page.soup.select_one("details[open] a[href='tel:18000000']") is not None


@pytest.mark.parametrize("name", ["Bình Dương", "binh duong", "Tỉnh Bình Dương", "TP. Hồ Chí Minh"])
def test_a_former_province_finds_the_one_into_which_it_was_merged(
    make_world: Callable[..., World], name: str
) -> None:
    page = make_world(offices_file=LIST).citizen().browser.open(f"/guides/counters?province={name}")
    assert summaries(page) == ["Thành phố Hồ Chí Minh"]
    assert "Bưu điện Thủ Dầu Thử" in page.text
    assert "Bình Dương" in page.soup.select("main summary")[0].get_text()


def test_the_search_for_a_province_is_a_plain_form(make_world: Callable[..., World]) -> None:
    browser = make_world(offices_file=LIST).citizen().browser
    page = browser.open("/guides/counters?language=en&province=Atlantis")
    assert "No office is listed for" in page.text
    form = page.soup.select_one("main form[method=get]")
    assert form is not None
    assert form.select_one("input[name=language]") is not None


@pytest.mark.parametrize(
    ("at", "words"),
    [
        ("2026-11-23T02:00", "open now"),  # Monday, 9:00 in Viet Nam
        ("2026-11-23T05:30", "closed now"),  # 12:30: closed at noon
        ("2026-11-22T02:00", "closed now"),  # Sunday
        ("2027-01-01T02:00", "closed now"),  # a public holiday, a Friday
    ],
)
def test_an_office_says_whether_it_is_open_now(
    make_world: Callable[..., World], clock: Clock, at: str, words: str
) -> None:
    clock.now = datetime.fromisoformat(at).replace(tzinfo=UTC)
    page = listed_in(make_world(offices_file=LIST), "Hà Nội")
    (first, *_) = page.soup.select("main details li")
    assert words in first.get_text()
    assert "Monday to Friday 07:30–11:30, 13:30–17:00" in first.get_text()
    assert "max-age=300" in page.headers["Cache-Control"]


def test_a_map_gets_the_address_of_the_office_and_nothing_of_the_reader(
    make_world: Callable[..., World],
) -> None:
    page = listed_in(make_world(offices_file=LIST), "Huế")
    assert page.soup.select_one("main details") is None
    page = listed_in(make_world(offices_file=LIST), "Đà Nẵng")
    link = page.soup.select_one("main details a[href^='https://']")
    assert link is not None
    assert unquote(str(link["href"])).endswith("query=Số 00 đường Tưởng Tượng, Đà Nẵng")
    assert link["rel"] == ["noreferrer"]


@pytest.mark.parametrize("text", ["Mo-Fr 25:00-26:00", "Mo-Fr", "Fr-Mo 07:00-11:00", "Mo 11:00-07:00"])
def test_broken_opening_hours_stop_the_start(settings: Settings, tmp_path: Path, text: str) -> None:
    file = tmp_path / "offices.csv"
    file.write_text(f"province,name,address,opening_hours,phone\nHuế,X,Y,{text},1\n", encoding="utf-8")
    with pytest.raises(BadSetting, match="these are no opening hours"):
        replace(settings, offices_file=file).check()


def test_offices_are_on_the_offline_page(make_world: Callable[..., World]) -> None:
    page = make_world(offices_file=LIST).citizen().browser.open("/guides?language=vi")
    assert "Bưu điện Cửa Số" in page.text


def test_without_a_list_the_guide_says_so(world: World) -> None:
    assert "not listed here yet" in world.citizen().browser.open("/guides/counters?language=en").text


@pytest.mark.parametrize(
    "text", ["", "province,name\nHà Nội,X\n", "province,name,address,opening_hours,phone\n,X,,,\n"]
)
def test_an_invalid_list_of_offices_stops_the_start(settings: Settings, tmp_path: Path, text: str) -> None:
    file = tmp_path / "counters.csv"
    if text:
        file.write_text(text, encoding="utf-8")
    with pytest.raises(BadSetting, match="COUNTERS_FILE"):
        replace(settings, offices_file=file).check()


def test_the_setting_is_still_read_by_its_old_name(tmp_path: Path) -> None:
    one = next(one for one in fields(Settings) if one.name == "offices_file")
    assert read(one, {"COUNTERS_FILE": str(tmp_path)}) == tmp_path
    assert read(one, {"COUNTERS_FILE": "old", "OFFICES_FILE": str(tmp_path)}) == tmp_path
