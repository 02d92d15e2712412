"""Settings of each counterpart and of the method that asks it: one group for one counterpart.

As in `bff.settings.groups`, a field's variable is its name in capitals and the string after it says what it
means.
"""

from dataclasses import dataclass
from enum import StrEnum
from pathlib import Path

from verifiers.sim_signature import ProfileName
from verifiers.vneid import Profile


class WhenUnknown(StrEnum):
    """What the product does if a carrier cannot say what it was asked about a SIM or a number."""

    GO_ON = "go_on"
    REFUSE = "refuse"


@dataclass(frozen=True, kw_only=True)
class CarrierSettings:
    """The carrier that compares subscribers."""

    carrier_url: str
    """The part of the address before `/kyc-match/v0.4/match`, `/sim-swap/v2/check` and
    `/number-recycling/…/check` (CAMARA)."""
    carrier_private_key_file: Path
    """PEM (PKCS#8), EC on P-256 or RSA of at least 2048 bits; signs `private_key_jwt`. The carrier receives
    the public key."""
    carrier_token_url: str = ""
    """The token endpoint. Empty: `/oauth2/token` under CARRIER_URL."""
    carrier_client_id: str = "cuaso"
    """Our client id at the carrier."""
    carrier_timeout_seconds: float = 8.0
    """The longest time to connect, to send and to receive, each; then the person is told that the carrier did
    not answer."""
    carrier_unaccented_second_try: bool = False
    """`on` for a carrier that keeps names without diacritics: if only the name differs, it is asked once more
    without them. This costs a second match and accepts An for Ân."""
    carrier_sim_swap_hours: int = 72
    """A SIM changed within this time is refused. At most 2400."""
    carrier_sim_swap_unknown: WhenUnknown = WhenUnknown.GO_ON
    """`go_on` or `refuse`: what to do if the carrier cannot say whether the SIM was changed."""
    carrier_number_recycling: str = "v0.2"
    """The version of CAMARA Number Recycling in the carrier's address. Empty: the carrier does not offer it,
    and is not asked whether a number was given to another person."""
    carrier_number_recycling_unknown: WhenUnknown = WhenUnknown.GO_ON
    """`go_on` or `refuse`: what to do if a carrier that is asked cannot say, or has no such service. `refuse`
    where all your carriers offer it."""


@dataclass(frozen=True, kw_only=True)
class SocialInsuranceSettings:
    """The social-insurance register on the province's data bus.

    The method is off while SOCIAL_INSURANCE_URL is empty.
    """

    social_insurance_url: str = ""
    """The data bus (LGSP): the part of the address before `/token` and `/bhxh/tra-cuu`. Empty: the method is
    shown as coming."""
    social_insurance_access_key: str = ""
    """`AccessKey` of the header `lgspaccesstoken`, as agreed with the province."""
    social_insurance_secret_key: str = ""
    """`SecretKey` of that header."""
    social_insurance_app_name: str = "cuaso"
    """`AppName` of that header."""
    social_insurance_partner_code: str = ""
    """`PartnerCode` of that header."""
    social_insurance_customer_code: str = ""
    """`PartnerCodeCus` of that header."""
    social_insurance_plain_names: bool = False
    """`on` if the register keeps some names without diacritics: such a record then agrees with a name that
    has them (An with Ân too)."""
    social_insurance_hotline: str = "1900 9068"
    """The number that refused people are told to call. The operator must confirm it."""
    social_insurance_timeout_seconds: float = 8.0
    """As CARRIER_TIMEOUT_SECONDS, for the data bus."""
    social_insurance_matches_per_number: int = 5
    """Matches for one insurance number within MATCHES_PER_PERSON_SECONDS."""


