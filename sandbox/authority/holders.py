"""The holders of certificates in the sandbox: one row each, with the fault of the certificate.

All holders are fictitious: citizen numbers have the place code 000, which no province has, tax numbers begin
with 000 and have a correct check digit, and old identity numbers begin with 0000.
"""

from sandbox.authority.kinds import Hierarchy as Hierarchy
from sandbox.authority.kinds import Holder as Holder
from sandbox.authority.kinds import Standing as Standing
from sandbox.authority.token_holders import TOKEN_HOLDERS


def _sim(
    number: int, key: str, standing: Standing, story: str, *, hierarchy: Hierarchy = Hierarchy.SIM
) -> Holder:
    """Make the row of a SIM whose certificate has exactly one fault."""
    return Holder(
        key,
        f"Trần Thử {_WORDS[number // 10 % 10]} {_WORDS[number % 10]}",
        (("UID", f"CCCD:000088000{number:03}"), ("L", "Hà Nội")),
        story,
        hierarchy=hierarchy,
        standing=standing,
        phone_number=f"+84900000{number:03}",
    )


_WORDS = ("Không", "Một", "Hai", "Ba", "Bốn", "Năm", "Sáu", "Bảy", "Tám", "Chín")

HOLDERS: tuple[Holder, ...] = (
    Holder(
        "sim_citizen", "Nguyễn Thị Lan", (("UID", "CCCD:000190000001"), ("L", "Hà Nội")),
        "Everything works; the same person as the first of the people.",
        rsa=True, phone_number="+84900000001",
    ),
    Holder(
        "sim_old_number", "Phan Văn Đức", (("UID", "CMND:000000017"), ("UID", "CCCD:000070000017")),
        "Has the old 9-digit number, too.", rsa=True, phone_number="+84900000017",
    ),
    Holder(
        "sim_elliptic", "Lương Gia Bảo", (("UID", "CCCD:000205000027"),),
        "The SIM's key is on P-256.", phone_number="+84900000027",
    ),
    Holder(
        "sim_cmnd_of_12", "Cao Văn Sơn, Kỹ sư", (("UID", "CMND:000076000100"),),
        "CMND holds the 12 digits of a citizen number; the name has a comma.",
        rsa=True, phone_number="+84900000100",
    ),
    Holder(
        "sim_business", "CÔNG TY TNHH THỬ NGHIỆM CỬA SỐ", (("UID", "MST:0001234561"), ("L", "Hà Nội")),
        "A business, with nobody's number.", rsa=True, phone_number="+84900000101",
    ),
    Holder(
        "sim_representative", "Đỗ Thị Hạnh",
        (
            ("UID", "MST:0001234561"), ("UID", "CCCD:000182000102"),
            ("O", "CÔNG TY TNHH THỬ NGHIỆM CỬA SỐ"), ("T", "Giám đốc"),
        ),
        "A business and its representative: both numbers.", rsa=True, phone_number="+84900000102",
    ),
    Holder(
        "sim_officer", "Vũ Minh Quân",
        (("E", "quan.thu@cuaso.example"), ("O", "UBND phường Thử Nghiệm"), ("OU", "Văn phòng")),
        "An officer of a state agency: e-mail, O and OU, no number.",
        hierarchy=Hierarchy.GOVERNMENT, rsa=True, phone_number="+84900000103",
    ),
    _sim(110, "sim_expires_soon", Standing.EXPIRES_SOON, "Good for another 20 days."),
    _sim(111, "sim_expired", Standing.EXPIRED, "Expired yesterday."),
    _sim(112, "sim_not_yet_valid", Standing.NOT_YET_VALID, "Good only from tomorrow on."),
    _sim(113, "sim_revoked_by_crl", Standing.REVOKED_BY_CRL, "Revoked; the CRL says so."),
    _sim(114, "sim_revoked_by_ocsp", Standing.REVOKED_BY_OCSP, "Revoked; OCSP says so."),
    _sim(115, "sim_ocsp_unknown", Standing.OCSP_UNKNOWN, "OCSP does not know the certificate."),
    _sim(116, "sim_ocsp_stale", Standing.OCSP_STALE, "OCSP's answer is of the day before yesterday."),
    _sim(117, "sim_ocsp_wrong_responder", Standing.OCSP_WRONG_RESPONDER, "A stranger signs for OCSP."),
    _sim(118, "sim_ocsp_other", Standing.OCSP_OTHER_CERTIFICATE, "OCSP tells of another certificate."),
    _sim(119, "sim_no_information", Standing.NO_REVOCATION_INFORMATION, "It names neither CRL nor OCSP."),
    _sim(120, "sim_foreign_address", Standing.FOREIGN_ADDRESS, "It names a CRL at a stranger's host."),
    Holder(
        "sim_list_alone", "Lý Thị Thử",
        (("ST", "Hà Nội"), ("L", "Thử"), ("O", "Công ty Thử"), ("T", "Chuyên viên"),
         ("UID", "CCCD:000188000128")),
        "In the form of a licensed authority: a list alone, under its own name backwards.",
        standing=Standing.LIST_ALONE, rsa=True, phone_number="+84900000128",
    ),
    _sim(121, "sim_unknown_root", Standing.VALID, "Its root is unknown.", hierarchy=Hierarchy.UNKNOWN),
    _sim(122, "sim_wrong_usage", Standing.WRONG_USAGE, "Only for key encipherment."),
    _sim(123, "sim_no_usage", Standing.NO_USAGE, "It does not say what it is for."),
    _sim(124, "sim_ca_flag", Standing.CA_FLAG, "It says that it is an authority."),
    _sim(125, "sim_sha1", Standing.SHA1, "The authority signed it with SHA-1."),
    _sim(126, "sim_short_key", Standing.SHORT_KEY, "An RSA key of 1024 bits."),
    _sim(127, "sim_wrong_root", Standing.VALID, "Issued for tokens.", hierarchy=Hierarchy.TOKEN),
    Holder(
        "token_citizen", "Trần Văn Bình", (("UID", "CCCD:000085000002"),),
        "A citizen's token.", hierarchy=Hierarchy.TOKEN, rsa=True,
    ),
    Holder(
        "token_business", "CÔNG TY CỔ PHẦN THỬ NGHIỆM", (("2.5.4.97", "VATVN-0009876546"),),
        "A business by organizationIdentifier.", hierarchy=Hierarchy.TOKEN,
    ),
    Holder(
        "token_serial_number", "HỘ KINH DOANH THỬ NGHIỆM", (("serialNumber", "MST:0009876546-001"),),
        "A business by serialNumber, a branch of 13 digits.", hierarchy=Hierarchy.TOKEN,
    ),
    Holder(
        "token_unit", "Sở Thử Nghiệm",
        (("UID", "MNS:0001001"), ("E", "so.thu@cuaso.example"), ("O", "UBND tỉnh Thử Nghiệm")),
        "A unit of a state agency, by its budget code.", hierarchy=Hierarchy.GOVERNMENT,
    ),
    Holder(
        "token_officer", "Nguyễn Hoàng Thử",
        (("E", "hoang.thu@cuaso.example"), ("O", "Sở Thử Nghiệm"), ("OU", "Phòng Một cửa")),
        "An officer's token.", hierarchy=Hierarchy.GOVERNMENT, rsa=True,
    ),
    *TOKEN_HOLDERS,
)  # fmt: skip

_BY_KEY = {holder.key: holder for holder in HOLDERS}
_BY_PHONE = {holder.phone_number: holder for holder in HOLDERS if holder.phone_number}


def holder_called(key: str) -> Holder:
    """Return the holder with this key.

    Raises:
        KeyError: no row has this key.
    """
    return _BY_KEY[key]


def holder_with_phone(phone_number: str) -> Holder | None:
    """Return the holder of the SIM with this phone number (E.164), if there is one."""
    return _BY_PHONE.get(phone_number)
