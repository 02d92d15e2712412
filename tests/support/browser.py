"""A browser without JavaScript, or htmx, over the product in process: it checks every page it meets."""

import re
from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from urllib.parse import urlsplit

from bs4 import BeautifulSoup, Tag
from flask import Flask
from werkzeug.test import Client, TestResponse

from tests.support.pages import check_page, check_part
from tests.support.work import solve

ORIGIN = "http://localhost:8000"
#: More redirects than any press should need.
MOST_REDIRECTS = 5
HTMX = {"HX-Request": "true", "HX-Request-Type": "partial"}
COOKIES = ("cuaso", "cuaso-desk", "cuaso-desk-known", "cuaso-look", "text_size")
#: What a form may carry that is no field of its own.
NO_FIELDS = {"action", "language", "looked_again", "work"}
#: Pages found faultless in this process: parsing as the standard says takes longer than the product does.
_CHECKED: set[tuple[str, str, bool]] = set()


@dataclass(frozen=True)
class Page:
    """One page as a person gets it; *alert* is what htmx wrote above the screen that still stands there."""

    status: int
    path: str
    soup: BeautifulSoup = field(repr=False)
    headers: dict[str, str] = field(repr=False, default_factory=dict)
    alert: str = ""

    @property
    def heading(self) -> str:
        """The one h1."""
        heading = self.soup.find("h1")
        return " ".join(heading.get_text(" ").split()) if heading else ""

    @property
    def title(self) -> str:
        """What the browser's tab says."""
        return self.soup.title.get_text(strip=True) if self.soup.title else ""

    @property
    def text(self) -> str:
        """All words of the screen."""
        screen = self.soup.find(id="screen") or self.soup
        return " ".join(screen.get_text(" ").split())

    @property
    def errors(self) -> list[str]:
        """What stands in the error summary."""
        return [item.get_text(" ", strip=True) for item in self.soup.select(".summary li")]

    def value_of(self, name: str) -> str:
        """What stands in a field."""
        found = self.soup.find(attrs={"name": name})
        return str(found.get("value") or "") if isinstance(found, Tag) else ""


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
        self.page = Page(0, "", BeautifulSoup("", "html5lib"))

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
        form = self.page.soup.find("form", id=form_id)
        assert isinstance(form, Tag), f"no form on {self.page.path}"
        names = {str(one.get("name")) for one in form.find_all(["input", "select", "textarea"])}
        later = {name: text for name, text in fields.items() if name not in names | NO_FIELDS}
        if not self.page.path.endswith("/who") or not later:
            return self._send(form, fields)
        page = self._send(form, {name: text for name, text in fields.items() if name not in later})
        return self.send(form_id, **later) if page.path.endswith("/details") else page

    def press(self, words: str) -> Page:
        """Press the button or follow the link that says *words*."""
        for link in self.page.soup.find_all("a"):
            if words in link.get_text(" ", strip=True):
                return self.open(str(link["href"]))
        for button in self.page.soup.find_all("button"):
            if words in button.get_text(" ", strip=True):
                form = self._form_of(button)
                own = {str(button["name"]): str(button.get("value", ""))} if button.get("name") else {}
                return self._send(form, own)
        raise AssertionError(f"nothing on {self.page.path} says {words!r}")

    def send_any(self, *words: str) -> Page:
        """Press the one button that says any of *words*, each in a language."""
        said = self.page.soup.get_text(" ")
        return self.press(next(one for one in words if one in said))

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

    def _form_of(self, button: Tag) -> Tag:
        named = button.get("form")
        form = self.page.soup.find("form", id=named) if named else button.find_parent("form")
        assert isinstance(form, Tag), "the button belongs to no form"
        return form

    def _send(self, form: Tag, fields: dict[str, str]) -> Page:
        values = {**_standing_values(form), **fields}
        if self.works and form.get("data-work") and "work" not in fields:
            values["work"] = solve(str(form["data-work"]))
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
        soup = BeautifulSoup(text, "lxml")
        if response.mimetype == "text/html" and "<html" in text[:200]:
            root = soup.html
            _check(text, str(root["lang"]) if root else "", is_whole=True)
        elif "<title>" in text[:200]:
            _check(text, self.language, is_whole=False)
        return Page(response.status_code, path.split("?")[0], soup, headers)


def _check(text: str, language: str, *, is_whole: bool) -> None:
    """Check a page; one that differs from an earlier one by tokens and numbers alone is not checked again."""
    shape = re.sub(r"\d+", "0", re.sub(r'(name="csrf_token" value=|data-work=)"[^"]*"', r"\1", text))
    if (shape, language, is_whole) not in _CHECKED:
        (check_page if is_whole else check_part)(text, language)
        _CHECKED.add((shape, language, is_whole))


def _standing_values(form: Tag) -> dict[str, str]:
    """What a browser sends of a form as it stands: filled fields, ticked boxes, hidden values."""
    values: dict[str, str] = {}
    for one in form.find_all("input"):
        name, kind = one.get("name"), one.get("type", "text")
        if name and (kind not in {"checkbox", "radio"} or one.has_attr("checked")):
            values[str(name)] = str(one.get("value") or ("on" if kind == "checkbox" else ""))
    return values
