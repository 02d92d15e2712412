"""The environment variables that connect the product and the sandbox on one machine.

Not the full list of settings: ``python -m bff.settings`` prints that.
"""

import sys
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

from deploy import keys
from deploy.programs import Program, free_ports

#: What the sandbox takes from anyone: it sends nothing to a real phone.
SANDBOX_SMS_SECRET = "sandbox"  # noqa: S105 - published on purpose
SANDBOX_BUS_SECRET = "sandbox"  # noqa: S105 - the same for its data bus
SANDBOX_BUS_PARTNER = "000.00.00.H00"
CARRIER_CLIENT_ID = "cuaso"
USUAL_PORT = 8000


@dataclass(frozen=True)
class Place:
    """Where on this machine one product and its sandbox live."""

    data_folder: Path
    port: int
    sandbox_port: int
    mssp_port: int
    token_port: int

    @classmethod
    def from_environment(cls, environment: Mapping[str, str]) -> "Place":
        """Read ``PORT``, ``DATA_FOLDER`` and the ports of the sandbox: ``SANDBOX_…PORT``.

        What is not set follows from what is, so that a second product needs only a ``PORT`` of its own: the
        sandbox's ports are the next ones, and the folder has the port in its name.
        """
        port = int(environment.get("PORT") or USUAL_PORT)
        sandbox_port = int(environment.get("SANDBOX_PORT") or port + 1)
        folder = ".data" if port == USUAL_PORT else f".data-{port}"
        return cls(
            data_folder=Path(environment.get("DATA_FOLDER") or folder).resolve(),
            port=port,
            sandbox_port=sandbox_port,
            mssp_port=int(environment.get("SANDBOX_MSSP_PORT") or sandbox_port + 1),
            token_port=int(environment.get("SANDBOX_TOKEN_PORT") or sandbox_port + 2),
        )

    @classmethod
    def on_free_ports(cls, data_folder: Path) -> "Place":
        """Return a place in *data_folder* whose four ports no program uses now."""
        return cls(data_folder, *free_ports(4))

    @property
    def origin(self) -> str:
        return f"http://localhost:{self.port}"

    @property
    def sandbox_url(self) -> str:
        return f"http://localhost:{self.sandbox_port}"

    @property
    def mssp_folder(self) -> Path:
        """Where the SIMs' gateway keeps its certificates, and whom the product is to trust for SIMs."""
        return self.data_folder / "mssp"

    @property
    def portals_folder(self) -> Path:
        """Where the sandbox's portals keep the key and the secret with which they prove themselves."""
        return self.data_folder / "portals"

    @property
    def keys_folder(self) -> Path:
        return self.data_folder / "keys"


