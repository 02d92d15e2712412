"""A browser without JavaScript, or htmx, over the product in process: it checks every page it meets."""

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace
from functools import cached_property
from urllib.parse import urlsplit

from bs4 import BeautifulSoup, Tag
from flask import Flask
from werkzeug.test import Client, TestResponse

from tests.support.pages import check_page, check_part
from tests.support.reading import Part, part_with_id, parts, read, words
from tests.support.work import solve

ORIGIN = "http://localhost:8000"
#: More redirects than any press should need.
MOST_REDIRECTS = 5
HTMX = {"HX-Request": "true", "HX-Request-Type": "partial"}
COOKIES = ("easy", "cuaso", "cuaso-desk", "cuaso-desk-known", "cuaso-look", "text_size")
#: What a form may carry that is no field of its own.
NO_FIELDS = {"action", "language", "looked_again", "work"}
#: Pages found faultless in this process: parsing as the standard says takes longer than the product does.
_CHECKED: set[tuple[str, str, bool]] = set()


@dataclass(frozen=True)
class Page:
    """One page as a person gets it; *alert* is what htmx wrote above the screen that still stands there.

    Most pages are only passed on the way to another: `soup` is made when a test looks at it.
    """

    status: int
    path: str
    html: str = field(repr=False)
    headers: dict[str, str] = field(repr=False, default_factory=dict)
    alert: str = ""

    @cached_property
    def soup(self) -> BeautifulSoup:
        """The page for a test that looks at its parts."""
        return BeautifulSoup(self.html, "lxml")

    @cached_property
    def root(self) -> Part:
        """The page for what a person does with it."""
        return read(self.html)

    @property
    def heading(self) -> str:
        """The one h1."""
        heading = next(parts(self.root, "h1"), None)
        return "" if heading is None else words(heading)

    @property
    def title(self) -> str:
        """What the browser's tab says."""
        title = next(parts(self.root, "title"), None)
        return "" if title is None else words(title)

    @property
    def text(self) -> str:
        """All words of the screen."""
        screen = part_with_id(self.root, "screen")
        return words(self.root if screen is None else screen)

    @property
    def errors(self) -> list[str]:
        """What stands in the error summary."""
        return [item.get_text(" ", strip=True) for item in self.soup.select(".summary li")]

    def value_of(self, name: str) -> str:
        """What stands in a field."""
        found = (one.get("value") or "" for one in parts(self.root) if one.get("name") == name)
        return next(found, "")


