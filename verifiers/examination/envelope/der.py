"""Checks the rules of DER (ITU-T X.690) that our parsers do not check: the form of each tag and length.

asn1crypto also accepts BER, in which one value has many encodings. A signature covers one of
them only: the DER encoding.
"""

_TAG_NUMBER = 0x1F  # the bits of the tag's number; all of them set: the number follows in more bytes
_CONSTRUCTED = 0x20
_LONG_LENGTH = 0x80
_OTHER_CLASSES = 0x40  # tags from here on are not of the universal class
#: The only constructed types of the universal class, because DER does not allow a string in parts.
_SEQUENCE_AND_SET = (16, 17)


def require_der(encoded: bytes) -> None:
    """Check that *encoded* is one value, and that all tags and lengths in it have the form that DER demands.

    Raises:
        ValueError: a length is indefinite or longer than needed, a string is in parts, or bytes are left.
    """
    end, is_constructed, start = _frame(encoded, 0)
    if end != len(encoded):
        raise ValueError("bytes follow the value")
    to_check = [(start, end)] if is_constructed else []
    while to_check:  # a loop and no recursion, because the sender chooses the depth
        start, until = to_check.pop()
        while start < until:
            end, is_constructed, inside = _frame(encoded, start)
            if end > until:
                raise ValueError("a value is longer than the value around it")
            if is_constructed:
                to_check.append((inside, end))
            start = end


def _frame(encoded: bytes, at: int) -> tuple[int, bool, int]:
    """Read one tag and length; return the end, whether it is constructed, and the start of its content."""
    tag = encoded[at]
    if tag & _TAG_NUMBER == _TAG_NUMBER:
        raise ValueError("CMS attributes have no tag of several bytes")
    is_constructed = bool(tag & _CONSTRUCTED)
    if tag < _OTHER_CLASSES and is_constructed is not ((tag & _TAG_NUMBER) in _SEQUENCE_AND_SET):
        raise ValueError("a universal type in the form that DER forbids")
    length, start = encoded[at + 1], at + 2
    if length & _LONG_LENGTH:
        count = length & ~_LONG_LENGTH
        length, start = int.from_bytes(encoded[start : start + count]), start + count
        if not count or length < _LONG_LENGTH or length.bit_length() <= 8 * (count - 1):
            raise ValueError("a length that is indefinite, or longer than needed")
    if start + length > len(encoded):
        raise ValueError("a value is cut off")
    return start + length, is_constructed, start
