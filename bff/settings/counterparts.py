"""What an operator can set of each counterpart and each method that asks it: one group for one counterpart.

As in `bff.settings.groups`: a field's variable is its name in capitals.
"""

from dataclasses import dataclass
from enum import StrEnum
from pathlib import Path


class WhenUnknown(StrEnum):
    """What to do when a carrier cannot say whether a SIM was changed."""

    GO_ON = "go_on"
    REFUSE = "refuse"


@dataclass(frozen=True, kw_only=True)
class CarrierSettings:
    """The carrier that compares subscribers."""

    carrier_url: str
    carrier_private_key_file: Path
    carrier_token_url: str = ""
    carrier_client_id: str = "cuaso"
    carrier_timeout_seconds: float = 8.0
    carrier_unaccented_second_try: bool = False
    carrier_sim_swap_hours: int = 72
    carrier_sim_swap_unknown: WhenUnknown = WhenUnknown.GO_ON


@dataclass(frozen=True, kw_only=True)
class SocialInsuranceSettings:
    """The social-insurance register on the province's data bus: off while SOCIAL_INSURANCE_URL is empty."""

    social_insurance_url: str = ""
    social_insurance_access_key: str = ""
    social_insurance_secret_key: str = ""
    social_insurance_app_name: str = "cuaso"
    social_insurance_partner_code: str = ""
    social_insurance_customer_code: str = ""
    social_insurance_plain_names: bool = False
    social_insurance_hotline: str = "1900 9068"
    social_insurance_timeout_seconds: float = 8.0
    social_insurance_matches_per_number: int = 5


@dataclass(frozen=True, kw_only=True)
class SmsSettings:
    """The gateway that sends SMS, and what they say."""

    sms_url: str
    sms_api_key: str
    sms_secret_key: str
    sms_brand_name: str = "CUASO"
    sms_site_name: str = "Cua So"
    sms_code_text: str = (
        "{code} la ma xac thuc dang ky tai khoan {site}. Hieu luc {minutes} phut. Khong chia se ma nay."
    )
    sms_sign_in_text: str = (
        "{code} la ma xac thuc dang nhap {site}. Hieu luc {minutes} phut. Khong chia se ma nay."
    )
    sms_proof_text: str = (
        "{code} la ma xac thuc danh tinh tai {site}. Hieu luc {minutes} phut. Khong chia se ma nay."
    )
    sms_receipt_text: str = (
        "{site}: da mo tai khoan cua ban luc {time}, muc {level}. Neu khong phai ban, bao ngay: {link}"
    )
    sms_deletion_text: str = (
        "{site}: co yeu cau xoa tai khoan cua ban, se xoa sau {time}. Neu khong phai ban, dang nhap de giu "
        "lai hoac goi {hotline}."
    )
    sms_timeout_seconds: float = 8.0


@dataclass(frozen=True, kw_only=True)
class SimSettings:
    """SIM signatures: off while SIM_URL is empty; nobody is trusted while SIM_ROOTS_FILE is."""

    sim_url: str = ""
    sim_profile: str = "vietnamese"
    sim_application_id: str = ""
    sim_password: str = ""
    sim_certificate_file: Path | None = None
    sim_key_file: Path | None = None
    sim_ca_file: Path | None = None
    sim_roots_file: Path | None = None
    sim_government_roots_file: Path | None = None
    sim_issuing_file: Path | None = None
    sim_timeout_seconds: float = 10.0
    sim_wait_seconds: int = 120
    sim_requests_per_ten_minutes: int = 3
    sim_requests_per_day: int = 10
    sim_display_text: str = "{site}: ma giao dich %%VC%%. Chi xac nhan neu ma tren trang web giong ma nay."


@dataclass(frozen=True, kw_only=True)
class PostSettings:
    """Vietnam Post: off while POST_URL is empty; no call of its counters is taken without their secret."""

    post_url: str = ""
    post_api_key: str = ""
    post_callback_secret: str = ""
    post_timeout_seconds: float = 8.0
    appointment_days: int = 30
    appointment_level: int = 2
    sms_appointment_approved_text: str = "{site}: buu dien da xac minh ban. Dat mat khau truoc {time}: {link}"
    sms_appointment_rejected_text: str = (
        "{site}: buu dien chua xac minh duoc ban: {reason}. Xem viec can lam: {page}"
    )
    sms_appointment_late_text: str = (
        "{site}: ma hen {reference} da het han. Ban co the dang ky lai bat cu luc nao. Hoi: {hotline}."
    )


@dataclass(frozen=True, kw_only=True)
class TokenSettings:
    """USB tokens: off while USB_ROOTS_FILE is empty; the VNPT-CA plugin while its licence is.

    The addresses are those of helper programs on citizens' own computers, where the programs' makers put
    them; a page may connect to these alone.
    """

    usb_roots_file: Path | None = None
    usb_government_roots_file: Path | None = None
    usb_issuing_file: Path | None = None
    usb_vgca_url: str = "wss://127.0.0.1:8987"
    usb_vnpt_urls: tuple[str, ...] = (
        "wss://localhost:4433",
        "wss://localhost:4434",
        "wss://localhost:4435",
    )
    usb_vnpt_licence: str = ""
    usb_vgca_install_url: str = "https://ca.gov.vn"
    usb_vnpt_install_url: str = "https://vnpt-ca.vn"
    usb_web_eid_install_url: str = "https://web-eid.eu"
    usb_challenge_seconds: int = 300
    usb_join_seconds: int = 600
    usb_joins_per_hour: int = 20
    usb_signatures_per_hour: int = 60


@dataclass(frozen=True, kw_only=True)
class RevocationSettings:
    """Where lists and answers about revoked certificates may be fetched from."""

    revocation_urls: tuple[str, ...] = ()
    revocation_timeout_seconds: float = 5.0
