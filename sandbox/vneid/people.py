"""The people with a story about VNeID: one row for each thing that can happen.

All other people of the sandbox have an account of level 2, for which everything works.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum

from sandbox.people.person import SandboxPerson


class VneidAnswer(StrEnum):
    """What happens to a person at VNeID."""

    SIGNS_IN = "signs_in"
    CANCELS = "cancels"
    BROKEN_ENVELOPE = "broken_envelope"  # envelope form: userinfo does not decrypt
    BROKEN_CODE = "broken_code"  # envelope form: the code does not decrypt
    PLUS_IN_CODE = "plus_in_code"
    WRONG_KEY = "wrong_key"  # envelope form: the key is wrapped for another client
    CODE_USED = "code_used"  # invalid_grant
    CLIENT_REFUSED = "client_refused"  # invalid_client
    NOT_LISTED = "not_listed"  # 403 without JSON: our address is on no list
    SLOW = "slow"
    DOWN = "down"
    BUSY = "busy"
    NONSENSE = "nonsense"


@dataclass(frozen=True)
class VneidPerson:
    """One person's account at VNeID, where it differs from "level 2, everything works"."""

    person: SandboxPerson
    answer: VneidAnswer = VneidAnswer.SIGNS_IN
    level: int = 2
    kind: str = "1"
    kept_name: str | None = None


