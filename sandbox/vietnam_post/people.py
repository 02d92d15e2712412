"""The people with a PostID account, or with an appointment at a post office: one row each."""

from dataclasses import dataclass
from enum import StrEnum

from sandbox.people.table import CROWD, PEOPLE, SandboxPerson


class PostAnswer(StrEnum):
    """The post's reaction to a request about an account."""

    COMPARES = "compares"
    UNKNOWN = "unknown"
    NOT_VERIFIED = "not_verified"
    CLOSED = "closed"
    DOWN = "down"
    BUSY = "busy"
    SLOW = "slow"
    NONSENSE = "nonsense"
    WITHOUT_PHONE = "without_phone"


@dataclass(frozen=True)
class PostPerson:
    """The post's record of one person; *account* names their PostID account, "" if they have none."""

    person: SandboxPerson
    account: str = ""
    answer: PostAnswer = PostAnswer.COMPARES
    kept_name: str | None = None
    lacks_birth_date: bool = False
    account_phone: str | None = None  # E.164, if it differs from the person's own

    @property
    def phone_number(self) -> str:
        """The phone number of the PostID account."""
        return self.account_phone or self.person.phone_number


POST_PEOPLE: tuple[PostPerson, ...] = (
    PostPerson(
        SandboxPerson(
            "post_id_works",
            "Đinh Thị Sen", "000187000070", "1987-05-19", "female", "+84900000070",
            "PostID 0900000070: everything works.",
            "PostID 0900000070: mọi việc đều suôn sẻ.",
        ),
        account="0900000070",
    ),
    PostPerson(
        SandboxPerson(
            "post_id_by_number",
            "Lý Văn Tám", "000075000071", "1975-10-08", "male", "+84900000071",
            "PostID 000075000071, named after the identification number; the code goes to 0900 000 072.",
            "PostID 000075000071: tên tài khoản là số định danh; mã được gửi đến 0900 000 072.",
        ),
        account="000075000071",
        account_phone="+84900000072",
    ),
    PostPerson(
        SandboxPerson(
            "post_id_not_verified",
            "Mai Văn Khải", "000094000073", "1994-02-17", "male", "+84900000073",
            "PostID 0900000073 is not verified yet (409).",
            "PostID 0900000073 chưa được xác minh (409).",
        ),
        account="0900000073",
        answer=PostAnswer.NOT_VERIFIED,
    ),
    PostPerson(
        SandboxPerson(
            "post_id_name_differs",
            "Cao Thị Bích Ngọc", "000193000074", "1993-09-03", "female", "+84900000074",
            "PostID 0900000074: the post keeps another name, so the details differ.",
            "PostID 0900000074: bưu điện lưu họ tên khác nên thông tin không khớp.",
        ),
        account="0900000074",
        kept_name="Cao Thị Bích Ngà",
    ),
    PostPerson(
        SandboxPerson(
            "post_id_without_birth_date",
            "Hồ Văn Sáu", "000060000075", "1960-01-01", "male", "+84900000075",
            "PostID 0900000075: the post has no date of birth to compare, so it counts as different.",
            "PostID 0900000075: bưu điện không có ngày sinh để đối chiếu nên coi như không khớp.",
        ),
        account="0900000075",
        lacks_birth_date=True,
    ),
    PostPerson(
        SandboxPerson(
            "post_id_closed",
            "Tạ Thị Liên", "000182000076", "1982-12-12", "female", "+84900000076",
            "PostID 0900000076 was closed (410).",
            "PostID 0900000076 đã bị đóng (410).",
        ),
        account="0900000076",
        answer=PostAnswer.CLOSED,
    ),
    PostPerson(
        SandboxPerson(
            "post_id_unknown",
            "Phùng Văn Lộc", "000091000077", "1991-04-04", "male", "+84900000077",
            "Has no PostID: 0900000077 is unknown (404).",
            "Không có PostID: 0900000077 không tồn tại (404).",
        ),
        account="0900000077",
        answer=PostAnswer.UNKNOWN,
    ),
    PostPerson(
        SandboxPerson(
            "post_down",
            "La Thị Hường", "000189000078", "1989-07-07", "female", "+84900000078",
            "PostID 0900000078: the post is down (503).",
            "PostID 0900000078: hệ thống bưu điện không hoạt động (503).",
        ),
        account="0900000078",
        answer=PostAnswer.DOWN,
    ),
    PostPerson(
        SandboxPerson(
            "post_busy",
            "Quách Văn Thành", "000084000079", "1984-06-20", "male", "+84900000079",
            "PostID 0900000079: the post is too busy (429).",
            "PostID 0900000079: hệ thống bưu điện quá tải (429).",
        ),
        account="0900000079",
        answer=PostAnswer.BUSY,
    ),
    PostPerson(
        SandboxPerson(
            "post_slow",
            "Kiều Thị Nhàn", "000178000080", "1978-08-15", "female", "+84900000080",
            "PostID 0900000080: the post answers after 30 seconds.",
            "PostID 0900000080: bưu điện trả lời sau 30 giây.",
        ),
        account="0900000080",
        answer=PostAnswer.SLOW,
    ),
    PostPerson(
        SandboxPerson(
            "post_nonsense",
            "Âu Văn Hiển", "000090000081", "1990-11-30", "male", "+84900000081",
            "PostID 0900000081: the post answers a word that nobody agreed on.",
            "PostID 0900000081: bưu điện trả lời một từ không có trong thỏa thuận.",
        ),
        account="0900000081",
        answer=PostAnswer.NONSENSE,
    ),
    PostPerson(
        SandboxPerson(
            "post_id_without_phone",
            "Ông Thị Vân", "000196000082", "1996-03-09", "female", "+84900000082",
            "PostID 0900000082: the post vouches for the person, and has no phone for the account.",
            "PostID 0900000082: bưu điện xác nhận người này nhưng không có số điện thoại của tài khoản.",
        ),
        account="0900000082",
        answer=PostAnswer.WITHOUT_PHONE,
    ),
    PostPerson(
        SandboxPerson(
            "goes_to_the_post_office",
            "Nông Thị Hiền", "000195000090", "1995-01-25", "female", "+84900000090",
            "Has no PostID and goes to a post office; play the clerk and the supervisor at the counter.",
            "Không có PostID và ra bưu cục; hãy đóng vai giao dịch viên và kiểm soát viên tại quầy.",
        )
    ),
    PostPerson(
        SandboxPerson(
            "is_rejected_at_the_counter",
            "Giàng A Páo", "000099000091", "1999-09-09", "male", "+84900000091",
            "Goes to a post office with a card that has expired; reject it at the counter.",
            "Ra bưu cục với thẻ đã hết hạn; hãy từ chối tại quầy.",
        )
    ),
    PostPerson(
        SandboxPerson(
            "never_goes_to_the_post_office",
            "H'Hen Êban", "000192000092", "1992-02-29", "female", "+84900000092",
            "Gets a reference and never goes; after 30 days it is late.",
            "Nhận mã hẹn nhưng không ra bưu cục; sau 30 ngày thì quá hạn.",
        )
    ),
)  # fmt: skip

_BY_KEY = {row.person.key: row for row in POST_PEOPLE}
_OTHERS = {f"0{person.phone_number[3:]}": PostPerson(person) for person in (*PEOPLE, *CROWD)}
_BY_ACCOUNT = {row.account: row for row in POST_PEOPLE if row.account}


def post_person_called(key: str) -> PostPerson:
    """Return the person with this key.

    Raises:
        KeyError: no row has this key.
    """
    return _BY_KEY[key]


def holder_of(account: str) -> PostPerson | None:
    """Return the holder of this PostID account.

    A person of the table or of the crowd has their phone number as account.
    """
    return _BY_ACCOUNT.get(account) or _OTHERS.get(account)
