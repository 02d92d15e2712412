"""What people really type, taken where it can mean one thing only, else told in words."""

import pytest

from identity.provinces import FORMER, PROVINCES
from tests.support.citizens import WHO
from tests.unit.bff.conftest import World
from tests.unit.bff.vietnam_post.test_post_office import GOER, details_of

CODE = "/register/mobile-subscriber/code"
ONCE_MORE = "If it stands so on your identity card, send the form once more."


@pytest.mark.parametrize(
    ("field", "typed"),
    [
        ("phone_number", "0900 000 001 (Zalo)"),
        ("phone_number", "tel:0900000001"),
        ("phone_number", "tel:+84-900-000-001"),
        ("phone_number", "'0900000001"),
        ("phone_number", "’0900000001"),
        ("phone_number", "0900,000,001"),
        ("phone_number", "SĐT: 0900 000 001"),
        ("email", "\u200blan@example.vn\u202c"),
        ("email", "ｌａｎ＠ｅｘａｍｐｌｅ．ｖｎ"),
        ("email", " lan@example。vn "),
    ],
)
def test_what_is_pasted_with_its_wrapping_is_taken(world: World, field: str, typed: str) -> None:
    citizen = world.citizen()
    citizen.start()
    page = citizen.give_details(**{field: typed})
    assert (page.path, page.errors) == (CODE, [])
    assert world.flow.phone_number == "+84900000001"
    assert world.flow.email == ("lan@example.vn" if field == "email" else None)


@pytest.mark.parametrize(
    "typed", ["0900000001, 0900000002", "0900000001 (0900000002)", "Lan 0900000001", "(Zalo)", "tel:"]
)
def test_what_may_be_two_numbers_or_none_is_told(world: World, typed: str) -> None:
    citizen = world.citizen()
    citizen.start()
    page = citizen.give_details(phone_number=typed)
    assert page.errors == ["A mobile number has 10 digits and starts with 03, 05, 07, 08 or 09."]


@pytest.mark.parametrize(("day", "month"), [("00", "00"), ("0", "0"), ("00", ""), ("", "0")])
def test_zeros_for_day_and_month_are_answered_with_what_to_do(world: World, day: str, month: str) -> None:
    citizen = world.citizen()
    citizen.start()
    page = citizen.give_details(birth_date_day=day, birth_date_month=month)
    assert page.errors == ["Is only the year known? Then leave day and month empty."]


def test_a_no_break_space_in_a_password_is_a_space(world: World) -> None:
    citizen = world.citizen()
    citizen.reach_password()
    page = citizen.choose_password("Ngôi nhà\u00a03 tầng", "Ngôi\u00a0nhà 3\u202ftầng")
    assert page.path.endswith("/done")
    assert citizen.sign_in("Ngôi nhà 3 tầng").path == "/sign-in/code"


def test_a_number_that_disagrees_with_the_year_goes_to_the_carrier_at_the_second_time(world: World) -> None:
    citizen = world.citizen()
    citizen.start()
    other = {"citizen_number": "000290000001"}
    first = citizen.give_details(**other)
    assert first.status == 422
    assert ONCE_MORE in first.errors[0]
    again = citizen.give_details(**other)
    assert again.path == "/register/mobile-subscriber/refused"


def test_the_same_press_twice_is_no_second_look(world: World) -> None:
    citizen = world.citizen()
    page = citizen.start()
    fields = {**citizen.details, "citizen_number": "000290000001", "csrf_token": citizen.browser.csrf_token}
    for _press in range(2):
        page = citizen.browser.post("/register/mobile-subscriber/who", **fields)
        assert page.status == 422


def test_another_contradiction_is_asked_about_on_its_own(world: World) -> None:
    citizen = world.citizen()
    citizen.start()
    citizen.give_details(citizen_number="000290000001")
    page = citizen.give_details(citizen_number="000290000002")
    assert (page.status, ONCE_MORE in page.errors[0]) == (422, True)


@pytest.mark.parametrize("change", [{"sex": "male"}, {"birth_date_year": "1996"}])
def test_a_clerk_decides_where_the_number_disagrees_with_sex_or_year(
    world: World, change: dict[str, str]
) -> None:
    citizen = world.citizen(GOER)
    citizen.browser.open("/register/citizen/vietnam-post")
    citizen.browser.post_form("/register/post-office")
    citizen.browser.open("/register/post-office/who")
    typed = {**details_of(GOER), **change}
    assert ONCE_MORE in citizen.browser.send(**typed).errors[0]
    assert citizen.browser.send(**typed).path == "/register/post-office/code"


def test_a_former_province_is_taken_as_the_one_of_today(world: World) -> None:
    citizen = world.citizen(GOER)
    citizen.browser.open("/register/citizen/vietnam-post")
    citizen.browser.post_form("/register/post-office")
    citizen.browser.open("/register/post-office/who")
    page = citizen.browser.send(**{name: details_of(GOER)[name] for name in WHO})
    assert "Bình Dương, now Thành phố Hồ Chí Minh" in page.text
    citizen.browser.send(**{**details_of(GOER), "province": "Bình Dương"})
    assert world.flow.pending is not None
    assert world.flow.pending.to_facts()["province"] == "Thành phố Hồ Chí Minh"


def test_each_of_the_63_belongs_to_one_of_the_34() -> None:
    kept = {name.removeprefix("Tỉnh ").removeprefix("Thành phố ") for name in PROVINCES}
    assert len(PROVINCES) == len(kept) == 34
    assert len(kept | set(FORMER)) == 63
    assert set(FORMER.values()) <= set(PROVINCES)


def test_the_refusal_of_the_carrier_names_its_commonest_cause(world: World) -> None:
    citizen = world.citizen()
    citizen.start()
    page = citizen.give_details(full_name="Trần Văn Khác")
    assert "still has your old 9-digit number" in page.text


@pytest.mark.parametrize("path", ["/register/", "/sign-in/", "/code/", "/register/citizen/", "/guides//"])
def test_a_slash_too_many_leads_to_the_page(world: World, path: str) -> None:
    answer = world.citizen().browser.ask(path)
    assert answer.status_code == 308
    assert answer.location == path.rstrip("/")


def test_a_slash_too_many_keeps_what_follows_it(world: World) -> None:
    assert world.citizen().browser.ask("/register/?notice=expired").location == "/register?notice=expired"


@pytest.mark.parametrize("path", ["/nothing/here/", "/%2Fevil.example/", "/\\evil.vn/"])
def test_a_slash_too_many_sends_no_visitor_to_another_site(world: World, path: str) -> None:
    answer = world.citizen().browser.ask(path)
    assert answer.status_code in {400, 404} or answer.location.startswith(("/", "http://localhost:8000/"))
    assert "//evil" not in (answer.location or "").removeprefix("http://localhost:8000/")
