"""Send a person to VNeID, exchange the code that comes back, and ask who it was: OAuth 2.0 code flow.

RFC 6749 sections 4.1.1 to 4.1.4 and, where the setting says so, RFC 7636. VNeID's own differences come from
public code of a client of 2026 (tests/unit/formats/samples.toml): the code and both answers are in an
envelope, and there is no id_token. So nothing is believed that did not come over our own connection to the
userinfo endpoint. What is assumed beyond that is in docs/decisions/0067.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import datetime, timedelta, timezone
from http import HTTPStatus
from typing import Final
from urllib.parse import urlencode

import httpx2

from identity.people import Person
from verifiers.access_token import BEARER
from verifiers.errors import UnexpectedAnswer, Unreachable
from verifiers.http import Counterpart, now
from verifiers.vneid.claims import Profile, Unreadable, VneidRefusal, read_person
from verifiers.vneid.envelope import NoEnvelope, Opener
from verifiers.vneid.returned import CODE, Returned, Trip

COUNTERPART: Final = "vneid"
SCOPE: Final = "openid"
LEAST_OF_THE_PORTAL: Final = "LoA1"  # what every public client of the national portal asks for
HERE: Final = timezone(timedelta(hours=7))  # a birthday begins at midnight in Viet Nam
#: The person did not go on. The second and third can not come without ``prompt``, and mean the same.
GAVE_UP: Final = frozenset({"access_denied", "login_required", "interaction_required", "consent_required"})
#: VNeID itself has trouble.
SILENT: Final = frozenset({"temporarily_unavailable", "server_error"})


@dataclass(frozen=True)
class Endpoints:
    """VNeID's addresses: the browser opens the first, we ask the other two."""

    authorization: str
    token: str
    userinfo: str


@dataclass(frozen=True)
class OurClient:
    """Who we are at VNeID.

    Attributes:
        redirect_uri: where a person comes back; exactly as agreed.
        private_key_pem: opens the envelopes; empty in the other forms.
    """

    client_id: str
    client_secret: str = field(repr=False)
    redirect_uri: str
    private_key_pem: bytes = field(default=b"", repr=False)