@dataclass
class Browser:
    """One person's browser. ``htmx`` sends forms as htmx does and keeps the frame of the page it is on.

    With ``works`` it does the proof of work that a form asks for, as pwa/work.js does; without, it has no
    JavaScript.
    """

    app: Flask
    language: str = "en"
    htmx: bool = False
    works: bool = True
    #: The address of another site to which the product sent the browser last.
    left_for: str = ""

    def __post_init__(self) -> None:
        self._client = Client(self.app)
        self.page = Page(0, "", "")

    def open(self, path: str) -> Page:
        """Type an address."""
        return self._arrive(self._client.get(path, base_url=ORIGIN, headers=self._headers()), path)

    def open_and_go_on(self, path: str) -> Page:
        """Type an address; where the screen only asks for a press to go on, press."""
        page = self.open(path)
        return self.press("Continue") if page.heading == "You can go on" else page

    def send(self, form_id: str = "main-form", **fields: str) -> Page:
        """Fill the screen's form in and press its button.

        The details of a person stand on two pages: *fields* of the second one are sent there, if the first
        one has no slip.
        """
        form = next((one for one in parts(self.page.root, "form") if one.get("id") == form_id), None)
        assert form is not None, f"no form on {self.page.path}"
        if any(one.get("name") == "asked" for one in parts(form, "input")):
            return self._send_one_by_one(form, fields)
        names = {str(one.get("name")) for one in parts(form, "input", "select", "textarea")}
        later = {name: text for name, text in fields.items() if name not in names | NO_FIELDS}
        if not self.page.path.endswith("/who") or not later:
            return self._send(form, fields)
        page = self._send(form, {name: text for name, text in fields.items() if name not in later})
        return self.send(form_id, **later) if page.path.endswith("/details") else page

    def _send_one_by_one(self, form: Part, fields: Mapping[str, str]) -> Page:
        """Answer the questions of an easy screen, one page after another, as far as there is no slip."""
        now = {name: fields[name] for name in _asked_by(form) if name in fields}
        later = {name: text for name, text in fields.items() if name not in now}
        before = self.page.value_of("asked")
        page = self._send(form, now)
        goes_on = later and not page.errors and page.value_of("asked") not in {"", before}
        return self.send(**later) if goes_on else page

    def press(self, said: str) -> Page:
        """Press the button or follow the link that says *said*."""
        for link in parts(self.page.root, "a"):
            if said in words(link):
                return self.open(link.attrib["href"])
        for button in parts(self.page.root, "button"):
            if said in words(button):
                return self._send(self._form_with(button), _said_by(button))
        raise AssertionError(f"nothing on {self.page.path} says {said!r}")

    def send_any(self, *said: str) -> Page:
        """Press the one button that says any of *said*, each in a language."""
        page = words(self.page.root)
        return self.press(next(one for one in said if one in page))

    def post(self, path: str, **fields: str) -> Page:
        """Send a form to an address by hand, as an attacker or an old tab would."""
        response = self._client.post(path, base_url=ORIGIN, data=fields, headers=self._headers())
        return self._arrive(response, path)

    def ask(
        self,
        path: str,
        *,
        method: str = "GET",
        htmx: bool = False,
        data: Mapping[str, str] | bytes | None = None,
        **headers: str,
    ) -> TestResponse:
        """Send one request and give the bare answer: no redirect is followed, the page stays."""
        named = {name.replace("_", "-"): text for name, text in headers.items()}
        return self._client.open(
            path,
            method=method,
            base_url=ORIGIN,
            data=data,
            headers=self._headers() | (HTMX if htmx else {}) | named,
        )

    def post_form(self, path: str, *, htmx: bool = False, **fields: str) -> TestResponse:
        """Send a form with this browser's token and give the bare answer."""
        return self.ask(path, method="POST", htmx=htmx, data={"csrf_token": self.csrf_token, **fields})

    def second_tab(self) -> "Browser":
        """Open the same page in another tab, with the cookies of this moment."""
        other = Browser(self.app, self.language, self.htmx, self.works)
        for name in COOKIES:
            if cookie := self._client.get_cookie(name):
                other._client.set_cookie(name, cookie.value)
        other.page = self.page
        return other

    @property
    def cookie(self) -> str:
        """The session's cookie as it stands."""
        found = self._client.get_cookie("cuaso")
        return found.value if found else ""

    @cookie.setter
    def cookie(self, value: str) -> None:
        self._client.set_cookie("cuaso", value)

    @property
    def known_as(self) -> str:
        """The cookie of a browser that accounts know; empty without one."""
        found = self._client.get_cookie("device")
        return found.value if found else ""

    @known_as.setter
    def known_as(self, value: str) -> None:
        self._client.set_cookie("device", value)

    @property
    def desk_cookie(self) -> str:
        """The cookie of the desk's session."""
        found = self._client.get_cookie("cuaso-desk")
        return found.value if found else ""

    @desk_cookie.setter
    def desk_cookie(self, value: str) -> None:
        self._client.set_cookie("cuaso-desk", value)

    @property
    def csrf_token(self) -> str:
        """The token that stands in the page's forms."""
        return self.page.value_of("csrf_token")

    def _form_with(self, button: Part) -> Part:
        named = button.get("form")
        forms = [part_with_id(self.page.root, named)] if named else button.iterancestors("form")
        form = next(iter(forms), None)
        assert form is not None, "the button belongs to no form"
        return form

    def _form_of(self, button: Tag) -> Tag:
        named = button.get("form")
        form = self.page.soup.find("form", id=named) if named else button.find_parent("form")
        assert isinstance(form, Tag), "the button belongs to no form"
        return form

    def _send(self, form: Tag | Part, fields: dict[str, str]) -> Page:
        values = {**_standing_values(form), **fields}
        if self.works and form.get("data-work") and "work" not in fields:
            values["work"] = solve(str(form.get("data-work")))
        path = str(form.get("action") or "") or self.page.path
        by_htmx = self.htmx and form.get("data-hx-post") is not None and "language" not in fields
        headers = self._headers() | (HTMX if by_htmx else {})
        response = self._client.post(path, base_url=ORIGIN, data=values, headers=headers)
        return self._arrive(response, path)

    def _headers(self) -> dict[str, str]:
        return {"Accept-Language": self.language}

    def _arrive(self, response: TestResponse, path: str) -> Page:
        for _ in range(MOST_REDIRECTS):
            place = response.headers.get("HX-Redirect") or (
                response.location if response.status_code in {302, 303} else None
            )
            if place is None:
                break
            parts = urlsplit(place)
            if parts.netloc not in {"", urlsplit(ORIGIN).netloc}:
                self.left_for = place
                break
            path = parts.path + (f"?{parts.query}" if parts.query else "")
            response = self._client.get(path, base_url=ORIGIN, headers=self._headers())
        self.page = self._read(response, path)
        return self.page

    def _read(self, response: TestResponse, path: str) -> Page:
        text = response.get_data(as_text=True)
        pushed = response.headers.get("HX-Replace-Url") or response.headers.get("HX-Push-Url", "false")
        path = path if pushed == "false" else pushed
        headers = dict(response.headers)
        if response.headers.get("HX-Retarget") == "#alert":
            return replace(self.page, status=response.status_code, headers=headers, alert=text)
        page = Page(response.status_code, path.split("?")[0], text, headers)
        if response.mimetype == "text/html" and "<html" in text[:200]:
            _check(text, page.root.attrib["lang"], is_whole=True)
        elif "<title>" in text[:200]:
            _check(text, self.language, is_whole=False)
        return page


def _check(text: str, language: str, *, is_whole: bool) -> None:
    """Check a page; one that differs from an earlier one by tokens and numbers alone is not checked again."""
    shape = re.sub(r"\d+", "0", re.sub(r'(name="csrf_token" value=|data-work=)"[^"]*"', r"\1", text))
    if (shape, language, is_whole) not in _CHECKED:
        (check_page if is_whole else check_part)(text, language)
        _CHECKED.add((shape, language, is_whole))


def _said_by(button: Part) -> dict[str, str]:
    """The field that a button sends with its form."""
    name = button.get("name")
    return {name: button.get("value", "")} if name else {}


def _asked_by(form: Part) -> list[str]:
    """The names of the fields that a person sees."""
    fields = parts(form, "input", "select", "textarea")
    return [str(one.get("name")) for one in fields if one.get("type") != "hidden"]


def _standing_values(form: Tag | Part) -> dict[str, str]:
    """What a browser sends of a form as it stands: filled fields, ticked boxes, hidden values."""
    values: dict[str, str] = {}
    inputs: Iterable[Tag | Part] = form.find_all("input") if isinstance(form, Tag) else parts(form, "input")
    for one in inputs:
        name, kind = one.get("name"), one.get("type", "text")
        if name and (kind not in {"checkbox", "radio"} or one.get("checked") is not None):
            values[str(name)] = str(one.get("value") or ("on" if kind == "checkbox" else ""))
    return values
