"""A running product, people with accounts of both levels, and portals of every kind."""

from collections.abc import Callable, Iterator
from typing import Any

import pytest

from accounts.account.records import Account
from accounts.portals.records import ClientAuth
from tests.support.browser import Browser
from tests.support.openid.listener import Listener, listening
from tests.support.openid.site import LAN, Site, running_site
from tests.support.openid.wire import Wire


@pytest.fixture(scope="session")
def site() -> Iterator[Site]:
    """The running product."""
    with running_site() as found:
        yield found


@pytest.fixture(scope="session")
def lan(site: Site) -> Account:
    """A person's account of level 2."""
    return site.open_account(LAN)


@pytest.fixture(scope="session")
def signer(site: Site) -> Account:
    """A person's account of level 3."""
    return site.open_account(level=3)


@pytest.fixture
def person(site: Site) -> Account:
    """The account of a person who has no other test."""
    return site.open_account()


@pytest.fixture
def tab(site: Site, lan: Account) -> Browser:
    """A browser in which Lan has just signed in."""
    return site.signed_in(lan)


@pytest.fixture(scope="session")
def make_portal(site: Site) -> Callable[..., Wire]:
    """Add a portal by raw HTTP: ``make_portal(is_legacy=True)``."""
    return lambda **facts: Wire(site, facts)


@pytest.fixture(scope="session")
def portal(make_portal: Callable[..., Wire]) -> Wire:
    """A portal with a secret in the header."""
    return make_portal()


@pytest.fixture(scope="session")
def keyed(make_portal: Callable[..., Wire]) -> Wire:
    """A portal that signs assertions."""
    return make_portal(client_auth=ClientAuth.PRIVATE_KEY_JWT)


@pytest.fixture(scope="session")
def legacy(make_portal: Callable[..., Wire]) -> Wire:
    """A portal of the old national shape."""
    facts: dict[str, Any] = {"is_legacy": True}
    return make_portal(**facts)


@pytest.fixture
def listener() -> Iterator[Listener]:
    """A portal's address for messages of a logout."""
    with listening() as found:
        yield found
