"""Which words, with a year and a sign behind them, make the passwords that are tried first in Viet Nam.

Written without diacritics and in lower case: a password is compared the same way, once whole and
once by its letters alone, so that ``Matkhau@123`` is found as ``matkhau``. The general list of
common passwords is zxcvbn's; this one adds what people here are taught and use.
"""

_WORDS = """
matkhau matkhaumoi mkmoi matma khongbiet khongco khongnho anhyeuem emyeuanh yeuem yeuanh iloveyou
vietnam vietnamvodich tphcm hanoi saigon danang haiphong cantho hue congdan dichvucong dichvu
chinhphu canbo cancuoc cccd cmnd taikhoan dangky dangnhap hovaten hoten hoant nguyenvana
cuaso hello asdf abc
abcd abcxyz qwerty qwertyuiop asdfgh zxcvbn admin administrator password passw pass welcome
xinchao chaoban giadinh bome conyeu meyeu bayeu tinhyeu hanhphuc maiyeu mottinhyeu chomeo
honda yamaha zalo facebook viettel mobifone vinaphone vnpt sinhnhat namsinh sodienthoai
"""
COMMON_IN_VIETNAM = frozenset(_WORDS.split())