@dataclass(frozen=True, kw_only=True)
class SmsSettings:
    """The gateway that sends SMS, and their texts."""

    sms_url: str
    """The part of the address before `/MainService.svc` (eSMS)."""
    sms_api_key: str
    """The account at the SMS gateway."""
    sms_secret_key: str
    """The secret of that account."""
    sms_brand_name: str = "CUASO"
    """The sender, as registered with the gateway."""
    sms_site_name: str = "Cua So"
    """The value of `{site}` in every SMS text."""
    sms_code_text: str = (
        "{code} la ma xac thuc dang ky tai khoan {site}. Hieu luc {minutes} phut. Khong chia se ma nay."
    )
    """Text of the code for registering; the line `@host #code` follows. As registered with the gateway. One
    segment without diacritics, or the start fails; this holds for every SMS text."""
    sms_sign_in_text: str = (
        "{code} la ma xac thuc dang nhap {site}. Hieu luc {minutes} phut. Khong chia se ma nay."
    )
    """Text of the code for signing in."""
    sms_proof_text: str = (
        "{code} la ma xac thuc danh tinh tai {site}. Hieu luc {minutes} phut. Khong chia se ma nay."
    )
    """Text of the code for proving an identity for something other than registering."""
    sms_receipt_text: str = (
        "{site}: da mo tai khoan cua ban luc {time}, muc {level}. Neu khong phai ban, bao ngay: {link}"
    )
    """Tells the owner that an account was opened; `{link}` is for a person who did not open it: a code and
    the site, or a link with SMS_LINKS."""
    sms_deletion_text: str = (
        "{site}: co yeu cau xoa tai khoan cua ban, se xoa sau {time}. Neu khong phai ban, dang nhap de giu "
        "lai hoac goi {hotline}."
    )
    """Tells the owner that the account's deletion was requested."""
    sms_timeout_seconds: float = 8.0
    """As CARRIER_TIMEOUT_SECONDS, for the SMS gateway."""


@dataclass(frozen=True, kw_only=True)
class SimSettings:
    """SIM signatures: off while SIM_URL is empty; no certificate is trusted while SIM_ROOTS_FILE is empty."""

    sim_url: str = ""
    """The part of the address before `/soap/services` (ETSI TS 102 204). Empty: the method is shown as
    coming."""
    sim_profile: ProfileName = ProfileName.VIETNAMESE
    """The gateway's dialect: `vietnamese` or `cms_attached` (verifiers/sim_signature/profile.py)."""
    sim_application_id: str = ""
    """`AP_ID`."""
    sim_password: str = ""
    """`AP_PWD`."""
    sim_certificate_file: Path | None = None
    """PEM, our client certificate for mutual TLS."""
    sim_key_file: Path | None = None
    """PEM, its private key, without a password."""
    sim_ca_file: Path | None = None
    """PEM, the only authorities that may vouch for the gateway. Empty: the system's."""
    sim_roots_file: Path | None = None
    """PEM, the public roots of SIM certificates. Empty: no certificate is trusted."""
    sim_government_roots_file: Path | None = None
    """PEM, the government's roots, for agencies."""
    sim_issuing_file: Path | None = None
    """PEM, authorities under these roots, for signatures that bring only the holder's certificate."""
    sim_extended_uses: tuple[str, ...] = ()
    """OIDs between commas: extended key usages that your SIM authorities write into certificates of persons,
    beyond those known to name a use of persons (decision record 0039)."""
    sim_document_authorities: tuple[str, ...] = ()
    """CNs between commas: authorities whose certificates of persons have nonRepudiation and no
    digitalSignature. Certificates of all others need digitalSignature."""
    sim_timeout_seconds: float = 10.0
    """As CARRIER_TIMEOUT_SECONDS, for the gateway of the SIMs."""
    sim_wait_seconds: int = 120
    """How long a page waits for the PIN on the phone, at most 150. The person can double it once."""
    sim_requests_per_ten_minutes: int = 3
    """Requests to one SIM in ten minutes."""
    sim_requests_per_day: int = 10
    """Requests to one SIM in 24 hours."""
    sim_unvouched_per_minute: int = 30
    """Requests in a minute to SIMs that nothing vouches for, from the whole product. Beyond that they wait.
    """
    sim_unvouched_per_purpose_minute: int = 20
    """The same, to register, to sign in, or to prove an identity."""
    sim_unvouched_per_range_minute: int = 10
    """The same, to the phones whose numbers begin with the same six digits."""
    sim_unvouched_without_work_minute: int = 8
    """The same, for browsers that did no proof of work: those without JavaScript."""
    sim_reserve_alarm_per_minute: int = 300
    """All other requests to SIMs in a minute: known browsers, confirmed phones, signed-in people. More raise
    an alarm, and are sent."""
    sim_display_text: str = "{site}: ma giao dich %%VC%%. Chi xac nhan neu ma tren trang web giong ma nay."
    """What the phone shows, without diacritics. The SIM writes the control code in place of `%%VC%%`."""


