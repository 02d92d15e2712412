"""The SIMs that can sign, one row each, with their story; testers read it as a manual.

The people of the crowd have such SIMs, too. All other phone numbers are unknown to the gateway (105).
"""

from collections.abc import Iterator
from dataclasses import dataclass
from enum import StrEnum
from functools import cache

from sandbox.authority import Holder, holder_called
from sandbox.mssp.codes import RAISED, WORDS
from sandbox.people.table import CROWD, PHONE_PREFIX, person_with


class Holding(StrEnum):
    """The reaction of the holder to the prompt on the phone."""

    DECIDES = "decides"  # the tester presses a key, on the phone's page or by the QA interface
    DECLINES = "declines"
    NEVER_ANSWERS = "never_answers"
    ANSWERS_LATE = "answers_late"  # the key press reaches the gateway after it stopped waiting
    ANSWERS_TWICE = "answers_twice"  # the phone shows the prompt twice, and both key presses count


class Reply(StrEnum):
    """The gateway's response after the holder confirmed."""

    RIGHT = "right"
    RIGHT_AND_VALIDATED = "right_and_validated"
    TEXT = "text"
    TEXT_AND_VALIDATED = "text_and_validated"
    NOTHING = "nothing"
    NO_CERTIFICATE = "no_certificate"
    ANOTHERS_SIGNATURE = "anothers_signature"
    ANOTHERS_CERTIFICATE = "anothers_certificate"
    OTHER_BYTES = "other_bytes"
    TWO_SIGNERS = "two_signers"
    OTHER_QUESTION = "other_question"
    OTHER_PHONE = "other_phone"
    OTHER_TRANSACTION = "other_transaction"


@dataclass(frozen=True)
class Sim:
    """One SIM: the holder of its certificate, and its story.

    If the story is about the certificate, its key is the holder's key (``sim_expired``). Otherwise the key
    names the story: ``declines``, ``other_bytes``, ``start_402``, ``status_402``.
    """

    key: str
    phone_number: str
    story: str
    story_vi: str
    holder: Holder
    holding: Holding = Holding.DECIDES
    reply: Reply = Reply.RIGHT
    code_at_start: int | None = None
    code_at_status: int | None = None

    @property
    def is_silent(self) -> bool:
        """Whether the phone never shows a prompt."""
        return self.code_at_status is not None or self.holding in {Holding.DECLINES, Holding.NEVER_ANSWERS}


#: The SIMs with a story about the certificate: key of the holder, story in English and Vietnamese.
CERTIFICATES = (
    ("sim_citizen", "Everything works.", "Mọi việc đều suôn sẻ."),
    (
        "sim_old_number",
        "The certificate holds the old 9-digit number, too.",
        "Chứng thư có cả số CMND 9 số cũ.",
    ),
    ("sim_elliptic", "The SIM's key is on P-256.", "Khóa của SIM dùng đường cong P-256."),
    (
        "sim_cmnd_of_12",
        "CMND holds the 12 digits of a citizen number.",
        "Trường CMND ghi 12 chữ số định danh.",
    ),
    ("sim_business", "A business.", "Một doanh nghiệp."),
    ("sim_representative", "A business and its representative.", "Doanh nghiệp và người đại diện."),
    ("sim_officer", "An officer of a state agency.", "Cán bộ của một cơ quan nhà nước."),
    ("sim_expires_soon", "The certificate is good for another 20 days.", "Chứng thư còn hiệu lực 20 ngày."),
    ("sim_expired", "The certificate expired yesterday.", "Chứng thư hết hạn hôm qua."),
    ("sim_not_yet_valid", "The certificate is good from tomorrow on.", "Chứng thư có hiệu lực từ ngày mai."),
    ("sim_revoked_by_crl", "Revoked; the CRL says so.", "Đã bị thu hồi theo CRL."),
    ("sim_revoked_by_ocsp", "Revoked; OCSP says so.", "Đã bị thu hồi theo OCSP."),
    ("sim_ocsp_unknown", "OCSP does not know the certificate.", "OCSP không biết chứng thư này."),
    ("sim_ocsp_stale", "OCSP's answer is two days old.", "Trả lời OCSP đã cũ hai ngày."),
    ("sim_ocsp_wrong_responder", "Somebody else signs for OCSP.", "Trả lời OCSP do người khác ký."),
    ("sim_ocsp_other", "OCSP tells of another certificate.", "OCSP trả lời về chứng thư khác."),
    ("sim_no_information", "It names neither CRL nor OCSP.", "Chứng thư không ghi nơi hỏi CRL hay OCSP."),
    ("sim_foreign_address", "It names a stranger's CRL.", "Chứng thư ghi nơi hỏi CRL của người lạ."),
    (
        "sim_list_alone",
        "In the form of a licensed authority: a list of revoked certificates alone.",
        "Theo mẫu của một nhà cung cấp được cấp phép: chỉ có danh sách thu hồi.",
    ),
    ("sim_unknown_root", "Its root is unknown.", "Chứng thư gốc không được biết đến."),
    ("sim_wrong_usage", "Only for key encipherment.", "Chứng thư chỉ để mã hóa khóa."),
    ("sim_no_usage", "It does not say what it is for.", "Chứng thư không ghi mục đích sử dụng."),
    ("sim_ca_flag", "It says that it is an authority.", "Chứng thư tự nhận là nhà cung cấp."),
    ("sim_sha1", "The authority signed it with SHA-1.", "Chứng thư được ký bằng SHA-1."),
    ("sim_short_key", "An RSA key of 1024 bits.", "Khóa RSA 1024 bit."),
    ("sim_wrong_root", "From the tokens' root.", "Chứng thư thuộc gốc của USB ký số."),
)
#: The SIMs with a story about the holder; the number is the last three digits of the phone number.
HOLDINGS = (
    (130, Holding.DECLINES, "Declines on the phone (401).", "Từ chối trên điện thoại (401)."),
    (131, Holding.NEVER_ANSWERS, "Never answers; it expires (208).", "Không trả lời; hết thời gian (208)."),
    (
        132, Holding.ANSWERS_LATE,
        "What they press arrives one second too late; it stays expired (208).",
        "Thao tác đến muộn một giây; vẫn là hết thời gian (208).",
    ),
    (
        133, Holding.ANSWERS_TWICE,
        "Answers twice: the phone asks once more after a confirmation, and the second answer counts, too.",
        "Trả lời hai lần: sau khi xác nhận, điện thoại hỏi lại và câu trả lời thứ hai cũng được tính.",
    ),
)  # fmt: skip
#: The SIMs with a story about the gateway's response; the number is the phone number's last three digits.
REPLIES = (
    (
        140,
        Reply.RIGHT_AND_VALIDATED,
        "Signed, and the gateway checked it (502).",
        "Đã ký và cổng đã kiểm tra (502).",
    ),
    (141, Reply.TEXT, "The gateway says 500 with plain text.", "Cổng trả 500 kèm văn bản thường."),
    (
        142,
        Reply.TEXT_AND_VALIDATED,
        "The gateway says 502 with plain text.",
        "Cổng trả 502 kèm văn bản thường.",
    ),
    (143, Reply.NOTHING, "The gateway says 502 without a signature.", "Cổng trả 502 mà không có chữ ký."),
    (144, Reply.NO_CERTIFICATE, "No certificate comes with the signature.", "Chữ ký không kèm chứng thư."),
    (145, Reply.ANOTHERS_SIGNATURE, "The signature is another SIM's.", "Chữ ký của SIM khác."),
    (146, Reply.ANOTHERS_CERTIFICATE, "The certificate is another SIM's.", "Chứng thư của SIM khác."),
    (147, Reply.OTHER_BYTES, "The right key over other bytes.", "Đúng khóa nhưng ký dữ liệu khác."),
    (148, Reply.TWO_SIGNERS, "Two signers.", "Hai người ký."),
    (149, Reply.OTHER_QUESTION, "The answer is to another question.", "Trả lời cho câu hỏi khác."),
    (150, Reply.OTHER_PHONE, "The answer tells of another phone.", "Trả lời về số điện thoại khác."),
    (151, Reply.OTHER_TRANSACTION, "The answer tells of another transaction.", "Trả lời về giao dịch khác."),
)
#: The first phone numbers of the SIMs that get one code each, in the order of `RAISED`.
FIRST_AT_START = 200
FIRST_AT_STATUS = 300


