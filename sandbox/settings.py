"""The settings of the sandbox: keys, secrets, the product's address, and how it reaches the network."""

import time
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime
from pathlib import Path
from typing import Self

import httpx2

#: The product's default client id at the carrier.
CLIENT_ID = "cuaso"
#: The product's credentials on the data bus.
BUS_PARTNER: Mapping[str, str] = {
    "AccessKey": "sandbox",
    "SecretKey": "sandbox",
    "AppName": "cuaso",
    "PartnerCode": "000.00.00.H00",
    "PartnerCodeCus": "000.00.00.H00",
}


def utc_now() -> datetime:
    """Return the present time, aware, in UTC."""
    return datetime.now(UTC)


def everyone_is_known(_request: Mapping[str, object]) -> bool:
    """Accept every client of the SIM gateway."""
    return True


def came_with_certificate(request: Mapping[str, object]) -> bool:
    """Tell whether the request came over TLS with a client certificate, which the TLS server verified."""
    return bool(request.get("SSL_CLIENT_CERT"))


@dataclass(frozen=True)
class SandboxSettings:
    """Everything that differs between a sandbox served on a port and one inside a unit test.

    The default secrets are public on purpose: the sandbox contacts no real person or service.
    """

    #: The clients of the carrier: client id to public key (PEM, RSA or EC P-256). None by default.
    carrier_clients: Mapping[str, bytes] = field(default_factory=dict)
    #: The one client of the data bus: the members of its header ``lgspaccesstoken``.
    bus_partner: Mapping[str, str] = field(default_factory=lambda: dict(BUS_PARTNER))
    sms_api_key: str = "sandbox"
    sms_secret_key: str = "sandbox"
    sms_brand_name: str = "CUASO"
    #: The sandbox's own address; its certificates name CRL and OCSP addresses under it.
    own_url: str = "http://localhost:8001"
    #: The folder for the authority's keys, so that its certificates stay trusted after a restart. None: the
    #: keys stay in memory.
    authority_folder: Path | None = None
    #: The credentials of the SIM gateway's client: AP_ID and AP_PWD.
    mssp_application_id: str = "http://cuaso.example"
    mssp_password: str = "sandbox"
    #: Decides from the WSGI environment of a request whether the SIM gateway accepts its client. Inside a
    #: test there is no TLS, so the default accepts every client.
    mssp_client_known: Callable[[Mapping[str, object]], bool] = everyone_is_known
    #: The API key for requests about PostID accounts, and the secret that signs the post's own calls.
    post_api_key: str = "sandbox"
    post_callback_secret: str = "sandbox"
    #: The public key (PEM, RSA) for which VNeID wraps its envelopes.
    vneid_public_key: bytes = b""
    #: The folder of the software token (SoftHSM2); None: the keys of USB tokens stay in memory.
    token_folder: Path | None = None
    #: The folder for the standard trial portal's key, and where `make run` puts the other one's secret; None:
    #: the key stays in memory, and there is no secret.
    portals_folder: Path | None = None
    #: The product's address, for links and for the list of its gallery.
    product_url: str = "http://localhost:8000"
    #: The transport for requests to the product (gallery, receipts); None: the network.
    product_transport: httpx2.BaseTransport | None = None
    #: The clock that the sandbox's own settable clock starts from; aware, UTC.
    clock: Callable[[], datetime] = utc_now
    #: Waits before a slow response, in seconds. A test may record the wait, or raise a timeout error.
    sleep: Callable[[float], None] = time.sleep
    #: Called with the URL of each delivery receipt, inside the request that sent the SMS. A test that passes
    #: ``list.append`` can send the receipts later. None: a background thread sends an HTTP GET.
    deliver_receipt: Callable[[str], None] | None = None
    #: Pause before each receipt from the background thread, in seconds; it makes "sent" visible for a moment.
    receipt_delay_seconds: float = 0.2

    @classmethod
    def from_environment(cls, environment: Mapping[str, str]) -> Self:
        """Read the ``SANDBOX_*`` variables and ``PRODUCT_URL``; none of them is required.

        Raises:
            OSError: a file named by ``SANDBOX_CARRIER_CLIENT_KEY_FILE`` or ``SANDBOX_VNEID_KEY_FILE`` cannot
                be read.
        """
        key_file = environment.get("SANDBOX_CARRIER_CLIENT_KEY_FILE")
        client_id = environment.get("SANDBOX_CARRIER_CLIENT_ID") or CLIENT_ID
        vneid_key_file = environment.get("SANDBOX_VNEID_KEY_FILE")
        authority_folder = environment.get("SANDBOX_AUTHORITY_FOLDER")
        token_folder = environment.get("SANDBOX_TOKEN_FOLDER")
        portals_folder = environment.get("SANDBOX_PORTALS_FOLDER")
        return cls(
            carrier_clients={client_id: Path(key_file).read_bytes()} if key_file else {},
            sms_api_key=environment.get("SANDBOX_SMS_API_KEY") or cls.sms_api_key,
            sms_secret_key=environment.get("SANDBOX_SMS_SECRET_KEY") or cls.sms_secret_key,
            sms_brand_name=environment.get("SANDBOX_SMS_BRAND_NAME") or cls.sms_brand_name,
            mssp_application_id=environment.get("SANDBOX_MSSP_APPLICATION_ID") or cls.mssp_application_id,
            mssp_password=environment.get("SANDBOX_MSSP_PASSWORD") or cls.mssp_password,
            mssp_client_known=came_with_certificate,
            vneid_public_key=Path(vneid_key_file).read_bytes() if vneid_key_file else b"",
            authority_folder=Path(authority_folder) if authority_folder else None,
            token_folder=Path(token_folder) if token_folder else None,
            portals_folder=Path(portals_folder) if portals_folder else None,
            own_url=f"http://localhost:{environment.get('SANDBOX_PORT') or 8001}",
            product_url=(environment.get("PRODUCT_URL") or cls.product_url).rstrip("/"),
        )
