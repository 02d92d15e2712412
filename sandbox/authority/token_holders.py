"""The holders of USB tokens in the sandbox: one row each, with the fault of the certificate."""

import unicodedata

from sandbox.authority.kinds import Hierarchy, Holder, Standing

Subject = tuple[tuple[str, str], ...]

_COMPANY = "CÔNG TY TNHH KÝ SỐ THỬ NGHIỆM"
_DIGITS = ("Không", "Một", "Hai", "Ba", "Bốn", "Năm", "Sáu", "Bảy", "Tám", "Chín")


def _token(
    key: str, full_name: str, subject: Subject, story: str, *, hierarchy: Hierarchy = Hierarchy.TOKEN,
    standing: Standing = Standing.VALID, rsa: bool = True,
) -> Holder:  # fmt: skip
    return Holder(key, full_name, subject, story, hierarchy=hierarchy, standing=standing, rsa=rsa)


def _citizen(number: int, key: str, story: str, *, standing: Standing = Standing.VALID) -> Holder:
    """Make the row of a citizen whose certificate has at most one fault."""
    name = f"Ngô Thử {_DIGITS[number // 100]} {_DIGITS[number // 10 % 10]} {_DIGITS[number % 10]}"
    subject = (("UID", f"CCCD:000089000{number:03}"), ("L", "Huế"))
    in_pool = standing is not Standing.SHORT_KEY
    return _token(key, name, subject, story, standing=standing, rsa=in_pool)


#: Good certificates, three of each subject, so that each subject can register once through each helper.
_GOOD = (
    _citizen(150, "token_150", "A citizen: everything works."),
    _citizen(151, "token_151", "A citizen: everything works."),
    _citizen(152, "token_152", "A citizen: everything works."),
    _token(
        "token_153", "Bùi Thị Thử Ba",
        (("UID", "MST:0001530017"), ("UID", "CCCD:000189000153"), ("O", _COMPANY), ("T", "Giám đốc")),
        "A business with its representative.",
    ),
    _token(
        "token_154", "Bùi Văn Thử Bốn",
        (("UID", "CCCD:000089000154"), ("UID", "MST:0001540008"), ("O", "CÔNG TY CỔ PHẦN HAI SỐ"),
         ("T", "Tổng Giám đốc")),
        "A business with its representative, the numbers in the other order.",
    ),
    _token("token_155", "HỢP TÁC XÃ KÝ SỐ THỬ", (("UID", "MST:0001550006"),), "A business, nobody's number."),
    _token(
        "token_156", "Sở Ký số Thử nghiệm",
        (("UID", "MNS:0001560"), ("E", "so.kyso@cuaso.example"), ("O", "UBND tỉnh Thử Nghiệm")),
        "A unit of a state agency, by its budget code.", hierarchy=Hierarchy.GOVERNMENT,
    ),
    _token(
        "token_157", "Lê Hoàng Thử Bảy",
        (("E", "bay.thu@cuaso.example"), ("O", "Sở Ký số Thử nghiệm"), ("OU", "Phòng Một cửa")),
        "An officer without any number: known by e-mail and unit.", hierarchy=Hierarchy.GOVERNMENT,
    ),
    _token(
        "token_158", "Cục Ký số Thử nghiệm", (("UID", "MST:0001580000"), ("E", "cuc@cuaso.example")),
        "A unit of a state agency, by its tax number.", hierarchy=Hierarchy.GOVERNMENT,
    ),
)  # fmt: skip

TOKEN_HOLDERS: tuple[Holder, ...] = (
    *_GOOD,
    _citizen(160, "token_expires_soon", "Good for another 20 days.", standing=Standing.EXPIRES_SOON),
    _citizen(161, "token_expired", "Expired yesterday.", standing=Standing.EXPIRED),
    _citizen(162, "token_not_yet_valid", "Good only from tomorrow on.", standing=Standing.NOT_YET_VALID),
    _citizen(163, "token_revoked_by_crl", "Revoked; the CRL says so.", standing=Standing.REVOKED_BY_CRL),
    _citizen(164, "token_revoked_by_ocsp", "Revoked; OCSP says so.", standing=Standing.REVOKED_BY_OCSP),
    _citizen(165, "token_ocsp_unknown", "OCSP does not know it.", standing=Standing.OCSP_UNKNOWN),
    _citizen(166, "token_wrong_usage", "Only for key encipherment.", standing=Standing.WRONG_USAGE),
    _citizen(167, "token_sha1", "The authority signed it with SHA-1.", standing=Standing.SHA1),
    _citizen(168, "token_short_key", "An RSA key of 1024 bits.", standing=Standing.SHORT_KEY),
    _citizen(
        169, "token_no_information", "Neither CRL nor OCSP.", standing=Standing.NO_REVOCATION_INFORMATION
    ),
    _token(
        "token_foreign_root", "Ngô Thử Gốc Lạ", (("UID", "CCCD:000089000170"),),
        "Its root is unknown.", hierarchy=Hierarchy.UNKNOWN,
    ),
    _token(
        "token_sim_root", "Ngô Thử Gốc SIM", (("UID", "CCCD:000089000171"),),
        "Issued for SIMs, used as a token.", hierarchy=Hierarchy.SIM,
    ),
    _token(
        "token_both_numbers", "Đinh Thị Hai Vai",
        (("UID", "CCCD:000189000172"), ("UID", "MST:0001720000"), ("O", "CÔNG TY HAI VAI"),
         ("T", "Chủ tịch Hội đồng quản trị")),
        "A person's number and a business's: it proves the business alone.",
    ),
    _token(
        "token_employee", "Ngô Thử Nhân Viên",
        (("UID", "MST:0001530017"), ("UID", "CCCD:000089000180"), ("O", _COMPANY), ("T", "Nhân viên")),
        "An employee of a company that has an account: it proves neither.",
    ),
    _token(
        "token_wrong_check_digit", "CÔNG TY SỐ LẠ", (("UID", "MST:0001730000"),),
        "Its tax number has a wrong check digit: a warning, no refusal.",
    ),
    _token(
        "token_cmnd_of_12", "Cao Văn Sơn, Kỹ sư", (("UID", "CMND:000089000174"),),
        "CMND holds 12 digits; the name has a comma and diacritics.",
    ),
    _token(
        "token_decomposed", unicodedata.normalize("NFD", "Nguyễn Thị Ẩm Ướt"),
        (("UID", "CCCD:000189000175"),), "Its name is written decomposed (NFD).",
    ),
    _token("token_nobody", "Ngô Thử Không Số", (("L", "Huế"),), "No number at all."),
    _token(
        "token_budget_under_public_root", "Trường Thử Nghiệm", (("UID", "MNS:0001770"),),
        "A budget code under the public root is nobody's key.",
    ),
    _token(
        "token_list_alone", "Lâm Văn Thử",
        (("ST", "Hà Nội"), ("L", "Thử"), ("O", "Công ty Thử"), ("T", "Chuyên viên"),
         ("UID", "CCCD:000089000179")),
        "In the form of a licensed authority: a list alone, under its own name backwards.",
        standing=Standing.LIST_ALONE,
    ),
    _token("token_elliptic", "Ngô Thử Đường Cong", (("UID", "CCCD:000089000178"),), "P-256.", rsa=False),
)  # fmt: skip
