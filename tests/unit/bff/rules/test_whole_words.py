"""The lines of a heading end between Vietnamese words, never inside one."""

import pytest

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


def test_a_chain_of_words_still_fits_on_a_small_phone() -> None:
    chained = with_whole_words("xác thực xác thực xác thực xác thực xác thực")
    assert max(map(len, chained.split(" "))) <= LONGEST_CHAIN
