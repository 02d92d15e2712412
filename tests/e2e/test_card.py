"""The identity card in front of a camera: read by the browser's detector, by our decoder, or from a photo."""

from collections.abc import Callable, Iterator
from contextlib import ExitStack
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import BrowserContext, BrowserType, Request, expect

from identity.phones import national_mobile
from sandbox.people.table import Person
from tests.e2e.conftest import LOCALES, listen
from tests.e2e.hands import Counting
from tests.e2e.pages.card import Card, film, photo, text_of_card
from tests.e2e.pages.code import Code
from tests.e2e.pages.details import Details, Who
from tests.e2e.speech import Speech
from tests.e2e.visitor import Visitor
from tests.support.qa import Qa

ANOTHER_CODE = "00020101021238570010A000000727012700069704360113000123456789"
#: A stand-in for the detector that Chromium has on Android, and not here: it "finds" one text.
DETECTOR = """
globalThis.asked = 0;
globalThis.BarcodeDetector = class {
  static getSupportedFormats() { return Promise.resolve(["qr_code"]); }
  detect() { globalThis.asked += 1; return Promise.resolve([{ rawValue: %s }]); }
};
"""
#: A detector of a phone whose services are missing: it is there, and does not work.
OUT_OF_ORDER = """
globalThis.BarcodeDetector = class {
  static getSupportedFormats() { return Promise.resolve(["qr_code"]); }
  detect() { return Promise.reject(new DOMException("", "NotSupportedError")); }
};
"""

#: What a registration may ask: buttons, links, ticks and the camera's permission; typed characters.
MOST_PRESSES, MOST_BEFORE_THE_CODE, MOST_CHARACTERS = 10, 12, 36
#: As short as the rule for passwords lets a good one be.
SHORT_PASSWORD = "qX7!vKz2#m"

FilmedVisitor = Callable[..., Visitor]


@pytest.fixture
def filmed(
    browser_type: BrowserType,
    browser_type_launch_args: dict[str, Any],
    browser_context_args: dict[str, Any],
    newcomer: Person,
    qa: Qa,
    base_url: str,
    language: str,
    complaints: list[str],
    tmp_path: Path,
) -> Iterator[FilmedVisitor]:
    """A newcomer whose phone's camera films a text as a QR code: ``filmed(text, script=…, may=False)``."""
    with ExitStack() as stack:

        def make(text: str, *, script: str = "", may: bool = True, has_camera: bool = True) -> Visitor:
            camera = [
                "--use-fake-device-for-media-stream",
                f"--use-file-for-fake-video-capture={film(text, tmp_path / 'card.y4m')}",
            ]
            arguments = [*browser_type_launch_args["args"], *(camera if has_camera else [])]
            browser = browser_type.launch(**{**browser_type_launch_args, "args": arguments})
            stack.callback(browser.close)
            context = browser.new_context(**{**browser_context_args, "locale": LOCALES[language]})
            expect.set_options(timeout=15_000)
            if may:
                context.grant_permissions(["camera"], origin=base_url)
            if script:
                context.add_init_script(script)
            listen(context, complaints)
            return Visitor(newcomer, context.new_page(), qa, Speech(language))

        yield make


def scan(visitor: Visitor) -> None:
    """Open the camera; the card may be read before the page can be looked at."""
    who = visitor.at_details()
    who.hand.press(who.scan)


def at_card(visitor: Visitor) -> Card:
    return visitor.at_details().scan_card()


@pytest.mark.parametrize("language", ["vi", "en"])
@pytest.mark.parametrize("script", ["", OUT_OF_ORDER], ids=["without-detector", "detector-out-of-order"])
def test_the_camera_fills_in_the_form_with_our_decoder(
    filmed: FilmedVisitor, newcomer: Person, script: str
) -> None:
    visitor = filmed(text_of_card(newcomer), script=script)
    scan(visitor)
    Details(visitor.view).expect_who(newcomer)


def test_the_camera_fills_in_the_form_with_the_browsers_own_detector(
    filmed: FilmedVisitor, newcomer: Person
) -> None:
    text = text_of_card(newcomer, old_number="123456789")
    visitor = filmed("nothing that is a card", script=DETECTOR % repr(text))
    decoder = loads_of(visitor.page.context, "card/decoder")
    scan(visitor)
    Details(visitor.view).expect_who(newcomer)
    assert decoder == []


def test_a_letter_that_the_browsers_detector_does_not_know_is_read_by_ours(
    filmed: FilmedVisitor, newcomer: Person
) -> None:
    visitor = filmed(
        text_of_card(newcomer), script=DETECTOR % repr("000190000001||NGUY\ufffdN|27031990|N|H|1")
    )
    scan(visitor)
    Details(visitor.view).expect_who(newcomer)


def test_only_the_facts_of_the_form_leave_the_phone_and_in_no_address(
    filmed: FilmedVisitor, newcomer: Person
) -> None:
    visitor = filmed(text_of_card(newcomer))
    sent: list[Request] = []
    visitor.page.context.on("request", lambda one: sent.append(one))  # noqa: PLW0108 - see Playwright's on()
    scan(visitor)
    Details(visitor.view).expect_who(newcomer)
    bodies = [request.post_data or "" for request in sent]
    addresses = [request.url for request in sent]
    assert not [one for one in [*bodies, *addresses] if "29042021" in one or "Nghi%E1%BB%87m" in one]
    assert not [address for address in addresses if newcomer.citizen_number in address]
    assert len([body for body in bodies if newcomer.citizen_number in body]) == 1
    storage = "JSON.stringify([{...localStorage}, {...sessionStorage}, history.state, document.referrer])"
    assert newcomer.citizen_number not in visitor.page.evaluate(storage)


