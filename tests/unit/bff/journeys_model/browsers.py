"""A browser of the model: every answer that it gets is handed to a watcher before a person sees it."""

import json
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Any

from bs4 import Tag
from flask import Flask
from werkzeug.test import Client, TestResponse

from accounts.staff.records import Staff
from tests.support.browser import ORIGIN, Browser, Page
from tests.unit.bff.journeys_model.knowledge import Knowledge

#: Forms that stand around every screen.
FRAME = {"language-form", "expiry"}


@dataclass(frozen=True)
class Asked:
    """One request of one browser, and its answer."""

    browser: "ModelBrowser"
    method: str
    path: str
    form: Mapping[str, str]
    session: Mapping[str, Any]
    answer: TestResponse = field(repr=False)

    @property
    def place(self) -> str:
        """The address that the browser shows after it."""
        pushed = self.answer.headers.get("HX-Push-Url", "false")
        return (self.path if pushed == "false" else pushed).partition("?")[0]


Watcher = Callable[[Asked], None]


class WatchedClient(Client):
    """A client whose every request is told to the browser's watcher."""

    browser: "ModelBrowser"

    def open(self, *args: Any, **kwargs: Any) -> TestResponse:
        session = self.browser.session
        answer = super().open(*args, **kwargs)
        sent = kwargs.get("data") or {}
        form = json.loads(sent) if isinstance(sent, bytes) else dict(sent)
        path = str(args[0]).removeprefix(ORIGIN)
        self.browser.watcher(Asked(self.browser, kwargs["method"], path, form, session, answer))
        return answer


class ModelBrowser(Browser):
    """One browser with its tabs; all tabs have the same cookies.

    Attributes:
        staff: the member of staff before it, or the name "post" of the post's system; None: a citizen.
        agent: what the browser says of its device.
    """

    staff: Staff | str | None = None
    agent = ""

    def __init__(self, app: Flask, name: str, watcher: Watcher, *, htmx: bool, works: bool) -> None:
        self.name, self.watcher = name, watcher
        self.knows = Knowledge()
        self.last_form: tuple[str, dict[str, str], bool] | None = None
        self.tabs: list[Page] = []
        self.app_secret = ""
        self.kept: list[tuple[str, Knowledge]] = []
        super().__init__(app, language="en", htmx=htmx, works=works)

    def __post_init__(self) -> None:
        super().__post_init__()
        self._client = client = WatchedClient(self.app)
        client.browser = self

    @property
    def session(self) -> dict[str, Any]:
        """What the session's cookie holds."""
        serializer = self.app.session_interface.get_signing_serializer(self.app)  # type: ignore[attr-defined]
        return dict(serializer.loads(self.cookie)) if self.cookie else {}

    @property
    def device(self) -> str:
        """The cookie by which the product knows a browser that has signed in before."""
        found = self._client.get_cookie("device")
        return found.value if found else ""

    @property
    def forms(self) -> list[Tag]:
        """The forms of the screen, without those of the frame around it."""
        found = [one for one in self.page.soup.find_all("form") if one.get("id") not in FRAME]
        return [one for one in found if "/account/sign-out" not in str(one.get("action"))]

    @property
    def presses(self) -> list[Tag]:
        """Every link and button of the page that leads to a page of the product."""
        links = [one for one in self.page.soup.find_all("a") if _leads_on(str(one.get("href", "")))]
        buttons = [one for one in self.page.soup.find_all("button") if one.get("type") != "button"]
        return [*links, *[one for one in buttons if not one.get("form") and one.get("name") != "language"]]

    def go(self, address: str) -> None:
        """Open an address, and keep the page that was open for "back"."""
        self._leave()
        self.open(address)

    def press_one(self, pressed: Tag) -> None:
        """Follow a link, or press a button of a form."""
        if pressed.name == "a":
            return self.go(str(pressed["href"]))
        own = {str(pressed["name"]): str(pressed.get("value", ""))} if pressed.get("name") else {}
        return self.fill(self._form_of(pressed), own)

    def fill(self, form: Tag, fields: dict[str, str]) -> None:
        """Fill a form in and send it."""
        self._leave()
        self.last_form = (str(form.get("action") or "") or self.page.path, dict(fields), self.htmx)
        self._form = form
        self._send(form, fields)

    def call(self, address: str, body: bytes, headers: dict[str, str]) -> TestResponse:
        """Call an address as the system of an office does."""
        return self._client.open(address, method="POST", data=body, headers=headers, base_url=ORIGIN)

    def send_again(self) -> None:
        """Send the form that was sent last once more, as a second press does."""
        if self.last_form is not None:
            self._send(self._form, self.last_form[1])

    def go_back(self) -> None:
        """Show the page before, as it was; nothing is asked of the product."""
        if self.tabs:
            self.page = self.tabs.pop()

    def other_tab(self) -> None:
        """Go to the tab that was left longest ago."""
        if self.tabs:
            self.tabs.append(self.page)
            self.page = self.tabs.pop(0)

    def switch_language(self) -> None:
        """Press the language switch."""
        buttons = self.page.soup.find_all("button", attrs={"name": "language"})
        if buttons:
            self._send(self._form_of(buttons[0]), {"language": str(buttons[0]["value"])})

    def keep_cookie(self) -> None:
        """Note the cookie of this moment, as a thief or a backup does."""
        self.kept.append((self.cookie, self.knows.copy()))

    def put_cookie_back(self) -> None:
        """Go on with the cookie that was noted last."""
        if self.kept:
            self.cookie, self.knows = self.kept.pop()

    def _headers(self) -> dict[str, str]:
        return {"Accept-Language": "en"} | ({"User-Agent": self.agent} if self.agent else {})

    def _read(self, response: TestResponse, path: str) -> Page:
        self.language = self.session.get("language", "en")
        return super()._read(response, path)

    def _leave(self) -> None:
        if self.page.status == 200:
            self.tabs = [*self.tabs, self.page][-4:]


def _leads_on(address: str) -> bool:
    return address.startswith("/") and not address.startswith(("/guides", "/static"))
