"""The people of the sandbox, one row each, with their story; testers read it as a manual.

All are fictitious. `sandbox.people.person` explains the fields of a row and the number ranges.
"""

from sandbox.people.person import PHONE_PREFIX, CarrierAnswer, SandboxPerson, SimAnswer, SmsFate
from sandbox.social_insurance.insured import INSURED
from sandbox.vneid.people import AT_VNEID

__all__ = [
    "CROWD",
    "PEOPLE",
    "PHONE_PREFIX",
    "CarrierAnswer",
    "Person",
    "SandboxPerson",
    "SimAnswer",
    "SmsFate",
    "person_called",
    "person_with",
]

Person = SandboxPerson  # the journeys' name for it

PEOPLE: tuple[SandboxPerson, ...] = (
    SandboxPerson(
        "everything_works",
        "Nguyễn Thị Lan", "000190000001", "1990-03-27", "female", "+84900000001",
        "Everything works.",
        "Mọi việc đều suôn sẻ.",
    ),
    SandboxPerson(
        "unaccented_name_kept",
        "Trần Văn Bình", "000085000002", "1985-11-02", "male", "+84900000002",
        "The carrier keeps the name without diacritics: the name differs unless asked again without them.",
        "Nhà mạng lưu tên không dấu nên riêng họ tên không khớp, trừ khi được hỏi lại không dấu.",
        carrier_name="TRAN VAN BINH",
    ),
    SandboxPerson(
        "name_differs",
        "Lê Thị Thu Hà", "000192000003", "1992-06-15", "female", "+84900000003",
        "The carrier keeps another name, so the person differs.",
        "Nhà mạng lưu họ tên khác nên thông tin không khớp.",
        carrier_name="Lê Thị Thanh Hà",
    ),
    SandboxPerson(
        "birth_date_differs",
        "Phạm Quốc Huy", "000088000004", "1988-08-19", "male", "+84900000004",
        "The carrier keeps another date of birth, so the person differs.",
        "Nhà mạng lưu ngày sinh khác nên thông tin không khớp.",
        carrier_birth_date="1988-09-18",
    ),
    SandboxPerson(
        "document_differs",
        "Hoàng Minh Tuấn", "000079000005", "1979-01-31", "male", "+84900000005",
        "The carrier keeps another identity document, so the person differs.",
        "Nhà mạng lưu số giấy tờ khác nên thông tin không khớp.",
        carrier_document="000079000955",
    ),
    SandboxPerson(
        "unknown_number",
        "Vũ Thị Mai", "000195000006", "1995-12-24", "female", "+84900000006",
        "The carrier does not know the number (404).",
        "Nhà mạng không có số thuê bao này (404).",
        carrier=CarrierAnswer.UNKNOWN_NUMBER,
    ),
    SandboxPerson(
        "sim_changed",
        "Đỗ Văn Cường", "000083000007", "1983-04-30", "male", "+84900000007",
        "The SIM was changed 5 hours before the sandbox started, so a one-time code to it does not count.",
        "SIM vừa được đổi 5 giờ trước khi môi trường thử khởi động nên mã xác thực không có giá trị.",
        sim=SimAnswer.CHANGED_LATELY,
    ),
    SandboxPerson(
        "sim_change_unknown",
        "Bùi Thị Ngọc Ánh", "000198000008", "1998-02-14", "female", "+84900000008",
        "The carrier cannot say whether the SIM was changed (422); the match itself succeeds.",
        "Nhà mạng không cho biết SIM có bị đổi hay không (422); việc đối chiếu vẫn khớp.",
        sim=SimAnswer.UNABLE_TO_SAY,
    ),
    SandboxPerson(
        "name_not_available",
        "Đặng Xuân Trường", "000075000009", "1975-07-07", "male", "+84900000009",
        "The carrier keeps no name for the number (not_available), which is no match.",
        "Nhà mạng không lưu họ tên của thuê bao (not_available) nên không khớp.",
        carrier_lacks=frozenset({"name"}),
    ),
    SandboxPerson(
        "carrier_down",
        "Ngô Thị Kim Oanh", "000187000010", "1987-10-20", "female", "+84900000010",
        "The carrier's gateway is down for this number (503): nothing is refused, try again.",
        "Cổng của nhà mạng ngừng hoạt động với số này (503): chưa bị từ chối, hãy thử lại.",
        carrier=CarrierAnswer.DOWN,
    ),
    SandboxPerson(
        "carrier_slow",
        "Dương Văn Khải", "000091000011", "1991-05-01", "male", "+84900000011",
        "The carrier answers only after 30 seconds, longer than the product waits.",
        "Nhà mạng chỉ trả lời sau 30 giây, lâu hơn thời gian hệ thống chờ.",
        carrier=CarrierAnswer.SLOW,
    ),
    SandboxPerson(
        "carrier_nonsense",
        "Lý Thị Bích Thuỷ", "000194000012", "1994-09-09", "female", "+84900000012",
        "The carrier answers words that nobody agreed on.",
        "Nhà mạng trả lời những từ không có trong thỏa thuận.",
        carrier=CarrierAnswer.NONSENSE,
    ),
    SandboxPerson(
        "sms_dropped",
        "Hồ Văn Phúc", "000082000013", "1982-03-03", "male", "+84900000013",
        "The SMS is accepted and never arrives; no receipt ever says so.",
        "Tin nhắn được nhận gửi nhưng không bao giờ đến; không có báo nhận nào.",
        sms=SmsFate.DROPPED,
    ),
    SandboxPerson(
        "phone_off",
        "Mai Thị Tuyết", "000178000014", "1978-12-01", "female", "+84900000014",
        "The phone is off or out of coverage: the receipt says so and the SMS does not arrive.",
        "Điện thoại tắt hoặc ngoài vùng phủ sóng: báo nhận cho biết điều đó và tin nhắn không đến.",
        sms=SmsFate.PHONE_OFF,
    ),
    SandboxPerson(
        "sms_fails",
        "Đinh Công Thành", "000096000015", "1996-01-11", "male", "+84900000015",
        "The delivery of the SMS fails, and the receipt says so.",
        "Việc gửi tin nhắn thất bại và báo nhận cho biết điều đó.",
        sms=SmsFate.FAILS,
    ),
    SandboxPerson(
        "has_account",
        "Trịnh Thị Hương Giang", "000189000016", "1989-06-28", "female", "+84900000016",
        "For 'an account already exists': register as this person first, then once more.",
        "Dành cho 'tài khoản đã tồn tại': đăng ký người này một lần, rồi đăng ký lại.",
    ),
    SandboxPerson(
        "old_identity_number",
        "Phan Văn Đức", "000070000017", "1970-10-10", "male", "+84900000017",
        "Known by citizen number and by an old 9-digit number: one account, whichever is asked for.",
        "Có cả số định danh và số CMND 9 số cũ: chỉ một tài khoản, dù tra theo số nào.",
        old_identity_number="000000017",
    ),
    SandboxPerson(
        "birth_year_only",
        "Nguyễn Văn Sáu", "000051000018", "1951", "male", "+84900000018",
        "Only the year of birth is known: leave day and month empty; the match stands on number and name.",
        "Chỉ biết năm sinh: để trống ngày và tháng; đối chiếu theo số định danh và họ tên.",
        carrier_lacks=frozenset({"birthdate"}),
    ),
    SandboxPerson(
        "apostrophe",
        "H'Lan Niê", "000193000019", "1993-08-08", "female", "+84900000019",
        "A name with an apostrophe; everything works.",
        "Họ tên có dấu nháy; mọi việc đều suôn sẻ.",
    ),
    SandboxPerson(
        "one_word_name",
        "Quỳnh", "000199000020", "1999-11-19", "female", "+84900000020",
        "A name of one word; everything works.",
        "Họ tên chỉ có một chữ; mọi việc đều suôn sẻ.",
    ),
    SandboxPerson(
        "long_name",
        "Công Tằng Tôn Nữ Huyền Trân Ngọc Diễm Thục Đoan Khánh Quyên "
        "Phương Nghiêm Thuỵ Ánh Nguyệt Tường Vi Hoàng Oanh Bảo Châu",
        "000186000021", "1986-07-16", "female", "+84900000021",
        "A very long name; everything works.",
        "Họ tên rất dài; mọi việc đều suôn sẻ.",
    ),
    SandboxPerson(
        "tone_place",
        "Đoàn Thị Hoà", "000184000022", "1984-02-29", "female", "+84900000022",
        "The carrier writes the tone on another letter (HÒA), which is the same name; born on 29 February.",
        "Nhà mạng đặt dấu thanh ở chữ khác (HÒA), vẫn là cùng một tên; sinh ngày 29 tháng 2.",
        carrier_name="ĐOÀN THỊ HÒA",
    ),
    SandboxPerson(
        "eth_letter",
        "Đào Văn Đông", "000080000023", "1980-05-25", "male", "+84900000023",
        "The carrier's register has the look-alike letter Ð (eth) for Đ, which is the same name.",
        "Nhà mạng lưu chữ Ð (eth) trông giống Đ, vẫn là cùng một tên.",
        carrier_name="Ðào Văn Ðông",
    ),
    SandboxPerson(
        "document_required",
        "Tạ Thị Hồng", "000197000024", "1997-04-04", "female", "+84900000024",
        "The carrier demands a document and takes none (403 ID_DOCUMENT_REQUIRED).",
        "Nhà mạng đòi giấy tờ nhưng không nhận giấy tờ nào (403 ID_DOCUMENT_REQUIRED).",
        carrier=CarrierAnswer.NEVER_SEES_DOCUMENT,
    ),
    SandboxPerson(
        "document_mismatch",
        "Chu Đức Long", "000077000025", "1977-05-21", "male", "+84900000025",
        "The carrier compares the document first and it differs (403 ID_DOCUMENT_MISMATCH).",
        "Nhà mạng so giấy tờ trước và giấy tờ không khớp (403 ID_DOCUMENT_MISMATCH).",
        carrier=CarrierAnswer.DEMANDS_DOCUMENT,
        carrier_document="000077000925",
    ),
    SandboxPerson(
        "not_applicable",
        "Cao Thị Yến", "000181000026", "1981-09-12", "female", "+84900000026",
        "The carrier does not offer the match for this kind of number (422).",
        "Nhà mạng không hỗ trợ đối chiếu cho loại thuê bao này (422).",
        carrier=CarrierAnswer.NOT_APPLICABLE,
    ),
    SandboxPerson(
        "this_century",
        "Lương Gia Bảo", "000205000027", "2005-01-15", "male", "+84900000027",
        "Born in this century; everything works.",
        "Sinh trong thế kỷ này; mọi việc đều suôn sẻ.",
    ),
    SandboxPerson(
        "carrier_busy",
        "Kiều Thị Nga", "000190000028", "1990-10-05", "female", "+84900000028",
        "The carrier is too busy and asks to wait 30 seconds (429).",
        "Nhà mạng đang quá tải và yêu cầu chờ 30 giây (429).",
        carrier=CarrierAnswer.BUSY,
    ),
    SandboxPerson(
        "sms_gateway_trouble",
        "Tô Văn Hậu", "000093000029", "1993-02-03", "male", "+84900000029",
        "The match succeeds, then the SMS gateway cannot send for now (99).",
        "Đối chiếu khớp, sau đó cổng tin nhắn tạm thời không gửi được (99).",
        sms=SmsFate.GATEWAY_TROUBLE,
    ),
    SandboxPerson(
        "number_given_on",
        "Cao Thị Hạnh", "000189000030", "1989-05-19", "female", "+84900000030",
        "Has this number for 30 days only: it was another person's. A code to it gives no new password of an "
        "account that had it before.",
        "Mới dùng số này 30 ngày, trước đó là của người khác. Mã gửi đến số này không đặt lại được mật khẩu "
        "của tài khoản có số từ trước.",
        subscriber_for_days=30,
    ),
    SandboxPerson(
        "subscriber_change_unknown",
        "Tạ Đức Thành", "000086000031", "1986-10-10", "male", "+84900000031",
        "The carrier cannot say since when this person has the number (422); the match itself succeeds.",
        "Nhà mạng không cho biết thuê bao có số này từ khi nào (422); việc đối chiếu vẫn khớp.",
        subscriber_is_told=False,
    ),
    *INSURED,
    *(account.person for account in AT_VNEID),
)  # fmt: skip