def test_back_from_the_filled_form_leads_to_no_camera(filmed: FilmedVisitor, newcomer: Person) -> None:
    visitor = filmed(text_of_card(newcomer))
    scan(visitor)
    Details(visitor.view).expect_who(newcomer)
    visitor.page.go_back()
    Details(visitor.view).expect_who(newcomer)


def test_another_code_is_told_and_the_camera_goes_on(filmed: FilmedVisitor) -> None:
    card = at_card(filmed(ANOTHER_CODE))
    card.expect_said("This is another QR code. Look for the one on the identity card.")
    expect(card.picture).to_be_visible()


def test_a_card_without_a_code_leads_to_typing(filmed: FilmedVisitor) -> None:
    card = at_card(filmed(ANOTHER_CODE))
    assert card.type_instead(Who).h1.is_visible()


def test_a_camera_that_is_blocked_is_told_and_a_photo_is_read_instead(
    filmed: FilmedVisitor, newcomer: Person, tmp_path: Path
) -> None:
    card = at_card(filmed(ANOTHER_CODE, may=False))
    card.expect_said(
        "The camera is blocked for this page. Allow it in the settings of your browser, take a photo, or "
        "type the details."
    )
    card.choose_photo(photo(text_of_card(newcomer), tmp_path / "card.png"))
    Details(card.view).expect_who(newcomer)


def test_a_phone_without_a_camera_is_told_so(filmed: FilmedVisitor) -> None:
    at_card(filmed(ANOTHER_CODE, has_camera=False)).expect_said(
        "No camera could be opened. Take or choose a photo of the card, or type the details."
    )


@pytest.mark.parametrize(
    ("kind", "told"),
    [
        ("another", "This is another QR code. Look for the one on the identity card."),
        ("none", "No QR code was found in the photo. Take it from closer, in good light."),
    ],
)
def test_a_photo_without_the_cards_code_is_told(
    filmed: FilmedVisitor, tmp_path: Path, kind: str, told: str
) -> None:
    card = at_card(filmed(ANOTHER_CODE, has_camera=False))
    file = tmp_path / "photo.png"
    if kind == "another":
        photo(ANOTHER_CODE, file)
    else:
        card.page.screenshot(path=file)
    card.choose_photo(file)
    card.expect_said(told)


def test_what_was_read_is_kept_when_the_network_is_gone(
    filmed: FilmedVisitor, newcomer: Person, tmp_path: Path
) -> None:
    card = at_card(filmed(ANOTHER_CODE, has_camera=False))
    card.choose_photo(photo(ANOTHER_CODE, tmp_path / "another.png"))  # the decoder is there
    card.expect_said("This is another QR code. Look for the one on the identity card.")
    card.page.context.set_offline(True)
    card.choose_photo(photo(text_of_card(newcomer), tmp_path / "card.png"))
    card.expect_said("The form did not get what was read. Check your connection and scan again.")
    card.page.context.set_offline(False)
    card.choose_photo(tmp_path / "card.png")
    Details(card.view).expect_who(newcomer)


def test_a_registration_with_the_card_takes_few_presses_and_few_characters(
    filmed: FilmedVisitor, newcomer: Person, capsys: pytest.CaptureFixture[str]
) -> None:
    visitor = filmed(text_of_card(newcomer))
    hand = Counting(visitor.page)
    visitor.make_hand = lambda _page: hand
    hand.presses += 1  # the browser's question about the camera, which a granted permission answers here
    who = visitor.at_home().register().choose("Citizen").mobile_subscription().start()
    hand.press(who.scan)
    details = Details(visitor.view).expect_who(newcomer)
    hand.write(details.phone_number, national_mobile(newcomer.phone_number).replace(" ", ""))
    hand.tick(details.consent)
    code = details.send()
    before_the_code = hand.characters
    done = code.enter(visitor.new_code()).choose(SHORT_PASSWORD)
    figures = (hand.presses, before_the_code, hand.characters)
    with capsys.disabled():
        told = "\nwith the card: {} presses, {} characters before the code, {} in all"
        print(told.format(*figures))  # noqa: T201 - the figures of docs/measurements.md
    assert figures[0] <= MOST_PRESSES
    assert figures[1] <= MOST_BEFORE_THE_CODE
    assert figures[2] <= MOST_CHARACTERS
    assert done.button("Go to my account").is_visible()


@pytest.mark.parametrize("java_script", [False], ids=["without-javascript"])
def test_the_press_is_not_shown_without_javascript(visitor: Visitor) -> None:
    details = visitor.at_details()
    expect(details.scan).to_be_hidden()
    details.fill_in(visitor.person).send_to(Code)


def test_enter_in_a_field_sends_the_form_and_does_not_scan(visitor: Visitor) -> None:
    who = visitor.at_details().write(visitor.person)
    expect(who.scan).to_be_visible()
    who.full_name.press("Enter")
    Details(who.view).expect_who(visitor.person)


def loads_of(context: BrowserContext, name: str) -> list[str]:
    """The addresses with *name* that pages of *context* load from now on."""
    found: list[str] = []
    context.on("request", lambda request: found.append(request.url) if name in request.url else None)
    return found
