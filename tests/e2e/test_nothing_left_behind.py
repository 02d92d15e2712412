"""After a registration and a sign-out the phone holds no personal data in any of its storages."""

import json

import pytest
from playwright.sync_api import Page

from sandbox.people.table import SandboxPerson
from tests.e2e.pages.start import Home
from tests.e2e.visitor import PASSWORD, Visitor
from tests.support.personal_data import leaks, squeeze, tell_tales

#: Everything a page can keep, as one text. Databases of IndexedDB are named only: there must be none.
EVERYTHING_KEPT = """async () => {
    const kept = {
        local: { ...localStorage },
        session: { ...sessionStorage },
        databases: (await indexedDB.databases()).map(({ name }) => name),
        state: history.state,
        cookies: document.cookie,
        name: window.name,
        caches: [],
    };
    for (const name of await caches.keys()) {
        const cache = await caches.open(name);
        for (const request of await cache.keys()) {
            const answer = await cache.match(request);
            const type = answer.headers.get("Content-Type") ?? "";
            const text = type.startsWith("image/png") ? "" : await answer.text();
            kept.caches.push({ name, url: request.url, type, text });
        }
    }
    return JSON.stringify(kept);
}"""


def test_nothing_personal_is_left_on_the_phone(visitor: Visitor) -> None:
    visitor.at_home()
    visitor.page.evaluate("async () => { await navigator.serviceWorker.ready }")
    visitor.registered()
    visitor.signed_in().expect_name(visitor.person.full_name).sign_out(Home)
    _expect_nothing_of(visitor.person, visitor.codes, _kept_by(visitor.page))


def test_nothing_personal_is_left_on_the_way(visitor: Visitor) -> None:
    details = visitor.at_details().fill_in(visitor.person)
    _expect_nothing_of(visitor.person, [], _kept_by(visitor.page))
    code = details.send()
    _expect_nothing_of(visitor.person, visitor.codes, _kept_by(visitor.page))
    code.enter(visitor.new_code()).write(PASSWORD)
    _expect_nothing_of(visitor.person, visitor.codes, _kept_by(visitor.page))


def test_no_page_of_a_journey_is_kept(visitor: Visitor) -> None:
    visitor.at_home()
    visitor.page.evaluate("async () => { await navigator.serviceWorker.ready }")
    visitor.registered()
    kept = json.loads(_kept_by(visitor.page))
    pages = {one["url"].partition("?")[0] for one in kept["caches"] if one["type"].startswith("text/html")}
    origin = visitor.page.evaluate("location.origin")
    assert pages <= {f"{origin}/guides", f"{origin}/offline"}
    assert kept["databases"] == []


def test_nothing_personal_is_in_an_address(visitor: Visitor) -> None:
    seen: list[str] = []
    visitor.page.on("request", lambda request: seen.append(request.url))
    visitor.registered()
    visitor.signed_in().sign_out(Home)
    _expect_nothing_of(visitor.person, visitor.codes, "\n".join(seen))


def test_back_after_signing_out_shows_no_account(visitor: Visitor) -> None:
    visitor.registered()
    visitor.signed_in().sign_out(Home)
    visitor.page.go_back()
    visitor.page.wait_for_load_state()
    assert visitor.person.full_name not in visitor.page.content()


@pytest.mark.parametrize("java_script", [False], ids=["without-javascript"])
def test_the_cookies_say_nothing_of_a_person(visitor: Visitor) -> None:
    visitor.registered()
    cookies = visitor.page.context.cookies()
    assert all(cookie["httpOnly"] for cookie in cookies)
    _expect_nothing_of(visitor.person, visitor.codes, json.dumps(cookies))


def _kept_by(page: Page) -> str:
    return str(page.evaluate(EVERYTHING_KEPT))


def _expect_nothing_of(person: SandboxPerson, codes: list[str], kept: str) -> None:
    assert leaks(kept, tell_tales([person])) == []
    told = squeeze(kept)
    assert [secret for secret in (*codes, squeeze(PASSWORD)) if secret in told] == []
