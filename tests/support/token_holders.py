"""A person at a computer with a USB token: their browser, and the sandbox's token."""

import json
import re

from tests.support.browser import Browser, Page
from tests.unit.bff.conftest import World
from tests.unit.verifiers.pki import enveloped
from tests.unit.verifiers.tokens import text, vgca_answer, web_eid_token

PHONE_NUMBER = "+84900000777"
PHONE_AGENT = "Mozilla/5.0 (Linux; Android 15; Pixel 9) AppleWebKit/537.36 Chrome/147.0 Mobile Safari/537.36"
STEPS = "/register/usb-token"


class Agent(Browser):
    """A browser that says what it is."""

    agent = ""

    def _headers(self) -> dict[str, str]:
        return super()._headers() | ({"User-Agent": self.agent} if self.agent else {})


class Phone(Agent):
    agent = PHONE_AGENT


class Holder:
    """A person at a computer with a token."""

    def __init__(self, world: World, key: str = "token_150", subject: str = "citizen") -> None:
        self.world, self.subject = world, subject
        self.token = world.sandbox.authority.credential(key)
        self.browser = Agent(world.app, language="en")

    def reach_token(self) -> Page:
        self.browser.open(f"/register/{self.subject}/usb-token")
        return self.browser.press("Start")

    def challenge(self, at: str = f"{STEPS}/token") -> dict[str, str]:
        answer = self.browser.post_form(f"{at}/challenge")
        assert answer.status_code == 200, answer.status
        found: dict[str, str] = answer.get_json()
        return found

    def answer(self, asked: dict[str, str], helper: str = "vgca") -> str:
        content = asked["content"].encode()
        if helper == "vgca":
            return vgca_answer(self.token, content)
        if helper == "vnpt":
            return json.dumps({"envelope": text(enveloped(self.token, over=content, attached=False))})
        return web_eid_token(self.token, nonce=asked["nonce"], origin="http://localhost:8000")

    def sign(self, helper: str = "vgca", *, at: str = f"{STEPS}/token") -> Page:
        """Have a challenge signed and send what came, as the page does."""
        return self.hand_over(self.answer(self.challenge(at), helper), helper, at=at)

    def hand_over(self, answer: str, helper: str = "vgca", *, at: str = f"{STEPS}/token") -> Page:
        token = self.browser.csrf_token
        return self.browser.post(at, csrf_token=token, helper=helper, answer=answer)

    def register(self, helper: str = "vgca") -> Page:
        self.reach_token()
        self.sign(helper)
        self.browser.send(phone_number=PHONE_NUMBER)
        return self.browser.send(code=self.last_code)

    @property
    def last_code(self) -> str:
        found = [re.search(r"#(\d{6})$", one.text) for one in self.world.sandbox.inbox(PHONE_NUMBER)]
        return [match[1] for match in found if match][-1]
