"""What the browsers' own questions and other engines are tried on: a product behind TLS, and a screen."""

import os
import tempfile
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import pytest
from playwright.sync_api import BrowserContext, Playwright, expect

from deploy.programs import free_ports
from tests.engines.display import Keyboard, Question, display
from tests.support.qa import Qa
from tests.support.running import RunningProduct
from tests.support.tls_front import self_signed, tls_front

HOST = "cuaso.example"
CHROMIUM = "/usr/bin/chromium"
PATIENCE_MS = 15_000


@dataclass(frozen=True)
class Site:
    """A product that browsers reach over https, with a helper over wss; *port* is the page's."""

    product: RunningProduct
    origin: str
    port: int


@pytest.fixture(scope="session")
def site() -> Iterator[Site]:
    """A product, its sandbox, and TLS in front of the page and of the token's helper."""
    page_port, helper_port = free_ports(2)
    origin = f"https://{HOST}:{page_port}"
    settings = {
        "PUBLIC_ORIGIN": origin,
        "PRODUCT_URL": origin,
        "USB_VGCA_URL": f"wss://127.0.0.1:{helper_port}",
        "USB_VNPT_URLS": f"wss://localhost:{helper_port}",
    }
    with tempfile.TemporaryDirectory(prefix="cuaso-") as name:
        folder = Path(name)
        product = RunningProduct(folder, settings)
        certificate = self_signed(folder, HOST)
        helper = product.place.token_port
        with (
            tls_front(certificate, port=page_port, to_port=product.place.port),
            tls_front(certificate, port=helper_port, to_port=helper),
        ):
            try:
                product.start()
                yield Site(product, origin, page_port)
            finally:
                product.stop()


@pytest.fixture
def qa(site: Site) -> Iterator[Qa]:
    """The sandbox's QA interface."""
    with Qa(site.product.sandbox_url) as client:
        yield client


@pytest.fixture(scope="session")
def screen() -> Iterator[str]:
    """The name of a display without a monitor."""
    with display() as name:
        yield name


@pytest.fixture
def question(screen: str) -> Question:
    return Question(Keyboard(screen))


@pytest.fixture
def chromium(playwright: Playwright, site: Site, screen: str, tmp_path: Path) -> Iterator[BrowserContext]:
    """Chromium with its windows, a fresh profile, and no permission given.

    A page on this machine is not asked; the switch makes the page's address a public one.
    """
    expect.set_options(timeout=PATIENCE_MS)
    context = playwright.chromium.launch_persistent_context(
        tmp_path / "profile",
        headless=False,
        executable_path=CHROMIUM,
        env={**os.environ, "DISPLAY": screen},
        locale="en-GB",
        no_viewport=True,
        args=[
            "--disable-dev-shm-usage",
            "--ignore-certificate-errors",
            f"--host-resolver-rules=MAP {HOST} 127.0.0.1",
            f"--ip-address-space-overrides=127.0.0.1:{site.port}=public",
            "--window-position=0,0",
            "--window-size=1000,800",
            *(["--no-sandbox"] if os.geteuid() == 0 else []),
        ],
    )
    yield context
    context.close()


@pytest.fixture(scope="session")
def product() -> Iterator[RunningProduct]:
    """A product on plain http, as `make run` serves it."""
    with tempfile.TemporaryDirectory(prefix="cuaso-") as name:
        running = RunningProduct(Path(name), {})
        try:
            running.start()
            yield running
        finally:
            running.stop()


@pytest.fixture
def plain_qa(product: RunningProduct) -> Iterator[Qa]:
    """The QA interface of `product`'s sandbox."""
    with Qa(product.sandbox_url) as client:
        yield client
