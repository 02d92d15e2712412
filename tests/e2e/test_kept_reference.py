"""The reference of an appointment: kept by a press, shown without a network, deleted by a press."""

import pytest
from playwright.sync_api import Browser, BrowserContext, Page, expect

from tests.e2e.visitor import Visitor

WAITING = "/gallery/vietnam_post/appointment/waiting"
ZALO = "Mozilla/5.0 (Linux; Android 13) AppleWebKit/537.36 Chrome/118 Mobile Safari/537.36 Zalo android/2311"
FACEBOOK_ON_IPHONE = "Mozilla/5.0 (iPhone; CPU iPhone OS 17_0 like Mac OS X) [FBAN/FBIOS;FBAV/4]"


def kept(page: Page) -> list[str]:
    """What the browser's cache holds of it."""
    script = """async () => {
        const found = await caches.match("/kept-reference", { cacheName: "reference" });
        return found ? [await found.text()] : [];
    }"""
    found: list[str] = page.evaluate(script)
    return found


def keep(page: Page) -> None:
    page.goto(WAITING)
    page.evaluate("async () => { await navigator.serviceWorker.ready }")
    page.reload()
    page.locator("[data-keep] button").click()
    expect(page.locator("[data-keep] [role=status]")).to_contain_text("Đã giữ")


def test_a_kept_reference_is_shown_without_a_network_and_deleted_by_a_press(
    page: Page, context: BrowserContext
) -> None:
    keep(page)
    reference = page.locator(".ticket strong").inner_text()
    (text,) = kept(page)
    assert reference in text
    assert "Nghiễm" not in text
    context.set_offline(True)
    page.goto("/?from=home-screen")
    expect(page.get_by_role("heading", level=1)).to_have_text("Bạn đang mất kết nối mạng")
    expect(page.locator("[data-kept-here] strong")).to_have_text(reference)
    page.locator("[data-kept-here] button").click()
    expect(page.locator("[data-kept-here]")).to_be_hidden()
    assert kept(page) == []


def test_nothing_is_kept_without_a_press_and_a_second_press_deletes_it(page: Page) -> None:
    page.goto(WAITING)
    expect(page.locator("[data-keep] button")).to_be_visible()
    assert kept(page) == []
    keep(page)
    page.locator("[data-keep] button").click()
    expect(page.locator("[data-keep] [role=status]")).to_be_empty()
    assert kept(page) == []


@pytest.mark.parametrize("state", ["approved", "late", "withdrawn"])
def test_a_reference_that_is_used_up_is_deleted(page: Page, state: str) -> None:
    keep(page)
    page.goto(f"/gallery/vietnam_post/appointment/{state}")
    expect(page.get_by_role("heading", level=1)).to_be_visible()
    page.wait_for_timeout(500)
    assert kept(page) == []


def test_helping_another_person_deletes_it(visitor: Visitor) -> None:
    page = visitor.page
    keep(page)
    page.goto("/register")
    page.locator("details:has(form[action='/helping/begin']) summary").click()
    page.locator("form[action='/helping/begin'] button").click()
    expect(page.locator(".helping")).to_be_visible()
    page.wait_for_timeout(500)
    assert kept(page) == []


@pytest.mark.parametrize(("agent", "way"), [(ZALO, "a"), (FACEBOOK_ON_IPHONE, "span")])
def test_inside_another_app_the_way_to_the_browser_is_shown(
    browser: Browser, base_url: str, agent: str, way: str
) -> None:
    context = browser.new_context(user_agent=agent, base_url=base_url, locale="vi-VN")
    page = context.new_page()
    page.goto("/")
    expect(page.locator(f"[data-in-app] {way}")).to_be_visible()
    if way == "a":
        href = page.locator("[data-in-app] a").get_attribute("href") or ""
        assert href.startswith("intent://")
        assert href.endswith("#Intent;scheme=http;end")
    expect(page.locator("[data-install]").first).to_be_hidden()
    context.close()


def test_a_browser_of_its_own_is_shown_no_such_way(page: Page) -> None:
    page.goto("/")
    expect(page.locator("[data-in-app]")).to_be_hidden()
