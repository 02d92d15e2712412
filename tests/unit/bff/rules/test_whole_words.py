"""The lines of a heading end between Vietnamese words, never inside one."""

import pytest
from markupsafe import Markup

from bff.rules.pairs import LONGEST_CHAIN, with_whole_words


@pytest.mark.parametrize(
    ("heading", "whole"),
    [
        ("Chọn phương thức đăng ký", "Chọn phương_thức đăng_ký"),
        ("Thuê bao di động chính chủ", "Thuê_bao di_động chính_chủ"),
        ("Mã số bảo hiểm xã hội", "Mã_số bảo_hiểm xã_hội"),
        ("Xóa tài khoản của bạn?", "Xóa tài_khoản của bạn?"),
        ("Lan, tài khoản", "Lan, tài_khoản"),
        ("tài, khoản", "tài, khoản"),
        (" hai  dấu cách ", " hai  dấu cách "),
        ("", ""),
    ],
)
def test_no_line_ends_inside_a_word(heading: str, whole: str) -> None:
    assert with_whole_words(heading).replace("\N{NO-BREAK SPACE}", "_") == whole


def test_safe_html_stays_safe_and_no_other_text_becomes_it() -> None:
    assert with_whole_words("tài khoản <b>") == "tài\N{NO-BREAK SPACE}khoản <b>"
    assert not isinstance(with_whole_words("tài khoản <b>"), Markup)
    safe = with_whole_words(Markup("tài khoản &lt;b>"))
    assert (type(safe), safe) == (Markup, "tài\N{NO-BREAK SPACE}khoản &lt;b>")
    assert type(with_whole_words("tài khoản &lt;b>")) is str


def test_a_chain_of_words_still_fits_on_a_small_phone() -> None:
    chained = with_whole_words("xác thực xác thực xác thực xác thực xác thực")
    assert max(map(len, chained.split(" "))) <= LONGEST_CHAIN
