"""Easy screens and reading aloud, as a person uses them on a small phone."""

import pytest
from playwright.sync_api import Page, expect

from tests.e2e.pages.code import Code
from tests.e2e.visitor import Visitor
from tests.support.qa import eventually

#: A browser with one voice, which keeps what it is given and ends each part when the test says so.
VOICE = """
window.spoken = [];
window.SpeechSynthesisUtterance = class { constructor(text) { this.text = text; } };
const fake = {
  getVoices: () => [{ lang: "vi-VN" }, { lang: "en-US" }],
  speak: (words) => { window.spoken.push(words.text); window.part = words; },
  cancel: () => {},
  addEventListener: () => {},
};
Object.defineProperty(window, "speechSynthesis", { value: fake });
"""
NO_VOICE = """
const fake = { getVoices: () => [], addEventListener: () => {} };
Object.defineProperty(window, "speechSynthesis", { value: fake });
"""
SMALL_LETTERS = """() => [...document.querySelectorAll("body *")].filter((one) => {
  const box = one.getBoundingClientRect();
  const words = [...one.childNodes].some((node) => node.nodeType === 3 && node.textContent.trim());
  return words && box.width > 1 && box.height > 1 && parseFloat(getComputedStyle(one).fontSize) < 22
    && getComputedStyle(one).clipPath === "none";
}).map((one) => one.outerHTML.slice(0, 120))"""


@pytest.fixture
def easy(visitor: Visitor) -> Visitor:
    visitor.page.goto("/")
    visitor.page.get_by_role(
        "button", name=visitor.say("Easy screens: large letters, one question at a time")
    ).tap()
    expect(visitor.page.get_by_role("button", name=visitor.say("Usual screens"))).to_be_visible()
    return visitor


def test_a_person_registers_one_question_at_a_time_in_letters_of_22_pixels(easy: Visitor) -> None:
    page, person = easy.page, easy.person
    page.goto("/register/citizen/mobile-subscriber")
    page.get_by_role("button", name=easy.say("Start")).tap()
    year, month, day = person.birth_date.split("-")
    answers = [
        {"citizen_number": person.citizen_number},
        {"full_name": person.full_name},
        {"birth_date_day": day, "birth_date_month": month, "birth_date_year": year},
        {"phone_number": person.phone_number},
    ]
    for answer in answers:
        for name, text in answer.items():
            page.locator(f"#{name}").fill(text)
        assert page.evaluate(SMALL_LETTERS) == []
        page.locator("#main-form [type=submit]").tap()
        expect(page.locator(f"#{next(iter(answer))}")).to_have_count(0)
    while not page.locator("#consent").is_visible():  # an email address may be asked for
        page.locator("#main-form [type=submit]").tap()
        page.wait_for_timeout(300)
    page.locator("#consent").check()
    page.locator("#main-form [type=submit]").tap()
    Code(easy.view)


def words_spoken(page: Page) -> list[str]:
    spoken: list[str] = page.evaluate("window.spoken")
    return spoken


def wait_for_words(page: Page, count: int) -> None:
    """Wait until so many parts were given to the voice; the page's policy forbids Playwright's own wait."""
    eventually(lambda: len(words_spoken(page)) == count, f"{count} parts that are read")


def test_reading_aloud_marks_its_place_pauses_and_goes_on(visitor: Visitor) -> None:
    page = visitor.page
    page.add_init_script(VOICE)
    page.goto("/")
    button = page.locator("[data-read-aloud]")
    button.tap()
    wait_for_words(page, 1)
    first = words_spoken(page)[0]
    expect(page.locator("[data-read-now]")).to_have_text(first)
    page.evaluate("window.part.onend()")
    wait_for_words(page, 2)
    button.tap()
    expect(button).to_have_attribute("title", visitor.say("Go on reading"))
    button.tap()
    wait_for_words(page, 3)
    assert words_spoken(page)[2] == words_spoken(page)[1]


def test_reading_aloud_spells_numbers_and_codes(visitor: Visitor) -> None:
    page = visitor.page
    page.add_init_script(VOICE)
    page.goto("/")
    page.evaluate(
        "document.querySelector('h1').textContent = 'Số 000 190 000 001, mã 7KP-3QX-29F, 27/03/1990'"
    )
    page.locator("[data-read-aloud]").tap()
    wait_for_words(page, 1)
    assert words_spoken(page)[0] == "Số 0 0 0 1 9 0 0 0 0 0 0 1, mã 7 K P 3 Q X 2 9 F, 27/03/1990"


def test_without_a_voice_the_button_says_why(visitor: Visitor) -> None:
    page = visitor.page
    page.add_init_script(NO_VOICE)
    page.goto("/")
    page.locator("[data-read-aloud]").tap()
    why = visitor.say(
        "This device has no voice for this language. Look for “text-to-speech” in its settings, and add one."
    )
    expect(page.locator("#alert")).to_have_text(why)
