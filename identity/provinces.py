"""The 34 provinces and cities since 1 July 2025 (National Assembly Resolution 202/2025/QH15).

`FORMER` names the 29 that ended, with the one that each is part of now (the same resolution, article 1).

The level below them consists of communes, wards and special zones. The district level no longer exists.
"""

from identity.names import without_diacritics

CITIES = (
    "Thành phố Hà Nội",
    "Thành phố Huế",
    "Thành phố Hải Phòng",
    "Thành phố Đà Nẵng",
    "Thành phố Hồ Chí Minh",
    "Thành phố Cần Thơ",
)
PROVINCES = CITIES + tuple(
    f"Tỉnh {name}"
    for name in (
        "An Giang", "Bắc Ninh", "Cà Mau", "Cao Bằng", "Đắk Lắk", "Điện Biên", "Đồng Nai", "Đồng Tháp",
        "Gia Lai", "Hà Tĩnh", "Hưng Yên", "Khánh Hòa", "Lai Châu", "Lạng Sơn", "Lào Cai", "Lâm Đồng",
        "Nghệ An", "Ninh Bình", "Phú Thọ", "Quảng Ngãi", "Quảng Ninh", "Quảng Trị", "Sơn La", "Tây Ninh",
        "Thái Nguyên", "Thanh Hóa", "Tuyên Quang", "Vĩnh Long",
    )
)  # fmt: skip
#: The name of a former province → the province or city of today.
FORMER = {
    "Bà Rịa - Vũng Tàu": "Thành phố Hồ Chí Minh",
    "Bạc Liêu": "Tỉnh Cà Mau",
    "Bắc Giang": "Tỉnh Bắc Ninh",
    "Bắc Kạn": "Tỉnh Thái Nguyên",
    "Bến Tre": "Tỉnh Vĩnh Long",
    "Bình Dương": "Thành phố Hồ Chí Minh",
    "Bình Định": "Tỉnh Gia Lai",
    "Bình Phước": "Tỉnh Đồng Nai",
    "Bình Thuận": "Tỉnh Lâm Đồng",
    "Đắk Nông": "Tỉnh Lâm Đồng",
    "Hà Giang": "Tỉnh Tuyên Quang",
    "Hà Nam": "Tỉnh Ninh Bình",
    "Hải Dương": "Thành phố Hải Phòng",
    "Hậu Giang": "Thành phố Cần Thơ",
    "Hòa Bình": "Tỉnh Phú Thọ",
    "Kiên Giang": "Tỉnh An Giang",
    "Kon Tum": "Tỉnh Quảng Ngãi",
    "Long An": "Tỉnh Tây Ninh",
    "Nam Định": "Tỉnh Ninh Bình",
    "Ninh Thuận": "Tỉnh Khánh Hòa",
    "Phú Yên": "Tỉnh Đắk Lắk",
    "Quảng Bình": "Tỉnh Quảng Trị",
    "Quảng Nam": "Thành phố Đà Nẵng",
    "Sóc Trăng": "Thành phố Cần Thơ",
    "Thái Bình": "Tỉnh Hưng Yên",
    "Tiền Giang": "Tỉnh Đồng Tháp",
    "Trà Vinh": "Tỉnh Vĩnh Long",
    "Vĩnh Phúc": "Tỉnh Phú Thọ",
    "Yên Bái": "Tỉnh Lào Cai",
}

#: What stands before the name of a province or city.
_KINDS = ("thanh pho ", "tp ", "tp. ", "tinh ")
_SPELLINGS = {"sai gon": "ho chi minh", "tp hcm": "ho chi minh", "hcm": "ho chi minh"}


def province_of(text: str) -> str | None:
    """Return the province or city of today that *text* names, also by a name of before 1 July 2025.

    Marks, capitals and the words "Tỉnh" and "Thành phố" do not matter: "binh duong" is Thành phố Hồ Chí Minh.
    None: it names none.
    """
    return _BY_KEY.get(_key(text))


def former_names(province: str) -> list[str]:
    """Return the names of the former provinces that are part of this one now."""
    return [old for old, new in FORMER.items() if new == province]


def _key(text: str) -> str:
    letters = without_diacritics(text).lower().replace("-", " ").replace("–", " ")
    plain = " ".join(letters.split())
    plain = _SPELLINGS.get(plain, plain)
    for kind in _KINDS:
        plain = plain.removeprefix(kind)
    return _SPELLINGS.get(plain, plain)


_BY_KEY = {_key(name): name for name in PROVINCES} | {_key(old): new for old, new in FORMER.items()}
