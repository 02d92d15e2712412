"""What people do with a USB signing token: register, sign in and prove, or hand another answer over."""

import re
from datetime import UTC, datetime

from hypothesis import strategies as some
from hypothesis.stateful import rule
from werkzeug.test import TestResponse

from tests.unit.bff.journeys_model.browsers import ModelBrowser
from tests.unit.bff.journeys_model.filling import main_form_of
from tests.unit.bff.journeys_model.hands import Hands, browsers
from tests.unit.bff.journeys_model.people import BINH
from tests.unit.bff.journeys_model.rules import step_at
from tests.unit.verifiers.tokens import vgca_answer

#: Whose certificate each credential of the sandbox is for the product; a SIM's is none for a token.
TOKENS = {"token_citizen": BINH.key, "sim_citizen": ""}
BEGINNINGS = (
    "/register/citizen/usb-token",
    "/sign-in",
    "/prove/for/raise",
    "/prove/for/reset",
    "/prove/for/new_phone",
    "/prove/for/dispute",
    "/prove/for/after_stop",
    "/prove/for/delete",
)
cards = some.sampled_from(("token_citizen", "token_citizen", "token_citizen", "sim_citizen"))
#: Which answer goes back: the new one, one that was made for another page, or none at all.
handed = some.sampled_from(("own", "own", "own", "other", "twice", "garbage"))


class TokenHolders(Hands):
    """People at a computer with a token, or with what a token has signed elsewhere."""

    @rule(one=browsers, address=some.sampled_from(BEGINNINGS), card=cards, screens=some.integers(0, 3))
    def use_a_token(self, one: int, address: str, card: str, screens: int) -> None:
        """Begin something by a token, sign, and go on as its holder."""
        browser = self.browsers[one]
        browser.go(address)
        form = next((one for one in browser.forms if _is_for_a_token(browser, str(one.get("action")))), None)
        if form is not None:
            browser.fill(form, {})
        self.sign(one, card, "own")
        self.walk_as_themselves(one, BINH.key, screens)

    @rule(one=browsers, card=cards, which=handed)
    def sign(self, one: int, card: str, which: str) -> None:
        """Sign what the page of a token asks for, if the browser shows one, and hand an answer over."""
        browser = self.browsers[one]
        at = browser.page.path
        if step_at(self.model, at)[1] != "token" or not browser.csrf_token:
            return
        asked = self._challenge(browser, at)
        if asked.status_code != 200:
            return
        answer = self._answer(card, asked.get_json()["content"])
        others = [one for one in self.model.answers if one != answer]
        sent = {"other": others[-1] if others else "", "garbage": "garbage"}.get(which, answer)
        for _ in range(2 if which == "twice" else 1):
            browser.post(at, csrf_token=browser.csrf_token, helper="vgca", answer=sent)

    @rule(one=some.sampled_from((0, 1)))
    def go_on_at_a_computer(self, one: int) -> None:
        """Type the code that the phone shows, and join its registration."""
        shown = re.search(r"\b[2-9A-Z]{4} [2-9A-Z]{4}\b", self.browsers[2].page.text)
        if self.browsers[2].page.path != "/register/usb-token/handover" or shown is None:
            return
        browser = self.browsers[one]
        browser.go("/continue")
        form = main_form_of(browser)
        if form is not None:
            browser.fill(form, {"code": shown[0]})
            joins = [one for one in browser.forms if str(one.get("action")) == "/continue/join"]
            if joins:
                browser.fill(joins[0], {})

    def _challenge(self, browser: ModelBrowser, at: str) -> TestResponse:
        """Ask for a challenge at the real time, by which certificates and signatures are judged."""
        clock = self.world.clock
        later, clock.now = clock.now, datetime.now(UTC)
        answer = browser.post_form(f"{at}/challenge")
        clock.now = later
        return answer

    def _answer(self, card: str, content: str) -> str:
        """Let a token sign, and note for which flow that was."""
        answer = vgca_answer(self.world.sandbox.authority.credential(card), content.encode())
        flow_id = next((one for one, text in self.model.challenges.items() if text == content), "")
        self.model.answers[answer] = (TOKENS[card], flow_id, content)
        return answer


def _is_for_a_token(browser: ModelBrowser, action: str) -> bool:
    return action in {"/sign-in/token", "/prove/usb-token"} or action == f"{browser.page.path}"
