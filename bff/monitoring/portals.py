"""Warns at the start where the product can not see from which addresses portals ask."""

from collections.abc import Iterable

from accounts.portals.records import Portal
from accounts.storage.database import Unavailable
from bff.services import Services
from bff.serving.log import log
from bff.settings.settings import Environment, Settings


def portals_not_seen(settings: Settings, portals: Iterable[Portal]) -> list[str]:
    """Return the ids of open portals whose ``--addresses`` would be compared with a proxy's address.

    In production a proxy stands before the product, because the product ends no TLS.
    """
    if settings.environment is not Environment.PRODUCTION or settings.trusted_proxies:
        return []
    return [portal.id for portal in portals if portal.addresses and portal.ended_at is None]


def warn_of_portals_not_seen(parts: Services) -> None:
    """Log a warning for each such portal; a database that is away is no reason not to start."""
    try:
        portals = parts.portals.all()
    except Unavailable:
        return
    for portal_id in portals_not_seen(parts.settings, portals):
        log.warning("portal_addresses_unseen", portal=portal_id)
