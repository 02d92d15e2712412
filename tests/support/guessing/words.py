"""Words that people in Viet Nam put into passwords, by kind, with diacritics.

They were written before the dictionary of `bff.rules` and apart from it. `tests.support.guessing.patterns`
splits each kind in two halves: the dictionary may be built with the first one only, the second one judges it.
"""

from types import MappingProxyType


def _lines(text: str) -> tuple[str, ...]:
    return tuple(part.strip() for part in text.replace("\n", ",").split(",") if part.strip())


WORDS = MappingProxyType(
    {
        "given name": _lines("""
            Minh, Hùng, Dũng, Tuấn, Hương, Lan, Hoa, Linh, Trang, Thảo, Ngọc, Mai, Hạnh, Phương, Quỳnh, Vy
            Nhi, My, Khánh, Đức, Thắng, Long, Nam, Sơn, Hải, Quân, Kiên, Trung, Bình, Cường, Đạt, Duy, Hiếu
            Huy, Khoa, Khôi, Lâm, Nghĩa, Phúc, Quang, Tài, Tân, Thành, Thiện, Thịnh, Tiến, Toàn, Trí, Tú
            Việt, Vinh, Vũ, Yến, Xuân, Uyên, Tuyết, Trinh, Trâm, Thủy, Thư, Thanh, Tâm, Oanh, Nhung, Nga
            Loan, Liên, Kiều, Huyền, Hằng, Giang, Duyên, Diệp, Chi, Châu, Bích, Ánh, Anh, An, Ân, Bảo
            Chiến, Công, Đăng, Danh, Đông, Hậu, Hoàng, Hòa, Kỳ, Lộc, Luân, Mạnh, Nhân, Phát, Phong, Sang
            Thái, Thuận, Tín, Triết, Trọng, Văn, Vương, Ý, Mỹ Duyên, Bảo Ngọc, Minh Anh, Gia Hân, Gia Bảo
            Thanh Tùng, Đức Anh, Hải Yến, Phương Thảo, Khánh Linh, Ngọc Hân, Quốc Anh, Tuấn Kiệt, Thiên Ân
            Bảo Châu, Hoàng Long, Minh Khôi, Thùy Dung, Kim Ngân, Tường Vi
        """),
        "full name": _lines("""
            Nguyễn Văn An, Nguyễn Thị Hoa, Trần Văn Bình, Lê Thị Hồng, Phạm Minh Tuấn, Hoàng Văn Thái
            Vũ Thị Mai, Đặng Quốc Việt, Bùi Xuân Trường, Đỗ Thị Hạnh, Hồ Văn Long, Ngô Đức Thịnh
            Dương Thị Lan, Lý Thành Công, Phan Thị Thu, Võ Minh Đức, Huỳnh Ngọc Trâm, Trương Văn Hải
            Đinh Công Mạnh, Lương Thị Nga, Tô Hoài, Mai Văn Phúc, Cao Thị Kim, Tạ Quang Huy, Nguyễn Hoàng
            Trần Anh, Lê Nam, Phạm Thảo, Nguyễn Thị, Trần Văn, Lê Văn, Phạm Thị, Nguyễn Minh, Trần Thị
            Hoàng Anh, Vũ Đức, Đoàn Thị, Hà Thị, Lưu Văn, Châu Ngọc
        """),
        "place": _lines("""
            Hà Nội, Sài Gòn, Hồ Chí Minh, Đà Nẵng, Hải Phòng, Cần Thơ, Huế, Nha Trang, Đà Lạt, Vũng Tàu
            Hạ Long, Quảng Ninh, Bắc Ninh, Bắc Giang, Hải Dương, Hưng Yên, Thái Bình, Nam Định, Ninh Bình
            Thanh Hóa, Nghệ An, Hà Tĩnh, Quảng Bình, Quảng Trị, Quảng Nam, Quảng Ngãi, Bình Định, Phú Yên
            Khánh Hòa, Ninh Thuận, Bình Thuận, Kon Tum, Gia Lai, Đắk Lắk, Đắk Nông, Lâm Đồng, Bình Phước
            Tây Ninh, Bình Dương, Đồng Nai, Long An, Tiền Giang, Bến Tre, Trà Vinh, Vĩnh Long, Đồng Tháp
            An Giang, Kiên Giang, Hậu Giang, Sóc Trăng, Bạc Liêu, Cà Mau, Lào Cai, Yên Bái, Điện Biên
            Lai Châu, Sơn La, Hòa Bình, Thái Nguyên, Lạng Sơn, Cao Bằng, Bắc Kạn, Tuyên Quang, Hà Giang
            Phú Thọ, Vĩnh Phúc, Hà Nam, Phú Quốc, Côn Đảo, Trường Sa, Hoàng Sa, Cát Bà, Lý Sơn, Sa Pa
            Hội An, Buôn Ma Thuột, Pleiku, Biên Hòa, Thủ Đức, Gò Vấp, Tân Bình, Bình Thạnh, Cầu Giấy
            Đống Đa, Hoàn Kiếm, Ba Đình, Thanh Xuân, Long Biên, Hà Đông, Mỹ Đình, Tây Hồ, Quận 1, Quận 7
            Nhà Bè, Củ Chi, Hóc Môn, Long Xuyên, Rạch Giá, Mỹ Tho, Cao Lãnh, Sa Đéc, Châu Đốc, Quy Nhơn
            Tuy Hòa, Phan Thiết, Phan Rang, Cam Ranh, Đồng Hới, Đông Hà, Vinh, Việt Trì, Uông Bí, Cẩm Phả
            Móng Cái, Đồ Sơn, Sầm Sơn, Cửa Lò, Tam Kỳ, Bảo Lộc, Thủ Dầu Một, Dĩ An, Thuận An, Đồng Xoài
            Tân An, Việt Nam, Miền Tây, Tây Nguyên, Hàn Quốc, Nhật Bản, Mỹ Tho, Lăng Cô, Tam Đảo, Ba Vì
            Mộc Châu, Mai Châu
        """),
        "office or service": _lines("""
            UBND, VNeID, Công an, Công an xã, Dịch vụ công, Bảo hiểm, BHXH, BHYT, Thuế, Cục thuế
            Chi cục thuế, Sở y tế, Sở tư pháp, Hộ tịch, Hộ khẩu, Căn cước, CCCD, Tạm trú, Lý lịch, Kho bạc
            Hải quan, Bưu điện, Trạm y tế, Trường học, Giáo viên, Bệnh viện, Bác sĩ, Văn phòng, Kế toán
            Cán bộ, Công chức, Xã hội, Chính phủ, Quốc hội, Mặt trận, Đoàn thanh niên, Phụ nữ, Nông dân
            Một cửa, Văn thư, Thủ tục, Đăng ký, Tài khoản, Mật khẩu, Đăng nhập, Hệ thống, Quản trị
            Người dùng, Khách hàng, Nhân viên, Giám đốc, Học sinh, Sinh viên, Bộ công an, Bộ y tế, Tư pháp
            Địa chính, Tỉnh ủy, Huyện ủy, Đảng viên
        """),
        "brand": _lines("""
            Viettel, Mobifone, Vinaphone, Vietcombank, Techcombank, Agribank, Vietinbank, BIDV, MBBank
            TPBank, Sacombank, VPBank, Momo, ZaloPay, Zalo, Shopee, Lazada, Tiki, Grab, Facebook, Samsung
            Honda, Yamaha, Vinfast, Vingroup, Vinamilk, FPT, VNPT, Vietlott, Petrolimex, Thegioididong
            Toyota, iPhone, Google, YouTube, TikTok, Oppo, Xiaomi, Nokia, Trung Nguyên, Highlands, Bitis
            Vietjet, Bamboo, Gmail, Liverpool, Arsenal, Chelsea, Barcelona, Manchester, Messi, Ronaldo
            Naruto, Doraemon, Pokemon, Garena, Admin, Hello
        """),
        "phrase": _lines("""
            anh yêu em, em yêu anh, yêu em, yêu anh, anh nhớ em, mãi yêu em, tình yêu, gia đình, bố mẹ
            con yêu, mẹ yêu, vợ yêu, chồng yêu, cục cưng, không biết, quên rồi, mật khẩu mới, hạnh phúc
            may mắn, phát tài, thành công, cố lên, một con vịt, chúc mừng, năm mới, xin chào, cảm ơn
            Việt Nam vô địch, bóng đá, học tập, bí mật, tự do, hòa bình, mùa xuân, mùa thu, hoa hồng
            hoa mai, trà sữa, phở bò, cà phê, bánh mì, trái tim, ngôi sao, mặt trời, con mèo, con chó
            con gà, thiên thần, hoàng tử, công chúa, tiền nhiều
        """),
        "keyboard walk": _lines("""
            qwe, qwer, qwert, qwerty, asd, asdf, asdfg, asdfgh, zxc, zxcv, zxcvb, zxcvbn, qaz, qazwsx, wsx
            edc, qweasd, qweasdzxc, asdzxc, qwezxc, zaq, xsw, poi, poiu, lkj, mnb, abc, abcd, abcxyz, aaa
            aabb, xyz, qazwsxedc, zaqwsx, wasd, qwertyuiop, iop, jkl, bnm, rty, fgh, vbn, abcdef, aaaa, qqq
            zzz, abab, qwaszx
        """),
    }
)
