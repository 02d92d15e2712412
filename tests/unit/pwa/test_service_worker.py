"""The service worker: its caches, the requests it must not handle, its updates and its kill switch."""

import json
import re

import pytest

from bff import guides
from tests.unit.pwa.frame import PWA, assets, client


def worker(*, kill_switch: bool = False) -> str:
    return client(kill_switch=kill_switch).get("/service-worker.js").get_data(as_text=True)


def kept() -> list[str]:
    found = re.search(r"^const KEPT = (\[.*\]);$", worker(), re.MULTILINE)
    assert found
    addresses: list[str] = json.loads(found[1])
    return addresses


def test_it_has_these_listeners_alone() -> None:
    listeners = re.findall(r'addEventListener\("(\w+)"', worker())
    of_news = ["notificationclick", "push", "pushsubscriptionchange"]
    assert sorted(listeners) == sorted(["activate", "fetch", "install", "message", *of_news])


def test_it_answers_no_request_but_a_get_of_our_own_origin() -> None:
    fetch_listener = worker().split('addEventListener("fetch"')[1].split("\n});")[0]
    gate, answers = fetch_listener.split("return;\n", 1)
    assert 'if (request.method !== "GET" || url.origin !== self.location.origin) ' in gate
    assert "respondWith" not in gate
    assert answers.count("respondWith") == 2


def test_it_writes_nothing_to_its_caches_but_the_shell_and_the_language() -> None:
    assert re.findall(r"\.(put|add|addAll)\(", worker()) == ["addAll", "put"]
    assert 'notes.put("/language"' in worker()


def test_it_queues_nothing() -> None:
    assert not re.search(r"\bsync\b|periodicsync|indexedDB|postMessage|backgroundFetch", worker())


def test_it_waits_until_it_is_asked() -> None:
    assert worker().count("skipWaiting") == 1
    assert 'event.data === "take over"' in worker()


def test_it_keeps_hashed_files_and_public_pages_only() -> None:
    pages = [address for address in kept() if not address.startswith("/static/")]
    assert pages == list(guides.OFFLINE_PAGES)
    assert set(kept()) - set(pages) == set(assets().precache())


@pytest.mark.parametrize("address", guides.OFFLINE_PAGES)
def test_every_kept_page_is_there_without_a_cookie(address: str) -> None:
    response = client().get(address)
    assert response.status_code == 200
    assert "Set-Cookie" not in response.headers


def test_every_kept_file_is_there() -> None:
    browser = client()
    assert {browser.get(address).status_code for address in kept()} == {200}


def test_browsers_ask_for_a_new_version_each_time() -> None:
    assert client().get("/service-worker.js").headers["Cache-Control"] == "no-cache"


def test_new_words_in_the_guides_make_a_new_version() -> None:
    first = assets().worker(pages=(), pages_version="one").body
    assert assets().worker(pages=(), pages_version="two").body != first


def test_the_kill_switch_removes_everything_and_answers_nothing() -> None:
    text = worker(kill_switch=True)
    assert "skipWaiting" in text
    assert "caches.delete" in text
    assert "registration.unregister" in text
    assert '"fetch"' not in text


def test_the_kill_switch_says_how_it_is_used() -> None:
    assert "SERVICE_WORKER_KILL_SWITCH=on" in (PWA / "kill-switch.js").read_text(encoding="utf-8")


def test_offline_each_guide_opens_at_its_own_place() -> None:
    (leads,) = re.findall(r"Response\.redirect\(`([^`]+)`", worker())
    assert leads.endswith("#${topic}")
    index = client().get("/guides?language=en").text
    assert all(f'<section id="{topic}">' in index for topic in guides.TOPICS)
