"""Fetch an access token for a province's data bus (LGSP), which identifies the client by its own header.

Published LGSP practice (Ho Chi Minh City): ``POST {base}/token``, header ``lgspaccesstoken`` = base64 of the
JSON object ``{AccessKey, SecretKey, AppName, PartnerCode, PartnerCodeCus}``, form
``grant_type=client_credentials``. The response is that of RFC 6749.
"""

import base64
import json
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import datetime

from verifiers.access_token import KeptToken
from verifiers.http import Counterpart, Payload


@dataclass(frozen=True)
class BusAccess:
    """Our credentials on the bus, as agreed with the province; *customer_code* is ``PartnerCodeCus``."""

    access_key: str = field(repr=False)
    secret_key: str = field(repr=False)
    app_name: str
    partner_code: str
    customer_code: str

    def header(self) -> str:
        """Write the header ``lgspaccesstoken``."""
        credentials = {
            "AccessKey": self.access_key,
            "SecretKey": self.secret_key,
            "AppName": self.app_name,
            "PartnerCode": self.partner_code,
            "PartnerCodeCus": self.customer_code,
        }
        return base64.b64encode(json.dumps(credentials, separators=(",", ":")).encode()).decode()


class BusToken(KeptToken):
    """The access token of one partner of the bus."""

    def __init__(
        self,
        counterpart: Counterpart,
        *,
        token_url: str,
        access: BusAccess,
        clock: Callable[[], datetime],
    ) -> None:
        super().__init__(counterpart, token_url=token_url, clock=clock)
        self._access = access

    def _request(self) -> Payload:
        return {
            "headers": {"lgspaccesstoken": self._access.header()},
            "data": {"grant_type": "client_credentials"},
        }