class Vneid:
    """A client of VNeID, in one of its forms."""

    def __init__(
        self,
        *,
        client: httpx2.Client,
        profile: Profile,
        endpoints: Endpoints,
        ours: OurClient,
        timeout_seconds: float,
        uses_pkce: bool = False,
        least_age: int = 14,
        clock: Callable[[], datetime] = now,
    ) -> None:
        """Configure addresses, credentials and form.

        Args:
            least_age: a younger person is refused, in years.

        Raises:
            BadKey: the envelope form has no usable private key.
        """
        self._counterpart = Counterpart(COUNTERPART, client, timeout_seconds)
        self._profile, self._endpoints, self._ours = profile, endpoints, ours
        self._uses_pkce, self._least_age, self._clock = uses_pkce, least_age, clock
        self._opener = Opener(ours.private_key_pem) if profile is Profile.ENVELOPE else None

    def begin(self) -> Trip:
        """Begin a trip; the caller keeps it with the browser's session."""
        return Trip.begin(uses_pkce=self._uses_pkce)

    def address(self, trip: Trip) -> str:
        """Return the address at VNeID that the person opens; it names no person."""
        asked = {
            "response_type": "code",
            "client_id": self._ours.client_id,
            "redirect_uri": self._ours.redirect_uri,
            "scope": SCOPE,
            "state": trip.state,
        }
        if self._profile is Profile.NATIONAL_PORTAL:
            asked["acr_values"] = LEAST_OF_THE_PORTAL
        if trip.code_verifier:
            asked |= {"code_challenge": trip.code_challenge, "code_challenge_method": "S256"}
        joint = "&" if "?" in self._endpoints.authorization else "?"
        return f"{self._endpoints.authorization}{joint}{urlencode(asked)}"

    def who_returned(self, trip: Trip, returned: Returned) -> Person | VneidRefusal:
        """Return who signed in at VNeID, or the refusal.

        Args:
            returned: what came back with the state of *trip*; the caller has compared the states.

        Raises:
            Unreachable: no response in time, or VNeID has trouble; the same code may be tried once more.
            UnexpectedAnswer: a response breaks the agreed form, or rejects our client.
        """
        if returned.error:
            return self._refusal_of(returned.error)
        token = self._token(trip, returned)
        if isinstance(token, VneidRefusal):
            return token
        claims = self._claims(token)
        today = self._clock().astimezone(HERE).date()
        try:
            return read_person(claims, self._profile, today=today, least_age=self._least_age)
        except Unreadable as error:
            raise UnexpectedAnswer(COUNTERPART, f"told no {error}, or not in the agreed form") from error

    def ping(self) -> None:
        """Check that VNeID responds; any response but 429 and 5xx will do.

        Raises:
            Unreachable: it does not respond.
        """
        self._counterpart.ask("HEAD", self._endpoints.userinfo, repeatable=True)

    def _refusal_of(self, error: str) -> VneidRefusal:
        if error in GAVE_UP:
            return VneidRefusal.CANCELLED
        if error in SILENT:
            raise Unreachable(COUNTERPART, f"sent back {error}")
        raise UnexpectedAnswer(COUNTERPART, "sent the person back with an error of ours")

    def _token(self, trip: Trip, returned: Returned) -> str | VneidRefusal:
        """Exchange the code for an access token (RFC 6749 section 4.1.3).

        The request is never repeated: the code counts once.
        """
        form = {
            "grant_type": "authorization_code",
            "code": self._code(returned),
            "redirect_uri": self._ours.redirect_uri,
            "client_id": self._ours.client_id,
            "client_secret": self._ours.client_secret,
        }
        if returned.encrypt_key and self._opener:
            form["encrypt_key"] = returned.encrypt_key
        if trip.code_verifier:
            form["code_verifier"] = trip.code_verifier
        answer = self._counterpart.ask("POST", self._endpoints.token, data=form)
        told = self._read(answer)
        if answer.status_code != HTTPStatus.OK:
            if told.get("error") == "invalid_grant":  # RFC 6749 section 5.2: used, too old, or not ours
                return VneidRefusal.TOO_LATE
            raise UnexpectedAnswer(COUNTERPART, f"answered {answer.status_code} to our client")
        token, kind = told.get("access_token"), told.get("token_type", "Bearer")
        is_bearer = isinstance(kind, str) and kind.lower() == "bearer"
        if not is_bearer or not isinstance(token, str) or not BEARER.fullmatch(token):
            raise UnexpectedAnswer(COUNTERPART, "gave no access token")
        return token

    def _code(self, returned: Returned) -> str:
        if self._opener is None or not returned.encrypt_key:
            return returned.code
        code = self._opened(returned.code, returned.encrypt_key).decode("ascii", "replace")
        if not CODE.fullmatch(code):
            raise UnexpectedAnswer(COUNTERPART, "sent an envelope without a code")
        return code

    def _claims(self, token: str) -> Mapping[str, object]:
        answer = self._counterpart.ask(
            "GET", self._endpoints.userinfo, headers={"Authorization": f"Bearer {token}"}, repeatable=True
        )
        if answer.status_code != HTTPStatus.OK:
            raise self._counterpart.unexpected(answer)
        return self._read(answer)

    def _read(self, answer: httpx2.Response) -> Mapping[str, object]:
        """Return the JSON object of a response, out of its envelope where the form has one.

        An error may come without an envelope; a token or a person may not.
        """
        told = self._counterpart.object_in(answer)
        if self._opener is None or (answer.status_code != HTTPStatus.OK and "data" not in told):
            return told
        data, key = told.get("data"), told.get("key")
        if not isinstance(data, str) or not isinstance(key, str):
            raise UnexpectedAnswer(COUNTERPART, "answered without an envelope")
        inside = httpx2.Response(answer.status_code, content=self._opened(data, key))
        return self._counterpart.object_in(inside)

    def _opened(self, data: str, key: str) -> bytes:
        if self._opener is None:
            raise AssertionError("unreachable: only the envelope form has envelopes")
        try:
            return self._opener.open(data, key)
        except NoEnvelope as error:
            raise UnexpectedAnswer(COUNTERPART, "sent an envelope that our key does not open") from error
