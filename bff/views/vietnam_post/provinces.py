"""The 34 provinces and cities since 1 July 2025 (National Assembly Resolution 202/2025/QH15).

`FORMER` names the 29 that ended, with the one that each is part of now (the same resolution, article 1).

The level below them consists of communes, wards and special zones. The district level no longer exists.
"""

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
