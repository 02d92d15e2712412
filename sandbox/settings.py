"""What the sandbox is told when it starts: keys, secrets, the product's address, its ports to the world."""

import time
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime
from pathlib import Path
from typing import Self

import httpx2

#: What the product calls itself at the carrier unless told otherwise.
CLIENT_ID = "cuaso"
#: What the product tells the data bus of itself.
BUS_PARTNER: Mapping[str, str] = {
    "AccessKey": "sandbox",
    "SecretKey": "sandbox",
    "AppName": "cuaso",
    "PartnerCode": "000.00.00.H00",
    "PartnerCodeCus": "000.00.00.H00",
}


def utc_now() -> datetime:
    """Give the present moment, aware, in UTC."""
    return datetime.now(UTC)


def everyone_is_known(_request: Mapping[str, object]) -> bool:
    """Take every client of the SIMs' gateway for the one that it knows."""
    return True


def came_with_certificate(request: Mapping[str, object]) -> bool:
    """Tell whether the request came over TLS with a client certificate that the server checked."""
    return bool(request.get("SSL_CLIENT_CERT"))


@dataclass(frozen=True)
class SandboxSettings:
    """Everything that differs between a sandbox served on a port and one inside a unit test.

    The secrets have published defaults on purpose: the sandbox sends nothing to anyone real.
    """

    #: Who may ask the carrier: client id to public key (PEM, RSA or EC P-256). Nobody by default.
    carrier_clients: Mapping[str, bytes] = field(default_factory=dict)
    #: Who may ask over the data bus: the members of the header ``lgspaccesstoken``.
    bus_partner: Mapping[str, str] = field(default_factory=lambda: dict(BUS_PARTNER))
    sms_api_key: str = "sandbox"
    sms_secret_key: str = "sandbox"
    sms_brand_name: str = "CUASO"
    #: Where the sandbox itself is: its certificates say where their CRL and OCSP are found.
    own_url: str = "http://localhost:8001"
    #: Where the authority keeps its keys: whoever trusts it still does after a restart. None: nowhere.
    authority_folder: Path | None = None
    #: Who may ask SIMs to sign: AP_ID and AP_PWD.
    mssp_application_id: str = "http://cuaso.example"
    mssp_password: str = "sandbox"
    #: Whether a connection to that gateway proves its client, by the WSGI environment of a request. In
    #: process there is no TLS, and everyone is known.
    mssp_client_known: Callable[[Mapping[str, object]], bool] = everyone_is_known
    #: The key with which the post is asked about PostID accounts, and the secret that signs its own calls.
    post_api_key: str = "sandbox"
    post_callback_secret: str = "sandbox"
    #: Where the software token is kept; None: what USB tokens sign with is kept in memory.
    token_folder: Path | None = None
    #: Where the product is: for links, and to list its gallery.
    product_url: str = "http://localhost:8000"
    #: How the product is reached (gallery, receipts); None is the network.
    product_transport: httpx2.BaseTransport | None = None
    #: The clock that the sandbox's own settable clock starts from; aware, UTC.
    clock: Callable[[], datetime] = utc_now
    #: How a slow answer waits, in seconds; a test may note the wait, or raise what a client's timeout raises.
    sleep: Callable[[float], None] = time.sleep
    #: What carries a delivery receipt's URL. None: an HTTP GET in the background. Anything else is called at
    #: once, inside the request that sent the SMS: ``list.append`` lets a test play the receipts later.
    deliver_receipt: Callable[[str], None] | None = None
    #: Pause before each receipt sent in the background, in seconds: "sent" is seen before "delivered".
    receipt_delay_seconds: float = 0.2

    @classmethod
    def from_environment(cls, environment: Mapping[str, str]) -> Self:
        """Read the ``SANDBOX_*`` variables and ``PRODUCT_URL``; none of them is required.

        Raises:
            OSError: the file named by ``SANDBOX_CARRIER_CLIENT_KEY_FILE`` cannot be read.
        """
        key_file = environment.get("SANDBOX_CARRIER_CLIENT_KEY_FILE")
        client_id = environment.get("SANDBOX_CARRIER_CLIENT_ID") or CLIENT_ID
        authority_folder = environment.get("SANDBOX_AUTHORITY_FOLDER")
        token_folder = environment.get("SANDBOX_TOKEN_FOLDER")
        return cls(
            carrier_clients={client_id: Path(key_file).read_bytes()} if key_file else {},
            sms_api_key=environment.get("SANDBOX_SMS_API_KEY") or cls.sms_api_key,
            sms_secret_key=environment.get("SANDBOX_SMS_SECRET_KEY") or cls.sms_secret_key,
            sms_brand_name=environment.get("SANDBOX_SMS_BRAND_NAME") or cls.sms_brand_name,
            mssp_application_id=environment.get("SANDBOX_MSSP_APPLICATION_ID") or cls.mssp_application_id,
            mssp_password=environment.get("SANDBOX_MSSP_PASSWORD") or cls.mssp_password,
            mssp_client_known=came_with_certificate,
            authority_folder=Path(authority_folder) if authority_folder else None,
            token_folder=Path(token_folder) if token_folder else None,
            own_url=f"http://localhost:{environment.get('SANDBOX_PORT') or 8001}",
            product_url=(environment.get("PRODUCT_URL") or cls.product_url).rstrip("/"),
        )
