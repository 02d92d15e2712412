"""The page checker finds every fault on its list, and none in a good page."""

import re

import pytest

from tests.support.pages import PageFaults, check_page, check_part
from tests.support.words import Catalogue

GOOD = """<!doctype html>
<html lang="vi">
<head><meta charset="utf-8"><title>Đăng nhập – Cửa Số</title></head>
<body>
<main>
<h1>Đăng nhập</h1>
<p>Xem <a href="/huong-dan">hướng dẫn</a> <img src="/cua.svg" alt=""></p>
<form method="post" action="/sign-in">
<p id="hint">12 chữ số</p>
<label for="number">Số định danh</label>
<input id="number" name="number" aria-describedby="hint">
<input type="hidden" name="csrf_token" value="x">
<button>Tiếp tục</button>
</form>
<p lang="en">Continue in English</p>
</main>
</body>
</html>
"""
PART = "<title>Đăng nhập – Cửa Số</title>\n<h1>Đăng nhập</h1>\n<p>Nhập số định danh.</p>"
TEXTS = Catalogue(
    (
        ("Continue", "Tiếp tục"),
        ("Your session has ended.", "Phiên đã kết thúc."),
        ("Sent to %(phone)s a moment ago", "Đã gửi tới %(phone)s"),
        ("SMS code", "Mã SMS code"),
    )
)


def test_a_good_page_passes() -> None:
    check_page(GOOD, "vi", texts=TEXTS)


def test_a_good_part_passes() -> None:
    check_part(PART, "vi", texts=TEXTS)


def test_a_page_with_errors_says_so_before_its_heading() -> None:
    check_page(GOOD.replace("<title>", "<title>Lỗi: "), "vi", texts=TEXTS)


@pytest.mark.parametrize(
    ("good", "bad", "fault"),
    [
        ("<!doctype html>", "", "not valid HTML"),
        ("</form>", "", "not valid HTML"),
        ("<p>Xem", "<p><b>Xem", "not valid HTML"),
        ('id="hint"', 'id="hint" id="hint"', "not valid HTML"),
        ("<h1>Đăng nhập</h1>", "<p>Đăng nhập</p>", "has 0 h1"),
        ("</h1>", "</h1><h1>Đăng nhập</h1>", "has 2 h1"),
        ("<h1>Đăng nhập</h1>", "<h1></h1>", "empty h1"),
        ("<title>Đăng nhập – Cửa Số</title>", "", "has 0 titles"),
        ("Đăng nhập – Cửa Số", "", "empty one"),
        ("Đăng nhập – Cửa Số", "Cửa Số – Đăng nhập", "does not start with its h1"),
        ("<title>", "<title>Error: ", "does not start with its h1"),
        (' lang="vi"', "", "says lang=None"),
        ('lang="vi"', 'lang="en"', "says lang='en'"),
        ('id="hint"', 'id="number"', "has the id 'number' 2 times"),
        ('for="number"', 'for="nothing"', "for='nothing' leads nowhere"),
        ('describedby="hint"', 'describedby="hint slip"', "aria-describedby='slip' leads nowhere"),
        ("Số định danh</label>", "</label>", "a field without a label"),
        ('<label for="number">Số định danh</label>', "", "a field without a label"),
        ("Tiếp tục", "", "a button without a name"),
        ("Tiếp tục", '<span aria-hidden="true">→</span>', "a button without a name"),
        ("hướng dẫn</a>", "</a>", "has a a without a name"),
        (' alt=""', "", "an image without alt"),
        ("</main>", "<script>go()</script></main>", "an inline script"),
        ("</main>", "<style>p { color: red }</style></main>", "an inline style element"),
        ("<main>", '<main style="color: red">', "the inline attribute 'style'"),
        ("<button>", '<button onclick="go()">', "the inline attribute 'onclick'"),
        ('href="/huong-dan"', 'href="javascript:go()"', "a javascript: address"),
        ("Tiếp tục", "Continue", "shows 'Continue' instead of 'Tiếp tục'"),
        ("<button>", '<button aria-label="Continue">', "shows 'Continue'"),
        ("</main>", "<p>Sorry. Your session has ended. Hm.</p></main>", "shows 'Your session has ended.'"),
        ("<main>", '<main data-late="Your session has ended.">', "shows 'Your session has ended.'"),
        ("</main>", "<p>Sent to 0900 000 001 a moment ago</p></main>", "instead of 'Đã gửi tới %(phone)s'"),
    ],
)  # fmt: skip
def test_the_checker_finds(good: str, bad: str, fault: str) -> None:
    assert good in GOOD
    with pytest.raises(PageFaults, match=re.escape(fault)):
        check_page(GOOD.replace(good, bad, 1), "vi", texts=TEXTS)


def test_vietnamese_in_an_english_page_is_found() -> None:
    page = GOOD.replace('lang="vi"', 'lang="en"').replace('<p lang="en">', '<p lang="vi">')
    with pytest.raises(PageFaults, match="shows 'Tiếp tục' instead of 'Continue'"):
        check_page(page, "en", texts=TEXTS)


def test_a_word_used_by_both_languages_is_no_fault() -> None:
    check_page(GOOD.replace("Tiếp tục", "Mã SMS code"), "vi", texts=TEXTS)


def test_all_faults_are_reported_at_once() -> None:
    page = GOOD.replace("<h1>Đăng nhập</h1>", "").replace(' alt=""', "")
    with pytest.raises(PageFaults, match=r"(?s)has 0 h1.*an image without alt"):
        check_page(page, "vi", texts=TEXTS)


@pytest.mark.parametrize(
    "bad", ["<title></title><h1>A</h1>", "<title>A</title><p>A</p>", "<title>A</title><h1>A</h1><p><b>A</p>"]
)
def test_the_checker_finds_faults_in_a_part(bad: str) -> None:
    with pytest.raises(PageFaults):
        check_part(bad, "vi", texts=TEXTS)
