"""Words that are common in Vietnamese passwords, usually followed by a year and a sign.

The words have lower case and no diacritics. `bff.rules.passwords` compares them with the password in the same
form: once with the whole password, once with its letters only, so that ``Matkhau@123`` is found as
``matkhau``. zxcvbn has the general list of common passwords; this list adds words that people in Viet Nam
use.
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
