"""The judges in the browser find faults that a test plants into a good page."""

import re

import pytest
from playwright.sync_api import Page

from tests.support import looks
from tests.support.judges import axe_findings, bring_judges

pytestmark = pytest.mark.judges

PAGE = "/register/citizen"
ADD = "html => document.querySelector('main').insertAdjacentHTML('beforeend', html)"
STYLE = """rules => {
    const sheet = new CSSStyleSheet();
    sheet.replaceSync(rules);
    document.adoptedStyleSheets = [sheet];
}"""
#: By axe-core's rule, what breaks it.
FAULTS = {
    "aria-required-children": '<div role="list"><div role="row">hàng</div></div>',
    "button-name": '<button class="button"></button>',
    "color-contrast": '<p id="pale">nhạt</p>',
    "color-contrast-enhanced": '<p id="grey">xám</p>',
    "empty-heading": "<h2></h2>",
    "heading-order": "<h6>Sáu</h6>",
    "image-alt": '<img src="/no.png">',
    "label": '<input type="text">',
    "list": "<ul><p>không phải mục</p></ul>",
    "nested-interactive": '<button class="button">nút <a href="/">trong nút</a></button>',
    "tabindex": '<p tabindex="3">ba</p>',
}
COLOURS = """
#pale { color: #bbb; background: #fff; } #grey { color: #707070; background: #fff; }"""
#: An element at the end of the page, with a style that the policy lets pass.
ADD_STYLED = """const add = (name, text, style = "") => {
    const made = document.querySelector("main").appendChild(document.createElement(name));
    made.textContent = text;
    made.style.cssText = style;
    return made;
};"""
#: axe-core as its authors run it: every answer, in full.
IN_FULL = """() => {
    const rules = Object.fromEntries(axe.getRules().filter(rule => !rule.tags.includes("deprecated"))
        .map(rule => [rule.ruleId, { enabled: true }]));
    const isUnclear = rule => rule.id.startsWith("color-contrast");
    return axe.run(document, { rules }).then(({ violations, incomplete }) =>
        [...violations, ...incomplete.filter(isUnclear)].flatMap(rule =>
            rule.nodes.map(node => [rule.id, node.html.slice(0, 160)])));
}"""


@pytest.fixture
def good_page(page: Page) -> Page:
    """A page on which nothing is to be found."""
    bring_judges(page)
    page.goto(PAGE)
    return page


def test_axe_core_finds_all_that_it_finds_when_it_is_asked_for_everything(good_page: Page) -> None:
    good_page.evaluate(ADD, "".join(FAULTS.values()))
    good_page.evaluate(STYLE, COLOURS)
    found = [
        re.findall(r"axe-core, light: (\S+) \(\w+\): (.*?)  ", one, re.DOTALL)
        for one in axe_findings(good_page)
    ]
    in_light = sorted(pair for pairs in found for pair in pairs)
    assert in_light == sorted(map(tuple, good_page.evaluate(IN_FULL)))
    assert {rule for rule, _html in in_light} >= set(FAULTS)


def test_axe_core_finds_what_is_pale_in_the_dark_alone_and_what_it_cannot_tell(good_page: Page) -> None:
    good_page.evaluate(ADD, '<p id="pale">nhạt</p><p id="unclear">trên màu chuyển</p>')
    good_page.evaluate(
        STYLE,
        "@media (prefers-color-scheme: dark) { #pale { color: #444; } }"
        "#unclear { background: linear-gradient(#000, #fff); }",
    )
    found = " ".join(axe_findings(good_page))
    assert "dark: color-contrast (" in found
    assert 'light: color-contrast (serious): <p id="pale">' not in found
    assert 'light: color-contrast (serious): <p id="unclear">' in found


@pytest.mark.parametrize(
    ("about", "plant"),
    [
        ("320 px: reaches", "add('p', 'rộng', 'width: 340px')"),
        ("320 px: leaves the screen", "add('p', 'rộng', 'margin-left: 300px; white-space: nowrap')"),
        ('320 px: "', "add('p', 'trên'), add('p', 'dưới', 'margin-top: -2.6em')"),
        ("text at 200 %: sticks out", "add('p', 'cao', 'height: 28px; overflow: hidden')"),
        ("text spacing: ", "add('p', 'rộng dần '.repeat(4), 'white-space: nowrap; width: max-content')"),
        ("enlarged to 200 %:", "add('p', 'rộng', 'width: 190px; overflow: hidden')"),
        ("small phone:", "add('p', 'khuất '.repeat(20), 'overflow: hidden; white-space: nowrap')"),
        ("larger text:", "add('p', 'rộng', 'width: 17rem')"),
        ("target:", "add('button', 'nhỏ', 'min-height: 20px; height: 20px; padding: 0; display: block')"),
        ("forced colours:", "add('div', 'trần', 'border: 0').className = 'note'"),
        ("focus: has no ring", "add('button', 'trơn', 'outline: none')"),
        ("focus: is hidden", "add('div', 'nắp', 'position: fixed; inset: 0; z-index: 9; background: #fff')"),
        ("keyboard:", "add('button', 'trốn').onfocus = ({ target }) => target.blur()"),
    ],
)
def test_the_layout_judge_finds_the_planted_fault(good_page: Page, about: str, plant: str) -> None:
    good_page.evaluate(f"() => {{ {ADD_STYLED} {plant}; }}")
    assert [one for one in looks.faults(good_page) if one.startswith(about)]


def test_no_judge_finds_a_fault_on_the_good_page(good_page: Page) -> None:
    assert axe_findings(good_page) + looks.faults(good_page) == []
