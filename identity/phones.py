"""Vietnamese mobile numbers: parse a typed number, write it for people, mask it.

`phonenumbers` parses a number, and a table of prefixes decides whether it is mobile. The library alone is
wrong about some prefixes: it accepts 031x, 051x and 095x, and refuses 052, 055 and 089, which are in use.
"""

import re
import unicodedata
from collections.abc import Mapping
from enum import StrEnum
from types import MappingProxyType

import phonenumbers

from identity.numbers import HIDDEN, digits_of

# Prefix (after the trunk 0) → the carrier that got it. Since number portability (2018), another carrier may
# serve the number.
# Source: the ministry's numbering plan (Circular 22/2014/TT-BTTTT as amended) and the carriers' own lists.
ISSUED_TO: Mapping[str, str] = MappingProxyType(
    dict.fromkeys(("32", "33", "34", "35", "36", "37", "38", "39", "86", "96", "97", "98"), "Viettel")
    | dict.fromkeys(("81", "82", "83", "84", "85", "88", "91", "94"), "VinaPhone")
    | dict.fromkeys(("70", "76", "77", "78", "79", "89", "90", "93"), "MobiFone")
    | dict.fromkeys(("52", "56", "58", "92"), "Vietnamobile")
    | dict.fromkeys(("59", "99"), "Gmobile")
    | {"55": "Wintel", "87": "iTel"}
)


# Prefix of a former 11-digit number (after the 0) → its prefix since 15 Sep 2018; the last seven digits stay.
# Source: the carriers' notices of conversion under the ministry's decision of 25 May 2018.
RENEWED: Mapping[str, str] = MappingProxyType(
    {"120": "70", "121": "79", "122": "77", "126": "76", "128": "78"}  # MobiFone
    | {"123": "83", "124": "84", "125": "85", "127": "81", "129": "82"}  # VinaPhone
    | {"162": "32", "163": "33", "164": "34", "165": "35"}  # Viettel
    | {"166": "36", "167": "37", "168": "38", "169": "39"}
    | {"186": "56", "188": "58", "199": "59"}  # Vietnamobile, Gmobile
)


VIETNAM = 84


OLD_MOBILE = re.compile(r"(?:\+84|0084|84)?0?(?P<prefix>1\d\d)(?P<rest>\d{7})", re.ASCII)


#: What stands before a number: an apostrophe of a spreadsheet's text, or a word with a colon.
LABEL = re.compile(r"^(?:['’‘]|[^\W\d_]{1,12}\.?\s*:)\s*")
#: What stands after it: a remark in brackets, or the parameters of a tel: address (RFC 3966).
REMARK = re.compile(r"\s*(?:\([^()\d]*\)|;[^\d+].*)\s*$")


E164_MOBILE = re.compile(r"\+84\d{9}", re.ASCII)


class MobileSlip(StrEnum):
    """Why a text is not a mobile number."""

    FORMAT = "format"
    LANDLINE = "landline"
    OLD_ELEVEN_DIGITS = "old_eleven_digits"


def parse_mobile(text: str) -> str | MobileSlip:
    """Parse a Vietnamese mobile number in any usual spelling.

    The number may begin with +84, 84, 0084 or 0, and have spaces, dots, commas, dashes, brackets, full-width
    digits, an apostrophe before it (from a spreadsheet), a label ("tel:"), a remark in brackets ("(Zalo)").

    Returns:
        The number in E.164 (``+84900000001``), or the reason why the text is not one.
    """
    typed = _typed_number(text)
    if typed is None:
        return MobileSlip.FORMAT
    if renewed_mobile(text) is not None:
        return MobileSlip.OLD_ELEVEN_DIGITS
    try:
        parsed = phonenumbers.parse(typed, "VN")
    except phonenumbers.NumberParseException:
        return MobileSlip.FORMAT
    national = phonenumbers.national_significant_number(parsed)
    if parsed.country_code != VIETNAM:
        return MobileSlip.FORMAT
    if len(national) == 9 and national[:2] in ISSUED_TO:
        return f"+{VIETNAM}{national}"
    is_landline = phonenumbers.number_type(parsed) == phonenumbers.PhoneNumberType.FIXED_LINE
    return MobileSlip.LANDLINE if is_landline else MobileSlip.FORMAT


def renewed_mobile(text: str) -> str | None:
    """Return the present form (E.164) of a former 11-digit number 01…; None for any other text."""
    parts = OLD_MOBILE.fullmatch(_typed_number(text) or "")
    prefix = RENEWED.get(parts["prefix"]) if parts else None
    return f"+{VIETNAM}{prefix}{parts['rest']}" if parts and prefix else None


def national_mobile(e164: str) -> str:
    """Write a mobile number as people do: ``0900 000 001``.

    Raises:
        ValueError: *e164* is not a Vietnamese mobile number in E.164.
    """
    if not E164_MOBILE.fullmatch(e164):
        raise ValueError("not a Vietnamese mobile number in E.164")
    digits = "0" + e164.removeprefix(f"+{VIETNAM}")
    return f"{digits[:4]} {digits[4:7]} {digits[7:]}"


def mask_mobile(e164: str) -> str:
    """Mask a mobile number so that only its owner recognises it: ``09•• ••• 001``.

    Raises:
        ValueError: *e164* is not a Vietnamese mobile number in E.164.
    """
    shown = national_mobile(e164)
    return f"{shown[:2]}{HIDDEN * 2} {HIDDEN * 3} {shown[-3:]}"


def _typed_number(text: str) -> str | None:
    """Return the digits, with the leading plus if there is one; None if *text* holds more than a number."""
    plain = LABEL.sub("", unicodedata.normalize("NFKC", text).strip())
    # People write "+84 (0) 900…", where the bracket is the trunk 0 that E.164 leaves out.
    typed = re.sub(r"[()/,]", "", re.sub(r"\(0\)", "", digits_of(REMARK.sub("", plain))))
    return typed if re.fullmatch(r"\+?\d{6,15}", typed, re.ASCII) else None