AT_VNEID: tuple[VneidPerson, ...] = (
    VneidPerson(
        SandboxPerson(
            "vneid_level_2",
            "Đường Thị Hạnh", "000190000410", "1990-05-14", "female", "+84900000410",
            "VNeID level 2: everything works there.",
            "VNeID mức độ 2: mọi việc ở đó đều suôn sẻ.",
        )
    ),
    VneidPerson(
        SandboxPerson(
            "vneid_level_1",
            "Khúc Văn Toàn", "000088000411", "1988-02-09", "male", "+84900000411",
            "VNeID level 1: refused, with words about how to get level 2.",
            "VNeID mức độ 1: bị từ chối, có hướng dẫn để lên mức độ 2.",
        ),
        level=1,
    ),
    VneidPerson(
        SandboxPerson(
            "vneid_cancels",
            "Ninh Thị Duyên", "000194000412", "1994-11-30", "female", "+84900000412",
            "Cancels at VNeID (access_denied).",
            "Bấm hủy tại VNeID (access_denied).",
        ),
        VneidAnswer.CANCELS,
    ),
    VneidPerson(
        SandboxPerson(
            "vneid_broken_envelope",
            "Giáp Văn Hiếu", "000092000413", "1992-07-21", "male", "+84900000413",
            "Envelope form: what VNeID tells cannot be decrypted; trouble, nobody is refused.",
            "Dạng phong bì: nội dung VNeID gửi không giải mã được; lỗi kỹ thuật, chưa bị từ chối.",
        ),
        VneidAnswer.BROKEN_ENVELOPE,
    ),
    VneidPerson(
        SandboxPerson(
            "vneid_broken_code",
            "Bế Thị Quyên", "000196000414", "1996-03-03", "female", "+84900000414",
            "Envelope form: the code in the address cannot be decrypted; trouble, nobody is refused.",
            "Dạng phong bì: mã trên địa chỉ không giải mã được; lỗi kỹ thuật, chưa bị từ chối.",
        ),
        VneidAnswer.BROKEN_CODE,
    ),
    VneidPerson(
        SandboxPerson(
            "vneid_plus_in_code",
            "Lò Văn Panh", "000085000415", "1985-09-12", "male", "+84900000415",
            "The code in the address has a plus sign that is not escaped; everything works.",
            "Mã trên địa chỉ có dấu cộng không được mã hóa; mọi việc đều suôn sẻ.",
        ),
        VneidAnswer.PLUS_IN_CODE,
    ),
    VneidPerson(
        SandboxPerson(
            "vneid_wrong_key",
            "Mùa Thị Say", "000199000416", "1999-01-19", "female", "+84900000416",
            "Envelope form: VNeID has another client's key for us; trouble, nobody is refused.",
            "Dạng phong bì: VNeID dùng khóa của đơn vị khác; lỗi kỹ thuật, chưa bị từ chối.",
        ),
        VneidAnswer.WRONG_KEY,
    ),
    VneidPerson(
        SandboxPerson(
            "vneid_code_used",
            "Sầm Văn Quý", "000079000417", "1979-06-06", "male", "+84900000417",
            "VNeID says that the code was used before (invalid_grant): sign in there once more.",
            "VNeID báo mã đã được dùng (invalid_grant): cần đăng nhập lại tại đó.",
        ),
        VneidAnswer.CODE_USED,
    ),
    VneidPerson(
        SandboxPerson(
            "vneid_client_refused",
            "Tòng Thị Xuyến", "000187000418", "1987-12-25", "female", "+84900000418",
            "VNeID refuses the portal itself (invalid_client): trouble of ours, nobody is refused.",
            "VNeID từ chối chính cổng này (invalid_client): lỗi phía hệ thống, chưa bị từ chối.",
        ),
        VneidAnswer.CLIENT_REFUSED,
    ),
    VneidPerson(
        SandboxPerson(
            "vneid_not_listed",
            "Hà Đình Nghĩa", "000090000419", "1990-08-08", "male", "+84900000419",
            "VNeID does not know the portal's address (403, no JSON): trouble of ours.",
            "VNeID không biết địa chỉ của cổng (403, không có JSON): lỗi phía hệ thống.",
        ),
        VneidAnswer.NOT_LISTED,
    ),
    VneidPerson(
        SandboxPerson(
            "vneid_name_differs",
            "Phùng Thị Thảo", "000193000420", "1993-04-17", "female", "+84900000420",
            "VNeID has another name than an account registered with the mobile number: no sign-in.",
            "VNeID có họ tên khác với tài khoản đã đăng ký bằng số điện thoại: không đăng nhập được.",
        ),
        kept_name="Phùng Thị Phương Thảo",
    ),
    VneidPerson(
        SandboxPerson(
            "vneid_under_age",
            "Cầm Minh Khôi", "000220000421", "2020-02-20", "male", "+84900000421",
            "Born in 2020: too young for an account of their own.",
            "Sinh năm 2020: chưa đủ tuổi để có tài khoản riêng.",
        )
    ),
    VneidPerson(
        SandboxPerson(
            "vneid_organisation",
            "Vi Văn Thành", "000081000422", "1981-10-01", "male", "+84900000422",
            "Signs in with an organisation's account: this way is for citizens.",
            "Đăng nhập bằng tài khoản của tổ chức: cách này chỉ dành cho công dân.",
        ),
        kind="2",
    ),
    VneidPerson(
        SandboxPerson(
            "vneid_slow",
            "Thân Thị Mận", "000195000423", "1995-05-05", "female", "+84900000423",
            "VNeID answers only after 30 seconds, longer than the product waits.",
            "VNeID chỉ trả lời sau 30 giây, lâu hơn thời gian hệ thống chờ.",
        ),
        VneidAnswer.SLOW,
    ),
    VneidPerson(
        SandboxPerson(
            "vneid_down",
            "Ngọ Văn Sinh", "000086000424", "1986-06-26", "male", "+84900000424",
            "VNeID is down for this person (503): nothing is refused, try again.",
            "VNeID ngừng hoạt động với người này (503): chưa bị từ chối, hãy thử lại.",
        ),
        VneidAnswer.DOWN,
    ),
    VneidPerson(
        SandboxPerson(
            "vneid_busy",
            "Chử Thị Đào", "000189000425", "1989-09-29", "female", "+84900000425",
            "VNeID is too busy and asks to wait 30 seconds (429).",
            "VNeID quá tải và yêu cầu chờ 30 giây (429).",
        ),
        VneidAnswer.BUSY,
    ),
    VneidPerson(
        SandboxPerson(
            "vneid_nonsense",
            "Ma Văn Kháng", "000074000426", "1974-04-14", "male", "+84900000426",
            "VNeID tells things that nobody agreed on.",
            "VNeID trả lời những nội dung không có trong thỏa thuận.",
        ),
        VneidAnswer.NONSENSE,
    ),
)  # fmt: skip
_BY_NUMBER: Mapping[str, VneidPerson] = {one.person.citizen_number: one for one in AT_VNEID}


def account_of(person: SandboxPerson) -> VneidPerson:
    """Return the person's account at VNeID; everyone has one."""
    return _BY_NUMBER.get(person.citizen_number) or VneidPerson(person)