_DIGIT_WORDS = ("Không", "Một", "Hai", "Ba", "Bốn", "Năm", "Sáu", "Bảy", "Tám", "Chín")


def _one_of_the_crowd(number: int) -> SandboxPerson:
    words = " ".join(_DIGIT_WORDS[int(digit)] for digit in f"{number:03}")
    return SandboxPerson(
        key=f"crowd_{number}",
        full_name=f"Lê Thử {words}",
        citizen_number=f"000091000{number:03}",
        birth_date="1991-01-02",
        sex="male",
        phone_number=f"{PHONE_PREFIX}{number:03}",
        story="One of the crowd, for load and many registrations; everything works.",
        story_vi="Một người trong đám đông, để thử tải và đăng ký nhiều lần; mọi việc đều suôn sẻ.",
    )


#: Four hundred similar people, so that parallel tests and load measurements do not share an account.
CROWD: tuple[SandboxPerson, ...] = tuple(_one_of_the_crowd(number) for number in range(500, 900))

_BY_PHONE = {person.phone_number: person for person in (*PEOPLE, *CROWD)}
_BY_KEY = {person.key: person for person in (*PEOPLE, *CROWD)}


def person_with(phone_number: str) -> SandboxPerson | None:
    """Return the person with this phone number (E.164), if there is one."""
    return _BY_PHONE.get(phone_number)


def person_called(key: str) -> SandboxPerson:
    """Return the person with this key.

    Raises:
        KeyError: no row has this key.
    """
    return _BY_KEY[key]
