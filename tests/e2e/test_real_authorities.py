"""Certificates in a licensed authority's form, in Chromium: a list alone, as PEM, behind a proxy."""

from collections.abc import Callable, Iterator
from contextlib import ExitStack
from typing import Any

import pytest
from playwright.sync_api import Browser, expect

from tests.e2e.conftest import LOCALES, PATIENCE_MS
from tests.e2e.hands import Finger
from tests.e2e.pages.password import Done
from tests.e2e.pages.screen import View
from tests.e2e.pages.sim_signature import SimConfirm, SimPrepare
from tests.e2e.pages.usb_token import TokenConfirm, TokenPrepare
from tests.e2e.speech import Speech
from tests.e2e.token_computer import TokenComputer
from tests.support.proxy import PemProxy
from tests.support.qa import Qa
from tests.support.running import RunningProduct

SIM_PHONE, TOKEN_PHONE = "+84900000128", "+84912000179"


@pytest.fixture
def proxy() -> Iterator[PemProxy]:
    with PemProxy() as running:
        yield running


@pytest.fixture
def product(start_product: Callable[..., RunningProduct], proxy: PemProxy) -> RunningProduct:
    return start_product(REVOCATION_PROXY=proxy.url)


@pytest.fixture
def open_view(
    browser: Browser, browser_context_args: dict[str, Any], product: RunningProduct, language: str
) -> Iterator[Callable[..., View]]:
    """Open a browser at the product behind the proxy: ``open_view(is_mobile=False)``."""
    expect.set_options(timeout=PATIENCE_MS)
    with ExitStack() as stack:

        def open_one(**settings: object) -> View:
            place = {"base_url": product.url, "locale": LOCALES[language]}
            context = browser.new_context(**{**browser_context_args, **place, **settings})
            stack.callback(context.close)
            return View(context.new_page(), Finger(), Speech(language))

        yield open_one


@pytest.fixture
def qa(product: RunningProduct) -> Iterator[Qa]:
    with Qa(product.sandbox_url) as client:
        yield client


def lists_among(asked: list[str]) -> set[str]:
    """The lists that were asked for, by the name of their issuer."""
    assert not [url for url in asked if "/ocsp/" in url]
    return {url.rpartition("/")[2] for url in asked}


def test_a_sim_registers_with_a_list_in_pem_behind_a_proxy(
    open_view: Callable[..., View], qa: Qa, proxy: PemProxy
) -> None:
    view = open_view()
    view.page.goto("/register/citizen/sim-signature")
    waiting = SimPrepare(view).start().give(SIM_PHONE)
    qa.confirm_on_sim(SIM_PHONE)
    waiting.until(SimConfirm, within_seconds=20).expect_facts("Lý Thị Thử", "000188000128").register()
    assert lists_among(proxy.asked) == {"sim", "sim-root"}


def test_a_token_registers_with_a_list_in_pem_behind_a_proxy(
    open_view: Callable[..., View], qa: Qa, proxy: PemProxy
) -> None:
    computer = TokenComputer(qa)
    computer.plug_in("token_list_alone")
    view = open_view(viewport={"width": 1280, "height": 800})
    view.page.goto("/register/citizen/usb-token")
    token = TokenPrepare(view).start()
    computer.type_pin()
    confirm = token.sign_through("VGCA Sign Service", TokenConfirm).expect_fact("000089000179")
    code = confirm.register(TOKEN_PHONE)
    code.enter_and_arrive(qa.last_code(TOKEN_PHONE), Done)
    assert lists_among(proxy.asked) == {"token", "token-root"}