def product_environment(place: Place) -> dict[str, str]:
    """The product's variables for *place*: secrets, addresses, and the sandbox as every counterpart."""
    return {
        **keys.ensure_keys(place.keys_folder),
        "ENVIRONMENT": "trial",
        "PUBLIC_ORIGIN": place.origin,
        "PORT": str(place.port),
        "DATA_FOLDER": str(place.data_folder),
        "SANDBOX_URL": place.sandbox_url,
        "PORTAL_KEYS_HOSTS": f"localhost:{place.sandbox_port}",
        "PUSH_CONTACT": "mailto:operator@cuaso.example",
        "PUSH_HOSTS": place.sandbox_url,
        "OFFICES_FILE": str(Path(__file__).with_name("sandbox_offices.csv")),
        "CARRIER_URL": f"{place.sandbox_url}/carrier",
        "CARRIER_TOKEN_URL": f"{place.sandbox_url}/carrier/oauth2/token",
        "SIM_URL": f"https://localhost:{place.mssp_port}/mssp",
        "SIM_APPLICATION_ID": "http://cuaso.example",
        "SIM_PASSWORD": "sandbox",
        "SIM_CERTIFICATE_FILE": str(place.mssp_folder / "client.pem"),
        "SIM_KEY_FILE": str(place.mssp_folder / "client.key"),
        "SIM_CA_FILE": str(place.mssp_folder / "authority.pem"),
        "SIM_ROOTS_FILE": str(place.mssp_folder / "sim-roots.pem"),
        "SIM_GOVERNMENT_ROOTS_FILE": str(place.mssp_folder / "government-roots.pem"),
        "SIM_ISSUING_FILE": str(place.mssp_folder / "sim-issuing.pem"),
        "USB_ROOTS_FILE": str(place.mssp_folder / "token-roots.pem"),
        "USB_GOVERNMENT_ROOTS_FILE": str(place.mssp_folder / "government-roots.pem"),
        "USB_ISSUING_FILE": str(place.mssp_folder / "token-issuing.pem"),
        "USB_VGCA_URL": f"ws://127.0.0.1:{place.token_port}",
        "USB_VNPT_URLS": f"ws://localhost:{place.token_port}",
        "USB_VNPT_LICENCE": "sandbox",
        "REVOCATION_URLS": f"{place.sandbox_url}/authority/",
        "CARRIER_CLIENT_ID": CARRIER_CLIENT_ID,
        "CARRIER_PRIVATE_KEY_FILE": str(place.keys_folder / keys.PRIVATE_PEM),
        "SOCIAL_INSURANCE_URL": f"{place.sandbox_url}/lgsp",
        "SOCIAL_INSURANCE_ACCESS_KEY": SANDBOX_BUS_SECRET,
        "SOCIAL_INSURANCE_SECRET_KEY": SANDBOX_BUS_SECRET,
        "SOCIAL_INSURANCE_PARTNER_CODE": SANDBOX_BUS_PARTNER,
        "SOCIAL_INSURANCE_CUSTOMER_CODE": SANDBOX_BUS_PARTNER,
        "SMS_URL": f"{place.sandbox_url}/sms",
        "SMS_API_KEY": SANDBOX_SMS_SECRET,
        "SMS_SECRET_KEY": SANDBOX_SMS_SECRET,
        "POST_URL": f"{place.sandbox_url}/post",
        "POST_API_KEY": SANDBOX_SMS_SECRET,
        "POST_CALLBACK_SECRET": SANDBOX_SMS_SECRET,
        "VNEID_AUTHORIZATION_URL": f"{place.sandbox_url}/vneid/plain/auth",
        "VNEID_TOKEN_URL": f"{place.sandbox_url}/vneid/plain/token",
        "VNEID_USERINFO_URL": f"{place.sandbox_url}/vneid/plain/userinfo",
        "VNEID_CLIENT_ID": CARRIER_CLIENT_ID,
        "VNEID_CLIENT_SECRET": SANDBOX_SMS_SECRET,
        "VNEID_PRIVATE_KEY_FILE": str(place.keys_folder / keys.VNEID_PRIVATE_PEM),
    }


def sandbox_environment(place: Place) -> dict[str, str]:
    """The sandbox's variables for *place*; it knows the product by address and public key only."""
    keys.ensure_keys(place.keys_folder)
    return {
        "SANDBOX_PORT": str(place.sandbox_port),
        "SANDBOX_MSSP_PORT": str(place.mssp_port),
        "SANDBOX_MSSP_FOLDER": str(place.mssp_folder),
        "SANDBOX_TOKEN_PORT": str(place.token_port),
        "SANDBOX_TOKEN_FOLDER": str(place.data_folder / "token"),
        "SANDBOX_AUTHORITY_FOLDER": str(place.data_folder / "authority"),
        "SANDBOX_PORTALS_FOLDER": str(place.portals_folder),
        "PRODUCT_URL": place.origin,
        "SANDBOX_CARRIER_CLIENT_ID": CARRIER_CLIENT_ID,
        "SANDBOX_CARRIER_CLIENT_KEY_FILE": str(place.keys_folder / keys.PUBLIC_PEM),
        "SANDBOX_VNEID_KEY_FILE": str(place.keys_folder / keys.VNEID_PUBLIC_PEM),
        "SANDBOX_SMS_API_KEY": SANDBOX_SMS_SECRET,
        "SANDBOX_SMS_SECRET_KEY": SANDBOX_SMS_SECRET,
    }


def product(place: Place, surroundings: Mapping[str, str]) -> Program:
    """The product as a program; *surroundings* (PATH and the like, an operator's settings) win."""
    return Program(
        name="The product",
        command=[sys.executable, "-m", "bff"],
        environment={**product_environment(place), **surroundings},
        log=place.data_folder / "logs" / "product.log",
        answers_at=f"{place.origin}/health/ready",
    )


def sandbox(place: Place, surroundings: Mapping[str, str]) -> Program:
    """The sandbox as a program."""
    return Program(
        name="The sandbox",
        command=[sys.executable, "-m", "sandbox"],
        environment={**sandbox_environment(place), **surroundings},
        log=place.data_folder / "logs" / "sandbox.log",
        answers_at=f"{place.sandbox_url}/qa/people",
    )
