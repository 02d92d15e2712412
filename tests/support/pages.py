"""What every page must be, whichever screen it shows; the web test client checks each one it meets.

Not for what only a browser can see (focus, colour, size): the judges of tests/e2e look at that.
"""

import re
from collections.abc import Callable, Iterator

import html5lib
from bs4 import BeautifulSoup, Tag
from html5lib.constants import E as PARSE_ERRORS

from tests.support.words import Catalogue, catalogue, tidy, words_of_the_other_language

#: What a title starts with on a page that shows errors (ui.md's form rules).
ERROR_PREFIXES = {"vi": "Lỗi: ", "en": "Error: "}
#: Attributes that name other elements by id, separated by spaces.
ID_REFERENCES = (
    "for",
    "aria-describedby",
    "aria-labelledby",
    "aria-controls",
    "aria-errormessage",
    "aria-owns",
    "list",
)

Rule = Callable[[BeautifulSoup, str], Iterator[str]]


class PageFaults(AssertionError):
    """A page breaks the rules; the message lists all of them."""


def check_page(html: str, language: str, *, texts: Catalogue | None = None) -> None:
    """Do nothing when *html* is a page in *language* ("vi" or "en") as every page must be.

    Raises:
        PageFaults: listing everything that is wrong.
    """
    faults = [*_parse_faults(html), *_faults(html, language, texts, [*WHOLE_PAGE, *ANY_PART])]
    _raise_if_any(faults)


def check_part(html: str, language: str, *, texts: Catalogue | None = None) -> None:
    """Do nothing when *html* is a part as htmx gets it: a title and the screen's block.

    Raises:
        PageFaults: listing everything that is wrong.
    """
    faults = [*_parse_faults(html, container="main"), *_faults(html, language, texts, ANY_PART)]
    _raise_if_any(faults)


def _raise_if_any(faults: list[str]) -> None:
    if faults:
        raise PageFaults("this page\n" + "\n".join(f"  - {fault}" for fault in faults))


def _faults(html: str, language: str, texts: Catalogue | None, rules: list[Rule]) -> Iterator[str]:
    page = BeautifulSoup(html, "lxml")  # what html5lib would build otherwise is a fault already
    for rule in rules:
        yield from rule(page, language)
    yield from words_of_the_other_language(page, language, texts if texts is not None else catalogue())


def _parse_faults(html: str, container: str | None = None) -> Iterator[str]:
    """What the HTML standard calls a parse error."""
    parser = html5lib.HTMLParser(namespaceHTMLElements=False)
    if container is None:
        parser.parse(html)
    else:
        parser.parseFragment(html, container=container)
    lines = html.splitlines()
    for (line, _column), code, values in parser.errors:
        there = lines[line - 1].strip()[:100] if 0 < line <= len(lines) else ""
        yield f"is not valid HTML, line {line}: {PARSE_ERRORS[code] % values}  {there}"


def _one_heading(page: BeautifulSoup, _language: str) -> Iterator[str]:
    headings = page.find_all("h1")
    if len(headings) != 1:
        yield f"has {len(headings)} h1 instead of one"
    for heading in headings:
        if not _words(heading):
            yield "has an empty h1"


def _title_starts_with_heading(page: BeautifulSoup, language: str) -> Iterator[str]:
    titles = [one for one in page.find_all("title") if one.find_parent("svg") is None]
    heading = page.find("h1")
    if len(titles) != 1 or not _words(titles[0]):
        yield f"has {len(titles)} titles, or an empty one, instead of one"
    elif isinstance(heading, Tag):
        title = _words(titles[0]).removeprefix(ERROR_PREFIXES[language])
        if not title.startswith(_words(heading)):
            yield f"has the title {title!r}, which does not start with its h1 {_words(heading)!r}"


def _says_its_language(page: BeautifulSoup, language: str) -> Iterator[str]:
    root = page.find("html")
    said = root.get("lang") if isinstance(root, Tag) else None
    if said != language:
        yield f"says lang={said!r} instead of {language!r}"