def _rows() -> Iterator[Sim]:
    for key, story, story_vi in CERTIFICATES:
        holder = holder_called(key)
        yield Sim(key, holder.phone_number or "", story, story_vi, holder)
    for number, holding, story, story_vi in HOLDINGS:
        yield Sim(holding, _phone(number), story, story_vi, _holder(number), holding=holding)
    for number, reply, story, story_vi in REPLIES:
        yield Sim(reply, _phone(number), story, story_vi, _holder(number), reply=reply)
    for index, code in enumerate(RAISED):
        name = f"{code} {WORDS[code]}"
        at_start, at_status = FIRST_AT_START + index, FIRST_AT_STATUS + index
        yield Sim(
            f"start_{code}", _phone(at_start), f"{name} when asked to sign.", f"{name} khi yêu cầu ký.",
            _holder(at_start), code_at_start=code,
        )  # fmt: skip
        yield Sim(
            f"status_{code}", _phone(at_status), f"{name} when asked what became of it.",
            f"{name} khi hỏi trạng thái.", _holder(at_status), code_at_status=code,
        )  # fmt: skip


def _phone(number: int) -> str:
    return f"{PHONE_PREFIX}{number:03}"


def _holder(number: int) -> Holder:
    """Make a citizen with a good certificate and an own key, for a SIM whose story is not the certificate."""
    return Holder(
        key=f"sim_{number}",
        full_name=f"Phạm Thử {_WORDS[number // 100]} {_WORDS[number // 10 % 10]} {_WORDS[number % 10]}",
        subject=(("UID", f"CCCD:000188000{number:03}"), ("L", "Hà Nội")),
        story="Good.",
        phone_number=_phone(number),
    )


_WORDS = ("Không", "Một", "Hai", "Ba", "Bốn", "Năm", "Sáu", "Bảy", "Tám", "Chín")

SIMS: tuple[Sim, ...] = tuple(_rows())
_BY_PHONE = {sim.phone_number: sim for sim in SIMS}
_BY_KEY = {sim.key: sim for sim in SIMS}
_CROWD = frozenset(person.phone_number for person in CROWD)


def sim_called(key: str) -> Sim:
    """Return the SIM with this key.

    Raises:
        KeyError: no SIM has this key.
    """
    return _BY_KEY[key]


def sim_in(phone_number: str) -> Sim | None:
    """Return the signing SIM in the phone with this number (E.164), if there is one."""
    return _BY_PHONE.get(phone_number) or _sim_of_the_crowd(phone_number)


@cache
def _sim_of_the_crowd(phone_number: str) -> Sim | None:
    person = person_with(phone_number)
    if person is None or phone_number not in _CROWD:
        return None
    holder = Holder(
        key=person.key,
        full_name=person.full_name,
        subject=(("UID", f"CCCD:{person.citizen_number}"), ("L", "Hà Nội")),
        story=person.story,
        phone_number=phone_number,
    )
    return Sim(person.key, phone_number, person.story, person.story_vi, holder)
