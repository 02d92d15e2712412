"""Asks the product as a portal does, and writes down each question and answer, secrets masked."""

import json
from collections.abc import Mapping
from typing import Any
from urllib.parse import parse_qsl, urlencode, urlsplit

import httpx2

from sandbox.portals.visits import RoundTrip, Step
from sandbox.settings import SandboxSettings

DISCOVERY = "/.well-known/openid-configuration"
TIMEOUT_SECONDS = 10.0
#: Of these a page shows the beginning alone.
SECRET_FIELDS = frozenset(
    {
        *("client_secret", "client_assertion", "code", "code_verifier"),
        *("access_token", "id_token", "id_token_hint", "logout_token"),
    }
)
SHOWN_SIGNS = 6


class NoAnswer(Exception):
    """The product did not respond, or responded with an error; the round trip says which."""


class Conversation:
    """The questions of one round trip to the product."""

    def __init__(self, settings: SandboxSettings, trip: RoundTrip) -> None:
        self._settings = settings
        self._trip = trip

    def discover(self) -> dict[str, Any]:
        """Read what the product offers, and where.

        Raises:
            NoAnswer: see there.
        """
        return self.ask("Discovery", "GET", f"{self._settings.product_url}{DISCOVERY}")

    def ask(
        self,
        name: str,
        method: str,
        address: str,
        *,
        fields: Mapping[str, str] | None = None,
        token: str = "",
        keeps_going: bool = False,
    ) -> dict[str, Any]:
        """Ask, note question and answer, and return the JSON object of the answer.

        Args:
            fields: a form.
            token: an access token, for the header.
            keeps_going: an error is only noted; the answer then is empty.

        Raises:
            NoAnswer: the product did not respond, or with an error, or not with a JSON object.
        """
        headers = {"Authorization": f"Bearer {token}"} if token else {}
        asked = "\n".join(
            [
                f"{method} {address}",
                *([f"Authorization: Bearer {masked(token)}"] if token else []),
                *lines_of(fields or {}),
            ]
        )
        try:
            with httpx2.Client(
                transport=self._settings.product_transport, trust_env=False, timeout=TIMEOUT_SECONDS
            ) as client:
                answer = client.request(method, address, data=fields, headers=headers)
        except httpx2.HTTPError as error:
            self._trip.steps.append(Step(name, asked, type(error).__name__))
            return self._fail("no_answer", type(error).__name__, keeps_going=keeps_going)
        told = _object_in(answer)
        self._trip.steps.append(Step(name, asked, _written(answer, told)))
        if answer.is_success and told is not None:
            return told
        told = told or {}
        error_name = str(told.get("error", f"http_{answer.status_code}"))
        return self._fail(error_name, str(told.get("error_description", "")), keeps_going=keeps_going)

    def _fail(self, error: str, description: str, *, keeps_going: bool) -> dict[str, Any]:
        if keeps_going:
            return {}
        self._trip.error, self._trip.description = error, description
        raise NoAnswer(error)


def masked(secret: str) -> str:
    """Return the beginning of *secret*, and how long it is."""
    return f"{secret[:SHOWN_SIGNS]}… ({len(secret)})" if secret else ""


def lines_of(fields: Mapping[str, Any]) -> list[str]:
    """Write each field on a line, secrets masked."""
    return [f"{name}={masked(str(text)) if name in SECRET_FIELDS else text}" for name, text in fields.items()]


def lines_of_address(address: str) -> str:
    """Write an address with each of its parameters on a line, secrets masked."""
    place, _, query = address.partition("?")
    return "\n".join([place, *lines_of(dict(parse_qsl(query, keep_blank_values=True)))])


def with_query(address: str, parameters: Mapping[str, str]) -> str:
    """Return *address* with those of *parameters* that are not empty."""
    query = urlencode({name: text for name, text in parameters.items() if text})
    return f"{address}{'&' if urlsplit(address).query else '?'}{query}"


def _object_in(answer: httpx2.Response) -> dict[str, Any] | None:
    try:
        told = answer.json()
    except ValueError:
        return None
    return told if isinstance(told, dict) else None


def _written(answer: httpx2.Response, told: dict[str, Any] | None) -> str:
    if told is None:
        return f"{answer.status_code}\n{answer.text[:500]}"
    plain = {
        name: text if isinstance(text, str) else json.dumps(text, ensure_ascii=False)
        for name, text in told.items()
    }
    return "\n".join([str(answer.status_code), *lines_of(plain)])