@dataclass(frozen=True, kw_only=True)
class PostSettings:
    """Vietnam Post: off while POST_URL is empty; a call from its offices needs their secret."""

    post_url: str = ""
    """The part of the address before `/postid/v1/match`. Empty: the method is shown as coming."""
    post_api_key: str = ""
    """The key for asking Vietnam Post."""
    post_callback_secret: str = ""
    """The key that signs calls from the post's own offices. Empty: no call is accepted, and post offices work
    at `/desk` alone."""
    post_timeout_seconds: float = 8.0
    """As CARRIER_TIMEOUT_SECONDS, for Vietnam Post."""
    appointment_days: int = 30
    """How long a person may go to a post office with a reference; then the appointment is late."""
    appointment_level: int = 2
    """The level of an account verified at a post office: 2 or 3."""
    sms_appointment_exists_text: str = (
        "{site}: buu dien da xac minh ban, va ban da co tai khoan tu truoc. Xem truoc {time}: {link}"
    )
    """Like SMS_APPOINTMENT_APPROVED_TEXT, for a person who has an account already."""
    sms_appointment_approved_text: str = "{site}: buu dien da xac minh ban. Dat mat khau truoc {time}: {link}"
    """Carries the link to continue, after two people verified the person at a post office."""
    sms_appointment_rejected_text: str = (
        "{site}: buu dien chua xac minh duoc ban: {reason}. Xem viec can lam: {page}"
    )
    """Gives the reason in a few words, and the page that says what to do."""
    sms_appointment_late_text: str = (
        "{site}: ma hen {reference} da het han. Ban co the dang ky lai bat cu luc nao. Hoi: {hotline}."
    )
    """Tells the person that the appointment has expired."""


@dataclass(frozen=True, kw_only=True)
class VneidSettings:
    """VNeID as a method: off while VNEID_AUTHORIZATION_URL is empty.

    VNeID must know our return address, `/vneid/return` under PUBLIC_ORIGIN. VNEID_URL is only the page that
    people are shown while the method is off.
    """

    vneid_authorization_url: str = ""
    """Where the browser signs in at VNeID. Empty: the method is shown as coming."""
    vneid_token_url: str = ""
    """Where we exchange the code that comes back."""
    vneid_userinfo_url: str = ""
    """Where we ask who it was."""
    vneid_profile: Profile = Profile.PLAIN
    """`plain`, `envelope` (codes and answers come encrypted) or `national_portal` (VNeID behind the National
    Public Service Portal), as agreed."""
    vneid_client_id: str = ""
    """Our client id at VNeID."""
    vneid_client_secret: str = ""
    """Its secret; sent in the body of the token request."""
    vneid_private_key_file: Path | None = None
    """PEM, RSA of 2048 to 4096 bits, without a password: opens the envelopes. VNeID has the public key."""
    vneid_pkce: bool = False
    """`on` if VNeID's discovery document lists `S256` in `code_challenge_methods_supported`."""
    vneid_level: int = 2
    """The level of an account registered with VNeID level 2: 2 or 3. With 3, VNeID raises a level too."""
    vneid_least_age_years: int = 14
    """Younger people are refused; a parent's account manages theirs."""
    vneid_timeout_seconds: float = 8.0
    """As CARRIER_TIMEOUT_SECONDS, for VNeID."""


