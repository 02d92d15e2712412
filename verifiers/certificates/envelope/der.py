"""The parts of DER (ITU-T X.690) that our readers leave unchecked: definite lengths in their shortest form.

asn1crypto accepts BER, where one value has many encodings. A signature covers one encoding only.
"""

_MULTI_BYTE_TAG = 0x1F
_CONSTRUCTED = 0x20
_LONG_LENGTH = 0x80
_SEQUENCE_AND_SET = (16, 17)  # DER splits no string into parts, so these are the constructed universal types


def require_der(encoded: bytes) -> None:
    """Check that *encoded* is one value, and that it and all values inside it are framed as DER demands.

    Raises:
        ValueError: a length is indefinite or too long, a string is in parts, or bytes are left over.
    """
    end, is_constructed, start = _frame(encoded, 0)
    if end != len(encoded):
        raise ValueError("bytes follow the value")
    to_check = [(start, end)] if is_constructed else []
    while to_check:  # no recursion: the sender chooses the depth
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
    if tag & _MULTI_BYTE_TAG == _MULTI_BYTE_TAG:
        raise ValueError("CMS attributes have no tag of several bytes")
    is_constructed = bool(tag & _CONSTRUCTED)
    if tag < 0x40 and is_constructed is not ((tag & _MULTI_BYTE_TAG) in _SEQUENCE_AND_SET):
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
