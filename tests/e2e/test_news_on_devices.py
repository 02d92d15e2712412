"""News on a device in Chromium: asked for by a press, shown by the worker, opened where it leads."""

import json
from collections.abc import Iterator
from typing import Any

import httpx2
import pytest
from playwright.sync_api import BrowserContext, CDPSession, Page, expect

from tests.e2e.visitor import Visitor

NEWS = {
    "web_push": 8030,
    "notification": {"title": "Tài khoản", "body": "Có thay đổi", "lang": "vi", "tag": "account"},
}


@pytest.fixture
def told(page: Page, context: BrowserContext, base_url: str) -> Iterator[tuple[CDPSession, str]]:
    """The developer tools of Chromium, and the id of the worker; notifications are allowed."""
    context.grant_permissions(["notifications"], origin=base_url)
    tools = context.new_cdp_session(page)
    registrations: list[dict[str, Any]] = []
    tools.on(
        "ServiceWorker.workerRegistrationUpdated", lambda said: registrations.extend(said["registrations"])
    )
    tools.send("ServiceWorker.enable")
    page.goto("/")
    page.evaluate("async () => { await navigator.serviceWorker.ready }")
    page.wait_for_timeout(300)
    yield tools, registrations[-1]["registrationId"]
    tools.detach()


def deliver(tools: CDPSession, registration: str, origin: str, data: str) -> None:
    tools.send(
        "ServiceWorker.deliverPushMessage",
        {"origin": origin, "registrationId": registration, "data": data},
    )


def shown(page: Page) -> list[dict[str, Any]]:
    """What the phone shows; asked for until something is there."""
    script = """async () => {
        const registration = await navigator.serviceWorker.ready;
        for (let look = 0; look < 50; look += 1) {
            const found = await registration.getNotifications();
            if (found.length) return found.map(({ title, body, data, tag }) => ({ title, body, data, tag }));
            await new Promise((later) => setTimeout(later, 100));
        }
        return [];
    }"""
    found: list[dict[str, Any]] = page.evaluate(script)
    return found


def test_the_worker_shows_what_came(page: Page, told: tuple[CDPSession, str], base_url: str) -> None:
    notification = {**NEWS["notification"], "navigate": f"{base_url}/account"}  # type: ignore[dict-item]
    deliver(*told, base_url, json.dumps({**NEWS, "notification": notification}))
    (found,) = shown(page)
    assert found["title"] == "Tài khoản"
    assert found["body"] == "Có thay đổi"
    assert found["data"] == f"{base_url}/account"
    assert found["tag"] == "account"


@pytest.mark.parametrize(
    "data", ["", "no json", '{"notification": {"title": "x", "navigate": "https://evil.example/"}}']
)
def test_what_cannot_be_read_leads_to_our_own_start(
    page: Page, told: tuple[CDPSession, str], base_url: str, data: str
) -> None:
    deliver(*told, base_url, data)
    (found,) = shown(page)
    assert found["data"] == f"{base_url}/"
    assert "tin mới" in found["title"] or "news" in found["title"]


def test_a_press_turns_the_news_on_for_this_device(visitor: Visitor, sandbox_url: str) -> None:
    with httpx2.Client(base_url=sandbox_url, trust_env=False) as service:
        subscription = service.post("/push/devices").json()
        device = subscription["endpoint"].rsplit("/", 1)[1]
        # Without a network there is no push service of the browser: the sandbox's answers in its place.
        visitor.page.add_init_script(
            f"""const said = {json.dumps(subscription)};
            if (window.PushManager) {{
                PushManager.prototype.getSubscription = async () => null;
                PushManager.prototype.subscribe = async () => ({{ toJSON: () => said }});
                Notification.requestPermission = async () => "granted";
            }}"""
        )
        visitor.registered()
        visitor.signed_in()
        visitor.page.goto("/account/news")
        visitor.page.locator("[data-push] button").click()
        expect(visitor.page.locator(".note.good")).to_be_visible()
        assert service.get(f"/push/devices/{device}").json()["messages"] == []
