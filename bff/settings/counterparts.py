"""The settings of counterparts and of the methods that use them: one group for each counterpart.

The environment variable of a field is its name in capitals, as in `bff.settings.groups`.
"""

from dataclasses import dataclass
from enum import StrEnum
from pathlib import Path


class WhenUnknown(StrEnum):
    """What the product does if a carrier cannot say whether a SIM was swapped."""

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
    """The social-insurance register on the province's data bus.

    The method is off while SOCIAL_INSURANCE_URL is empty.
    """

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
    """The SMS gateway, and the texts of messages."""

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
    """SIM signatures.

    The method is off while SIM_URL is empty. No certificate is trusted while SIM_ROOTS_FILE is empty.
    """

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
    """Vietnam Post.

    The method is off while POST_URL is empty. Callbacks of post offices are refused while
    POST_CALLBACK_SECRET is empty.
    """

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
    """USB tokens.

    The method is off while USB_ROOTS_FILE is empty, and the VNPT-CA plugin while USB_VNPT_LICENCE is empty.
    The ``wss`` addresses are those on which the makers' helper programs listen on a citizen's computer. The
    content security policy allows a page to connect to these addresses only.
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
    """The addresses from which the product may fetch revocation lists and OCSP responses."""

    revocation_urls: tuple[str, ...] = ()
    revocation_timeout_seconds: float = 5.0
