"""Fetch the list of the product's screens, which the gallery page shows."""

from dataclasses import dataclass
from typing import Self

import httpx2

from sandbox.settings import SandboxSettings

INDEX_PATH = "/gallery/index.json"
TIMEOUT_SECONDS = 5.0


class NoGallery(Exception):
    """The product does not respond, or its gallery is off."""


@dataclass(frozen=True)
class GalleryScreen:
    """One screen in one state, and its path at the product."""

    screen: str
    state: str
    address: str

    @classmethod
    def read(cls, entry: object) -> Self:
        """Read one entry of the product's list.

        Raises:
            NoGallery: the entry has another form.
        """
        match entry:
            case {"screen": str(screen), "state": str(state), "address": str(address)} if address[:1] == "/":
                return cls(screen, state, address)
            case _:
                raise NoGallery


def gallery_of(settings: SandboxSettings) -> list[GalleryScreen]:
    """Ask the product for its screens.

    Raises:
        NoGallery: the product does not run, or its response has another form.
    """
    try:
        with httpx2.Client(
            transport=settings.product_transport, trust_env=False, timeout=TIMEOUT_SECONDS
        ) as client:
            answer = client.get(settings.product_url + INDEX_PATH).raise_for_status().json()
    except (httpx2.HTTPError, ValueError) as error:
        raise NoGallery from error
    if not isinstance(answer, dict) or not isinstance(answer.get("screens"), list):
        raise NoGallery
    return [GalleryScreen.read(entry) for entry in answer["screens"]]