def _ids_are_unique(page: BeautifulSoup, _language: str) -> Iterator[str]:
    ids = [str(one["id"]) for one in page.find_all(id=True)]
    for name in sorted({name for name in ids if ids.count(name) > 1}):
        yield f"has the id {name!r} {ids.count(name)} times"
    if "" in ids:
        yield "has an empty id"


def _references_lead_somewhere(page: BeautifulSoup, _language: str) -> Iterator[str]:
    ids = {str(one["id"]) for one in page.find_all(id=True)}
    for attribute in ID_REFERENCES:
        for one in page.find_all(attrs={attribute: True}):
            for name in str(one[attribute]).split():
                if name not in ids:
                    yield f"{attribute}={name!r} leads nowhere, in {_opening(one)}"


def _fields_have_labels(page: BeautifulSoup, _language: str) -> Iterator[str]:
    for one in page.find_all(["input", "select", "textarea"]):
        if one.get("type") in {"hidden", "submit", "button", "image", "reset"}:
            continue
        labels = [*page.find_all("label", attrs={"for": one.get("id") or "\0"}), one.find_parent("label")]
        if not any(isinstance(label, Tag) and _words(label) for label in labels) and not _named(page, one):
            yield f"has a field without a label: {_opening(one)}"


def _controls_have_names(page: BeautifulSoup, _language: str) -> Iterator[str]:
    for one in page.find_all(["button", "a", "summary"]):
        if one.name == "a" and not one.has_attr("href"):
            continue
        if not _words(one) and not _named(page, one) and not _has_described_image(one):
            yield f"has a {one.name} without a name: {_opening(one)}"
    for one in page.find_all("input", type=["submit", "button", "image"]):
        if not (one.get("value") or one.get("alt") or _named(page, one)):
            yield f"has a button without a name: {_opening(one)}"


def _images_are_described(page: BeautifulSoup, _language: str) -> Iterator[str]:
    for one in page.find_all("img"):
        if not one.has_attr("alt"):
            yield f"has an image without alt: {_opening(one)}"


def _nothing_inline(page: BeautifulSoup, _language: str) -> Iterator[str]:
    """Our content security policy would block it, silently."""
    for one in page.find_all("script"):
        if not one.get("src") and one.get("type") not in {"application/json", "application/ld+json"}:
            yield f"has an inline script: {_opening(one)}"
    for one in page.find_all("style"):
        yield f"has an inline style element: {_opening(one)}"
    for one in page.find_all(True):
        for attribute in one.attrs:
            if attribute == "style" or attribute.startswith("on"):
                yield f"has the inline attribute {attribute!r}: {_opening(one)}"
            elif attribute in {"href", "src", "action"} and str(one[attribute]).strip().startswith(
                "javascript:"
            ):
                yield f"has a javascript: address: {_opening(one)}"


def _named(page: BeautifulSoup, one: Tag) -> bool:
    # A title names what nothing else names (W3C accname 1.2, step 2I).
    if str(one.get("aria-label") or one.get("title") or "").strip():
        return True
    names = str(one.get("aria-labelledby") or "").split()
    return any(isinstance(label := page.find(id=name), Tag) and _words(label) for name in names)


def _has_described_image(one: Tag) -> bool:
    images = one.find_all("img", alt=True)
    return any(str(image["alt"]).strip() for image in images)


def _words(one: Tag) -> str:
    """The text of an element as it is read; what is hidden from assistive technology names nothing."""
    texts = [
        str(text)
        for text in one.find_all(string=True)
        if not any(parent.get("aria-hidden") == "true" for parent in text.parents)
    ]
    return tidy("".join(texts))


def _opening(one: Tag) -> str:
    """The opening tag, for finding the place."""
    return re.sub(r"\s+", " ", str(one).partition(">")[0])[:160] + ">"


ANY_PART: list[Rule] = [
    _one_heading,
    _title_starts_with_heading,
    _ids_are_unique,
    _fields_have_labels,
    _controls_have_names,
    _images_are_described,
    _nothing_inline,
]
WHOLE_PAGE: list[Rule] = [_says_its_language, _references_lead_somewhere]