@dataclass(frozen=True, kw_only=True)
class TokenSettings:
    """USB tokens: off while USB_ROOTS_FILE is empty; the VNPT-CA plugin is off without its licence.

    The method is off while USB_ROOTS_FILE is empty, and the VNPT-CA plugin while USB_VNPT_LICENCE is empty.
    The ``wss`` addresses are those on which the makers' helper programs listen on a citizen's computer. The
    content security policy allows a page to connect to these addresses only.
    """

    usb_roots_file: Path | None = None
    """PEM, the public roots of certificates on USB tokens (not those of SIMs). Empty: the method is shown as
    coming."""
    usb_government_roots_file: Path | None = None
    """PEM, the government's roots, for agencies."""
    usb_issuing_file: Path | None = None
    """PEM, authorities under these roots: VGCA Sign Service and Web eID bring only the holder's certificate.
    """
    usb_extended_uses: tuple[str, ...] = ()
    """As SIM_EXTENDED_USES, for certificates on USB tokens."""
    usb_document_authorities: tuple[str, ...] = ()
    """As SIM_DOCUMENT_AUTHORITIES, for certificates on USB tokens."""
    usb_web_eid_only: tuple[str, ...] = ()
    """CNs between commas, or `*` for all: authorities whose certificates count through Web eID alone, because
    other helpers sign for any website: for registering too. Empty: every helper is accepted; an office's
    computer may have only one."""
    usb_vgca_url: str = "wss://127.0.0.1:8987"
    """Where VGCA Sign Service listens on a citizen's own computer."""
    usb_vnpt_urls: tuple[str, ...] = (
        "wss://localhost:4433",
        "wss://localhost:4434",
        "wss://localhost:4435",
    )
    """Where the VNPT-CA plugin listens there, in the order tried."""
    usb_vnpt_licence: str = ""
    """The plugin's licence for your domain, from its maker; browsers can read it. Empty: the plugin is not
    offered."""
    usb_vgca_install_url: str = "https://ca.gov.vn/tai-phan-mem"
    """Where people are sent to install VGCA Sign Service."""
    usb_vnpt_install_url: str = "https://vnpt-ca.vn"
    """Where people are sent to install the VNPT-CA plugin."""
    usb_web_eid_install_url: str = "https://web-eid.eu"
    """Where people are sent to install Web eID."""
    usb_challenge_seconds: int = 300
    """How long a challenge for a USB token is accepted, at most 300."""
    usb_join_seconds: int = 600
    """How long the code is accepted with which a computer joins a registration begun on a phone."""
    usb_joins_per_hour: int = 20
    """Joining codes tried from one browser session in an hour."""
    usb_signatures_per_hour: int = 60
    """Signatures checked for one browser session in an hour."""


@dataclass(frozen=True, kw_only=True)
class RevocationSettings:
    """How certificates are checked, and where CRLs and OCSP answers may be fetched."""

    certificate_processes: int = 2
    """Processes in each worker that read certificates and signatures, about 40 MB each; they start when
    needed. With one, hostile bytes can delay the checks of others by a second."""
    certificate_queue: int = 16
    """Checks that may wait for one of them in each worker. Beyond that the answer is 503."""

    revocation_urls: tuple[str, ...] = ()
    """Addresses between commas under which CRLs and OCSP may be asked. Nothing else is ever fetched; a
    redirect is followed within them and within the host that was asked."""
    revocation_ca_file: Path | None = None
    """PEM, authorities for TLS to these addresses beside the usual ones: a host's own root, or the
    intermediate that it forgets to send. What is fetched counts by its signature, not by its way."""
    revocation_proxy: str = ""
    """The HTTP proxy to these addresses, e.g. `http://name:password@proxy.example.vn:3128`. Empty: none."""
    revocation_files: tuple[str, ...] = ()
    """Local copies of CRLs between commas, as `URL=file`, or `URL/=folder` for all addresses that begin so.
    `python -m bff.commands fetch-revocation-lists` keeps them fresh; a copy in time is used before any
    address is asked."""
    revocation_alarm_hours: int = 24
    """A CRL in use that ends within this time, or within a quarter of its life if less, is an alarm."""
    revocation_timeout_seconds: float = 5.0
    """As CARRIER_TIMEOUT_SECONDS, for each source of CRLs and OCSP."""
