"""The check finds each kind of fault, and reports none in a good text."""

import unicodedata
from io import BytesIO

import pytest
from babel.messages.pofile import read_po

from bff.i18n.faults import NOT_OUR_WORDS, faults_in

HEAD = """msgid ""
msgstr ""
"Content-Type: text/plain; charset=utf-8\\n"
"Plural-Forms: nplurals=1; plural=0;\\n"

"""


def faults_of(entries: str) -> list[str]:
    """Read planted entries as the check reads the catalogue."""
    return list(faults_in(read_po(BytesIO((HEAD + entries).encode()), locale="vi", abort_invalid=True)))


def entry(english: str, vietnamese: str) -> str:
    return f'msgid "{english}"\nmsgstr "{vietnamese}"\n'


@pytest.mark.parametrize(
    "entries",
    [
        entry("Sign in", "Đăng nhập"),
        entry("Sent to %(phone)s", "Đã gửi đến %(phone)s"),
        entry("%(n)d of %(of)d, 100 %%", "%(n)d/%(of)d, 100 %%"),
        entry(", also offline.", ", cả khi không có mạng."),
        entry("Step 2 < step 3 & more", "Bước 2 < bước 3 & nữa"),
        entry("Email", "Email"),
        entry("The user's phone", "Điện thoại của usertown"),
        'msgid "%(n)d day"\nmsgid_plural "%(n)d days"\nmsgstr[0] "%(n)d ngày"\n',
    ],
)
def test_a_good_text_has_no_fault(entries: str) -> None:
    assert faults_of(entries) == []


@pytest.mark.parametrize(
    ("entries", "fault"),
    [
        (entry("Sign in", ""), "there is no translation"),
        ("#, fuzzy\n" + entry("Sign in", "Đăng ký"), "marked fuzzy"),
        (entry("Sent to %(phone)s", "Đã gửi"), "lacks %(phone)s"),
        (entry("Sent", "Đã gửi đến %(phone)s"), "has %(phone)s, which the English text has not"),
        (entry("%(n)d left", "còn %(n)s"), "lacks %(n)d"),
        (entry("In {n}", "Sau {m}"), "lacks {n}"),
        (entry("100% done", "xong 100%"), "a % belongs to no placeholder"),
        (entry("Sign in", "<b>Đăng nhập</b>"), "<b> is HTML"),
        (entry("<br>Sign in", "Đăng nhập"), "<br> is HTML"),
        (entry("Sign in", "Đăng&nbsp;nhập"), "&nbsp; is HTML"),
        (entry("Sign in", "Đăng  nhập"), "two spaces"),
        (entry("Sign in", "Đăng nhập "), "differ in the space at the beginning or the end"),
        (entry(" sign in", "đăng nhập"), "differ in the space at the beginning or the end"),
        (entry("Sign in", unicodedata.normalize("NFD", "Đăng nhập")), "Write it in NFC"),
        (entry("Sign in", "Sign in"), "is the English text"),
        (entry("Code", "Mã otp"), "Say “mã xác thực”"),
        ('msgid "%(n)d day"\nmsgid_plural "%(n)d days"\nmsgstr[0] "ngày"\n', "lacks %(n)d"),
        ('msgid "%(n)d day"\nmsgid_plural "%(n)d days"\nmsgstr[0] ""\n', "there is no translation"),
    ],
)
def test_a_planted_fault_is_reported_with_its_text(entries: str, fault: str) -> None:
    (told,) = faults_of(entries)
    assert fault in told
    assert told.startswith("“")


@pytest.mark.parametrize(("word", "ours"), NOT_OUR_WORDS.items())
def test_an_unusual_word_is_reported_with_the_usual_one(word: str, ours: str) -> None:
    (told,) = faults_of(entry("Something", f"Hãy xem {word.upper()}."))
    assert ours in told


def test_every_fault_of_a_text_is_reported_at_once() -> None:
    assert len(faults_of(entry("Sent to %(phone)s", "Đã  gửi <b>OTP</b> "))) == 5
